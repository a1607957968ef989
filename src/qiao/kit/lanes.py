"""Background work: reactions to what was told, each at its own pace, kept across restarts.

A reaction has a cursor into the event log. It may run twice for the same event, after a crash, and
must be safe to. One that fails is tried again later, alone, and holds up none of the others.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import structlog

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database, Event, ReadTx, Sql, Told, WriteTx, events_after, last_seq

log = structlog.get_logger()

MAX_BATCH = 32
MAX_ATTEMPTS = 8
SAVE_CURSOR_US = SECOND // 2
RETRY_EVERY_S = 1.0

Handler = Callable[[Sequence[Any]], Awaitable[None]]


@dataclass(frozen=True)
class Reaction:
    """What to do about some events. `lane` groups reactions that share a kind of work.

    `at_once`: so many events, each handled alone, so that a slow one holds up no other; 0: batches.
    """

    name: str
    lane: str
    events: tuple[type[Event], ...]
    handler: Handler
    at_once: int = 0


class LaneHealth(NamedTuple):
    """How a lane stands: events not yet looked at, age of the oldest, what was given up."""

    name: str
    depth: int
    oldest_s: float
    failing: int
    dead: int


_CURSORS = Sql("select reaction, seq from reaction_cursors")
_SAVE = Sql("""
    insert into reaction_cursors (reaction, seq) values (:reaction, :seq)
    on conflict (reaction) do update set seq = :seq
""")
_FAILED = Sql("""
    insert into reaction_failures (reaction, seq, attempts, next_us, error)
    values (:reaction, :seq, 1, :next_us, :error)
    on conflict (reaction, seq) do update set
      attempts = reaction_failures.attempts + 1, next_us = :next_us, error = :error,
      dead = case when reaction_failures.attempts + 1 >= :max_attempts then 1 else 0 end
""")
_DUE = Sql("""
    select f.reaction, f.attempts, e.seq, e.at_us, e.name, e.body
    from reaction_failures f join events e on e.seq = f.seq
    where f.dead = 0 and f.next_us <= :now_us order by f.next_us limit 50
""")
_DONE = Sql("delete from reaction_failures where reaction = :reaction and seq = :seq")
_FAILING = Sql("""
    select reaction, sum(case when dead = 0 then 1 else 0 end), sum(dead)
    from reaction_failures group by reaction
