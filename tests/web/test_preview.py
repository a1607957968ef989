"""Writing across as an app sees it: there and back, for the writer alone, and then forgotten."""

import pytest

from qiao.kit.db import Sql, events_after
from qiao.settings import Settings
from qiao.translate.clearance import Clearance
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import fulfil
from qiao.translate.preview_api import CHARS_PER_MINUTE, MAX_DRAFT_CHARS
from tests.translate.make import Fake, pipeline
from tests.web.square import Person, Square, opened

WORDS = {
    "I don't like the rain.": "Eu gosto da chuva.",
    "My cat sleeps all day.": "O meu gato dorme o dia todo.",
    "Eu gosto da chuva.": "I like the rain.",
    "O meu gato dorme o dia todo.": "My cat sleeps the whole day.",
}
TEXT = "I don't like the rain. My cat sleeps all day."
ASKED = {"text": TEXT, "to": ["pt"]}
ROWS = Sql("select count(*) from translations")
SEGMENTS = Sql("select count(*) from translation_segments")


class Worker:
    """The process that translates, when the test says so."""

    def __init__(self, square: Square) -> None:
        self._db = square.house.database
        self._done = 0
        self.fake = Fake(("en", "pt"), ("pt", "en"), how=lambda text: WORDS[text])
        self.wanted: list[TranslationWanted] = []

    async def works(self) -> None:
        async with self._db.read() as tx:
            told = await events_after(tx, self._done)
        for line in told:
            self._done = line.seq
            if line.name == TranslationWanted.__name__:
                event = TranslationWanted.read(line.body)
                self.wanted.append(event)
                await fulfil(self._db, pipeline(self.fake), event)

    async def count(self, sql: Sql) -> int:
        async with self._db.read() as tx:
            return await tx.count(sql)


@pytest.fixture
def worker(square: Square) -> Worker:
    return Worker(square)


async def test_a_no_that_becomes_a_yes_is_seen_before_it_is_sent(ana: Person, worker: Worker):
    first = await ana.does("POST", "/translations/preview", ASKED)
    assert (first["targets"][0]["state"], first["retry_ms"] > 0) == ("pending", True)
    await worker.works()
    halfway = await ana.does("POST", "/translations/preview", ASKED)
    assert halfway["targets"][0]["state"] == "pending"
    assert halfway["targets"][0]["translated"].startswith("Eu gosto da chuva.")
    await worker.works()

    shown = await ana.does("POST", "/translations/preview", ASKED)

    [target] = shown["targets"]
    assert (target["to"], target["state"], target["source"]) == ("pt", "done", "en")
    assert target["back"] == "I like the rain. My cat sleeps the whole day."
    assert target["engine"] == {"kind": "machine", "name": "fake en-pt"}
    [doubt] = target["doubtful"]
    assert (doubt["source"], doubt["back"], doubt["why"]) == (
        "I don't like the rain.",
        "I like the rain.",
        "negation",
    )
    assert shown["retry_ms"] is None


async def test_nothing_of_a_draft_stays_and_none_of_it_leaves(ana: Person, worker: Worker):
    for _ in range(3):
        await ana.does("POST", "/translations/preview", ASKED)
        await worker.works()

    assert await worker.count(ROWS) == 0
    assert await worker.count(SEGMENTS) == 0
    assert {event.clearance for event in worker.wanted} == {Clearance.PRIVATE}
    assert all(ana.id not in event.policy for event in worker.wanted)


async def test_drafts_leave_only_where_the_operator_lets_them(settings: Settings):
    translate = settings.translate.model_copy(update={"drafts_may_leave": True})
    async with opened(settings.model_copy(update={"translate": translate})) as square:
        ana, worker = await square.person("ana"), Worker(square)
        await ana.does("POST", "/translations/preview", ASKED)
        await worker.works()

    assert [event.clearance for event in worker.wanted] == [Clearance.PUBLIC]
    assert worker.wanted[0].by


async def test_another_writer_of_the_same_words_learns_nothing(
    ana: Person, bo: Person, worker: Worker
):
    await ana.does("POST", "/translations/preview", ASKED)
    await worker.works()

    assert (await bo.does("POST", "/translations/preview", ASKED))["targets"][0]["translated"] == ""


async def test_a_language_nobody_speaks_is_said_so(ana: Person, worker: Worker):
    asked = {"text": TEXT, "to": ["lo"]}
    await ana.does("POST", "/translations/preview", asked)
    await worker.works()

    [target] = (await ana.does("POST", "/translations/preview", asked))["targets"]

    assert (target["state"], target["reason"]["code"]) == ("unavailable", "no_engine")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"text": TEXT, "to": []}, "too_many_targets"),
        ({"text": TEXT, "to": ["pt", "fr", "es", "ar"]}, "too_many_targets"),
        ({"text": TEXT, "to": ["<b>"]}, "lang_unknown"),
        ({"text": "\u200b", "to": ["pt"]}, "text_empty"),
        ({"text": "x" * (MAX_DRAFT_CHARS + 1), "to": ["pt"]}, "text_too_long"),
        ({"text": "a\u202eb", "to": ["pt"]}, "text_has_controls"),
    ],
)
async def test_what_cannot_be_asked_is_refused(ana: Person, asked: object, code: str):
    problem = await ana.is_refused("POST", "/translations/preview", asked, status=422)

    assert problem["code"] == code


async def test_previews_are_for_members_and_not_without_end(square: Square, ana: Person):
    await square.visitor.is_refused("POST", "/translations/preview", ASKED, status=401)
    much = {"text": "word " * 1_000, "to": ["pt", "fr", "es"]}
    for _ in range(CHARS_PER_MINUTE // 15_000):
        await ana.does("POST", "/translations/preview", much)

    problem = await ana.is_refused("POST", "/translations/preview", much, status=429)

    assert problem["facts"]["retry_s"] > 0


async def test_the_audience_is_the_thread_or_the_square(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(body="Pão quente")
    await bo.does("POST", f"/notes/{note}/comments", {"body": "Warm?"}, status=201)
    await ana.does("PATCH", "/me", {"langs": ["pt"], "ui_lang": "ar"})
    await square.person("cleo")

    thread = await bo.does("GET", f"/translations/audience?note={note}")
    whole = await square.visitor.does("GET", "/translations/audience")

    assert {one["lang"]: one["people"] for one in thread["langs"]} == {"pt": 1, "en": 1}
    assert whole["langs"][0] == {"lang": "en", "people": 2}
    await ana.does("DELETE", f"/notes/{note}", status=204)
    await bo.is_refused("GET", f"/translations/audience?note={note}", status=404)
