"""Who may decide, what a decision changes, and what its author is told."""

from dataclasses import dataclass

import pytest

from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.kit.refusals import Forbidden, NotFound
from qiao.kit.text import TextEmpty, TextHasControls, TextTooLong
from qiao.notes.commands import delete_note
from qiao.notes.events import StandingChanged
from qiao.people.commands import LangUnknown
from qiao.people.models import Caller
from qiao.review import queries
from qiao.review.commands import appeal, read_statements, report
from qiao.review.decisions import decide
from qiao.review.events import CaseDecided
from qiao.review.models import (
    Action,
    AnotherOperator,
    CaseDecidedAlready,
    NothingToAppeal,
    NothingToRestore,
    RuleUnknown,
    ThingGone,
)

from .make import LATER, LIMITS, NOW, Command, comment, decided, member, note, overlapping

STANDING = Sql("""
    select standing from notes where id = :id
    union all select standing from comments where id = :id
""")
UNREAD = Sql("select unread_statements from members where id = :id")


@dataclass
class Square:
    """A note by Ana that Bo reported, and an operator."""

    db: Database
    ana: Caller
    bo: Caller
    op: Caller
    note: str
    case: str

    async def standing(self, id: str = "") -> str:
        async with self.db.read() as tx:
            return str(await tx.value(STANDING, id=id or self.note))

    async def told(self) -> list[queries.Told]:
        async with self.db.read() as tx:
            return await queries.statements_of(tx, self.ana.id)

    async def unread(self) -> int:
        async with self.db.read() as tx:
            return await tx.count(UNREAD, id=self.ana.id)

    async def file(self) -> queries.CaseFile:
        async with self.db.read() as tx:
            return await queries.case(tx, self.case, self.op)

    async def decided(self, action: Action, by: Caller | None = None, **words: str) -> str:
        return await decided(self.db, by or self.op, self.case, action, **words)

    async def appealed(self) -> str:
        (statement, *_) = await self.told()
        await self.db.write(appeal, self.ana.id, statement.id, "Look again", now=LATER)
        return statement.id


@pytest.fixture
async def square(database: Database) -> Square:
    ana = await member(database, "ana", ui_lang="ar")
    bo = await member(database, "boo")
    op = await member(database, "opp", operator=True)
    seen = await note(database, ana)
    await database.write(report, bo, "note", seen, "spam", "", LIMITS, now=NOW)
    async with database.read() as tx:
        (file,) = await queries.cases(tx, "open", op)
    return Square(database, ana, bo, op, seen, file.row.id)


@pytest.mark.parametrize(
    ("action", "standing"),
    [(Action.LIMIT, "limited"), (Action.HOLD, "held"), (Action.REMOVE, "removed")],
)
async def test_a_restriction_changes_the_standing_and_tells_the_author_why(
    square: Square, action: Action, standing: str
):
    await square.decided(action, rule="spam", reason="It sells followers.")

    assert await square.standing() == standing
    (statement,) = await square.told()
    assert (statement.action, statement.rule) == (action, "spam")
    assert (statement.reason, statement.lang) == ("It sells followers.", "en")
    assert (statement.of_id, statement.body) == (square.note, "Buy followers here")
    assert await square.unread() == 1
    async with square.db.read() as tx:
        told = await events_after(tx, 0)
    changed = [line.event() for line in told if line.name == "StandingChanged"]
    assert changed == [StandingChanged("note", square.note, square.note, square.ana.id, standing)]
    (event,) = [line.event() for line in told if line.name == "CaseDecided"]
    assert isinstance(event, CaseDecided)
    assert (event.case, event.statement) == (square.case, statement.id)


async def test_keeping_leaves_all_as_it_is_and_tells_nobody(square: Square):
    await square.decided(Action.KEEP, rule="", reason="")

    assert await square.standing() == "public"
    assert await square.told() == []
    assert await square.unread() == 0
    assert (await square.file()).row.state == "decided"


