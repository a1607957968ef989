"""Blocking: what it takes away at once, and what undoing it does not bring back."""

import pytest

from qiao.kit.db import Database, events_after
from qiao.kit.refusals import NotFound
from qiao.people import blocks, queries
from qiao.people.apart import Apart
from qiao.people.commands import follow
from qiao.people.models import Caller, MemberId
from tests import make


async def two(db: Database) -> tuple[MemberId, MemberId]:
    """Make two members who follow each other."""
    ana, bo = (await make.member(db, "ana")).id, (await make.member(db, "bob")).id
    await db.write(follow, ana, bo, now=make.NOW)
    await db.write(follow, bo, ana, now=make.NOW)
    return ana, bo


async def test_neither_follows_the_other_any_more(database: Database):
    ana, bo = await two(database)

    await database.write(blocks.block, ana, bo, now=make.NOW)
    await database.write(blocks.block, ana, bo, now=make.NOW)

    async with database.read() as tx:
        for who in (ana, bo):
            counts = (await queries.profile_by_id(tx, who, reader=None)).counts
            assert (counts.followers, counts.following) == (0, 0)
        assert [row.member for row in await blocks.blocked_by(tx, ana)] == [bo]
        assert await blocks.blocked_by(tx, bo) == []


async def test_neither_finds_or_follows_the_other(database: Database):
    ana, bo = await two(database)
    await database.write(blocks.block, ana, bo, now=make.NOW)

    async with database.read() as tx:
        for reader, handle in ((ana, "bob"), (bo, "ana")):
            with pytest.raises(NotFound):
                await queries.profile(tx, handle, reader=reader)
            with pytest.raises(NotFound):
                await queries.id_of(tx, handle, reader=reader)
            assert (await queries.profile(tx, handle, reader=None)).handle == handle
            assert (await queries.me(tx, reader)).member.self
    for follower, followed in ((ana, bo), (bo, ana)):
        with pytest.raises(NotFound):
            await database.write(blocks.follow, follower, followed, now=make.NOW)


async def test_each_of_two_undoes_only_her_own_block(database: Database):
    ana, bo = await two(database)
    await database.write(blocks.block, ana, bo, now=make.NOW)
    await database.write(blocks.block, bo, ana, now=make.NOW)

    await database.write(blocks.unblock, ana, bo)

    async with database.read() as tx:
        assert await blocks.are_apart(tx, ana, bo)
    await database.write(blocks.unblock, bo, ana)
    async with database.read() as tx:
        assert not await blocks.are_apart(tx, ana, bo)
        assert (await queries.profile_by_id(tx, bo, reader=ana)).followed is False


async def test_one_cannot_block_oneself(database: Database):
    ana, _ = await two(database)

    with pytest.raises(blocks.CannotBlockSelf):
        await database.write(blocks.block, ana, ana, now=make.NOW)


async def test_there_is_an_end_to_blocking(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(blocks, "MAX_BLOCKS", 1)
    ana, bo = await two(database)
    third: Caller = await make.member(database, "third")
    await database.write(blocks.block, ana, bo, now=make.NOW)

    with pytest.raises(blocks.TooManyBlocks):
        await database.write(blocks.block, ana, third.id, now=make.NOW)


async def test_what_is_in_memory_follows_the_log(database: Database):
    ana, bo = await two(database)
    await database.write(blocks.block, ana, bo, now=make.NOW)
    async with database.read() as tx:
        loaded, heard = Apart(), Apart()
        await loaded.load(tx)
        heard.follow(await events_after(tx, 0))
    assert loaded.of(ana) == heard.of(ana) == {bo}
    assert loaded.of(bo) == heard.of(bo) == {ana}
    assert not loaded.of(None)

    await database.write(blocks.unblock, ana, bo)
    async with database.read() as tx:
        told = await events_after(tx, 0)
    loaded.follow(told)
    loaded.follow(told)
    assert not loaded.of(ana)
    assert not loaded.of(bo)
