"""SQLite in the process: readers on the event loop, one writer thread that commits for many."""

import asyncio
import itertools
import queue
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import apsw

from qiao.kit.db.database import Command, Database
from qiao.kit.db.sql import Param, Sql
from qiao.kit.db.tx import ForeignAwait, ReadTx, WriteTx

P = ParamSpec("P")
Result = TypeVar("Result")

MAX_BATCH = 64
MAX_BATCH_S = 0.003
BUSY_MS = 10_000
ASK_EVERY_S = 0.0005
"""A writer that waits for its turn asks so often: SQLite's own pauses grow up to 100 ms, and who
writes without a pause takes every turn meanwhile."""
GIVES_WAY_S = 0.005
"""Who gives way asks so often, and pauses up to so long after each of its turns."""
POLL_S = 0.010
QUIET_POLL_S = 0.030
QUIET_AFTER = 200


def connect(path: Path, *, readonly: bool = False) -> apsw.Connection:
    """Open one connection as this house wants them: WAL, every commit on disk before it is told."""
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(path), flags=flags, statementcachesize=300)
    connection.set_busy_timeout(BUSY_MS)
    for pragma in (
        "journal_mode = wal",
        # NORMAL loses acknowledged writes at a power cut; measured, not feared
        "synchronous = full",
        "foreign_keys = off",
        "cache_size = -16000",
        "mmap_size = 268435456",
        "journal_size_limit = 67108864",
        "temp_store = memory",
        # what was deleted is overwritten in the file, not only marked as free
        "secure_delete = on",
    ):
        connection.execute(f"pragma {pragma}").fetchall()
    if readonly:
        connection.execute("pragma query_only = on")
    return connection


def take_turns(connection: apsw.Connection, *, ask_every_s: float) -> None:
    """Let a connection wait up to `BUSY_MS` for its turn to write, asking at even steps."""
    until = 0.0

    def ask_again(asked: int) -> bool:
        nonlocal until
        if not asked:
            until = time.monotonic() + BUSY_MS / 1_000
        time.sleep(ask_every_s)
        return time.monotonic() < until

    connection.set_busy_handler(ask_again)


class _SqliteRead(ReadTx):
    engine = "sqlite"

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: Sql, params: Mapping[str, Param]) -> list[tuple[object, ...]]:
        text, values = sql.bound("sqlite", params)
        return self._connection.execute(text, cast("Any", values)).fetchall()


class _SqliteWrite(_SqliteRead, WriteTx):
    _TELL = "insert into events (at_us, name, body) values (?, ?, ?)"

    async def run(self, sql: Sql, **params: Param) -> int:
        text, values = sql.bound("sqlite", params)
        before = self._connection.total_changes()
        self._connection.execute(text, cast("Any", values)).fetchall()
        return self._connection.total_changes() - before

    async def run_many(self, sql: Sql, many: Sequence[Mapping[str, Param]]) -> None:
        for params in many:
            text, values = sql.bound("sqlite", params)
            self._connection.execute(text, cast("Any", values))

    async def tell(self, name: str, body: str, at_us: int) -> None:
        self._connection.execute(self._TELL, (at_us, name, body))


@dataclass
class _Job:
    command: Callable[[WriteTx], Awaitable[Any]]
    loop: asyncio.AbstractEventLoop
    answer: "asyncio.Future[Any]"


def _drive(command: Awaitable[Result]) -> Result:
    """Run a command that never really waits, from a plain thread."""
    coroutine = cast("Coroutine[Any, Any, Result]", command)
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return cast("Result", stop.value)
    coroutine.close()
    raise ForeignAwait("a command may await nothing but its transaction")


