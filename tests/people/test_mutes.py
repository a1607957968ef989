"""What is muted is kept, has an end, and is followed by who keeps it in memory."""

import pytest

from qiao.kit.db import Database, events_after
from qiao.people import mutes
from qiao.people.quiet import Mutes
from tests import make


async def test_what_is_in_memory_follows_the_log(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await database.write(mutes.mute_member, ana.id, bo.id, now=make.NOW)
    await database.write(mutes.mute_word, ana.id, "spoiler", now=make.NOW)
    loaded, heard = Mutes(), Mutes()
    async with database.read() as tx:
        await loaded.load(tx)
        await heard.follow(tx, await events_after(tx, 0))

    for kept in (loaded, heard):
        quiet = kept.of(ana.id)
        assert quiet is not None
        assert quiet.hushes(bo.id, "")
        assert quiet.hushes("other", "A Spoiler!")
        assert not quiet.hushes("other", "spoilers")
        assert kept.of(bo.id) is None
        assert kept.of(None) is None

    await database.write(mutes.unmute_member, ana.id, bo.id)
    await database.write(mutes.unmute_word, ana.id, "spoiler")
    async with database.read() as tx:
        await loaded.follow(tx, await events_after(tx, 0))
    assert loaded.of(ana.id) is None


async def test_there_is_an_end_to_muting(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(mutes, "MAX_MUTES", 1)
    ana = await make.member(database, "ana")
    await database.write(mutes.mute_word, ana.id, "one", now=make.NOW)

    with pytest.raises(mutes.TooManyMutes):
        await database.write(mutes.mute_word, ana.id, "two", now=make.NOW)
