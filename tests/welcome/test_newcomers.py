"""How many newcomers spoke within a day, and how many of them were answered within one."""

from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, checked_draft
from qiao.people.models import Caller
from qiao.welcome.newcomers import FEW, Day, heard
from tests import make

JOINED = Micros(make.NOW - make.NOW % DAY + 10 * HOUR)
LATER = Micros(JOINED + 5 * DAY)


async def came(db: Database, handle: str, joined: int = JOINED) -> Caller:
    who = await make.member(db, handle)

    async def at(tx: WriteTx) -> None:
        await tx.run(Sql("update members set joined_us = :at where id = :id"), at=joined, id=who.id)

    await db.write(at)
    return who


async def said(
    db: Database, who: Caller, at: int, *, momo: bool = False, audience: str = "public"
) -> str:
    draft = checked_draft(
        title="", body=f"Hello at {at}", topics=[], photos=[], momo=momo,
        audience=Audience(audience),
    )  # fmt: skip
    return await db.write(publish, who.id, draft, OpenGate(), now=Micros(at))


async def answers(
    db: Database, who: Caller, note: str, at: int, *, parent: str | None = None
) -> str:
    return await db.write(
        publish_comment, who.id, note, "Welcome", OpenGate(), parent=parent, now=Micros(at)
    )


async def day_of_joining(db: Database, *, now: Micros = LATER) -> Day:
    async with db.read() as tx:
        found = await heard(tx, days=14, now=now)
    [day] = [day for day in found.days if day.came]
    return day


async def test_a_newcomer_counts_who_speaks_within_a_day_and_is_answered_within_one(
    database: Database,
):
    local = await came(database, "local", JOINED - 60 * DAY)
    heard_one, unheard, late, silent = [
        await came(database, handle) for handle in ("heard", "unheard", "late", "silent")
    ]
    note = await said(database, heard_one, JOINED + HOUR)
    await answers(database, heard_one, note, JOINED + 2 * HOUR)  # herself: that is no answer
    await answers(database, local, note, JOINED + 24 * HOUR)
    alone = await said(database, unheard, JOINED + HOUR)
    await answers(database, local, alone, JOINED + 26 * HOUR)
    await said(database, late, JOINED + 25 * HOUR)
    assert silent

    async with database.read() as tx:
        found = await heard(tx, days=14, now=LATER)
    [day] = [day for day in found.days if day.came == 4]

    assert (day.spoke, day.answered, day.settled) == (2, 1, True)
    assert found.answered_share == 0.5
    assert len(found.days) == 14


async def test_a_comment_is_a_word_too(database: Database):
    local = await came(database, "local", JOINED - 60 * DAY)
    who = await came(database, "commenter")
    note = await said(database, local, JOINED)
    comment = await answers(database, who, note, JOINED + HOUR)
    await answers(database, local, note, JOINED + 2 * HOUR, parent=comment)

    day = await day_of_joining(database)

    assert (day.spoke, day.answered) == (1, 1)


async def test_what_is_for_oneself_is_said_to_nobody(database: Database):
    who = await came(database, "diarist")
    await said(database, who, JOINED + HOUR, audience="private")

    assert (await day_of_joining(database)).spoke == 0


async def test_a_day_is_not_settled_before_its_answers_had_their_time(database: Database):
    await came(database, "ana")

    day = await day_of_joining(database, now=Micros(JOINED + 2 * DAY))

    assert not day.settled


async def test_a_few_newcomers_who_speak_as_momo_are_not_told_by_a_count(database: Database):
    first = await came(database, "first")
    await said(database, first, JOINED + HOUR, momo=True)
    alone = await day_of_joining(database)
    for number in range(FEW - 1):
        await came(database, f"more_{number}")

    among = await day_of_joining(database)

    assert (alone.spoke, among.spoke) == (0, 1)
