"""First audiences: promised when a note begins, judged once, told from the records."""

from qiao.feed.commands import Read, log_reading
from qiao.feed.ladder.firsts import Audience, audiences, judge, local_notes
from qiao.feed.ladder.jobs import climb
from qiao.feed.records import Page, Row, write_pages
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes import commands as notes
from qiao.notes.models import NoteId, Standing
from qiao.people.models import Caller
from tests import make
from tests.make import NOW

_ROW = Sql("select first, first_us, first_given, local, grp from ladder where note_id = :note")


async def shown(db: Database, note: str, to: list[Caller], *, at_us: int) -> None:
    page = Page([note], [1.0], 1, 1, [1])
    await db.write(write_pages, [Row(at_us, one.id, "explore", "s", 0, page) for one in to])
    for one in to:
        await db.write(log_reading, one.id, [Read("impression", note, "explore")], at_us)


async def square(db: Database, *, readers: int) -> tuple[Caller, list[Caller]]:
    """Make an author and readers who have read lately."""
    ana = await make.member(db, "ana")
    others = [await make.member(db, f"reader{n}") for n in range(readers)]
    await shown(db, await make.note(db, ana, "something to read", now=NOW), others, at_us=NOW)
    await climb(db, NOW)
    return ana, others


async def kept_of(db: Database, note: str) -> tuple[int, ...]:
    async with db.read() as tx:
        return (await tx.all(tuple, _ROW, note=note))[0]


async def told(db: Database, *, since_us: int = NOW + HOUR) -> dict[str, Audience]:
    async with db.read() as tx:
        return await audiences(tx, since_us=since_us, until_us=since_us + 9 * DAY)


async def test_a_note_whose_day_is_over_is_judged_by_the_readers_of_that_day(
    database: Database,
) -> None:
    ana, readers = await square(database, readers=20)
    begun = NOW + 2 * HOUR
    kept = await make.note(database, ana, "found its readers", now=begun)
    lacking = await make.note(database, ana, "found them too late", now=begun)
    await climb(database, begun + 1)
    await shown(database, kept, readers[:10], at_us=begun + HOUR)
    await shown(database, lacking, readers[:4], at_us=begun + HOUR)

    assert await database.write(judge, begun + DAY - 1) == 1  # the note they had read before
    await shown(database, lacking, readers[4:], at_us=begun + DAY)
    assert await database.write(judge, begun + DAY) == 2

    assert (await kept_of(database, kept))[:3] == (10, begun, 10)
    assert (await kept_of(database, lacking))[:3] == (10, begun, 4)
    assert await told(database) == {"en": Audience(2, 1, 20, 14)}


async def test_a_square_too_small_for_the_promise_promises_whom_it_has(database: Database) -> None:
    ana, _ = await square(database, readers=3)
    note = await make.note(database, ana, "for whoever is there", now=NOW + HOUR)

    await climb(database, NOW + HOUR)

    assert (await kept_of(database, note))[0] == 2


async def test_what_is_held_back_is_judged_when_it_had_its_day(database: Database) -> None:
    ana, _ = await square(database, readers=20)
    begun = NOW + 2 * HOUR
    note = NoteId(await make.note(database, ana, "is it fit?", now=begun))
    await climb(database, begun + 1)
    await database.write(notes.set_standing, "note", note, Standing.HELD)
    await climb(database, begun + HOUR)
    assert await database.write(judge, begun + 2 * DAY) == 1  # not this one
    await database.write(notes.set_standing, "note", note, Standing.PUBLIC)
    await climb(database, begun + 2 * DAY)

    assert await database.write(judge, begun + 3 * DAY - 1) == 0
    assert await database.write(judge, begun + 3 * DAY) == 1


async def test_a_newcomers_note_is_not_a_locals_and_a_momo_is_nobody(database: Database) -> None:
    await square(database, readers=20)
    new = await make.member(database, "newly")
    old = await make.member(database, "oldie")

    async def came(tx: WriteTx) -> None:
        await tx.run(Sql("update members set joined_us = :at where id = :id"),
                     at=NOW - 60 * DAY, id=old.id)  # fmt: skip

    await database.write(came)
    theirs = [
        await make.note(database, new, "I am new", now=NOW + HOUR),
        await make.note(database, old, "I am not", now=NOW + HOUR),
        await make.note(database, new, "nobody knows", now=NOW + HOUR, momo=True),
    ]
    await climb(database, NOW + HOUR)

    assert [(await kept_of(database, note))[3] for note in theirs] == [0, 1, 1]
    async with database.read() as tx:
        assert await local_notes(tx, since_us=NOW + HOUR, until_us=NOW + 2 * HOUR) == 2


async def test_the_same_words_again_are_promised_fewer_and_never_none(database: Database) -> None:
    ana, _ = await square(database, readers=80)
    words = "the very same words, word for word"
    first = await make.note(database, ana, words, now=NOW + HOUR)
    again = await make.note(database, ana, words, now=NOW + HOUR + 1_000)

    await climb(database, NOW + HOUR + 2_000)

    assert (await kept_of(database, first))[0] == 30
    assert (await kept_of(database, again))[0] == 5
