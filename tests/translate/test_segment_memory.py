"""A sentence is translated once for the whole square; people's words win; nothing is lost."""

import asyncio
from collections.abc import Sequence

import pytest

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database, events_after
from qiao.translate import commands, queries
from qiao.translate.api import Desk, translate
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import Recall, ask, fulfil
from qiao.translate.memory import Key
from qiao.translate.models import EN, Lang, Passage, Translation
from qiao.translate.segment_store import (
    Kept,
    forget_touched,
    keep_segments,
    known_segments,
    remember,
    text_policy,
)
from qiao.translate.settings import TranslateSettings
from qiao.translate.slang import shipped
from qiao.translate.square_words import bump_words
from qiao.translate.translator import TranslatorDown
from qiao.translate.waiting import Waiting
from qiao.translate.work import Job
from tests.translate.make import Fake, pipeline

PT = Lang("pt")
PUBLIC = Asked(Clearance.PUBLIC)
THANKS = "thank you so much, everybody."
NOW = 1_800_000_000_000_000
pytestmark = pytest.mark.anyio

TABLE = {
    THANKS: "muito obrigado a todos.",
    "I baked bread today.": "hoje eu fiz pão.",
    "My cat is asleep.": "o meu gato está dormindo.",
}


def engine(**more: int) -> Fake:
    return Fake(("en", "pt"), how=lambda text: TABLE.get(text, "não sei dizer isto."), **more)


def asked(fake: Fake) -> list[str]:
    return [text for call in fake.calls for text in call]


async def wanted(database: Database) -> list[TranslationWanted]:
    async with database.read() as tx:
        told = await events_after(tx, 0)
    return [TranslationWanted.read(t.body) for t in told if t.name == "TranslationWanted"]


async def make_all(database: Database, fake: Fake, recall: Recall) -> None:
    """One worker: everything that is wanted, side by side."""
    await asyncio.gather(
        *(fulfil(database, pipeline(fake), w, recall=recall) for w in await wanted(database))
    )


async def read(
    database: Database, fake: Fake, body: str, recall: Recall | None = None, **more: object
) -> Translation:
    passage = Passage(body)
    key = Key.of(passage, EN, PT)
    await ask(database, key, passage, more.get("asked", PUBLIC))  # type: ignore[arg-type]
    await make_all(database, fake, recall or Recall())
    return await ask(database, key, passage, PUBLIC)


async def test_thank_you_is_translated_once_for_the_square(database: Database) -> None:
    fake = engine()

    first = await read(database, fake, f"I baked bread today. {THANKS}")
    second = await read(database, fake, f"My cat is asleep. {THANKS}")

    assert first.body.endswith(TABLE[THANKS])
    assert second.body == f"{TABLE['My cat is asleep.']} {TABLE[THANKS]}"
    assert sorted(asked(fake)) == sorted(TABLE)
    assert second.engine.name == "fake en-pt"


async def test_a_sentence_in_two_texts_at_once_is_asked_for_once(database: Database) -> None:
    fake = engine()
    recall = Recall()
    for body in (f"I baked bread today. {THANKS}", f"My cat is asleep. {THANKS}", THANKS):
        passage = Passage(body)
        await ask(database, Key.of(passage, EN, PT), passage, PUBLIC)

    await make_all(database, fake, recall)

    assert sorted(asked(fake)) == sorted(TABLE)


async def test_a_thousand_readers_at_once_are_one_call_a_sentence(database: Database) -> None:
    """The readers wait through the API's own function while one worker works."""
    fake = engine()
    desk = Desk(Waiting(), [], shipped(), 30.0, "default")
    passage = Passage(f"I baked bread today. {THANKS}")
    recall = Recall()

    async def worker() -> None:
        seen = 0
        while True:
            async with database.read() as tx:
                told = await events_after(tx, seen)
            for line in told:
                seen = line.seq
                if line.name == "TranslationWanted":
                    event = TranslationWanted.read(line.body)
                    await fulfil(database, pipeline(fake), event, recall=recall)
            async with database.read() as tx:
                await desk.waiting.follow(tx, told)
            await asyncio.sleep(0)

    working = asyncio.create_task(worker())
    try:
        answers = await asyncio.gather(
            *(translate(database, desk, passage, EN, PT, asked=PUBLIC) for _ in range(1000))
        )
    finally:
        working.cancel()

    assert {answer.body for answer in answers} == {f"hoje eu fiz pão. {TABLE[THANKS]}"}
    assert sorted(asked(fake)) == sorted(["I baked bread today.", THANKS])


async def test_an_edit_is_another_text_and_asks_only_for_what_is_new(database: Database) -> None:
    fake = engine()
    await read(database, fake, f"I baked bread today. {THANKS}")

    await read(database, fake, f"My cat is asleep. {THANKS}")

    assert fake.calls[1] == ["My cat is asleep."]
    before = Key.of(Passage(f"I baked bread today. {THANKS}"), EN, PT)
    async with database.read() as tx:
        assert (await queries.cached(tx, before)) is not None  # the old one stays


async def test_a_lease_is_taken_over_when_its_worker_died(database: Database) -> None:
    """Killed between its claim and its store, it leaves a row that says when to go on."""
    fake = engine()
    passage = Passage(THANKS)
    key = Key.of(passage, EN, PT)
    settings = TranslateSettings(lease_s=60.0)
    await ask(database, key, passage, PUBLIC)
    [event] = await wanted(database)
    long_ago = now_us() - 61 * SECOND
    assert await database.write(commands.claim, key, 60.0, long_ago)  # and then it died

    await fulfil(database, pipeline(fake), event, settings=settings)

    assert asked(fake) == [THANKS]
    assert (await ask(database, key, passage, PUBLIC)).state == "done"


