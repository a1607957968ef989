"""A server with a planted defect: what the kill test must find. Not one line of this is in Qiao.

python -m tests.crash.defects DEFECT serve --data FOLDER --port PORT
"""

import sys
import time
from typing import Any

import apsw

from qiao.kit.db import sqlite
from qiao.kit.http import create

DELAY_S = 0.25

HELD_JOBS = 25
"""So much is promised and not yet kept: a number, so that it does not depend on the machine."""

MEMBERS = 20
"""They join while all is well: who is unknown cannot lose much."""


def answer_before_commit() -> None:
    """The writer is told that all is well, and only some jobs later is it written down."""
    sound = sqlite._Writer._batch

    def batch(self: Any, connection: apsw.Connection, tx: Any, job: Any) -> Any:
        [(joined,)] = connection.execute("select count(*) from sessions")
        if joined < MEMBERS:
            return sound(self, connection, tx, job)
        connection.execute("begin immediate")
        for left in reversed(range(HELD_JOBS)):
            sqlite._answer([self._one(connection, tx, job)])
            job = self.jobs.get() if left else job
            if job is None:
                break
        connection.execute("commit")
        return job

    sqlite._Writer._batch = batch  # type: ignore[method-assign]


def counters_apart() -> None:
    """Counters are brought up to date some writes after the rows they count."""
    run, batch = sqlite._SqliteWrite.run, sqlite._Writer._batch
    later: list[tuple[Any, dict[str, Any]]] = []

    async def put_off(self: Any, sql: Any, **params: Any) -> int:
        if "_counts set" in sql.text:
            later.append((sql, params))
            return 1
        return await run(self, sql, **params)

    def in_two(self: Any, connection: apsw.Connection, tx: Any, job: Any) -> Any:
        following = batch(self, connection, tx, job)
        if len(later) >= HELD_JOBS:
            with connection:
                for sql, params in later:
                    text, values = sql.bound("sqlite", params)
                    connection.execute(text, values)
            later.clear()
        return following

    sqlite._SqliteWrite.run = put_off  # type: ignore[method-assign]
    sqlite._Writer._batch = in_two  # type: ignore[method-assign]


def keys_ignored() -> None:
    """A request that is sent again is done again; answers take their time."""
    answer = sqlite._answer

    async def every_time(tx: Any, make: Any, **_: Any) -> bytes:
        made: bytes = await make(tx)
        return made

    def late(outcomes: Any) -> None:
        time.sleep(DELAY_S)
        answer(outcomes)

    create.once = every_time  # type: ignore[attr-defined]
    sqlite._answer = late


DEFECTS = {f.__name__: f for f in (answer_before_commit, counters_apart, keys_ignored)}


def main() -> None:
    from qiao.__main__ import main as qiao

    DEFECTS[sys.argv.pop(1)]()
    qiao()


if __name__ == "__main__":
    main()
