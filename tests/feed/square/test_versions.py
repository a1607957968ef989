"""Versions: one is used, some can be gone back to, all are remembered; everybody hears of it."""

from pathlib import Path

import pytest

from qiao.feed.learned_files import LearnedFiles
from qiao.feed.serving import Feeds
from qiao.feed.versions import (
    VersionRow,
    keep_version,
    use_none,
    use_version,
    version_used,
    versions,
)
from qiao.kit.db import Database, events_after, last_seq
from qiao.kit.refusals import NotFound
from tests.feed.make import NOW_US
from tests.feed.square.test_learned import learned


def row(name: str, number: int, state: str = "declined") -> VersionRow:
    return VersionRow(name, NOW_US + number, number, state, f"sha of {name}", "{}")  # type: ignore[arg-type]


async def test_one_version_at_most_is_used(database: Database):
    await database.write(keep_version, row("a", 1, "used"), keep=5)
    await database.write(keep_version, row("b", 2, "used"), keep=5)
    await database.write(keep_version, row("c", 3), keep=5)

    async with database.read() as tx:
        states = {version.version: version.state for version in await versions(tx)}

    assert states == {"a": "kept", "b": "used", "c": "declined"}


async def test_files_of_old_versions_make_room_but_not_the_one_in_use(database: Database):
    await database.write(keep_version, row("a", 1, "used"), keep=2)
    await database.write(keep_version, row("b", 2), keep=2)

    gone = await database.write(keep_version, row("c", 3), keep=2)

    assert gone == ["sha of b"]
    with pytest.raises(NotFound):
        await database.write(use_version, "b")
    async with database.read() as tx:
        assert [version.version for version in await versions(tx)] == ["c", "b", "a"]


async def test_a_version_nobody_made_cannot_be_used(database: Database):
    with pytest.raises(NotFound):
        await database.write(use_version, "never")


async def test_every_process_follows_what_is_used(database: Database, tmp_path: Path):
    files = LearnedFiles(tmp_path)
    for name, number in (("v1", 1), ("v2", 2)):
        sha = await files.put(learned(name).dump())
        kept = row(name, number)._replace(sha=sha)
        await database.write(keep_version, kept, keep=5)
    processes = [Feeds(cursor_key=b"a key for tests", files=files) for _ in range(2)]
    async with database.read() as tx:
        seq = await last_seq(tx)
        for feeds in processes:
            await feeds.load(tx, now_us=NOW_US)
    heard = []

    for change in (
        lambda: database.write(use_version, "v1"),
        lambda: database.write(use_version, "v2"),
        lambda: database.write(use_none),
    ):
        await change()
        async with database.read() as tx:
            told = await events_after(tx, seq)
            for feeds in processes:
                await feeds.follow(tx, told)
        heard.append([feeds.learned.version for feeds in processes])

    assert heard == [["v1", "v1"], ["v2", "v2"], ["", ""]]
    async with database.read() as tx:
        assert await version_used(tx) is None
