"""Read models in memory hear everything, in order, before they are asked."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest

from qiao.kit.db import Database, Event, ReadTx, Told, WriteTx, tell
from qiao.kit.follow import Follower
from tests.make import until


class Knocked(Event, frozen=True):
    """Something for these tests."""

    number: int


async def knock(tx: WriteTx, number: int) -> None:
    await tell(tx, Knocked(number))


class Ear:
    def __init__(self) -> None:
        self.heard: list[int] = []

    async def __call__(self, _: ReadTx, told: Sequence[Told]) -> None:
        self.heard += [Knocked.read(line.body).number for line in told]


async def follower(db: Database, *ears: Ear) -> Follower:
    made = Follower(db)
    await made.start(ears)
    return made


async def test_what_was_told_before_the_start_is_not_heard(database: Database):
    await database.write(knock, 1)
    ear = Ear()
    following = await follower(database, ear)
    await database.write(knock, 2)

    await following.catch_up(own_write=True)

    assert ear.heard == [2]


async def test_everything_is_heard_once_and_in_order_whoever_asks(database: Database):
    first, second = Ear(), Ear()
    following = await follower(database, first, second)

    async def write_and_look(number: int) -> None:
        await database.write(knock, number)
        await following.catch_up(own_write=True)

    await asyncio.gather(*(write_and_look(number) for number in range(50)))

    assert sorted(first.heard) == list(range(50))
    assert first.heard == second.heard


async def test_more_than_one_helping_is_taken_in_at_once(sqlite: Database):
    async def knock_a_lot(tx: WriteTx) -> None:
        for number in range(1_200):
            await knock(tx, number)

    ear = Ear()
    following = await follower(sqlite, ear)
    await sqlite.write(knock_a_lot)

    await following.catch_up()

    assert ear.heard == list(range(1_200))


async def test_without_news_nothing_is_read(sqlite: Database, monkeypatch: pytest.MonkeyPatch):
    following = await follower(sqlite, Ear())
    await following.catch_up()

    def never() -> Any:
        raise AssertionError("read without news")

    monkeypatch.setattr(sqlite, "read", never)

    await following.catch_up()


async def test_the_background_keeps_up_by_itself(database: Database):
    ear = Ear()
    following = await follower(database, ear)
    running = asyncio.create_task(following.run())

    await database.write(knock, 1)
    await until(lambda: bool(ear.heard))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert ear.heard == [1]


async def test_a_database_that_is_away_for_a_moment_does_not_end_the_following(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    ear = Ear()
    following = await follower(sqlite, ear)
    really, failures = sqlite.changed, iter([ConnectionError(), ConnectionError()])

    async def changed(since: int, timeout_s: float) -> int:
        for failure in failures:
            raise failure
        return await really(since, timeout_s)

    monkeypatch.setattr(sqlite, "changed", changed)
    monkeypatch.setattr("qiao.kit.follow.AGAIN_S", 0.0)
    running = asyncio.create_task(following.run())

    await sqlite.write(knock, 1)
    await until(lambda: bool(ear.heard))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running

    assert ear.heard == [1]