async def test_a_comment_is_decided_alone(square: Square):
    said = await comment(square.db, square.ana, square.note)
    await square.db.write(report, square.bo, "comment", said, "kindness", "", LIMITS, now=NOW)
    async with square.db.read() as tx:
        files = await queries.cases(tx, "open", square.op)
    (case,) = [file.row.id for file in files if file.row.of == "comment"]

    await decided(square.db, square.op, case, Action.REMOVE, rule="kindness")

    assert await square.standing(said) == "removed"
    assert await square.standing() == "public"


async def test_a_member_decides_nothing(square: Square):
    for caller in (square.ana, square.bo):
        with pytest.raises(Forbidden):
            await square.decided(Action.REMOVE, by=caller)
        async with square.db.read() as tx:
            with pytest.raises(Forbidden):
                await queries.cases(tx, "open", caller)
            with pytest.raises(Forbidden):
                await queries.case(tx, square.case, caller)
    assert await square.standing() == "public"


async def test_a_case_that_is_not_there_cannot_be_decided(square: Square):
    with pytest.raises(NotFound):
        await decided(square.db, square.op, "nothing", Action.REMOVE)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"rule": ""}, RuleUnknown),
        ({"rule": "because"}, RuleUnknown),
        ({"reason": " "}, TextEmpty),
        ({"reason": "x" * 1_001}, TextTooLong),
        ({"reason": "\u202eevil"}, TextHasControls),
    ],
)
async def test_a_restriction_needs_a_rule_and_a_reason(
    square: Square, words: dict[str, str], refusal: type[Exception]
):
    with pytest.raises(refusal):
        await square.decided(Action.REMOVE, **words)

    assert await square.standing() == "public"
    assert await square.told() == []
    assert (await square.file()).row.state == "open"


async def test_the_language_of_a_reason_is_a_language(square: Square):
    with pytest.raises(LangUnknown):
        await square.db.write(
            decide, square.op, square.case, Action.REMOVE,
            rule="spam", reason="x", lang="<b>", now=LATER,
        )  # fmt: skip


def deciding(by: Caller, case: str, action: Action, *, after: str = "") -> Command:
    async def command(tx: WriteTx) -> str:
        return await decide(tx, by, case, action, rule="spam", reason="x", now=LATER, after=after)

    return command


async def test_of_two_operators_at_once_the_second_is_told(square: Square):
    other = await member(square.db, "opq", operator=True)

    made, late = await overlapping(
        square.db,
        deciding(square.op, square.case, Action.REMOVE),
        deciding(other, square.case, Action.LIMIT),
    )

    assert isinstance(late, CaseDecidedAlready)
    assert late.facts == {"action": "remove"}
    (line,) = (await square.file()).of_kind("decision")
    assert line.id == made
    assert len(await square.told()) == 1
    assert await square.standing() == "removed"


async def test_whoever_has_seen_the_decision_may_decide_anew(square: Square):
    first = await square.decided(Action.REMOVE)
    with pytest.raises(CaseDecidedAlready):
        await square.decided(Action.LIMIT)

    second = await square.decided(Action.LIMIT, after=first)

    assert await square.standing() == "limited"
    with pytest.raises(CaseDecidedAlready):
        await square.decided(Action.RESTORE, after=first)
    await square.decided(Action.RESTORE, after=second, rule="", reason="")
    assert await square.standing() == "public"
    assert [each.action for each in await square.told()] == ["restore", "limit", "remove"]


async def test_there_is_nothing_to_restore_where_nothing_was_restricted(square: Square):
    with pytest.raises(NothingToRestore):
        await square.decided(Action.RESTORE)


async def test_what_is_gone_can_only_be_left_alone(square: Square):
    await square.db.write(delete_note, square.ana.id, square.note)

    with pytest.raises(ThingGone):
        await square.decided(Action.REMOVE)
    await square.decided(Action.KEEP)


