"""Gathering all figures once a minute: each costs what happened since, never what there is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qiao.kit.clock import HOUR, SECOND, Micros
from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.operator.figures import people, reading, running
from qiao.operator.figures.keeping import forget_old, put
from qiao.operator.figures.models import MINUTE_S, Figure
from qiao.operator.figures.pages import end_of_pages, served

SLOW_EVERY_US = 10 * MINUTE_S * SECOND
LATE_US = MINUTE_S * SECOND
"""Notes are counted a minute late: by then their language is known."""
LONGEST_US = HOUR
_COUNTED_TO = "figures: counted to"

_FACT = Sql("select value from facts where name = :name")
_PUT_FACT = Sql("""
    insert into facts (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
""")


@dataclass
class Gatherer:
    """Gathers figures for one square; one process does so, at any time."""

    database: Database
    folder: Path
    lanes: Sequence[tuple[str, str]]
    heard: people.HeardSince
    budget: int
    """Characters a day that may go to providers that cost something."""
    _slow_us: int = field(default=0, init=False)
    _tidied_us: int = field(default=0, init=False)

    async def gather(self, now: Micros) -> list[Figure]:
        """Take all figures and keep them; return what was kept. Run it about once a minute."""
        async with self.database.read() as tx:
            figures, marks = await self._look(tx, now)
        await self.database.write(_keep, figures, marks, now_us=now)
        for mark, count in (("log", reading.read), ("pages", served)):
            seq = marks[mark]
            while True:
                async with self.database.read() as tx:
                    after, more = await count(tx, seq, now_us=now)
                if after == seq:
                    break
                await self.database.write(_keep, more, {mark: after}, now_us=now)
                figures += more
                seq = after
        if now - self._tidied_us > HOUR:
            self._tidied_us = now
            await self.database.write(forget_old, now_us=now)
        return figures

    async def _look(self, tx: ReadTx, now: Micros) -> tuple[list[Figure], dict[str, int]]:
        since = await _mark(tx, "time")
        since = max(now - LONGEST_US, now - LATE_US if since is None else since)
        found = [
            *await people.arrivals(tx, since_us=since, until_us=now),
            *await people.notes(tx, since_us=since - LATE_US, until_us=now - LATE_US),
            *await running.translating(tx, since_us=since, until_us=now, budget=self.budget),
            *await running.backlog(tx, now_us=now),
            *await running.lanes(tx, self.lanes, now_us=now),
            *await running.disk(tx, self.folder, now_us=now),
        ]
        if now - self._slow_us >= SLOW_EVERY_US:
            self._slow_us = now
            found += await reading.first_audiences(tx, now_us=now)
            found += people.heard(await self.heard(tx, now))
        marks = {"time": int(now)}
        for mark, end in (("log", reading.end_of_log), ("pages", end_of_pages)):
            before = await _mark(tx, mark)
            marks[mark] = await end(tx) if before is None else before
        return found, marks


async def _mark(tx: ReadTx, mark: str) -> int | None:
    said = await tx.value(_FACT, name=f"{_COUNTED_TO} {mark}")
    return None if said is None else int(str(said))


async def _keep(
    tx: WriteTx, figures: Sequence[Figure], marks: dict[str, int], *, now_us: int
) -> None:
    await put(tx, figures, at_us=now_us)
    for mark, value in marks.items():
        await tx.run(_PUT_FACT, name=f"{_COUNTED_TO} {mark}", value=str(value))
