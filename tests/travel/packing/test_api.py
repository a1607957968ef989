"""Asking for one's things and fetching them: one's own alone, proved anew, within bounds."""

import json
import zipfile
from io import BytesIO

import pytest

from qiao.kit.clock import DAY, Micros, now_us
from qiao.kit.db import Sql, WriteTx
from qiao.people.keys import sittings
from qiao.travel.jobs import tidy
from qiao.travel.packing import keeping
from qiao.travel.packing.jobs import make_export
from qiao.travel.packing.pack import pack
from qiao.travel.shelf import Shelf
from tests.web.square import Person, Square

PLACE = "https://square.example"


async def packed(square: Square, who: Person) -> str:
    """Pack as the worker does; return the export's id."""
    house = square.house
    async with house.database.read() as tx:
        found = await keeping.last(tx, who.id, now=now_us())
    assert found is not None
    shelf = Shelf(house.settings.data_dir / "travel")
    await make_export(house.database, house.blobs, shelf, found.id, square=PLACE, kept_days=7)
    return found.id


async def _stale(tx: WriteTx) -> None:
    await tx.run(Sql("update sessions set proved_us = 0"))


async def _prove(tx: WriteTx) -> None:
    await tx.run(Sql("update sessions set proved_us = :now_us"), now_us=now_us())


async def test_all_comes_in_one_file(square: Square, ana: Person, bo: Person):
    mine = await ana.publishes(title="Loaf", body="Still <b>warm</b>", topics=["bread"])
    secret = await ana.publishes(body="For nobody", audience="private")
    momo = await ana.publishes(body="Who am I", momo=True)
    his = await bo.publishes(body="Rye of bo")
    await ana.does("POST", f"/notes/{his}/comments", {"body": "Lovely rye"}, status=201)
    await bo.does("POST", f"/notes/{mine}/comments", {"body": "His words below hers"}, status=201)
    await ana.ask("PUT", f"/notes/{his}/like")
    await ana.ask("PUT", "/members/bob/follow")
    assert (await ana.does("GET", "/me/export"))["state"] == "none"

    asked = await ana.does("POST", "/me/export", status=201)
    await packed(square, ana)
    ready = await ana.does("GET", "/me/export")
    await square.house.database.write(_prove)
    fetched = await ana.ask("GET", "/me/export/file")

    assert asked["state"] == "waiting"
    assert ready["state"] == "ready"
    assert ready["bytes"] == len(fetched.content)
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert fetched.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(BytesIO(fetched.content)) as opened:
        assert opened.testzip() is None
        every = {name: opened.read(name).decode("utf-8", "replace") for name in opened.namelist()}
    outbox = json.loads(every["outbox.json"])
    assert [one["object"]["id"] for one in outbox["orderedItems"]] == [f"{PLACE}/n/{mine}"]
    assert outbox["orderedItems"][0]["object"]["content"] == "<p>Still &lt;b&gt;warm&lt;/b&gt;</p>"
    assert outbox["totalItems"] == 1
    ids = [json.loads(one)["id"] for one in every["qiao/notes.jsonl"].splitlines()]
    assert ids == sorted([mine, secret, momo])
    assert json.loads(every["qiao/comments.jsonl"])["body"] == "Lovely rye"
    assert every["following_accounts.csv"] == "Account address\r\nbob@square.example\r\n"
    assert every["likes.csv"] == f"Address\r\n{PLACE}/n/{his}\r\n"
    whole = "".join(every.values())
    # what others wrote is theirs
    assert "His words" not in whole
    assert "Rye of bo" not in whole
    assert json.loads(every["qiao.json"])["rows"]["notes"] == 3


async def test_being_signed_in_is_not_enough_to_fetch_it(square: Square, ana: Person, bo: Person):
    await ana.does("POST", "/me/export", status=201)
    await packed(square, ana)
    await square.house.database.write(_stale)

    no = await ana.is_refused("GET", "/me/export/file", status=403)
    await square.house.database.write(_prove)

    assert no["code"] == "proof_needed"
    await bo.is_refused("GET", "/me/export/file", status=404)
    await square.visitor.is_refused("GET", "/me/export/file", status=401)
    assert (await ana.ask("GET", "/me/export/file")).status_code == 200
    assert sittings.PROVED_US < DAY


async def test_one_at_a_time_and_three_a_day(square: Square, ana: Person):
    for _ in range(keeping.MAX_A_DAY):
        await ana.does("POST", "/me/export", status=201)
        no = await ana.is_refused("POST", "/me/export", status=409)
        assert no["code"] == "export_under_way"
        await packed(square, ana)

    no = await ana.is_refused("POST", "/me/export", status=429)

    assert no["code"] == "exported_too_much"
    await ana.is_refused("POST", "/me/export", status=400, key=None)


async def test_sent_twice_it_is_asked_for_once(square: Square, ana: Person):
    one = await ana.ask("POST", "/me/export", key="the same key")
    other = await ana.ask("POST", "/me/export", key="the same key")

    assert one.status_code == other.status_code == 201
    assert one.json() == other.json()


async def test_it_can_be_thrown_away_and_goes_by_itself(
    square: Square, ana: Person, monkeypatch: pytest.MonkeyPatch
):
    house = square.house
    shelf = Shelf(house.settings.data_dir / "travel")
    monkeypatch.setattr("qiao.travel.shelf._YOUNG_S", -1.0)
    await ana.does("POST", "/me/export", status=201)
    thrown = await packed(square, ana)
    assert shelf.path(thrown).exists()

    await ana.does("DELETE", "/me/export", status=204)
    assert not shelf.path(thrown).exists()
    assert (await ana.does("GET", "/me/export"))["state"] == "none"

    await ana.does("POST", "/me/export", status=201)
    old = await packed(square, ana)
    await tidy(house.database, shelf, now=now_us())
    assert shelf.path(old).exists()
    await tidy(house.database, shelf, now=Micros(now_us() + 8 * DAY))
    assert not shelf.path(old).exists()


async def test_one_that_was_thrown_away_while_it_was_made_is_not_kept(square: Square, ana: Person):
    house = square.house
    await ana.does("POST", "/me/export", status=201)
    async with house.database.read() as tx:
        found = await keeping.last(tx, ana.id, now=now_us())
    assert found is not None
    await ana.does("DELETE", "/me/export", status=204)

    shelf = Shelf(house.settings.data_dir / "travel")
    await make_export(house.database, house.blobs, shelf, found.id, square=PLACE, kept_days=7)

    assert not shelf.path(found.id).exists()


async def test_pictures_sent_in_messages_come_from_their_own_place(square: Square, ana: Person):
    from qiao.media.models import Decoded

    house = square.house
    picture = Decoded(b"card", b"a picture between two", 1, 1, "png")
    await house.letters.put(picture)

    async def plant(tx: WriteTx) -> None:
        for number, message in ((1, "m1"), (2, None)):  # the second was never sent
            await tx.run(
                Sql("""
                    insert into message_pictures (id, owner_id, message_id, sha, w, h, at_us)
                    values (:id, :owner, :message, :sha, 1, 1, 1)
                """),
                id=f"p{number}", owner=ana.id, message=message, sha=picture.sha,
            )  # fmt: skip

    await house.database.write(plant)
    await pack(
        house.database, house.blobs, ana.id, house.settings.data_dir / "out.zip",
        square=PLACE, now=now_us(), letters=house.letters,
    )  # fmt: skip

    with zipfile.ZipFile(house.settings.data_dir / "out.zip") as opened:
        assert opened.read("messages/p1.webp") == b"a picture between two"
        assert "messages/p2.webp" not in opened.namelist()
