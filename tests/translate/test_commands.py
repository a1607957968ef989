"""A text is wanted once, made by one, and kept for all."""

import pytest

from qiao.kit.clock import SECOND
from qiao.kit.db import Database, events_after
from qiao.translate import commands, queries
from qiao.translate.events import TranslationMade, TranslationWanted
from qiao.translate.memory import RETRY_FAILED_S, Key
from qiao.translate.models import EN, Lang, Passage, Reason, Translation

PT = Lang("pt")
NOW = 1_800_000_000 * SECOND
PASSAGE = Passage("I love my cat 😂", "title")
KEY = Key.of(PASSAGE, EN, PT)
DONE = Translation("done", EN, PT, body="Eu amo meu gato 😂", confidence=0.7)
IMPOSSIBLE = Translation("unavailable", EN, PT, reason=Reason("no_engine", {"source": "en"}))
pytestmark = pytest.mark.anyio


async def told(database: Database) -> list[str]:
    async with database.read() as tx:
        return [line.name for line in await events_after(tx, 0)]


async def cached(database: Database) -> Translation | None:
    async with database.read() as tx:
        return await queries.cached(tx, KEY)


async def test_wanting_twice_is_one_row_and_one_event(database: Database) -> None:
    states = [await database.write(commands.want, KEY, PASSAGE, NOW) for _ in range(3)]

    assert states == ["pending"] * 3
    assert await told(database) == ["TranslationWanted"]
    async with database.read() as tx:
        assert await queries.wanted_passage(tx, KEY) == PASSAGE


async def test_one_at_a_time_may_make_it(database: Database) -> None:
    await database.write(commands.want, KEY, PASSAGE, NOW)

    first = await database.write(commands.claim, KEY, 60.0, NOW)
    second = await database.write(commands.claim, KEY, 60.0, NOW + SECOND)
    after_the_lease = await database.write(commands.claim, KEY, 60.0, NOW + 61 * SECOND)

    assert (first, second, after_the_lease) == (True, False, True)


async def test_a_claim_given_back_may_be_taken_at_once(database: Database) -> None:
    await database.write(commands.want, KEY, PASSAGE, NOW)
    await database.write(commands.claim, KEY, 60.0, NOW)

    await database.write(commands.release, KEY)

    assert await database.write(commands.claim, KEY, 60.0, NOW)


async def test_what_is_stored_is_found_and_told(database: Database) -> None:
    await database.write(commands.want, KEY, PASSAGE, NOW)
    assert await cached(database) is None

    await database.write(commands.store, KEY, DONE, NOW)

    assert await cached(database) == DONE
    assert await database.write(commands.want, KEY, PASSAGE, NOW) == "done"
    assert await told(database) == ["TranslationWanted", "TranslationMade"]
    assert not await database.write(commands.claim, KEY, 60.0, NOW)


async def test_what_cannot_be_made_is_tried_again_later(database: Database) -> None:
    await database.write(commands.want, KEY, PASSAGE, NOW)
    await database.write(commands.store, KEY, IMPOSSIBLE, NOW)
    later = NOW + RETRY_FAILED_S * SECOND

    assert await cached(database) == IMPOSSIBLE
    assert await database.write(commands.want, KEY, PASSAGE, NOW + SECOND) == "failed"
    assert await database.write(commands.want, KEY, PASSAGE, later) == "pending"
    assert (await told(database)).count("TranslationWanted") == 2


def test_events_name_their_key() -> None:
    for kind in (TranslationWanted, TranslationMade):
        assert Key.told(kind(**KEY.params)) == KEY


def test_an_edit_another_pair_or_another_policy_is_another_key() -> None:
    keys = {
        KEY,
        Key.of(Passage("I love my cats"), EN, PT),
        Key.of(PASSAGE, PT, EN),
        Key.of(PASSAGE, EN, PT, "careful"),
    }

    assert len(keys) == 4
