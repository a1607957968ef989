"""Bringing one's people: found by who wants to be, and no way to ask who else is here."""

import json
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Sql
from qiao.notices.found import tell_found
from qiao.people.elsewhere import MAX_LISTS_A_DAY, MAX_NAMES_A_MONTH
from qiao.people.events import CalledElsewhere
from tests.web.square import Person, Square

HERS = "ana.bakes_elsewhere"


@pytest.fixture
async def cy(square: Square) -> Person:
    return await square.person("cyril")


async def claims(who: Person, handle: str, platform: str = "tiktok", **more: bool) -> None:
    said = {"handle": handle, **more}
    await who.does("PUT", f"/me/elsewhere/{platform}", said)


async def seeks(who: Person, *names: str, platform: str = "tiktok") -> list[dict[str, Any]]:
    sent = {"platform": platform, "names": list(names)}
    found = await who.does("POST", "/me/sought", sent, status=201)
    return list(found["found"])


def lies_in(folder: Path, *secrets: bytes) -> list[str]:
    """Return the files of the square that hold one of these."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if any(one in path.read_bytes() for one in secrets)]


# ---- what somebody with bad intentions tries


async def test_asking_name_by_name_gets_nowhere(square: Square, bo: Person):
    """A thousand guesses, one at a time, by one person."""
    other = await square.person("bobs_other")
    members = [await square.person(f"member{n}") for n in range(6)]
    for n, member in enumerate(members):
        await claims(member, f"guess_{n * 7}", found=True)
    seen: set[str] = set()
    refused = 0
    for n in range(1_000):
        sent = {"platform": "tiktok", "names": [f"guess_{n}"]}
        answer = await bo.ask("POST", "/me/sought", sent)
        if answer.status_code == 429:
            refused += 1
            assert answer.json()["code"] == "sought_too_much"
            await bo.does("DELETE", "/me/sought", status=204)  # forgetting gives nothing back
        else:
            seen |= {one["member"]["handle"] for one in answer.json()["found"]}
    assert refused == 1_000 - MAX_LISTS_A_DAY
    assert seen == {"member0"}
    assert await seeks(other) == []


async def test_long_lists_are_counted_by_the_month(bo: Person):
    half = [f"name_{n}" for n in range(MAX_NAMES_A_MONTH // 2)]
    await seeks(bo, *half)
    await seeks(bo, *half)

    sent = {"platform": "tiktok", "names": ["one_more"]}
    refused = await bo.is_refused("POST", "/me/sought", sent, status=429)

    assert refused["facts"]["max"] == MAX_NAMES_A_MONTH


async def test_nobody_is_found_who_does_not_want_to_be(ana: Person, bo: Person, cy: Person):
    await claims(ana, HERS)
    await claims(cy, "cyril.there", shown=True)

    assert await seeks(bo, HERS, "cyril.there") == []
    assert (await bo.does("GET", "/members/ana/elsewhere"))["items"] == []
    [shown] = (await bo.does("GET", "/members/cyril/elsewhere"))["items"]
    assert shown["handle"] == "cyril.there"

    await claims(ana, HERS, found=True)
    [found] = (await bo.does("GET", "/me/elsewhere"))["found"]
    assert (found["member"]["handle"], found["handle"]) == ("ana", HERS)

    await ana.does("DELETE", "/me/elsewhere/tiktok", status=204)
    assert (await bo.does("GET", "/me/elsewhere"))["found"] == []


@pytest.mark.parametrize("blocks", ["ana", "bob"])
async def test_no_match_across_a_block(ana: Person, bo: Person, blocks: str):
    await claims(ana, HERS, found=True)
    by, of = (ana, "bob") if blocks == "ana" else (bo, "ana")
    await by.does("PUT", f"/members/{of}/block", status=204)

    assert await seeks(bo, HERS) == []
    made = await bo.does("POST", "/me/found/follows", status=201)
    assert made == {"handles": []}


async def test_whoever_says_the_same_is_followed_by_no_single_tap(
    ana: Person, bo: Person, cy: Person
):
    await claims(ana, HERS, found=True)
    await claims(cy, f"@{HERS.upper()}", found=True)

    found = await seeks(bo, HERS)

    assert [one["contested"] for one in found] == [True, True]
    assert await bo.does("POST", "/me/found/follows", status=201) == {"handles": []}


async def test_what_is_kept_of_a_list_is_no_name(
    square: Square, bo: Person, settings: Any, tmp_path: Path
):
    await seeks(bo, "a.name.nobody.has.here", platform="instagram")

    async with square.house.database.read() as tx:
        [row] = await tx.rows(Sql("select * from sought"), {})
    assert all("nobody" not in str(value) for value in row)
    assert not lies_in(tmp_path, b"a.name.nobody.has.here")
    shown = await bo.does("GET", "/me/elsewhere")
    assert [(one["platform"], one["count"]) for one in shown["sought"]] == [("instagram", 1)]
    assert "a.name" not in json.dumps(shown)


async def test_a_name_is_a_name(ana: Person):
    for wrong in ("", "x", "a b", "<b>", "ana@", "y" * 80):
        await ana.is_refused("PUT", "/me/elsewhere/tiktok", {"handle": wrong}, status=422)
    await ana.is_refused("PUT", "/me/elsewhere/mastodon", {"handle": "ana"}, status=422)
    await ana.is_refused("PUT", "/me/elsewhere/nowhere", {"handle": "ana"}, status=400)


# ---- what it is for


async def test_names_meet_however_they_are_written(ana: Person, bo: Person, cy: Person):
    await claims(ana, "https://www.tiktok.com/@Ana.Bakes?lang=en", found=True)
    await claims(cy, "@Cy@Social.Example", platform="mastodon", found=True)

    assert [one["member"]["handle"] for one in await seeks(bo, "@ana.bakes")] == ["ana"]
    found = await seeks(bo, "https://social.example/@cy", platform="mastodon")
    assert {one["member"]["handle"] for one in found} == {"ana", "cyril"}


async def test_all_are_followed_in_one_tap_and_not_in_another(ana: Person, bo: Person, cy: Person):
    await claims(ana, HERS, found=True)
    await claims(cy, "cyril.there", found=True)
    await bo.does("PUT", "/members/cyril/follow", status=204)
    await seeks(bo, HERS, "cyril.there")

    made = await bo.does("POST", "/me/found/follows", status=201)

    assert made == {"handles": ["ana"]}
    assert all(one["followed"] for one in (await bo.does("GET", "/me/elsewhere"))["found"])
    await bo.does("POST", "/me/found/unfollows", made, status=201)
    after = {one["member"]["handle"]: one["followed"] for one in (
        await bo.does("GET", "/me/elsewhere"))["found"]}  # fmt: skip
    assert after == {"ana": False, "cyril": True}


async def test_who_comes_later_is_told_of_once(square: Square, ana: Person, bo: Person):
    await seeks(bo, HERS)
    await claims(ana, HERS, found=True)
    await claims(ana, HERS, shown=True, found=True)
    for _ in range(2):
        await tell_found(square.house.database, [CalledElsewhere(ana.id)])
    told = (await bo.does("GET", "/me/notices?box=follows"))["items"]

    assert [(one["kind"], one["actors"][0]["handle"]) for one in told] == [("found", "ana")]


async def test_the_file_that_a_place_gave_is_read_for_names_alone(
    square: Square, ana: Person, bo: Person, tmp_path: Path
):
    await claims(ana, HERS, found=True)
    file = {
        "Profile And Settings": {
            "Following": {"Following": [{"Date": "2024-01-01 10:00:00", "UserName": HERS}]},
            "Profile Info": {"ProfileMap": {"telephoneNumber": "+15550100777"}},
        },
        "Direct Message": {"Chat History": {"Chats": [{"Content": "SECRET-message"}]}},
    }
    answer = await bo.ask(
        "POST", "/me/sought/file?platform=tiktok", content=json.dumps(file).encode(),
        headers={"Content-Type": "application/octet-stream"},
    )  # fmt: skip

    assert answer.status_code == 201, answer.text
    assert [one["member"]["handle"] for one in answer.json()["found"]] == ["ana"]
    assert not lies_in(tmp_path, b"SECRET-message", b"+15550100777")
    await bo.is_refused(
        "POST", "/me/sought/file?platform=weibo", content=b"{}", status=422,
        headers={"Content-Type": "application/octet-stream"},
    )  # fmt: skip
