"""What both engines promise: typed rows, all or nothing, one durable commit, events in order."""

import asyncio
from typing import NamedTuple

import pytest

from qiao.kit.db import Database, Event, Sql, WriteTx, events_after, last_seq, tell

PUT = Sql("insert into facts (name, value) values (:name, :value)")
VALUE = Sql("select value from facts where name = :name")
COUNT = Sql("select count(*) from facts")
AMONG = Sql("select name, value from facts where name in (:names...) order by name")


class Happened(Event, frozen=True):
    """Something for these tests."""

    what: str


class Fact(NamedTuple):
    name: str
    value: str


async def put(tx: WriteTx, name: str, value: str = "x") -> str:
    await tx.run(PUT, name=name, value=value)
    await tell(tx, Happened(name))
    return name


async def put_then_fail(tx: WriteTx, name: str) -> None:
    await put(tx, name)
    raise LookupError(name)


async def test_what_is_answered_can_be_read(database: Database):
    assert await database.write(put, "a", "1%") == "a"

    async with database.read() as tx:
        assert await tx.value(VALUE, name="a") == "1%"


async def test_a_command_that_fails_leaves_nothing(database: Database):
    with pytest.raises(LookupError):
        await database.write(put_then_fail, "a")

    async with database.read() as tx:
        assert await tx.count(COUNT) == 0
        assert await events_after(tx, 0) == []


async def test_one_failure_in_a_crowd_takes_nobody_else_down(database: Database):
    commands = [
        database.write(put_then_fail if i % 7 == 0 else put, f"n{i:03d}") for i in range(200)
    ]
    outcomes = await asyncio.gather(*commands, return_exceptions=True)

    kept = [outcome for outcome in outcomes if isinstance(outcome, str)]
    async with database.read() as tx:
        assert await tx.count(COUNT) == len(kept) == 200 - 29


async def test_events_are_numbered_in_the_order_in_which_they_can_be_seen(database: Database):
    async def follow() -> list[str]:
        heard: list[str] = []
        seq = 0
        while len(heard) < 300:
            async with database.read() as tx:
                for told in await events_after(tx, seq):
                    assert told.seq > seq
                    seq = told.seq
                    heard.append(Happened.read(told.body).what)
            await asyncio.sleep(0)
        return heard

    following = asyncio.create_task(follow())
    await asyncio.gather(*(database.write(put, f"n{i:03d}") for i in range(300)))

    assert sorted(await following) == [f"n{i:03d}" for i in range(300)]


async def test_a_list_of_any_length_can_be_asked_for(database: Database):
    for name in "abcde":
        await database.write(put, name)

    async with database.read() as tx:
        assert await tx.all(Fact, AMONG, names=[]) == []
        assert await tx.all(Fact, AMONG, names=["b", "d", "z"]) == [Fact("b", "x"), Fact("d", "x")]
        assert len(await tx.all(Fact, AMONG, names=list("abcdefghijklm"))) == 5


async def test_a_count_is_a_whole_number_on_either_engine(database: Database):
    await database.write(put, "a", "20")

    async with database.read() as tx:
        assert await tx.count(Sql("select sum(cast(value as bigint)) from facts")) == 20
        assert await tx.count(Sql("select sum(1) from facts where name = 'b'")) == 0


async def test_what_this_process_did_is_news_to_it_at_once(database: Database):
    before = database.version()

    await database.write(put, "a")

    assert database.version() != before
    assert await database.changed(before, timeout_s=0.0) == database.version()


async def test_news_wakes_whoever_waits(database: Database):
    seen = await database.changed(-1, timeout_s=0.0)
    waiting = asyncio.create_task(database.changed(seen, timeout_s=10.0))
    await asyncio.sleep(0)

    await database.write(put, "a")

    assert await waiting != seen
    async with database.read() as tx:
        assert await last_seq(tx) > 0


async def test_a_text_that_cannot_be_kept_as_it_is_names_nothing(database: Database):
    await database.write(put, "a")

    async with database.read() as tx:
        assert await tx.value(VALUE, name="a\0") is None
        assert await tx.all(Fact, AMONG, names=["a\0", "\0"]) == []


async def test_a_task_that_is_cancelled_while_it_waits_for_the_database_stops(database: Database):
    async def read_for_ever() -> None:
        while True:
            async with database.read() as tx:
                await tx.count(COUNT)
            await asyncio.sleep(0)

    for turns in range(12):
        reading = asyncio.create_task(read_for_ever())
        for _ in range(turns):
            await asyncio.sleep(0)
        reading.cancel()
        async with asyncio.timeout(10):
            with pytest.raises(asyncio.CancelledError):
                await reading
