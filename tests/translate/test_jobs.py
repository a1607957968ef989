"""From a reader's tap to a stored translation, once whatever happens."""

import asyncio

import pytest

from qiao.kit.db import Database, events_after
from qiao.translate import queries
from qiao.translate.events import TranslationWanted
from qiao.translate.jobs import ask, fulfil
from qiao.translate.memory import RETRY_FAILED_S, Key
from qiao.translate.models import EN, Lang, Passage
from qiao.translate.settings import TranslateSettings
from qiao.translate.translator import TranslatorDown
from tests.translate.make import Fake, pipeline

PT = Lang("pt")
PASSAGE = Passage("I love my cat")
KEY = Key.of(PASSAGE, EN, PT)
WANTED = TranslationWanted(**KEY.params)
pytestmark = pytest.mark.anyio


def to_portuguese(text: str) -> str:
    return "eu amo o meu gato"


async def test_a_thousand_readers_at_once_are_one_call(database: Database) -> None:
    fake = Fake(("en", "pt"), how=to_portuguese)

    first = await asyncio.gather(*(ask(database, KEY, PASSAGE) for _ in range(1000)))
    async with database.read() as tx:
        wanted = [line.event() for line in await events_after(tx, 0)]
    for event in wanted:
        assert isinstance(event, TranslationWanted)
        await fulfil(database, pipeline(fake), event)
    then = await asyncio.gather(*(ask(database, KEY, PASSAGE) for _ in range(1000)))

    assert {answer.state for answer in first} == {"pending"}
    assert {answer.body for answer in then} == {"eu amo o meu gato"}
    assert len(wanted) == 1
    assert len(fake.calls) == 1


async def test_two_workers_make_it_once(database: Database) -> None:
    fake = Fake(("en", "pt"), how=to_portuguese)
    await ask(database, KEY, PASSAGE)

    await asyncio.gather(*(fulfil(database, pipeline(fake), WANTED) for _ in range(4)))

    assert len(fake.calls) == 1


async def test_an_engine_down_is_tried_again_and_then_said(database: Database) -> None:
    fake = Fake(("en", "pt"), down=99)
    settings = TranslateSettings(max_attempts=2)
    await ask(database, KEY, PASSAGE)

    with pytest.raises(TranslatorDown):
        await fulfil(database, pipeline(fake), WANTED, settings=settings)
    assert (await ask(database, KEY, PASSAGE)).state == "pending"
    await fulfil(database, pipeline(fake), WANTED, settings=settings)

    answer = await ask(database, KEY, PASSAGE)
    assert answer.reason is not None
    assert (answer.state, answer.reason.code) == ("unavailable", "engine_down")


async def test_a_recovered_engine_serves_the_same_want(database: Database) -> None:
    fake = Fake(("en", "pt"), how=to_portuguese, down=1)
    await ask(database, KEY, PASSAGE)
    with pytest.raises(TranslatorDown):
        await fulfil(database, pipeline(fake), WANTED)

    await fulfil(database, pipeline(fake), WANTED)

    assert (await ask(database, KEY, PASSAGE)).state == "done"


async def test_a_bug_gives_the_claim_back(database: Database) -> None:
    def breaks(text: str) -> str:
        raise ZeroDivisionError

    await ask(database, KEY, PASSAGE)
    with pytest.raises(ZeroDivisionError):
        await fulfil(database, pipeline(Fake(("en", "pt"), how=breaks)), WANTED)

    async with database.read() as tx:
        row = await queries.stored(tx, KEY)
    assert row is not None
    assert (row.state, row.lease_until_us, row.attempts) == ("pending", 0, 1)


async def test_nothing_wanted_is_nothing_made(database: Database) -> None:
    fake = Fake(("en", "pt"))

    await fulfil(database, pipeline(fake), WANTED)

    assert fake.calls == []


async def test_an_answer_costs_no_write(database: Database) -> None:
    await ask(database, KEY, PASSAGE)
    await fulfil(database, pipeline(Fake(("en", "pt"), how=to_portuguese)), WANTED)
    before = database.version()

    await ask(database, KEY, PASSAGE)

    assert database.version() == before
    assert RETRY_FAILED_S > 0
