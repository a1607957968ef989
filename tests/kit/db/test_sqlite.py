"""What only SQLite needs: commands that wait for nothing else, and one writer for many."""

import asyncio

import pytest

from qiao.kit.db import Database, ForeignAwait, Sql, WriteTx
from qiao.kit.db.sqlite import connect

PUT = Sql("insert into facts (name, value) values (:name, 'x')")


async def wait_for_something_else(tx: WriteTx) -> None:
    await tx.run(PUT, name="a")
    await asyncio.sleep(0)


async def test_a_command_may_not_wait_for_anything_but_its_transaction(sqlite: Database):
    with pytest.raises(ForeignAwait):
        await sqlite.write(wait_for_something_else)

    async with sqlite.read() as tx:
        assert await tx.count(Sql("select count(*) from facts")) == 0


async def test_every_commit_is_on_disk_before_it_is_told(sqlite_url: str):
    from pathlib import Path

    connection = connect(Path(sqlite_url.removeprefix("sqlite:///")))

    assert connection.execute("pragma synchronous").fetchall() == [(2,)]
    assert connection.execute("pragma journal_mode").fetchall() == [("wal",)]
    connection.close()
