"""What members are told, over HTTP: the boxes, the stream, announcements."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn

from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.notices import jobs
from qiao.notices.events import NoticesChanged
from qiao.notices.live import Live
from qiao.notices.models import TooManyLive
from qiao.notices.views import News
from qiao.people.commands import close_session, follow, token_hash
from qiao.settings import Settings
from tests import make
from tests.web.square import Person, Square


async def told(db: Database) -> None:
    """Let those who tell do their work."""
    async with db.read() as tx:
        lines = await events_after(tx, 0, limit=1_000)
    events: list[Any] = [event for line in lines if (event := line.event())]
    await jobs.tell_words(db, [event for event in events if isinstance(event, jobs.WORDS)])
    await jobs.tell_likes(db, [event for event in events if isinstance(event, jobs.LIKES)])
    await jobs.tell_follows(db, [event for event in events if isinstance(event, jobs.FOLLOWS)])


async def test_a_box_is_listed_counted_and_seen(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(title="Bread")
    body = {"body": "How long did it rest?"}
    await bo.does("POST", f"/notes/{note}/comments", body, status=201)
    await told(square.house.database)

    page = await ana.does("GET", "/me/notices?box=words")

    assert page["unread"] == {"likes": 0, "follows": 0, "words": 1, "square": 0}
    [notice] = page["items"]
    assert notice["kind"] == "comment"
    assert notice["first"]
    assert notice["fresh"]
    assert notice["actors"][0]["handle"] == "bob"
    assert notice["comment"]["excerpt"] == "How long did it rest?"
    assert notice["note"]["title"] == "Bread"
    until = {"box": "words", "until": page["until"]}
    assert (await ana.does("PUT", "/me/notices/seen", until))["words"] == 0
    assert not (await ana.does("GET", "/me/notices?box=words"))["items"][0]["fresh"]
    assert (await bo.does("GET", "/me/notices/unread"))["words"] == 0


async def test_nobody_reads_or_sees_the_notices_of_others(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(title="Bread")
    await bo.does("POST", f"/notes/{note}/comments", {"body": "Mine"}, status=201)
    await told(square.house.database)
    [notice] = (await ana.does("GET", "/me/notices"))["items"]

    await bo.does("PUT", "/me/notices/seen", {"notice": notice["id"]})

    assert (await bo.does("GET", "/me/notices"))["items"] == []
    assert (await ana.does("GET", "/me/notices/unread"))["words"] == 1
    for method, path in (
        ("GET", "/me/notices"), ("GET", "/me/notices/unread"), ("PUT", "/me/notices/seen"),
        ("GET", "/me/notices/choices"), ("GET", "/me/live"),
    ):  # fmt: skip
        body = {} if method == "PUT" else None
        await square.visitor.is_refused(method, path, body, status=401)


async def test_choices_are_kept_and_a_box_has_a_known_name(ana: Person):
    chosen = await ana.does("GET", "/me/notices/choices")
    chosen["mentions"]["push"] = False
    chosen["digest"] = "daily"

    await ana.does("PUT", "/me/notices/choices", chosen)

    assert await ana.does("GET", "/me/notices/choices") == chosen
    await ana.is_refused("GET", "/me/notices?box=everything", status=422)


async def test_operators_tell_everybody_in_their_language(square: Square):
    operator = await square.person("keeper", operator=True)
    reader = await square.person("lin", langs=("zh-Hans",))
    words = {"lang": "en", "texts": {"en": {"title": "Moving"}, "zh-Hans": {"title": "搬家"}}}
    await reader.is_refused("POST", "/operator/announcements", words, status=403)
    made = await operator.does("POST", "/operator/announcements", words, status=201)

    page = await reader.does("GET", "/me/notices?box=square")

    assert page["items"][0]["announcement"]["title"] == "搬家"
    assert page["unread"]["square"] == 1
    assert (await operator.does("GET", "/me/notices/unread"))["square"] == 0
    await reader.does("PUT", "/me/notices/seen", {"box": "square", "until": page["until"]})
    assert (await reader.does("GET", "/me/notices/unread"))["square"] == 0
    await operator.does("DELETE", f"/operator/announcements/{made['id']}", status=204)
    assert (await reader.does("GET", "/me/notices?box=square"))["items"] == []


def news_in(message: bytes) -> News:
    [line] = [line for line in message.decode().split("\n") if line.startswith("data: ")]
    return msgspec.json.decode(line[6:], type=News)


async def test_a_stream_tells_the_state_then_what_comes(sqlite: Database):
    ana, bo = await make.member(sqlite, "ana"), await make.member(sqlite, "bob")
    token = await make.session(sqlite, ana, now=now_us())
    live = Live(sqlite, rest_s=0)
    stream = live.told(live.open(ana.id, token_hash(token), after_us=None))
    assert news_in(await anext(stream)).unread.follows == 0
    await sqlite.write(follow, bo.id, ana.id, now=now_us())
    await told(sqlite)

    async with sqlite.read() as tx:
        await live.follow(tx, await events_after(tx, 0))
    said = news_in(await anext(stream))

    assert said.unread.follows == 1
    assert [notice.kind for notice in said.news] == ["follow"]
    await stream.aclose()  # type: ignore[attr-defined]
    assert live.count == 0


async def test_a_stream_that_comes_back_is_told_what_it_missed(sqlite: Database):
    ana, bo = await make.member(sqlite, "ana"), await make.member(sqlite, "bob")
    token = await make.session(sqlite, ana, now=now_us())
    before = now_us()
    await sqlite.write(follow, bo.id, ana.id, now=now_us())
    await told(sqlite)
    live = Live(sqlite)

    fresh = live.told(live.open(ana.id, token_hash(token), after_us=None))
    back = live.told(live.open(ana.id, token_hash(token), after_us=before))

    assert news_in(await anext(fresh)).news == []
    assert len(news_in(await anext(back)).news) == 1
    await fresh.aclose()  # type: ignore[attr-defined]
    await back.aclose()  # type: ignore[attr-defined]


async def test_a_member_has_so_many_streams_and_no_more(sqlite: Database):
    live = Live(sqlite, max_of_one=2)
    streams = [live.told(live.open("m", b"", after_us=0)) for _ in range(2)]
    for stream in streams:
        await anext(stream)

    with pytest.raises(TooManyLive):
        live.open("m", b"", after_us=0)
    for stream in streams:
        await stream.aclose()  # type: ignore[attr-defined]
    live.open("m", b"", after_us=0)


async def test_a_session_that_ends_anywhere_ends_its_streams(sqlite: Database):
    ana = await make.member(sqlite, "ana")
    ended, kept = [await make.session(sqlite, ana, now=now_us()) for _ in range(2)]
    live = Live(sqlite)
    streams = [live.told(live.open(ana.id, token_hash(t), after_us=0)) for t in (ended, kept)]
    for stream in streams:
        await anext(stream)
    await sqlite.write(close_session, ended)

    await live.look_again()

    assert await anext(streams[0]) == b"event: end\ndata: {}\n\n"
    assert live.count == 2
    await asyncio.gather(*(stream.aclose() for stream in streams))  # type: ignore[attr-defined]
    assert live.count == 0


@asynccontextmanager
async def on_a_socket(square: Square, path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """Serve the square's app as it is served: streams come as they are sent."""
    config = uvicorn.Config(square.app, uds=str(path), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await make.until(lambda: server.started)
    transport = httpx.AsyncHTTPTransport(uds=str(path))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://square") as client:
            yield client
    finally:
        square.app.state.let_go()
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await running


async def test_a_revoked_session_closes_the_socket_of_its_stream(
    square: Square, settings: Settings, ana: Person
):
    headers = ana._headers
    async with (
        on_a_socket(square, settings.data_dir / "s") as client,
        client.stream("GET", "/api/v1/me/live", headers=headers, timeout=20) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 3000"
        await square.client.delete("/api/v1/sessions/current", headers=headers)

        async with asyncio.timeout(5):  # what members are promised
            rest = [line async for line in lines]

        assert "event: end" in rest
        after = await client.get("/api/v1/me/live", headers=headers)
        assert after.status_code == 401


async def test_the_event_names_a_member_and_no_words():
    assert NoticesChanged.__struct_fields__ == ("member", "group")
