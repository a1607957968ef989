"""Words that are not sent yet: translated for their writer, remembered by nobody."""

import pytest

from qiao.kit.db import Database, Sql
from qiao.translate import commands, queries
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import ask, fulfil
from qiao.translate.memory import Key, draft_policy, is_draft, lasting
from qiao.translate.models import EN, Lang, Passage
from qiao.translate.segment_store import remember
from tests.translate.make import Fake, pipeline

PT = Lang("pt")
PASSAGE = Passage("I love my cat")
DRAFT = Key.of(PASSAGE, EN, PT, draft_policy("default", "ana"))
OTHERS = Key.of(PASSAGE, EN, PT, draft_policy("default", "bob"))
SENT = Key.of(PASSAGE, EN, PT)
SEGMENTS = Sql("select count(*) from translation_segments where kind = 'machine'")
pytestmark = pytest.mark.anyio


def to_portuguese(text: str) -> str:
    return "eu amo o meu gato"


async def make(db: Database, key: Key, fake: Fake) -> None:
    await ask(db, key, PASSAGE)
    await fulfil(db, pipeline(fake), TranslationWanted(**key.params))


def test_a_draft_is_one_writers_own() -> None:
    assert is_draft(DRAFT.policy)
    assert not is_draft(SENT.policy)
    assert lasting(draft_policy("a~b", "ana")) == "a~b"
    assert lasting("default") == "default"
    assert DRAFT != OTHERS


async def test_what_is_made_of_a_draft_is_in_no_memory(database: Database) -> None:
    await make(database, DRAFT, Fake(("en", "pt"), how=to_portuguese))

    async with database.read() as tx:
        assert await tx.count(SEGMENTS) == 0
        assert await queries.stored(tx, SENT) is None
        row = await queries.stored(tx, DRAFT)
    assert row is not None
    assert row.translation is not None
    assert row.translation.body == "eu amo o meu gato"


async def test_a_draft_is_read_with_what_the_square_remembers(database: Database) -> None:
    fake = Fake(("en", "pt"), how=to_portuguese)
    await database.write(
        remember, PASSAGE.body, "adoro a minha gata",
        source="en", target="pt", policy="default", kind="approved", now_us=1,
    )  # fmt: skip

    await make(database, DRAFT, fake)

    assert (await ask(database, DRAFT, PASSAGE)).body == "adoro a minha gata"
    assert fake.calls == []


async def test_drafts_are_forgotten_and_nothing_else_is(database: Database) -> None:
    fake = Fake(("en", "pt"), how=to_portuguese)
    for key in (DRAFT, OTHERS, SENT):
        await make(database, key, fake)

    await database.write(commands.forget_drafts, [DRAFT, SENT])
    async with database.read() as tx:
        left = [await queries.stored(tx, key) is not None for key in (DRAFT, OTHERS, SENT)]
    assert left == [False, True, True]

    assert await database.write(commands.forget_old_drafts, 1) == 0
    assert await database.write(commands.forget_old_drafts, 1 << 60) == 1
    async with database.read() as tx:
        assert await queries.stored(tx, SENT) is not None
