"""From what is said to captions that everybody reads in their own language."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from qiao.kit.clock import now_us
from qiao.kit.db import Database, events_after
from qiao.kit.http import PROBLEMS
from qiao.media.models import Media, MediaId
from qiao.people import door
from qiao.people.models import Caller
from qiao.translate.api import Desk
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import fulfil
from qiao.translate.models import Lang
from qiao.translate.slang import shipped
from qiao.translate.speech import store
from qiao.translate.speech.api import ROUTES
from qiao.translate.speech.captions import serialise
from qiao.translate.speech.events import CaptionsWanted
from qiao.translate.speech.jobs import draft
from qiao.translate.speech.models import Cue, Transcript
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber, TranscriberDown
from qiao.translate.waiting import Waiting
from qiao.web.app import HEADERS
from tests import make
from tests.translate.make import DETECTOR, Fake, pipeline

pytestmark = pytest.mark.anyio

SAID = (Cue(0, 1_500, "Good morning, my dear friends"), Cue(2_000, 4_000, "The bread is warm"))
VTT = serialise(SAID)


class Ears(Transcriber):
    """Hears what it is told to hear."""

    name = "ears"

    def __init__(self, *said: Cue, lang: str | None = "en", error: Exception | None = None) -> None:
        self.private = True
        self._said = said
        self._lang = lang
        self._error = error
        self.hints: list[Lang | None] = []

    async def transcribe(self, sound: bytes, *, lang: Lang | None = None) -> Transcript:
        self.hints.append(lang)
        if self._error is not None:
            raise self._error
        return Transcript(self._said, None if self._lang is None else Lang(self._lang))


async def sound(_: Media) -> bytes | None:
    return b"sound"


class Talk:
    """A square where somebody has a film, and somebody else watches it."""

    def __init__(self, db: Database, drafts_made: bool = True) -> None:
        desk = Desk(Waiting(), [], shipped(), 0.0, "default")

        def hand(thing: object) -> Provide:
            return Provide(lambda: thing, sync_to_thread=False)

        app = Litestar(
            ROUTES,
            response_headers=HEADERS,  # handlers remember the first app that has them
            dependencies={
                "db": hand(db),
                "desk": hand(desk),
                "drafts_made": hand(drafts_made),
                "reader": Provide(door.reader),
                "me": Provide(door.signed_in),
            },
            exception_handlers=PROBLEMS,
            openapi_config=None,
        )
        transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
        self.db = db
        self.http = httpx.AsyncClient(transport=transport, base_url="http://square.test")

    @classmethod
    async def of(cls, db: Database, *, drafts_made: bool = True, shown: bool = True) -> Talk:
        talk = cls(db, drafts_made)
        talk.author = await make.member(db, "ana")
        talk.other = await make.member(db, "bob")
        talk.film = await make.picture(db, talk.author)
        if shown:
            await make.note(db, talk.author, photos=[MediaId(talk.film)])
        return talk

    author: Caller
    other: Caller
    film: MediaId

    async def ask(
        self, method: str, path: str, body: Any = None, *, who: Caller | None = None
    ) -> httpx.Response:
        headers = {}
        if who is not None:
            headers["Authorization"] = f"Bearer {await make.session(self.db, who, now=now_us())}"
        return await self.http.request(
            method, f"/api/v1/media/{self.film}/captions{path}", json=body, headers=headers
        )

    async def drafted(self, ears: Transcriber | None, *, lang: str = "und") -> None:
        await draft(self.db, ears, sound, DETECTOR, CaptionsWanted(self.film, lang))


async def test_drafted_set_right_and_published(database: Database) -> None:
    talk = await Talk.of(database)

    asked = await talk.ask("POST", "/draft", {}, who=talk.author)
    await talk.drafted(Ears(*SAID))
    hers = (await talk.ask("GET", "", who=talk.author)).json()
    theirs = (await talk.ask("GET", "", who=talk.other)).json()
    kept = await talk.ask(
        "PUT", "/en", {"vtt": VTT.replace("warm", "still warm"), "publish": True}, who=talk.author
    )
    seen = (await talk.ask("GET", "/en")).json()
    file = await talk.ask("GET", "/en.vtt")

    assert (asked.status_code, asked.json()["state"]) == (202, "wanted")
    assert [(c["lang"], c["state"], len(c["cues"])) for c in hers["items"]] == [("en", "draft", 2)]
    assert (hers["mine"], hers["drafts"]) == (True, True)
    assert hers["picture"].startswith("/media/")
    assert (theirs["items"], theirs["mine"]) == ([], False)
    assert kept.json()["state"] == "published"
    assert seen["cues"][1] == {"start_ms": 2000, "end_ms": 4000, "text": "The bread is still warm"}
    assert file.headers["content-type"].startswith("text/vtt")
    assert file.text == VTT.replace("warm", "still warm")


async def test_without_a_transcriber_the_author_types(database: Database) -> None:
    talk = await Talk.of(database, drafts_made=False)

    refused = await talk.ask("POST", "/draft", {}, who=talk.author)
    typed = await talk.ask("PUT", "/en", {"vtt": VTT}, who=talk.author)

    assert (refused.status_code, refused.json()["code"]) == (503, "no_transcriber")
    assert typed.json()["state"] == "edited"


async def test_asking_twice_makes_one_draft(database: Database) -> None:
    talk = await Talk.of(database)

    for _ in range(5):
        await talk.ask("POST", "/draft", {"lang": "en"}, who=talk.author)

    async with database.read() as tx:
        wanted = [
            line.event()
            for line in await events_after(tx, 0)
            if line.name == CaptionsWanted.__name__
        ]
    assert wanted == [CaptionsWanted(talk.film, "en")]


async def test_no_draft_overwrites_a_person(database: Database) -> None:
    talk = await Talk.of(database)
    await talk.ask("POST", "/draft", {}, who=talk.author)
    await talk.ask("PUT", "/en", {"vtt": VTT}, who=talk.author)

    await talk.drafted(Ears(Cue(0, 10, "nonsense")))
    again = await talk.ask("POST", "/draft", {"lang": "en"}, who=talk.author)

    items = (await talk.ask("GET", "", who=talk.author)).json()["items"]
    assert [(c["lang"], c["state"], c["vtt"]) for c in items] == [("en", "edited", VTT)]
    assert (again.status_code, again.json()["code"]) == (409, "captions_exist")


@pytest.mark.parametrize(
    ("ears", "reason"),
    [
        (None, "no_transcriber"),
        (Ears(error=TranscriberDown("x")), "transcriber_down"),
        (Ears(error=SoundUnreadable("x")), "sound_unreadable"),
        (Ears(), "nothing_said"),
    ],
)
async def test_why_there_is_no_draft_is_said(
    sqlite: Database, ears: Ears | None, reason: str
) -> None:
    talk = await Talk.of(sqlite)
    await talk.ask("POST", "/draft", {}, who=talk.author)

    await talk.drafted(ears)

    shown = (await talk.ask("GET", "/und", who=talk.author)).json()
    assert (shown["state"], shown["reason"]) == ("failed", reason)
    assert (await talk.ask("POST", "/draft", {}, who=talk.author)).json()["state"] == "wanted"


async def test_what_is_not_public_stays_on_own_machines(sqlite: Database) -> None:
    talk = await Talk.of(sqlite, shown=False)
    outside = Ears(*SAID)
    outside.private = False
    await talk.ask("POST", "/draft", {}, who=talk.author)

    await talk.drafted(outside)

    shown = (await talk.ask("GET", "/und", who=talk.author)).json()
    assert (shown["reason"], outside.hints) == ("may_not_leave", [])


async def test_a_picture_has_no_sound(sqlite: Database) -> None:
    from qiao.translate.speech.jobs import silent

    talk = await Talk.of(sqlite)
    await talk.ask("POST", "/draft", {}, who=talk.author)

    await draft(sqlite, Ears(*SAID), silent, DETECTOR, CaptionsWanted(talk.film, "und"))

    assert (await talk.ask("GET", "/und", who=talk.author)).json()["reason"] == "no_sound"


async def test_the_language_is_found_where_nobody_says(sqlite: Database) -> None:
    talk = await Talk.of(sqlite)
    ears = Ears(*SAID, lang=None)
    await talk.ask("POST", "/draft", {}, who=talk.author)

    await talk.drafted(ears)

    assert (await talk.ask("GET", "/en", who=talk.author)).json()["state"] == "draft"
    assert ears.hints == [None]


async def test_cues_are_translated_in_their_times(database: Database) -> None:
    talk = await Talk.of(database)
    await talk.ask("PUT", "/en", {"vtt": VTT, "publish": True}, who=talk.author)
    words = {SAID[0].text: "Bom dia, meus queridos amigos", SAID[1].text: "O pão está quente"}
    fake = Fake(("en", "pt"), how=lambda text: words[text])

    first = (await talk.ask("POST", "/en/translate", {"to": "pt"}, who=talk.other)).json()
    async with database.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    for event in told:
        if isinstance(event, TranslationWanted):
            await fulfil(database, pipeline(fake), event)
    done = (await talk.ask("POST", "/en/translate", {"to": "pt"})).json()
    no_engine = (await talk.ask("POST", "/en/translate", {"to": "lo"})).json()

    assert (first["state"], first["retry_ms"] > 0) == ("pending", True)
    assert done["state"] == "done"
    assert done["engine"]["name"] == "fake en-pt"
    assert done["vtt"] == serialise(
        [Cue(cue.start_ms, cue.end_ms, words[cue.text]) for cue in SAID]
    )
    assert no_engine["state"] == "pending"


async def test_only_the_author_writes_and_strangers_see_nothing(sqlite: Database) -> None:
    talk = await Talk.of(sqlite, shown=False)
    await talk.ask("PUT", "/en", {"vtt": VTT, "publish": True}, who=talk.author)

    answers = [
        await talk.ask("PUT", "/en", {"vtt": VTT}, who=talk.other),
        await talk.ask("DELETE", "/en", who=talk.other),
        await talk.ask("POST", "/draft", {}, who=talk.other),
        await talk.ask("GET", "", who=talk.other),
        await talk.ask("GET", "/en"),
        await talk.ask("GET", "/en.vtt"),
        await talk.ask("POST", "/en/translate", {"to": "pt"}, who=talk.other),
    ]
    signed_out = await talk.ask("PUT", "/en", {"vtt": VTT})

    assert [answer.status_code for answer in answers] == [404] * 7
    assert signed_out.status_code == 401


async def test_captions_can_be_taken_away(sqlite: Database) -> None:
    talk = await Talk.of(sqlite)
    await talk.ask("PUT", "/en", {"vtt": VTT}, who=talk.author)

    gone = await talk.ask("DELETE", "/en", who=talk.author)
    again = await talk.ask("DELETE", "/en", who=talk.author)

    assert (gone.status_code, again.status_code) == (204, 404)


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("/en", {"vtt": "no captions"}, "captions_invalid"),
        ("/not a language", {"vtt": VTT}, "lang_unknown"),
        ("/en", {}, "invalid_request"),
    ],
)
async def test_what_is_wrong_is_refused(
    sqlite: Database, path: str, body: object, code: str
) -> None:
    talk = await Talk.of(sqlite)

    answer = await talk.ask("PUT", path, body, who=talk.author)

    assert answer.json()["code"] == code


async def test_captions_of_what_is_gone_go_too(database: Database) -> None:
    talk = await Talk.of(database)
    await talk.ask("PUT", "/en", {"vtt": VTT}, who=talk.author)

    async with database.read() as tx:
        kept = await store.media_with_captions(tx)
    await database.write(store.forget, kept)

    assert kept == [talk.film]
    async with database.read() as tx:
        assert await store.captions_of(tx, talk.film) == []
