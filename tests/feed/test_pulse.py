"""Topics' figures are counted in batches, each thing once, on both engines."""

from typing import Any

import pytest

from qiao.feed.pulse import _count_views, count_pulse, gaining, pulse
from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from qiao.timetable import TIMETABLE
from tests import make

LOG = Sql("""
    insert into reading_log (at_us, member_id, note_id, kind, feed, position)
    values (:at_us, :member, :note, 'open', 'topic', 0)
""")
START = Micros(make.NOW // DAY * DAY + 10 * HOUR)


async def opens(db: Database, note: str, *members: str, at: int) -> None:
    async def log(tx: WriteTx) -> None:
        for member in members:
            await tx.run(LOG, at_us=at, member=member, note=note)

    await db.write(log)


async def test_a_view_counts_once_an_hour_and_never_the_authors_own(database: Database) -> None:
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana, topics=["cat"], now=START)
    await opens(database, note, ana.id, bo.id, bo.id, at=START)
    await count_pulse(database, now=Micros(START + 10 * SECOND))
    await opens(database, note, bo.id, "cleo", at=START + 60 * SECOND)
    for _ in range(2):
        await count_pulse(database, now=Micros(START + 120 * SECOND))
    await opens(database, note, bo.id, at=START + 2 * HOUR)
    await count_pulse(database, now=Micros(START + 2 * HOUR + 10 * SECOND))

    async with database.read() as tx:
        told = await pulse(tx, "cat", now=Micros(START + 2 * HOUR))
    assert (told.views, told.notes_today, len(told.days)) == (3, 1, 14)
    assert told.days[-1].views == 3


async def test_notes_and_comments_are_counted_anew_while_their_hour_lasts(
    database: Database,
) -> None:
    ana = await make.member(database)
    note = await make.note(database, ana, topics=["cat"], now=START)
    gone = await make.note(database, ana, topics=["cat"], now=START)
    await make.comment(database, ana, note)
    await count_pulse(database, now=Micros(START + 60 * SECOND))
    await database.write(notes.delete_note, ana.id, gone)
    await count_pulse(database, now=Micros(START + 90 * SECOND))

    async with database.read() as tx:
        told = await pulse(tx, "cat", now=Micros(START + 90 * SECOND))
    assert told.notes_today == 1


@pytest.mark.parametrize("standing", [Standing.LIMITED, Standing.HELD, Standing.REMOVED])
async def test_what_not_everybody_may_see_counts_for_nothing(
    database: Database, standing: Standing
) -> None:
    ana = await make.member(database)
    note = await make.note(database, ana, topics=["cat"], now=START)
    await database.write(notes.set_standing, "note", note, standing)
    await opens(database, note, "bo", at=START)
    await count_pulse(database, now=Micros(START + 60 * SECOND))

    async with database.read() as tx:
        told = await pulse(tx, "cat", now=Micros(START + 60 * SECOND))
        assert await gaining(tx, "", now=Micros(START + 60 * SECOND)) == []
    assert (told.views, told.notes_today, told.discussions) == (0, 0, 0)


async def test_what_gains_is_told_by_language(database: Database) -> None:
    ana = await make.member(database)
    old = await make.note(database, ana, topics=["old"], now=Micros(START - 3 * DAY))
    await opens(database, old, *(f"m{n}" for n in range(30)), at=START - 3 * DAY)
    note = await make.note(database, ana, topics=["cat"], now=START)
    await opens(database, note, *(f"m{n}" for n in range(9)), at=START)
    await count_pulse(database, now=Micros(START + 60 * SECOND))

    async with database.read() as tx:
        now = Micros(START + 60 * SECOND)
        assert [one.slug for one in await gaining(tx, "", now=now)] == ["cat"]
        assert [one.slug for one in await gaining(tx, "en", now=now)] == ["cat"]
        assert await gaining(tx, "zh", now=now) == []


async def test_what_is_opened_is_counted_within_a_minute(database: Database) -> None:
    ana = await make.member(database)
    note = await make.note(database, ana, topics=["cat"], now=START)
    every_us = next(int(one.every_s * SECOND) for one in TIMETABLE if "lively" in one.name)
    turns = [START + turn * every_us for turn in range(1, 8)]
    # whenever between two turns somebody comes
    comes = {f"m{n}": START + n * 7 * SECOND for n in range(20)}
    told: dict[int, int] = {}
    for turn in turns:
        for who, at in comes.items():
            if turn - every_us <= at < turn:
                await opens(database, note, who, at=at)
        await count_pulse(database, now=Micros(turn))
        async with database.read() as tx:
            told[turn] = (await pulse(tx, "cat", now=Micros(turn))).views

    for turn, views in told.items():
        assert views >= sum(at <= turn - 60 * SECOND for at in comes.values())
    assert told[turns[-1]] == len(comes)


class Counting:
    """A transaction that counts the rows it is asked to write."""

    def __init__(self, tx: WriteTx) -> None:
        self._tx = tx
        self.rows = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def run(self, *given: Any, **params: Any) -> int:
        self.rows += 1
        return await self._tx.run(*given, **params)

    async def run_many(self, sql: Sql, rows: Any) -> None:
        self.rows += len(rows)
        await self._tx.run_many(sql, rows)


async def test_a_thousand_views_are_one_row_written(database: Database) -> None:
    ana = await make.member(database)
    note = await make.note(database, ana, topics=["cat", "dog"], now=START)
    await opens(database, note, *(f"m{n}" for n in range(1_000)), at=START)

    async def counted(tx: WriteTx) -> int:
        counting = Counting(tx)
        assert await _count_views(counting, now=Micros(START + 60 * SECOND))  # type: ignore[arg-type]
        return counting.rows

    # one for each topic in this hour and language, and how far was read
    assert await database.write(counted) == 3
    async with database.read() as tx:
        told = await pulse(tx, "dog", now=Micros(START + 60 * SECOND))
    assert (told.views, told.hours[-1].views, len(told.hours)) == (1_000, 1_000, 24)