async def test_a_living_worker_is_left_its_lease(database: Database) -> None:
    fake = engine()
    passage = Passage(THANKS)
    await ask(database, Key.of(passage, EN, PT), passage, PUBLIC)
    [event] = await wanted(database)
    await database.write(commands.claim, Key.told(event), 60.0, now_us())

    await fulfil(database, pipeline(fake), event)

    assert asked(fake) == []


async def test_an_engine_that_fails_leaves_nothing_for_others_to_wait_for(
    database: Database,
) -> None:
    fake = engine(down=1)
    recall = Recall()
    passage = Passage(THANKS)
    await ask(database, Key.of(passage, EN, PT), passage, PUBLIC)
    [event] = await wanted(database)
    with pytest.raises(TranslatorDown):
        await fulfil(database, pipeline(fake), event, recall=recall)

    made = await read(database, fake, f"My cat is asleep. {THANKS}", recall)

    assert made.body.endswith(TABLE[THANKS])


async def test_private_words_are_not_kept_for_others(database: Database) -> None:
    fake = engine()
    await read(database, fake, THANKS, asked=Asked())

    async with database.read() as tx:
        known = await known_segments(tx, [Job(THANKS, EN)], PT, ["default"])

    assert known == {}


async def remembered(database: Database, text: str, result: str, kind: str, policy: str) -> None:
    await database.write(
        remember,
        text,
        result,
        source=EN,
        target=PT,
        policy=policy,
        kind=kind,
        now_us=NOW,  # type: ignore[arg-type]
    )


async def known(database: Database, text: str, *policies: str) -> str | None:
    async with database.read() as tx:
        found = await known_segments(tx, [Job(text, EN)], PT, policies or ("default",))
    return found[Job(text, EN)].text if found else None


async def test_people_win_over_engines_and_a_texts_own_over_all(database: Database) -> None:
    fake = engine()
    mine = text_policy(Key.of(Passage(THANKS), EN, PT).text_hash)
    await read(database, fake, THANKS)
    await remembered(database, THANKS, "valeu, gente.", "approved", "default")
    async with database.read() as tx:
        version = await Recall().words.fresh(tx)
    await database.write(
        keep_segments,
        [Kept(Job(THANKS, EN), PT, "obrigado", "fake", 0.9)],
        "default",
        NOW,
        version=version,
    )
    assert await known(database, THANKS) == "valeu, gente."
    await remembered(database, THANKS, "obrigada, viu?", "human", mine)

    assert await known(database, THANKS) == "valeu, gente."
    assert await known(database, THANKS, mine, "default") == "obrigada, viu?"


async def test_a_text_of_peoples_sentences_says_people_made_it(database: Database) -> None:
    fake = engine()
    await remembered(database, THANKS, "valeu, gente.", "approved", "default")

    alone = await read(database, fake, THANKS)
    mixed = await read(database, fake, f"My cat is asleep. {THANKS}")

    assert (alone.engine.kind, alone.body) == ("person", "valeu, gente.")
    assert (mixed.engine.kind, mixed.engine.name) == ("machine", "fake en-pt, people")


async def test_an_approved_sentence_is_given_where_no_engine_speaks(database: Database) -> None:
    await remembered(database, THANKS, "valeu, gente.", "approved", "default")

    made = await read(database, Fake(), THANKS)

    assert (made.state, made.body) == ("done", "valeu, gente.")


async def test_the_same_sentence_with_other_emoji_is_not_taken(database: Database) -> None:
    """Both have one normal form, but the family would come out as a man."""
    await remembered(
        database,
        "my family 👨\u200d👩 loves it",
        "a família 👨\u200d👩 adora",
        "approved",
        "default",
    )

    made = await read(
        database,
        Fake(("en", "pt"), how=lambda t: t.replace("my family", "a minha família")),
        "my family 👨👩 loves it",
    )

    assert "\u200d" not in made.body


async def test_what_a_word_touched_is_forgotten_and_nothing_else(database: Database) -> None:
    fake = engine()
    await read(database, fake, "My cat is asleep.")
    await read(database, fake, "I baked bread today.")

    assert await forget_touched(database, "CAT", source="en", target="pt") == 1
    assert await forget_touched(database, "cat", source="fr") == 0

    async with database.read() as tx:
        gone = await queries.stored(tx, Key.of(Passage("My cat is asleep."), EN, PT))
        told = [line.name for line in await events_after(tx, 0)]
    assert gone is None
    assert await known(database, "My cat is asleep.") is None
    assert await known(database, "I baked bread today.") is not None
    assert told.count("TranslationForgotten") == 1


@pytest.mark.parametrize("term", ["100%", "a_b", "!x", 'say "hi"', "\\n"])
async def test_special_signs_in_a_term_mean_themselves(database: Database, term: str) -> None:
    fake = engine()
    await read(database, fake, f"look at this {term} thing here")
    await read(database, fake, "look at this 100x acb thing here")

    assert await forget_touched(database, term) == 1


async def test_words_that_change_meanwhile_are_taken_into_account(database: Database) -> None:
    """The glossary changes while the engine works: what it made is not stored."""
    changed = asyncio.Event()

    class Slow(Fake):
        async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
            if not changed.is_set():
                changed.set()
                await database.write(bump_words)
            return await super().translate(texts, source=source, target=target)

    fake = Slow(("en", "pt"), how=lambda text: TABLE.get(text, "?"))

    made = await read(database, fake, THANKS)

    assert made.body == TABLE[THANKS]
    assert asked(fake) == [THANKS, THANKS]
