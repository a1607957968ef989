"""What only SQLite needs: commands that wait for nothing else, and one writer for many."""

import asyncio
from pathlib import Path

import apsw
import pytest

from qiao.kit.db import Database, ForeignAwait, Sql, WriteTx, open_database
from qiao.kit.db import sqlite as engine
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
    connection = connect(Path(sqlite_url.removeprefix("sqlite:///")))

    assert connection.execute("pragma synchronous").fetchall() == [(2,)]
    assert connection.execute("pragma journal_mode").fetchall() == [("wal",)]
    connection.close()


async def put(tx: WriteTx, name: str) -> None:
    await tx.run(PUT, name=name)


@pytest.mark.parametrize("gives_way", [False, True])
async def test_a_writer_waits_for_another_process_to_finish(sqlite_url: str, *, gives_way: bool):
    other = connect(Path(sqlite_url.removeprefix("sqlite:///")))
    other.execute("begin immediate")
    database = await open_database(sqlite_url, gives_way=gives_way)
    waits = asyncio.create_task(database.write(put, "a"))
    await asyncio.wait([waits], timeout=0.1)
    assert not waits.done()

    other.execute("commit")
    await waits

    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from facts where name = 'a'")) == 1
    await database.close()
    other.close()


async def test_a_writer_whose_turn_never_comes_says_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    other = connect(Path(sqlite_url.removeprefix("sqlite:///")))
    other.execute("begin immediate")
    database = await open_database(sqlite_url)

    with pytest.raises(apsw.BusyError):
        await database.write(put, "a")

    other.execute("commit")
    await database.write(put, "a")
    await database.close()
    other.close()
