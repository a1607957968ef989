"""Counting the records of pages: hours into the ledger's tables, and again to see that they hold.

Every hour is counted as a whole from its records, so that counting twice, or late, or after a page
was taken out, gives what the records say.
"""

from collections import defaultdict
from typing import NamedTuple

from qiao.feed.ledger import keeping
from qiao.feed.ledger.fold import Tally, is_judged
from qiao.feed.ledger.keeping import HOURS_AT_ONCE
from qiao.feed.ledger.models import COUNTS, Line, Sums, day_of, hour_of, total
from qiao.feed.ledger.reading import oldest_us, pages
from qiao.feed.records import KEPT_DAYS
from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import Database

SETTLED_US = 300 * SECOND
"""So long after an hour its last page is on disk, however the database was."""


class Difference(NamedTuple):
    """A count that the table has otherwise than the records."""

    hour: int
    group: str
    name: str
    written: int
    recomputed: int


async def count_hours(db: Database, now_us: int, *, kept_days: int = KEPT_DAYS) -> int:
    """Bring the ledger's hours up to date; return the hour up to which all is over and counted.

    A square that was long without it catches up some days at a time.
    """
    async with db.read() as tx:
        kept, oldest, stale = (
            await keeping.kept_to(tx), await oldest_us(tx), await keeping.stale_hours(tx),
        )  # fmt: skip
    this = hour_of(now_us)
    first = kept + 1 if kept is not None else hour_of(oldest if oldest is not None else now_us)
    last = min(this, first + HOURS_AT_ONCE - 1)
    await _replace(db, first, last)
    over = min(last, hour_of(now_us - SETTLED_US) - 1)
    if kept is None or over > kept:
        for day in range(day_of(first), day_of(over) + 1):
            await _count_day(db, day, over)
        await db.write(keeping.keep_to, over)
    whole = _first_whole(now_us, kept_days)
    await db.write(keeping.leave, [hour for hour in stale if hour < whole])
    for hour in stale:
        if whole <= hour < first:
            await _replace(db, hour, hour)
    return over


async def lately(db: Database, now_us: int, *, span_us: int = HOUR) -> Sums:
    """Return what the pages of the last hour add up to, all groups together."""
    tally = await recount(db, now_us - span_us, now_us + 1)
    return total(line.sums for hour in tally.hours for line in tally.lines(hour))


async def recount(db: Database, since_us: int, until_us: int) -> Tally:
    """Count the records of a time anew. What is in memory at once: the readers of its hours."""
    tally = Tally()
    async with db.read() as tx:
        async for rows in pages(tx, since_us, until_us):
            tally.add_all(rows)
    return tally


async def recomputed(db: Database, first: int, last: int) -> list[Line]:
    """Return the sums of some hours from the records alone, the last included."""
    tally, lines = Tally(), list[Line]()
    async with db.read() as tx:
        async for rows in pages(tx, first * HOUR, (last + 1) * HOUR):
            tally.add_all(rows)
            lines += tally.close(hour_of(rows[-1].at_us))
    return lines + tally.close(last + 1)


async def differences(
    db: Database, now_us: int, *, kept_days: int = KEPT_DAYS
) -> tuple[list[Difference], tuple[int, int]]:
    """Count all hours whose records are kept anew; return what the tables have otherwise.

    Returns:
        The differences, and the first and the last hour that were looked at; (0, -1) for none.
    """
    async with db.read() as tx:
        kept, oldest = await keeping.kept_to(tx), await oldest_us(tx)
        waiting = await keeping.stale_hours(tx, limit=1 << 31)
        if kept is None or oldest is None:
            return [], (0, -1)
        first = max(_first_whole(now_us, kept_days), hour_of(oldest))
        written = await keeping.lines_of(tx, first, kept)
    skipped = set(waiting)
    told = {(line.hour, line.group): line.sums for line in written if line.hour not in skipped}
    again = {
        (line.hour, line.group): line.sums
        for line in await recomputed(db, first, kept)
        if line.hour not in skipped
    }
    nothing = Sums()
    found = [
        Difference(*key, name, one, other)
        for key in sorted(told.keys() | again.keys())
        for name, one, other in zip(
            COUNTS, told.get(key, nothing), again.get(key, nothing), strict=True
        )
        if one != other
    ]
    return found, (first, kept)


def _first_whole(now_us: int, kept_days: int) -> int:
    """Return the first hour of which no record was forgotten for its age."""
    # the round that forgets may be a minute late, or a step ahead
    return hour_of(now_us - kept_days * DAY) + 2


async def _replace(db: Database, first: int, last: int) -> None:
    await db.write(keeping.replace_hours, first, last, await recomputed(db, first, last))


async def _count_day(db: Database, day: int, over: int) -> None:
    readers: dict[str, set[str]] = defaultdict(set)
    until_us = min((day + 1) * DAY, (over + 1) * HOUR)
    async with db.read() as tx:
        async for rows in pages(tx, day * DAY, until_us):
            for row in rows:
                if is_judged(row.feed, row.page):
                    readers[row.page.k].add(row.member)
    await db.write(keeping.replace_day, day, {group: len(who) for group, who in readers.items()})
