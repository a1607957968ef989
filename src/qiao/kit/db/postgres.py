"""PostgreSQL, for a square that outgrew one machine: one transaction for each command."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ParamSpec, Self, TypeVar, cast

import psycopg
from psycopg import errors
from psycopg_pool import AsyncConnectionPool

from qiao.kit.db.database import Command, Database
from qiao.kit.db.sql import Param, Sql
from qiao.kit.db.tx import ReadTx, WriteTx

P = ParamSpec("P")
Result = TypeVar("Result")
Connection = psycopg.AsyncConnection[tuple[object, ...]]

MAX_TRIES = 5
POLL_S = 0.025
# any constant: whoever tells an event holds this until its commit, so numbers are seen in order
EVENTS_LOCK = 0x51A0


def _storable(params: Mapping[str, Param]) -> Mapping[str, Param]:
    """Replace NUL, which PostgreSQL's texts cannot hold; an id with one names nothing anyway."""
    if not any("\0" in value for value in params.values() if isinstance(value, str)):
        return params
    return {k: v.replace("\0", "\ufffd") if isinstance(v, str) else v for k, v in params.items()}


class _PostgresRead(ReadTx):
    engine = "postgresql"

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def rows(self, sql: Sql, params: Mapping[str, Param]) -> list[tuple[object, ...]]:
        text, values = sql.bound("postgresql", params)
        cursor = await self._connection.execute(cast("Any", text), cast("Any", _storable(values)))
        return await cursor.fetchall()


class _PostgresWrite(_PostgresRead, WriteTx):
    _TELL = "insert into events (at_us, name, body) values (%s, %s, %s)"

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._told: list[tuple[int, str, str]] = []

    async def run(self, sql: Sql, **params: Param) -> int:
        text, values = sql.bound("postgresql", params)
        cursor = await self._connection.execute(cast("Any", text), cast("Any", _storable(values)))
        return max(cursor.rowcount, 0)

    async def run_many(self, sql: Sql, many: Sequence[Mapping[str, Param]]) -> None:
        for params in many:
            await self.run(sql, **params)

    async def tell(self, name: str, body: str, at_us: int) -> None:
        self._told.append((at_us, name, body))

    async def tell_all(self) -> int:
        """Write what was told, last of all, so that the lock is held for the commit alone.

        Returns how much that was.
        """
        if not self._told:
            return 0
        await self._connection.execute("select pg_advisory_xact_lock(%s)", (EVENTS_LOCK,))
        async with self._connection.cursor() as cursor:
            await cursor.executemany(self._TELL, self._told)
        return len(self._told)


def _cancellations() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task is not None else 0


class PostgresDatabase(Database):
    """A square's state on a PostgreSQL server."""

    engine = "postgresql"

    def __init__(self, pool: "AsyncConnectionPool[Connection]") -> None:
        self._pool = pool
        self._seq = 0
        self._own_news = 0

    @classmethod
    async def open(cls, url: str, *, max_connections: int = 16) -> Self:
        """Connect; raises `psycopg_pool.PoolTimeout` when the server does not answer in 10 s."""
        pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=max_connections,
            open=False,
            kwargs={"autocommit": True},
        )
        await pool.open(wait=True, timeout=10)
        return cls(pool)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        before = _cancellations()
        async with self._pool.connection() as connection:
            # the pool waits with asyncio.wait_for, which before Python 3.12 swallows a cancellation
            # that comes in the same moment as the connection
            if _cancellations() > before:
                raise asyncio.CancelledError
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        async with self._connection() as connection:
            yield _PostgresRead(connection)

    async def write(
        self, command: Command[P, Result], /, *args: P.args, **kwargs: P.kwargs
    ) -> Result:
        for left in reversed(range(MAX_TRIES)):
            try:
                async with self._connection() as connection, connection.transaction():
                    tx = _PostgresWrite(connection)
                    result = await command(tx, *args, **kwargs)
                    told = await tx.tell_all()
                # what this process did is news to it at once; for what others did it has to ask
                self._own_news += told
                return result
            except (errors.SerializationFailure, errors.DeadlockDetected):
                if not left:
                    raise
                await asyncio.sleep(random.uniform(0.001, 0.02))
        raise AssertionError("unreachable")

    def queued(self) -> int:
        return int(self._pool.get_stats().get("requests_waiting", 0))

    def version(self) -> int:
        return self._seq + self._own_news

    async def rewrite(self) -> None:
        async with self._connection() as connection:
            await connection.execute("vacuum (full)")

    async def changed(self, since: int, timeout_s: float) -> int:
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        async with self._connection() as connection:
            while True:
                cursor = await connection.execute("select coalesce(max(seq), 0) from events")
                row = await cursor.fetchone()
                self._seq = cast("int", row[0]) if row else 0
                if self.version() != since or loop.time() >= until:
                    return self.version()
                await asyncio.sleep(POLL_S)

    async def close(self) -> None:
        await self._pool.close()
