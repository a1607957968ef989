"""Following the event log in a process that keeps read models in memory."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from qiao.kit.db import Database, ReadTx, Told, events_after, last_seq

log = structlog.get_logger()

AGAIN_S = 1.0

Listener = Callable[[ReadTx, Sequence[Told]], Awaitable[None]]


class Follower:
    """Brings read models up to date before they are asked; costs 2 µs when nothing happened."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Listener] = []
        self._version = -1
        self._seq = 0
        self._catching_up = asyncio.Lock()

    async def start(self, listeners: Sequence[Listener]) -> None:
        """Begin at the log's end; call before the models are loaded, so that nothing is missed."""
        async with self._database.read() as tx:
            self._seq = await last_seq(tx)
        self._listeners = list(listeners)

    async def catch_up(self, *, own_write: bool = False) -> None:
        """Tell the models what was committed since. `own_write`: look even if no news came yet."""
        version = self._database.version()
        if version == self._version and not own_write:
            return
        async with self._catching_up, self._database.read() as tx:
            while told := await events_after(tx, self._seq):
                for listener in self._listeners:
                    await listener(tx, told)
                self._seq = told[-1].seq
        self._version = version

    async def run(self) -> None:
        """Keep up in the background, so that a request after a pause finds little to do."""
        seen = self._database.version()
        while True:
            try:
                seen = await self._database.changed(seen, timeout_s=1.0)
                await self.catch_up(own_write=True)
            except Exception:
                # a database that is away for a moment must not leave this process behind for ever
                log.exception("following_failed")
                await asyncio.sleep(AGAIN_S)
