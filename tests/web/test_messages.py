"""Messages over HTTP: sent once, told without a word of them, translated in the house."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from qiao.kit.clock import now_us
from qiao.kit.db import Database, Sql, events_after
from qiao.messages import jobs
from qiao.messages.events import MessageEdited, MessageSent
from qiao.messages.live import MessageNews
from qiao.notices.live import Live
from qiao.people.blocks import block
from qiao.people.commands import follow, token_hash
from qiao.translate.events import TranslationWanted
from qiao.translate.language import Detector
from tests import make
from tests.translate.make import Fake
from tests.web.square import Person, Square
from tests.web.working import Worker

SAID = "The quinces are behind the blue door"


async def mutuals(square: Square, one: Person, other: Person) -> None:
    db = square.house.database
    await db.write(follow, one.id, other.id, now=make.NOW)  # type: ignore[arg-type]
    await db.write(follow, other.id, one.id, now=make.NOW)  # type: ignore[arg-type]


async def writes(me: Person, to: str, body: str = SAID, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = await me.does(
        "POST", f"/members/{to}/messages", {"body": body, **more}, status=201
    )
    return made


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "PNG")
    return made.getvalue()


async def test_a_message_goes_and_is_read(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)

    sent = await writes(ana, "bob")

    assert (sent["mine"], sent["body"], sent["gone"]) == (True, SAID, "")
    listed = await bo.does("GET", "/conversations")
    (one,) = listed["items"]
    assert listed["counts"] == {"unread": 1, "requests": 0}
    assert (one["other"]["handle"], one["unread"], one["last"]["excerpt"]) == ("ana", 1, SAID)
    page = await bo.does("GET", f"/conversations/{one['id']}/messages")
    assert [(m["mine"], m["body"]) for m in page["items"]] == [(False, SAID)]
    seen = await bo.does("PUT", f"/conversations/{one['id']}/seen", {"until": sent["id"]})
    assert seen == {"unread": 0, "requests": 0}


async def test_what_a_first_message_would_be_is_said_before(
    square: Square, ana: Person, bo: Person
):
    async def state() -> tuple[str, str]:
        shown = await ana.does("GET", "/members/bob/conversation")
        return shown["state"], shown["other"]["handle"]

    assert await state() == ("stranger", "bob")
    await bo.does("PATCH", "/me", {"who_may": {"message": "nobody"}})
    assert await state() == ("closed", "bob")
    await ana.is_refused("POST", "/members/bob/messages", {"body": SAID}, status=403)
    await bo.does("PATCH", "/me", {"who_may": {}})
    await mutuals(square, ana, bo)
    assert await state() == ("new", "bob")
    await writes(ana, "bob")
    assert await state() == ("open", "bob")


async def test_sent_twice_it_is_one_message(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)

    first, again = [
        (await ana.ask("POST", "/members/bob/messages", {"body": SAID}, key="the-same-key")).json()
        for _ in range(2)
    ]

    assert first == again
    (one,) = (await bo.does("GET", "/conversations"))["items"]
    assert one["unread"] == 1
    await ana.is_refused("POST", "/members/bob/messages", {"body": SAID}, status=400, key=None)


async def test_no_other_table_learns_what_was_said(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)
    sent = await writes(ana, "bob")
    await ana.does("PUT", f"/messages/{sent['id']}", {"body": f"{SAID}, and open"})
    db = square.house.database
    async with db.read() as tx:
        told = await events_after(tx, 0, limit=1_000)
        tables = await tx.all(str, Sql("select name from sqlite_master where type = 'table'"))
    await jobs.understand(db, Detector(), [e for line in told if isinstance(e := line.event(), MessageSent | MessageEdited)])  # fmt: skip  # noqa: E501

    holding = set()
    async with db.read() as tx:
        for table in tables:
            for row in await tx.rows(Sql(f'select * from "{table}"'), {}):
                if any(b"quinces" in _bytes(cell) for cell in row):
                    holding.add(table)

    assert holding == {"messages"}
    shown = (await bo.does("GET", f"/conversations/{sent['conversation']}/messages"))["items"]
    assert shown[0]["lang"] == "en"


def _bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


async def test_a_picture_is_for_the_two_and_no_cache(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)
    eve = await square.person("eve", operator=True)
    taken = (await ana.ask("POST", "/message-pictures", content=photo(), headers={"Content-Type": "image/png"})).json()  # fmt: skip  # noqa: E501

    sent = await writes(ana, "bob", "", pictures=[{"id": taken["id"], "alt": "Teal"}])

    (picture,) = sent["pictures"]
    assert (picture["w"], picture["h"], picture["alt"]) == (40, 30, "Teal")
    path = picture["full"].removeprefix("/api/v1")
    for reader, status in ((ana, 200), (bo, 200), (eve, 404), (square.visitor, 401)):
        answer = await reader.ask("GET", path)
        assert answer.status_code == status
        if status == 200:
            assert answer.headers["cache-control"] == "private, no-store"
            assert answer.headers["content-type"] == "image/webp"
    assert (await ana.ask("GET", path.replace("full.webp", "../secret"))).status_code == 404


@pytest.fixture
def live(square: Square) -> Live:
    return Live(square.house.database, beside=(MessageNews(),), rest_s=0.0, heartbeat_s=30.0)


async def _listening(live: Live, square: Square, person: Person) -> tuple[Any, Any]:
    assert person.who is not None
    token = await make.session(square.house.database, person.who, now=now_us())
    stream = live.open(person.id, token_hash(token), after_us=None)
    told = live.told(stream)
    return stream, told


async def _hears(db: Database, live: Live, since: int) -> int:
    async with db.read() as tx:
        lines = await events_after(tx, since, limit=1_000)
        await live.follow(tx, lines)
    return lines[-1].seq if lines else since


async def test_a_stream_tells_ids_and_never_a_word(
    square: Square, ana: Person, bo: Person, live: Live
):
    await mutuals(square, ana, bo)
    eve = await square.person("eve", operator=True)
    db = square.house.database
    streams = {name: await _listening(live, square, p) for name, p in (("bo", bo), ("eve", eve))}
    first = {name: await anext(told) for name, (_, told) in streams.items()}
    assert all(b'event: messages\ndata: {"counts":{"unread":0' in said for said in first.values())

    sent = await writes(ana, "bob")
    await _hears(db, live, 0)

    said = await asyncio.wait_for(anext(streams["bo"][1]), 10)
    assert (
        f'"counts":{{"unread":1,"requests":0}},"changed":["{sent["conversation"]}"]'
        in said.decode()
    )
    assert b"quinces" not in said
    assert not streams["eve"][0].woken.is_set()
    for _, told in streams.values():
        await told.aclose()


async def test_a_block_is_told_to_open_streams_and_hides_what_was_unread(
    square: Square, ana: Person, bo: Person, live: Live
):
    await mutuals(square, ana, bo)
    await writes(ana, "bob")
    db = square.house.database
    since = await _hears(db, live, 0)
    _, told = await _listening(live, square, bo)
    assert b'"unread":1' in await anext(told)

    await db.write(block, ana.id, bo.id, now=make.NOW)  # type: ignore[arg-type]
    await _hears(db, live, since)

    said = await asyncio.wait_for(anext(told), 10)
    assert b'{"counts":{"unread":0,"requests":0},"changed":[""]}' in said
    await told.aclose()


async def test_a_translation_stays_in_the_house_and_is_soon_forgotten(
    square: Square, ana: Person, bo: Person
):
    await mutuals(square, ana, bo)
    sent = await writes(ana, "bob")
    asked = f"/messages/{sent['id']}/translations"
    worker = Worker(square, Fake())
    assert (await bo.does("POST", asked, {"to": "pt"}))["state"] == "pending"
    db = square.house.database
    async with db.read() as tx:
        told = await events_after(tx, 0, limit=1_000)
    (wanted,) = [e for line in told if isinstance(e := line.event(), TranslationWanted)]
    assert wanted.clearance == "private"

    await worker.works()

    made = await bo.does("POST", asked, {"to": "pt"})
    assert made["state"] in ("done", "unavailable")
    assert made["proof"] == ""
    async with db.read() as tx:
        kept = await tx.all(str, Sql("select policy from translations"))
        segments = await tx.count(Sql("select count(*) from translation_segments"))
    assert all(policy.startswith("~") for policy in kept)  # what drafts are forgotten by
    assert segments == 0


async def test_a_report_shows_reviewers_the_copy(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)
    judge = await square.person("judge", operator=True)
    taken = (await ana.ask("POST", "/message-pictures", content=photo(), headers={"Content-Type": "image/png"})).json()  # fmt: skip  # noqa: E501
    sent = await writes(ana, "bob", pictures=[{"id": taken["id"]}])
    await writes(bo, "ana", "Stop it")
    body = {"rule": "threats", "text": "See"}

    await bo.does("POST", f"/messages/{sent['id']}/reports", body, status=201)

    (case,) = (await judge.does("GET", "/operator/cases"))["items"]
    assert (case["of"], case["body"], case["standing"]) == ("message", SAID, "public")
    assert [(a["body"], a["reported"], a["by_author"]) for a in case["around"]] == [
        (SAID, True, True), ("Stop it", False, False),
    ]  # fmt: skip
    picture = case["photos_list"][0]["card"].removeprefix("/api/v1")
    assert (await judge.ask("GET", picture)).status_code == 200
    assert (await bo.ask("GET", picture)).status_code == 403
    decision = {"action": "remove", "rule": "threats", "reason": "A threat"}
    await judge.does("POST", f"/operator/cases/{case['id']}/decisions", decision, status=201)
    page = await bo.does("GET", f"/conversations/{sent['conversation']}/messages")
    assert [m["gone"] for m in page["items"]] == ["", "removed"]
    (told,) = (await ana.does("GET", "/me/statements"))["items"]
    assert (told["of"], told["action"]) == ("message", "removed")


async def test_reporting_by_the_public_door_finds_no_message(
    square: Square, ana: Person, bo: Person
):
    await mutuals(square, ana, bo)
    sent = await writes(ana, "bob")

    for of in ("note", "comment"):
        body = {"of": of, "id": sent["id"], "rule": "spam"}
        await bo.is_refused("POST", "/reports", body, status=404)


async def test_pages_neither_repeat_nor_leave_out(square: Square, ana: Person, bo: Person):
    await mutuals(square, ana, bo)
    for number in range(65):
        await writes(ana, "bob", str(number))
    (one,) = (await bo.does("GET", "/conversations"))["items"]
    found: list[str] = []
    cursor = ""

    while True:
        page = await bo.does("GET", f"/conversations/{one['id']}/messages{cursor}")
        found += [m["body"] for m in page["items"]]
        if page["cursor"] is None:
            break
        cursor = f"?cursor={page['cursor']}"

    assert found == [str(number) for number in reversed(range(65))]
