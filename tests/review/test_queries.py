"""In which order cases wait, and how a long list goes on."""

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database
from qiao.review import queries
from qiao.review.commands import report
from qiao.review.models import Action

from .make import LIMITS, NOW, decided, member, note


async def test_the_gravest_comes_first_then_whoever_waits_longest(database: Database):
    ana, bo, cy = [await member(database, h) for h in ("ana", "boo", "cyy")]
    op = await member(database, "opp", operator=True)
    reports = [("spam", bo), ("kindness", bo), ("privacy", bo), ("kindness", cy), ("hate", cy)]
    notes = []
    for n, (rule, by) in enumerate(reports):
        notes.append(await note(database, ana, f"note {n}"))
        now = Micros(NOW + n * HOUR)
        await database.write(report, by, "note", notes[-1], rule, "", LIMITS, now=now)
    # ten complaints about a small thing are still about a small thing
    for n in range(10):
        by = await member(database, f"crowd{n}")
        await database.write(report, by, "note", notes[0], "spam", "", LIMITS, now=NOW)

    async with database.read() as tx:
        files = await queries.cases(tx, "open", op)

    assert [notes.index(file.row.of_id) for file in files] == [2, 4, 1, 3, 0]


async def test_a_list_goes_on_where_it_ended(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    rules = ["spam", "hate", "kindness"]
    for n in range(7):
        seen = await note(database, ana, f"note {n}")
        now = Micros(NOW + n // 2)
        await database.write(report, bo, "note", seen, rules[n % 3], "", LIMITS, now=now)

    async def pages(queue: queries.Queue) -> list[str]:
        found: list[str] = []
        cursor = None
        async with database.read() as tx:
            while files := await queries.cases(tx, queue, op, cursor=cursor, limit=3):
                found += [file.row.id for file in files]
                cursor = files[-1].cursor
        return found

    waiting = await pages("open")
    assert len(waiting) == len(set(waiting)) == 7
    for case in waiting:
        await decided(database, op, case, Action.KEEP)
    assert await pages("open") == []
    assert sorted(await pages("decided")) == sorted(waiting)


async def test_a_cursor_that_makes_no_sense_begins_anew(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await database.write(report, bo, "note", seen, "spam", "", LIMITS, now=NOW)

    async with database.read() as tx:
        for cursor in ("x", "1.2", "9" * 30 + ".1.a", "1." + "9" * 40, "~", "-1.-1.x"):
            assert len(await queries.cases(tx, "open", op, cursor=cursor)) <= 1
