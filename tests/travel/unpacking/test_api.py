"""Bringing a file over HTTP: looked at first, brought on yes, one's own business alone."""

from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Sql
from qiao.settings import Settings
from qiao.travel.settings import TravelSettings
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking.jobs import attend
from tests.travel.things import InThisProcess
from tests.travel.unpacking.test_hostile import note, parcel
from tests.web.square import Person, Square, opened


async def attended(square: Square, arrival: str) -> None:
    """Work as the worker does."""
    house = square.house
    shelf = Shelf(house.settings.data_dir / "travel")
    await attend(house.database, house.blobs, shelf, InThisProcess(), arrival, pause_s=0)


def content_of(path: Path) -> bytes:
    return path.read_bytes()


def lying(square: Square) -> list[Path]:
    """Return the files that lie on the shelf."""
    return list((square.house.settings.data_dir / "travel").iterdir())


async def sent(who: Person, path: Path, **more: Any) -> Any:
    answer = await who.ask("POST", "/me/arrivals", content=content_of(path), **more)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return parcel(tmp_path / "mine.zip", [note(n, topics=["bread"]) for n in range(3)])


async def of(who: Person) -> Any:
    return (await who.does("GET", "/me/arrivals"))["items"][0]


async def test_nothing_comes_before_yes_and_all_goes_with_no(
    square: Square, ana: Person, bo: Person, path: Path
):
    arrival = (await sent(ana, path))["id"]
    await attended(square, arrival)
    planned = await of(ana)
    before = await ana.does("GET", "/members/ana/notes")

    await ana.does("PUT", f"/me/arrivals/{arrival}", {"audience": "as_was"}, status=204)
    await attended(square, arrival)
    there = await bo.does("GET", "/members/ana/notes")
    here = await of(ana)
    await ana.does("DELETE", f"/me/arrivals/{arrival}", status=204)
    await attended(square, arrival)

    assert planned["state"] == "planned"
    assert planned["plan"]["notes"] == 3
    assert planned["plan"]["first"].startswith("2025-01-01")
    assert before["items"] == []
    assert here["state"] == "here"
    assert [card["at"] for card in there["items"]] == ["2025-01-01T00:00:00.000Z"] * 3
    assert (await of(ana))["state"] == "gone"
    assert (await bo.does("GET", "/members/ana/notes"))["items"] == []


async def test_what_came_is_for_oneself_unless_one_says_otherwise(
    square: Square, ana: Person, bo: Person, path: Path
):
    arrival = (await sent(ana, path))["id"]
    await attended(square, arrival)
    await ana.does("PUT", f"/me/arrivals/{arrival}", {}, status=204)
    await attended(square, arrival)

    assert len((await ana.does("GET", "/members/ana/notes"))["items"]) == 3
    assert (await bo.does("GET", "/members/ana/notes"))["items"] == []


async def test_an_arrival_is_its_owners_alone(square: Square, ana: Person, bo: Person, path: Path):
    arrival = (await sent(ana, path))["id"]
    await attended(square, arrival)

    for method in ("PUT", "DELETE"):
        await bo.is_refused(method, f"/me/arrivals/{arrival}", {}, status=404)
        await square.visitor.is_refused(method, f"/me/arrivals/{arrival}", {}, status=401)
    assert (await bo.does("GET", "/me/arrivals"))["items"] == []
    assert (await of(ana))["state"] == "planned"


async def test_one_at_a_time_and_sent_twice_is_one(square: Square, ana: Person, path: Path):
    one = await sent(ana, path, key="the same key")
    other = await sent(ana, path, key="the same key")
    no = await ana.ask("POST", "/me/arrivals", content=content_of(path))

    assert one == other
    assert no.status_code == 409
    assert len(lying(square)) == 1


async def test_what_is_too_large_or_of_another_kind_is_refused_and_not_kept(
    settings: Settings, path: Path
):
    small = settings.model_copy(update={"travel": TravelSettings(max_upload_mib=1)})
    async with opened(small) as square:
        ana = await square.person("ana")
        large = await ana.ask("POST", "/me/arrivals", content=b"x" * ((1 << 20) + 1))
        other = await ana.ask("POST", "/me/arrivals?kind=tiktok", content=content_of(path))
        odd = await ana.ask("POST", "/me/arrivals?kind=myspace", content=b"x")
        junk = (await ana.ask("POST", "/me/arrivals", content=b"PK junk")).json()["id"]
        await attended(square, junk)

        assert (large.status_code, large.json()["code"]) == (413, "parcel_too_large")
        assert (other.status_code, other.json()["code"]) == (422, "not_this_kind")
        assert odd.status_code == 400
        assert (await of(ana))["state"] == "failed"
        assert (await of(ana))["reason"] == "no_zip"
        assert not lying(square)


async def test_nobody_is_told_and_nothing_gains_by_what_came(
    square: Square, ana: Person, bo: Person, tmp_path: Path
):
    from qiao.feed.ladder.commands import new_notes
    from qiao.feed.queries import BROUGHT_US
    from qiao.kit.clock import now_us

    await bo.ask("PUT", "/members/ana/follow")
    path = parcel(tmp_path / "news.zip", [note(1, at="2999-01-01T00:00:00Z", body="Hello @bob")])
    arrival = (await sent(ana, path))["id"]
    await attended(square, arrival)
    await ana.does("PUT", f"/me/arrivals/{arrival}", {"audience": "as_was"}, status=204)
    await attended(square, arrival)
    fresh = await ana.publishes(body="Written here")

    db = square.house.database
    async with db.read() as tx:
        told = await tx.all(str, Sql("select name from events"))
        climbing = [one.id for one in await new_notes(tx, now_us())]
        at = await tx.count(Sql("select at_us from notes where brought = 1"))
    assert "NoteBrought" in told
    assert told.count("NotePublished") == 1
    assert climbing == [fresh]
    assert at < now_us() - 86_000_000_000
    assert at > BROUGHT_US
    feed = await bo.does("GET", "/feeds/following")
    assert feed["items"][0]["id"] == fresh


async def test_one_file_lies_here_at_a_time(square: Square, ana: Person, path: Path):
    first = (await sent(ana, path))["id"]
    await attended(square, first)
    second = (await sent(ana, path))["id"]
    await attended(square, second)

    await ana.is_refused("PUT", f"/me/arrivals/{first}", {}, status=404)
    shown = (await ana.does("GET", "/me/arrivals"))["items"]
    assert [one["id"] for one in shown] == [second]


async def test_on_a_full_disk_nothing_is_taken_in(
    square: Square, ana: Person, path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("qiao.travel.shelf.LEAST_FREE_BYTES", 1 << 60)

    no = await ana.ask("POST", "/me/arrivals", content=content_of(path))
    other = await ana.is_refused("POST", "/me/export", status=503)

    assert no.status_code == 503
    assert other["code"] == "square_full"
    assert not lying(square)
