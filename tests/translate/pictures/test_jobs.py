"""Read once a picture, kept, and shown in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database, events_after
from qiao.kit.http import PROBLEMS
from qiao.media.commands import add
from qiao.media.models import Decoded, MediaId
from qiao.media.providers.folder import Folder
from qiao.translate.api import Desk
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import fulfil
from qiao.translate.pictures import store
from qiao.translate.pictures.api import ROUTES
from qiao.translate.pictures.events import PictureTextWanted
from qiao.translate.pictures.jobs import read_ahead, read_picture
from qiao.translate.pictures.models import Line, PictureText, ReaderFailed, ReaderMissing
from qiao.translate.pictures.reader import PictureReader
from qiao.translate.slang import shipped
from qiao.translate.waiting import Waiting
from qiao.web.app import HEADERS
from tests import make
from tests.translate.make import DETECTOR, Fake, pipeline

pytestmark = pytest.mark.anyio

LINES = (
    Line(100, 100, 500, 140, "Good morning, my dear friends", 0.99),
    Line(100, 400, 300, 440, "2026", 0.98),
    Line(100, 700, 500, 740, "大家早上好，今天的面包很好吃", 0.97),
)


class Eyes(PictureReader):
    """Sees what it is told to see, and counts how often it looks."""

    def __init__(self, lines: Sequence[Line] = LINES, error: Exception | None = None) -> None:
        super().__init__()
        self._lines = list(lines)
        self._error = error
        self.looked = 0

    @staticmethod
    def installed() -> bool:
        return True

    async def read(self, picture: bytes) -> tuple[int, int, list[Line]]:
        self.looked += 1
        if self._error is not None:
            raise self._error
        return 1000, 2000, self._lines


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


async def kept_picture(db: Database, blobs: Folder, content: bytes = b"full") -> tuple[str, str]:
    """A picture of a member: its hash, and the id of her who sent it."""
    who = await make.member(db)
    decoded = Decoded(b"card", content, 1000, 2000, "png")
    sha = await blobs.put(decoded)
    media = await db.write(add, who.id, decoded, now_us=make.NOW)
    await make.note(db, who, photos=[MediaId(media.id)], now=now_us())
    return sha, who.id


def client(db: Database) -> httpx.AsyncClient:
    desk = Desk(Waiting(), [], shipped(), 0.0, "default")

    def hand(thing: object) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

    app = Litestar(
        ROUTES,
        response_headers=HEADERS,  # handlers remember the first app that has them
        dependencies={"db": hand(db), "desk": hand(desk), "reader": hand(None)},
        exception_handlers=PROBLEMS,
        openapi_config=None,
    )
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://square.test")


async def translate_wanted(db: Database, fake: Fake) -> None:
    async with db.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    for event in told:
        if isinstance(event, TranslationWanted):
            await fulfil(db, pipeline(fake), event)


async def test_a_reader_sees_what_a_picture_says(database: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(database, blobs)
    fake = Fake(("en", "pt"), how=lambda _: "Bom dia, meus queridos amigos")

    async with client(database) as http:
        asked = (await http.get(f"/api/v1/media/{sha}/text?to=pt")).json()
        await read_picture(database, blobs, Eyes(), DETECTOR, sha)
        untranslated = (await http.get(f"/api/v1/media/{sha}/text?to=pt")).json()
        await translate_wanted(database, fake)
        done = (await http.get(f"/api/v1/media/{sha}/text?to=pt")).json()

    assert (asked["state"], asked["blocks"], asked["retry_ms"] > 0) == ("pending", [], True)
    assert untranslated["state"] == "pending"
    assert [block["translated"] for block in untranslated["blocks"]] == [None] * 3
    assert (done["state"], done["w"], done["h"]) == ("done", 1000, 2000)
    first, second, third = done["blocks"]
    assert first["box"] == [0.1, 0.05, 0.4, 0.02]
    assert (first["text"], first["lang"]) == ("Good morning, my dear friends", "en")
    assert first["translated"] == "Bom dia, meus queridos amigos"
    assert first["engine"] == {"kind": "machine", "name": "fake en-pt"}
    assert (second["lang"], second["translated"], second["reason"]) == ("und", None, None)
    assert third["translated"] is None
    assert third["reason"]["code"] == "no_engine"


async def test_without_a_language_it_is_shown_as_it_is(sqlite: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(sqlite, blobs)
    await read_picture(sqlite, blobs, Eyes(), DETECTOR, sha)

    async with client(sqlite) as http:
        shown = (await http.get(f"/api/v1/media/{sha}/text")).json()

    assert shown["state"] == "done"
    assert [block["text"] for block in shown["blocks"]] == [line.text for line in LINES]


async def test_a_picture_without_words_is_done(sqlite: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(sqlite, blobs)
    await read_picture(sqlite, blobs, Eyes([]), DETECTOR, sha)

    async with client(sqlite) as http:
        shown = (await http.get(f"/api/v1/media/{sha}/text?to=en")).json()

    assert (shown["state"], shown["blocks"]) == ("done", [])


async def test_however_many_ask_it_is_read_once(database: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(database, blobs)
    eyes = Eyes()

    async with client(database) as http:
        for _ in range(20):
            await http.get(f"/api/v1/media/{sha}/text?to=en")
        async with database.read() as tx:
            wanted = [
                event
                for line in await events_after(tx, 0)
                if isinstance(event := line.event(), PictureTextWanted)
            ]
    for _ in range(3):
        await read_picture(database, blobs, eyes, DETECTOR, sha)

    assert wanted == [PictureTextWanted(sha)]
    assert eyes.looked == 1


async def test_where_nobody_can_read_pictures_it_says_so(sqlite: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(sqlite, blobs)
    await read_picture(sqlite, blobs, Eyes(error=ReaderMissing()), DETECTOR, sha)

    async with client(sqlite) as http:
        shown = (await http.get(f"/api/v1/media/{sha}/text?to=en")).json()

    assert (shown["state"], shown["blocks"]) == ("no_reader", [])


async def test_what_failed_is_tried_again_later(database: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(database, blobs)
    await read_picture(database, blobs, Eyes(error=ReaderFailed("dead")), DETECTOR, sha)
    async with database.read() as tx:
        known = await store.text_in(tx, sha)
    assert known is not None

    at_once = await database.write(store.want, sha, now_us=known.at_us + SECOND)
    later = await database.write(store.want, sha, now_us=known.at_us + store.RETRY_S * SECOND)
    await read_picture(database, blobs, Eyes(), DETECTOR, sha)

    assert known.state == "failed"
    assert (at_once, later) == (False, True)
    async with database.read() as tx:
        found = await store.text_in(tx, sha)
    assert found is not None and found.state == "read"


async def test_an_unknown_picture_makes_no_work(sqlite: Database) -> None:
    async with client(sqlite) as http:
        answers = [
            await http.get(f"/api/v1/media/{sha}/text?to=en")
            for sha in ("0" * 64, "x", "..%2f..", "A" * 64)
        ]
        wrong = await http.get(f"/api/v1/media/{'0' * 64}/text?to=%3F%3F")

    assert {answer.status_code for answer in answers} == {404}
    assert wrong.status_code == 422
    async with sqlite.read() as tx:
        assert await events_after(tx, 0) == []


async def test_new_notes_are_read_ahead_and_old_ones_are_not(
    database: Database, blobs: Folder
) -> None:
    sha, author = await kept_picture(database, blobs)
    other = await make.member(database, "bob")
    old = Decoded(b"card", b"old", 10, 10, "png")
    await blobs.put(old)
    media = await database.write(add, other.id, old, now_us=make.NOW)
    await make.note(database, other, photos=[MediaId(media.id)])
    eyes = Eyes()
    async with database.read() as tx:
        notes = [
            event.note
            for line in await events_after(tx, 0)
            if (event := line.event()) is not None and hasattr(event, "note")
        ]

    await read_ahead(database, blobs, eyes, DETECTOR, notes)

    assert author
    assert eyes.looked == 1
    async with database.read() as tx:
        assert await store.text_in(tx, sha) is not None
        assert await store.text_in(tx, old.sha) is None


async def test_a_picture_that_is_gone_leaves_nothing(database: Database, blobs: Folder) -> None:
    sha, _ = await kept_picture(database, blobs)
    await database.write(store.keep, sha, PictureText("read", 1, 1), now_us=make.NOW)

    await database.write(store.forget, [sha])

    async with database.read() as tx:
        assert await store.text_in(tx, sha) is None