class _Writer(threading.Thread):
    """Owns the write connection. Answers nobody before the commit that holds their change."""

    def __init__(self, path: Path, *, gives_way: bool) -> None:
        super().__init__(name="sqlite-writer", daemon=True)
        self._path = path
        self._gives_way = gives_way
        self.jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()

    def run(self) -> None:
        connection = connect(self._path)
        take_turns(connection, ask_every_s=GIVES_WAY_S if self._gives_way else ASK_EVERY_S)
        tx = _SqliteWrite(connection)
        try:
            while (job := self.jobs.get()) is not None:
                began = time.monotonic()
                if self._batch(connection, tx, job) is None:
                    break
                if self._gives_way:
                    time.sleep(min(time.monotonic() - began, GIVES_WAY_S))
        finally:
            connection.close()

    def _batch(self, connection: apsw.Connection, tx: WriteTx, job: _Job) -> _Job | None:
        """Run `job` and what waits behind it, commit once, answer all. None: asked to stop."""
        outcomes: list[tuple[_Job, Any, BaseException | None]] = []
        following: _Job | None = job
        try:
            connection.execute("begin immediate")
        except apsw.Error as error:
            _answer([(job, None, error)])
            return job
        until = time.monotonic() + MAX_BATCH_S
        while following is not None:
            outcomes.append(self._one(connection, tx, following))
            if len(outcomes) >= MAX_BATCH or time.monotonic() > until:
                break
            try:
                following = self.jobs.get_nowait()
            except queue.Empty:
                break
        try:
            connection.execute("commit")
        except apsw.Error as error:
            # after a failed fsync nothing of this batch may be called kept
            if connection.in_transaction:
                connection.execute("rollback")
            outcomes = [(done, None, failed or error) for done, _, failed in outcomes]
        _answer(outcomes)
        return following

    @staticmethod
    def _one(
        connection: apsw.Connection, tx: WriteTx, job: _Job
    ) -> tuple[_Job, Any, BaseException | None]:
        if job.answer.cancelled():
            return job, None, None
        connection.execute("savepoint command")
        try:
            result = _drive(job.command(tx))
        except BaseException as error:  # noqa: BLE001 - the caller gets it, whatever it is
            if connection.in_transaction:
                connection.execute("rollback to command")
                connection.execute("release command")
            return job, None, error
        connection.execute("release command")
        return job, result, None


def _answer(outcomes: list[tuple[_Job, Any, BaseException | None]]) -> None:
    for loop, group in itertools.groupby(outcomes, key=lambda o: o[0].loop):
        batch = list(group)
        try:
            loop.call_soon_threadsafe(_settle, batch)
        except RuntimeError:
            # the loop is gone; its callers are too
            continue


def _settle(batch: list[tuple[_Job, Any, BaseException | None]]) -> None:
    for job, result, error in batch:
        if job.answer.done():
            continue
        if error is None:
            job.answer.set_result(result)
        else:
            job.answer.set_exception(error)


class _Watch:
    """Looks for commits of whatever process, for all who wait: that shows only by asking."""

    def __init__(self, version: Callable[[], int]) -> None:
        self._version = version
        self._waiting: set[asyncio.Future[int]] = set()
        self._task: asyncio.Task[None] | None = None

    async def wait(self, timeout_s: float) -> int:
        """Return the version as soon as it differs from now, or after `timeout_s`."""
        waiter: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look())
        try:
            async with asyncio.timeout(timeout_s):
                return await waiter
        except TimeoutError:
            return self._version()
        finally:
            self._waiting.discard(waiter)

    async def stop(self) -> None:
        """Look no longer."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _look(self) -> None:
        seen, quiet = self._version(), 0
        while self._waiting:
            # a busy square is looked at often, a sleeping one seldom
            await asyncio.sleep(POLL_S if quiet < QUIET_AFTER else QUIET_POLL_S)
            quiet += 1
            now = self._version()
            if now != seen:
                seen, quiet = now, 0
                for waiter in self._waiting:
                    if not waiter.done():
                        waiter.set_result(now)


class SqliteDatabase(Database):
    """A square's state in one file."""

    engine = "sqlite"

    def __init__(self, path: Path, *, gives_way: bool = False) -> None:
        self.path = path
        self._gives_way = gives_way
        path.parent.mkdir(parents=True, exist_ok=True)
        self._reader = connect(path, readonly=True)
        self._read = _SqliteRead(self._reader)
        self._writer: _Writer | None = None
        self._watch = _Watch(self.version)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        yield self._read

    async def write(
        self, command: Command[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        if self._writer is None:
            self._writer = _Writer(self.path, gives_way=self._gives_way)
            self._writer.start()
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Result] = loop.create_future()
        self._writer.jobs.put(_Job(lambda tx: command(tx, *args, **kwargs), loop, answer))
        return await answer

    def queued(self) -> int:
        return 0 if self._writer is None else self._writer.jobs.qsize()

    def version(self) -> int:
        return cast("int", self._reader.execute("pragma data_version").fetchall()[0][0])

    async def changed(self, since: int, timeout_s: float) -> int:
        if (now := self.version()) != since:
            return now
        return await self._watch.wait(timeout_s)

    async def rewrite(self) -> None:
        await asyncio.to_thread(self._rewrite)

    def _rewrite(self) -> None:
        connection = connect(self.path)
        try:
            connection.execute("vacuum").fetchall()
            # until then the old pages are in the file, and the new ones in its log
            connection.execute("pragma wal_checkpoint(truncate)").fetchall()
        finally:
            connection.close()

    async def close(self) -> None:
        if self._writer is not None:
            self._writer.jobs.put(None)
            await asyncio.to_thread(self._writer.join)
            self._writer = None
        await self._watch.stop()
        self._reader.close()
