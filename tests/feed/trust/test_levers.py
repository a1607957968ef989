"""Levers: what may be set, that the last one to move it is obeyed everywhere, and that it shows."""

import asyncio
from contextlib import suppress

import pytest

from qiao.feed.trust import levers
from qiao.feed.trust.events import LeverMoved
from qiao.feed.trust.levers import LEVERS, Levers, LeverUnknown, LeverValue, Value
from qiao.kit.db import Database, Sql, WriteTx, events_after, open_database
from qiao.kit.follow import Follower
from tests.make import NOW, member, until


async def move(db: Database, name: str, value: object, *, by: str = "", reason: str = "") -> bool:
    return await db.write(levers.move, name, value, by=by, reason=reason, now_us=NOW)


async def loaded(db: Database) -> Levers:
    made = Levers()
    async with db.read() as tx:
        await made.load(tx)
    return made


@pytest.mark.parametrize(
    ("name", "said", "stands"),
    [
        ("feed", "chronological", "chronological"),
        ("explore_share", 0.25, 0.25),
        ("explore_share", "0.25", 0.25),
        ("explore_share", 0, 0.0),
        ("translate_ahead", "off", "off"),
    ],
)
async def test_a_lever_stands_where_it_was_moved(
    database: Database, name: str, said: Value, stands: Value
):
    await move(database, name, said)

    assert (await loaded(database)).value(name) == stands


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("feed", "popular"),
        ("feed", 1.0),
        ("explore_share", 0.31),
        ("explore_share", -0.01),
        ("explore_share", "a lot"),
        ("explore_share", "nan"),
        ("explore_share", None),
        ("explore_share", True),
    ],
)
async def test_a_lever_cannot_stand_just_anywhere(sqlite: Database, name: str, said: object):
    with pytest.raises(LeverValue) as refused:
        await move(sqlite, name, said)

    assert "choices" in refused.value.facts or refused.value.facts["max"] == 0.3
    assert (await loaded(sqlite)).value(name) == LEVERS[name].default


async def test_what_is_no_lever_is_refused(sqlite: Database):
    with pytest.raises(LeverUnknown):
        await move(sqlite, "gravity", "off")


async def test_the_last_one_to_move_it_is_obeyed(database: Database):
    await move(database, "feed", "chronological")
    await move(database, "explore_share", 0.2)
    await move(database, "feed", "ranked")

    stand = await loaded(database)

    assert (stand.value("feed"), stand.number("explore_share")) == ("ranked", 0.2)


async def test_moving_it_to_where_it_stands_changes_nothing_and_is_not_told(database: Database):
    assert not await move(database, "feed", "ranked")
    assert await move(database, "feed", "chronological")
    assert not await move(database, "feed", "chronological")

    async with database.read() as tx:
        told = [line.name for line in await events_after(tx, 0)]
        history = await levers.history(tx)
    assert told == [LeverMoved.__name__]
    assert len(history) == 1


async def test_the_history_says_who_and_why_and_forgets_nothing(database: Database):
    opp = await member(database, "opp", operator=True)
    await move(database, "feed", "chronological", by=opp.id, reason="likes are being bought")
    await move(database, "explore_share", 0.3)
    await move(database, "feed", "ranked", reason="over")

    async with database.read() as tx:
        of_feed = await levers.history(tx, "feed")
        of_all = await levers.history(tx)

    assert [(m.value, m.by, m.reason) for m in of_feed] == [
        ("ranked", "", "over"),
        ("chronological", "opp", "likes are being bought"),
    ]
    assert [m.name for m in of_all] == ["feed", "explore_share", "feed"]


async def test_a_value_written_by_another_version_falls_back_to_the_default(sqlite: Database):
    async def write(tx: WriteTx) -> None:
        sql = Sql("insert into operator_levers (at_us, name, value, by_id) values (1, :n, :v, '')")
        await tx.run(sql, n="feed", v="by_magic")
        await tx.run(sql, n="of_old", v="1")

    await sqlite.write(write)

    assert (await loaded(sqlite)).value("feed") == "ranked"


async def test_every_process_obeys_without_being_asked(database_url: str):
    """Two web processes and the one that moved it, each with its own connection."""
    databases = [await open_database(database_url) for _ in range(3)]
    stands, running = [], []
    for db in databases[:2]:
        stand, follower = await loaded(db), Follower(db)
        await follower.start([stand.follow])
        stands.append(stand)
        running.append(asyncio.create_task(follower.run()))

    await move(databases[2], "feed", "chronological")
    await until(lambda: all(stand.value("feed") == "chronological" for stand in stands))
    await move(databases[2], "feed", "ranked")
    await until(lambda: all(stand.value("feed") == "ranked" for stand in stands))

    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for db in databases:
        await db.close()


async def test_of_two_operators_at_once_all_obey_the_same_one(database: Database):
    following = await loaded(database)
    follower = Follower(database)
    await follower.start([following.follow])
    values = ["chronological", "ranked"] * 5

    await asyncio.gather(*(move(database, "feed", value) for value in values))
    await follower.catch_up(own_write=True)

    assert following.value("feed") == (await loaded(database)).value("feed")
