"""What members may do in review, and what nobody may."""

import asyncio

import pytest

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.kit.refusals import NotFound, TooMany
from qiao.kit.text import TextHasControls, TextHasTooManyMarks, TextTooLong
from qiao.notes.commands import delete_note, set_standing
from qiao.notes.comments import delete_comment
from qiao.notes.models import Standing
from qiao.review import queries
from qiao.review.commands import report
from qiao.review.decisions import decide
from qiao.review.events import ReportFiled
from qiao.review.models import (
    Action,
    CannotReportOwn,
    ReportedTooMuch,
    RuleUnknown,
)

from .make import (
    LATER,
    LIMITS,
    NOW,
    case_of,
    comment,
    decided,
    member,
    note,
    overlapping,
    reported,
)

CASES = Sql("select count(*) from cases")


async def test_reports_of_one_note_are_one_case(database: Database):
    ana, bo, cy, op = [await member(database, h) for h in ("ana", "boo", "cyy")] + [
        await member(database, "opp", operator=True)
    ]
    seen = await note(database, ana)

    await reported(database, bo, seen, rule="spam", text="Third time today")
    await reported(database, cy, seen, rule="scams")

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
        told = [line.name for line in await events_after(tx, 0)]
    assert file.row.of_id == seen
    assert file.row.reports == 2
    assert [(line.rule, line.words, line.by_handle) for line in file.of_kind("report")] == [
        ("spam", "Third time today", "boo"),
        ("scams", "", "cyy"),
    ]
    assert told.count(ReportFiled.__name__) == 2


async def test_reporting_again_gives_the_same_answer_and_counts_once(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)

    first = await reported(database, bo, seen)
    again = await reported(database, bo, seen, rule="hate", text="and again")

    assert first == again
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert file.row.reports == len(file.lines) == 1


async def test_a_crowd_of_the_same_member_at_once_is_one_report(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)

    receipts = await asyncio.gather(*(reported(database, bo, seen) for _ in range(8)))

    assert len(set(receipts)) == 1
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert file.row.reports == len(file.lines) == 1


async def test_a_report_that_comes_during_a_decision_is_not_lost(database: Database):
    ana, bo, cy = [await member(database, h) for h in ("ana", "boo", "cyy")]
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await reported(database, bo, seen, rule="spam")
    case = await case_of(database, op)

    async def deciding(tx: WriteTx) -> str:
        return await decide(tx, op, case, Action.KEEP, rule="", reason="", now=LATER)

    async def reporting(tx: WriteTx) -> str:
        return await report(tx, cy, "note", seen, "threats", "", LIMITS, now=LATER)

    await overlapping(database, deciding, reporting)

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert (file.row.id, file.row.reports, file.row.severity) == (case, 2, 4)


async def test_many_members_at_once_lose_no_report(database: Database):
    ana = await member(database, "ana")
    op = await member(database, "opp", operator=True)
    crowd = [await member(database, f"crowd{n}") for n in range(8)]
    seen = await note(database, ana)

    await asyncio.gather(*(reported(database, by, seen) for by in crowd))

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert file.row.reports == len(file.lines) == 8


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.REMOVED])
async def test_what_a_member_cannot_see_she_cannot_report(database: Database, standing: Standing):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    hidden = await note(database, ana)
    below = await comment(database, ana, hidden)
    await database.write(set_standing, "note", hidden, standing)

    with pytest.raises(NotFound):
        await reported(database, bo, hidden)
    with pytest.raises(NotFound):
        await reported(database, bo, below, of="comment")

    async with database.read() as tx:
        assert await tx.count(CASES) == 0


async def test_what_is_not_there_cannot_be_reported(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    seen = await note(database, ana)
    said = await comment(database, ana, seen)
    await database.write(delete_comment, ana.id, said)

    for of, gone in (("comment", said), ("comment", seen), ("note", said), ("note", "nothing")):
        with pytest.raises(NotFound):
            await reported(database, bo, gone, of=of)


async def test_what_is_limited_can_be_reported_by_whoever_has_the_link(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    seen = await note(database, ana)
    await database.write(set_standing, "note", seen, Standing.LIMITED)

    assert await reported(database, bo, seen)


async def test_ones_own_cannot_be_reported(database: Database):
    ana = await member(database, "ana")
    mine = await note(database, ana)

    with pytest.raises(CannotReportOwn):
        await reported(database, ana, mine)
    with pytest.raises(CannotReportOwn):
        await reported(database, ana, await comment(database, ana, mine), of="comment")


async def test_a_report_names_a_rule_of_the_square(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")

    with pytest.raises(RuleUnknown):
        await reported(database, bo, await note(database, ana), rule="'; drop table cases; --")


async def test_the_twenty_first_report_within_an_hour_waits(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    notes = [await note(database, ana, f"note {n}") for n in range(21)]
    for n in range(20):
        await reported(database, bo, notes[n], now=Micros(NOW + n))

    with pytest.raises(ReportedTooMuch) as refused:
        await reported(database, bo, notes[20], now=Micros(NOW + HOUR // 2))

    assert isinstance(refused.value, TooMany)
    assert refused.value.facts == {"max": 20, "retry_s": 1_800}
    async with database.read() as tx:
        assert await tx.count(CASES) == 20
    await reported(database, bo, notes[20], now=Micros(NOW + HOUR + 19))


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("x" * 1_001, TextTooLong),
        ("a" + "\u0301" * 5_000, TextTooLong),
        ("a" + "\u0320" * 900, TextHasTooManyMarks),
        ("\u202egnp.exe", TextHasControls),
        ("null\x00byte", TextHasControls),
        ("\ud800", TextHasControls),
    ],
)
async def test_hostile_words_are_refused_and_nothing_is_kept(
    database: Database, text: str, refusal: type[Exception]
):
    ana, bo = await member(database, "ana"), await member(database, "boo")

    with pytest.raises(refusal):
        await reported(database, bo, await note(database, ana), text=text)

    async with database.read() as tx:
        assert await tx.count(CASES) == 0


async def test_markup_in_a_report_stays_text(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    words = "<script>alert(1)</script> '; drop table cases; -- 100% {x} :id"
    await reported(database, bo, await note(database, ana), text=words)

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert file.of_kind("report")[0].words == words


async def test_for_a_rule_that_was_judged_a_decision_stands(database: Database):
    ana, bo, cy, di = [await member(database, h) for h in ("ana", "boo", "cyy", "dii")]
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await reported(database, bo, seen, rule="spam")
    await decided(database, op, await case_of(database, op), Action.KEEP, reason="")

    await reported(database, cy, seen, rule="spam")
    async with database.read() as tx:
        assert await queries.cases(tx, "open", op) == []

    await reported(database, di, seen, rule="privacy", now=Micros(LATER + HOUR))
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert file.row.reports == 3
    assert file.row.opened_us == LATER + HOUR


async def test_the_words_stay_as_reported_when_their_author_takes_them_away(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana, "I know where you live")
    await reported(database, bo, seen, rule="threats")

    await database.write(delete_note, ana.id, seen)

    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    assert (file.standing, file.body) == ("gone", "I know where you live")
