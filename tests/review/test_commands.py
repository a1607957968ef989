"""What members may do in review, and what nobody may."""

import asyncio

import pytest

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.kit.refusals import NotFound, TooMany
from qiao.kit.text import TextEmpty, TextHasControls, TextHasTooManyMarks, TextTooLong
from qiao.notes.commands import delete_note, set_standing
from qiao.notes.comments import delete_comment
from qiao.notes.models import OfKind, Standing
from qiao.people.models import Caller
from qiao.review import queries
from qiao.review.commands import appeal, read_statements, report
from qiao.review.decisions import decide
from qiao.review.events import AppealFiled, ReportFiled
from qiao.review.models import (
    Action,
    AppealedAlready,
    CannotReportOwn,
    NothingToAppeal,
    ReportedTooMuch,
    RuleUnknown,
)

from .make import LATER, LIMITS, NOW, comment, decided, member, note, overlapping

CASES = Sql("select count(*) from cases")
UNREAD = Sql("select unread_statements from members where id = :id")


async def reported(
    db: Database,
    by: Caller,
    id: str,
    *,
    of: OfKind = "note",
    rule: str = "spam",
    text: str = "",
    now: Micros = NOW,
) -> str:
    return await db.write(report, by, of, id, rule, text, LIMITS, now=now)


async def case_of(db: Database, operator: Caller, queue: queries.Queue = "open") -> str:
    async with db.read() as tx:
        (file,) = await queries.cases(tx, queue, operator)
    return file.row.id


async def told(db: Database, to: Caller) -> list[queries.Told]:
    async with db.read() as tx:
        return await queries.statements_of(tx, to.id)


async def unread(db: Database, of: Caller) -> int:
    async with db.read() as tx:
        return await tx.count(UNREAD, id=of.id)


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


async def test_an_author_may_ask_for_a_second_look_once(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)
    assert statement.can_appeal

    await database.write(appeal, ana.id, statement.id, "It was a joke", now=LATER)

    (statement,) = await told(database, ana)
    assert (statement.appeal_state, statement.appeal) == ("waiting", "It was a joke")
    assert not statement.can_appeal
    with pytest.raises(AppealedAlready):
        await database.write(appeal, ana.id, statement.id, "Please!", now=LATER)
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "appeals", op)
        names = [line.name for line in await events_after(tx, 0)]
    assert file.of_kind("appeal")[0].words == "It was a joke"
    assert names.count(AppealFiled.__name__) == 1


async def test_two_appeals_at_once_are_one(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    async def appealing(tx: WriteTx) -> str:
        return await appeal(tx, ana.id, statement.id, "Please", now=LATER)

    first, second = await overlapping(database, appealing, appealing)

    assert isinstance(first, str)
    assert isinstance(second, AppealedAlready)


async def test_nobody_appeals_for_another(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    for other in (bo, op):
        with pytest.raises(NotFound):
            await database.write(appeal, other.id, statement.id, "Let me", now=LATER)
    with pytest.raises(NotFound):
        await database.write(appeal, ana.id, "no such statement", "Let me", now=LATER)


async def test_an_appeal_says_something_that_can_be_read(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    await decided(database, op, await case_of(database, op), Action.REMOVE)
    (statement,) = await told(database, ana)

    for text, refusal in (
        (" \u200b\n ", TextEmpty),
        ("x" * 2_001, TextTooLong),
        ("\u2066hidden", TextHasControls),
    ):
        with pytest.raises(refusal):
            await database.write(appeal, ana.id, statement.id, text, now=LATER)


async def test_what_restricts_nothing_any_more_cannot_be_appealed(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    await reported(database, bo, await note(database, ana))
    case = await case_of(database, op)
    removed = await decided(database, op, case, Action.REMOVE)
    await decided(database, op, case, Action.RESTORE, after=removed)

    restored, first = await told(database, ana)

    assert (restored.action, first.action) == ("restore", "remove")
    for statement in (restored, first):
        assert not statement.can_appeal
        with pytest.raises(NothingToAppeal):
            await database.write(appeal, ana.id, statement.id, "Still", now=LATER)


async def test_a_limit_can_still_be_appealed_after_later_reports_changed_nothing(
    database: Database,
):
    ana, bo, cy = [await member(database, h) for h in ("ana", "boo", "cyy")]
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await reported(database, bo, seen)
    case = await case_of(database, op)
    await decided(database, op, case, Action.LIMIT)
    await reported(database, cy, seen, rule="hate")
    await decided(database, op, case, Action.KEEP)

    (statement,) = await told(database, ana)

    assert statement.can_appeal
    assert await database.write(appeal, ana.id, statement.id, "Why?", now=LATER)


async def test_statements_that_were_shown_are_read_and_counted_down_once(database: Database):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    op = await member(database, "opp", operator=True)
    for n in range(2):
        await reported(database, bo, await note(database, ana, f"note {n}"))
        await decided(database, op, await case_of(database, op), Action.LIMIT)
    assert await unread(database, ana) == 2
    new, old = await told(database, ana)

    assert await database.write(read_statements, ana.id, [old.id], now=LATER) == 1
    assert await database.write(read_statements, ana.id, [old.id], now=LATER) == 0
    assert await database.write(read_statements, bo.id, [new.id], now=LATER) == 0

    assert await unread(database, ana) == 1
    new, old = await told(database, ana)
    assert (new.seen_us, old.seen_us) == (None, LATER)