""")
_OLDEST = Sql("select at_us from events where seq > :seq order by seq limit 1")


@dataclass
class Lanes:
    """Runs reactions until cancelled."""

    database: Database
    reactions: Sequence[Reaction]
    _cursors: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        """Work. Cancel to stop; cursors are kept."""
        async with self.database.read() as tx:
            self._cursors = {str(r): int(s) for r, s in await tx.all(tuple, _CURSORS)}
        async with asyncio.TaskGroup() as group:
            for reaction in self.reactions:
                work = self._run_each(reaction) if reaction.at_once else self._run(reaction)
                group.create_task(work, name=f"reaction {reaction.name}")
            group.create_task(self._retry(), name="retries")

    async def _run(self, reaction: Reaction) -> None:
        names = {event.__name__ for event in reaction.events}
        seq = saved = self._cursors.get(reaction.name, 0)
        saved_us = now_us()
        seen = self.database.version()
        try:
            while True:
                async with self.database.read() as tx:
                    told = await events_after(tx, seq)
                heard = [line for line in told if line.name in names]
                for start in range(0, len(heard), MAX_BATCH):
                    await self._handle(reaction, heard[start : start + MAX_BATCH])
                if told:
                    seq = told[-1].seq
                idle = not told
                if seq != saved and (idle or now_us() - saved_us > SAVE_CURSOR_US):
                    await self.database.write(_save, reaction.name, seq)
                    saved, saved_us = seq, now_us()
                if idle:
                    seen = await self.database.changed(seen, timeout_s=5.0)
        finally:
            if seq != saved:
                await self.database.write(_save, reaction.name, seq)

    async def _run_each(self, reaction: Reaction) -> None:
        """Handle events side by side; the cursor stays before the first that is not done."""
        names = {event.__name__ for event in reaction.events}
        seq = saved = self._cursors.get(reaction.name, 0)
        seen = self.database.version()
        running: dict[int, asyncio.Task[None]] = {}
        try:
            while True:
                async with self.database.read() as tx:
                    told = await events_after(tx, seq)
                for line in told:
                    while len(running) >= reaction.at_once:
                        await asyncio.wait(running.values(), return_when=asyncio.FIRST_COMPLETED)
                        _drop_done(running)
                    if line.name in names:
                        work = self._handle(reaction, [line])
                        running[line.seq] = asyncio.create_task(work)
                    seq = line.seq
                _drop_done(running)
                done = min(running, default=seq + 1) - 1
                if done != saved and not told:
                    await self.database.write(_save, reaction.name, done)
                    saved = done
                if not told:
                    timeout_s = RETRY_EVERY_S if running else 5.0
                    seen = await self.database.changed(seen, timeout_s=timeout_s)
        finally:
            for task in running.values():
                task.cancel()
            await asyncio.gather(*running.values(), return_exceptions=True)

    async def _handle(self, reaction: Reaction, lines: list[Told]) -> None:
        try:
            await reaction.handler([event for line in lines if (event := line.event())])
        except Exception as error:  # noqa: BLE001 - noted, and tried again
            if len(lines) > 1:
                # one bad event must not spoil the good ones beside it
                for line in lines:
                    await self._handle(reaction, [line])
                return
            await self._note_failure(reaction, lines[0], 1, error)

    async def _note_failure(
        self, reaction: Reaction, line: Told, attempts: int, error: Exception
    ) -> None:
        log.warning(
            "reaction_failed",
            reaction=reaction.name,
            seq=line.seq,
            attempts=attempts,
            exc_info=error,
        )
        wait_s = random.uniform(0.5, 1.0) * 2**attempts
        await self.database.write(
            _fail,
            reaction.name,
            line.seq,
            error=type(error).__name__,
            next_us=now_us() + int(wait_s * SECOND),
        )

    async def _retry(self) -> None:
        by_name = {reaction.name: reaction for reaction in self.reactions}
        while True:
            await asyncio.sleep(RETRY_EVERY_S)
            async with self.database.read() as tx:
                due = await tx.all(tuple, _DUE, now_us=now_us())
            again = []
            for name, attempts, *columns in due:
                reaction = by_name.get(name)
                if reaction is None:
                    continue
                again.append(self._try_again(reaction, Told(*columns), attempts))
            # side by side: one that waits for somebody else must not hold up the others
            await asyncio.gather(*again)

    async def _try_again(self, reaction: Reaction, line: Told, attempts: int) -> None:
        try:
            await reaction.handler([event for event in [line.event()] if event])
        except Exception as error:  # noqa: BLE001 - noted, and tried again
            await self._note_failure(reaction, line, attempts + 1, error)
        else:
            await self.database.write(_done, reaction.name, line.seq)


def _drop_done(running: dict[int, asyncio.Task[None]]) -> None:
    for seq in [seq for seq, task in running.items() if task.done()]:
        running.pop(seq).result()  # what `_handle` does not catch is a bug, and ends the lanes


async def _save(tx: WriteTx, reaction: str, seq: int) -> None:
    await tx.run(_SAVE, reaction=reaction, seq=seq)


async def _fail(tx: WriteTx, reaction: str, seq: int, *, error: str, next_us: int) -> None:
    await tx.run(
        _FAILED,
        reaction=reaction,
        seq=seq,
        error=error,
        next_us=next_us,
        max_attempts=MAX_ATTEMPTS,
    )


async def _done(tx: WriteTx, reaction: str, seq: int) -> None:
    await tx.run(_DONE, reaction=reaction, seq=seq)


async def lane_health(
    tx: ReadTx, lanes: Sequence[tuple[str, str]], *, now_us: int
) -> list[LaneHealth]:
    """Return how each lane stands. `lanes`: (lane, reaction) pairs."""
    newest = await last_seq(tx)
    cursors = {str(r): int(s) for r, s in await tx.all(tuple, _CURSORS)}
    failing = {str(r): (int(f or 0), int(d or 0)) for r, f, d in await tx.all(tuple, _FAILING)}
    healths: dict[str, LaneHealth] = {}
    for lane, reaction in lanes:
        seq = cursors.get(reaction, 0)
        age_s = 0.0
        if seq < newest:
            oldest = await tx.count(_OLDEST, seq=seq)
            age_s = max(0.0, (now_us - oldest) / SECOND) if oldest else 0.0
        fails, dead = failing.get(reaction, (0, 0))
        before = healths.get(lane, LaneHealth(lane, 0, 0.0, 0, 0))
        healths[lane] = LaneHealth(
            lane,
            max(before.depth, newest - seq),
            max(before.oldest_s, round(age_s, 1)),
            before.failing + fails,
            before.dead + dead,
        )
    return list(healths.values())