async def test_an_appeal_is_for_another_operator(square: Square):
    other = await member(square.db, "opq", operator=True)
    await square.decided(Action.REMOVE)
    await square.appealed()

    with pytest.raises(AnotherOperator) as refused:
        await square.decided(Action.KEEP)
    assert refused.value.facts == {"why": "same_operator"}

    await square.decided(Action.RESTORE, by=other)
    assert await square.standing() == "public"
    assert (await square.file()).of_kind("decision")[-1].mark == ""


async def test_a_lone_operator_decides_appeals_and_it_is_marked(square: Square):
    await square.decided(Action.REMOVE)
    await square.appealed()

    await square.decided(Action.RESTORE)

    assert [line.mark for line in (await square.file()).of_kind("decision")] == [
        "",
        "same_operator",
    ]


async def test_an_operator_does_not_judge_her_own(square: Square):
    mine = await note(square.db, square.op)
    await square.db.write(report, square.bo, "note", mine, "spam", "", LIMITS, now=NOW)
    async with square.db.read() as tx:
        files = await queries.cases(tx, "open", square.op)
    (case,) = [file.row.id for file in files if file.row.of_id == mine]
    other = await member(square.db, "opq", operator=True)

    with pytest.raises(AnotherOperator) as refused:
        await decided(square.db, square.op, case, Action.KEEP)

    assert refused.value.facts == {"why": "own_case"}
    await decided(square.db, other, case, Action.KEEP)


@pytest.mark.parametrize(
    ("answer", "state", "standing", "statements"),
    [
        (Action.KEEP, "upheld", "removed", 1),
        (Action.REMOVE, "upheld", "removed", 2),
        (Action.LIMIT, "changed", "limited", 2),
        (Action.RESTORE, "restored", "public", 2),
    ],
)
async def test_an_appeal_is_answered(
    square: Square, answer: Action, state: str, standing: str, statements: int
):
    await square.decided(Action.REMOVE)
    appealed = await square.appealed()
    await square.db.write(_read_all, square.ana)

    await square.decided(answer, reason="I looked again.")

    assert await square.standing() == standing
    told = await square.told()
    assert len(told) == statements
    (first,) = [each for each in told if each.id == appealed]
    assert (first.appeal_state, first.answer) == (state, "I looked again.")
    assert await square.unread() == 1
    # an answer to an appeal is the last word on it
    assert not any(each.can_appeal for each in told)
    assert (await square.file()).row.state == "decided"


async def _read_all(tx: WriteTx, member: Caller) -> None:
    told = await queries.statements_of(tx, member.id)
    await read_statements(tx, member.id, [each.id for each in told], now=LATER)


async def test_an_appeal_is_never_answered_without_a_word(square: Square):
    await square.decided(Action.REMOVE)
    await square.appealed()

    for action in (Action.KEEP, Action.RESTORE):
        with pytest.raises(TextEmpty):
            await square.decided(action, reason="")


async def test_a_second_thought_and_an_appeal_at_once_lose_neither(square: Square):
    first = await square.decided(Action.REMOVE)
    (statement,) = await square.told()

    async def appealing(tx: WriteTx) -> str:
        return await appeal(tx, square.ana.id, statement.id, "Look again", now=LATER)

    appealed, decision = await overlapping(
        square.db, appealing, deciding(square.op, square.case, Action.LIMIT, after=first)
    )

    assert isinstance(appealed, str)
    assert isinstance(decision, str)
    (old,) = [each for each in await square.told() if each.id == statement.id]
    assert (old.appeal_state, old.answer) == ("changed", "x")


async def test_an_appeal_that_comes_while_all_is_undone_is_told_so(square: Square):
    first = await square.decided(Action.REMOVE)
    (statement,) = await square.told()

    async def appealing(tx: WriteTx) -> str:
        return await appeal(tx, square.ana.id, statement.id, "Look again", now=LATER)

    _, appealed = await overlapping(
        square.db, deciding(square.op, square.case, Action.RESTORE, after=first), appealing
    )

    assert isinstance(appealed, NothingToAppeal)
    assert (await square.file()).row.state == "decided"
