"""What operators do in review: decide, once, with a reason that the author is told."""

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Forbidden
from qiao.kit.text import clean
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from qiao.people.commands import checked_lang, count_unread
from qiao.people.models import Caller
from qiao.review import neighbours
from qiao.review.events import CaseDecided
from qiao.review.log import Case, Told, append, take_case, waiting_appeal
from qiao.review.models import (
    MAX_REASON_CHARS,
    OWN_CASE,
    RESTRICTS,
    SAME_OPERATOR,
    STANDING,
    Action,
    ActionUnfit,
    AnotherOperator,
    CaseDecidedAlready,
    CaseState,
    DecisionId,
    NothingToRestore,
    ThingGone,
)
from qiao.review.rules import checked_rule

_DECIDED = Sql("""
    update cases set state = 'decided', decision_id = :decision, severity = 0 where id = :case
""")
_DECISION = Sql("select action, by_id from review_events where id = :decision")
_TELL_AUTHOR = Sql("""
    insert into statements (id, case_id, member_id, decision_id, at_us)
    values (:id, :case, :member, :decision, :now_us)
""")
_ANSWERED = Sql("update statements set answer_id = :decision where id = :statement")
_UNSEE = Sql("update statements set seen_us = null where id = :statement")


async def decide(
    tx: WriteTx,
    by: Caller,
    case: str,
    action: Action,
    *,
    rule: str,
    reason: str,
    now: Micros,
    lang: str | None = None,
    after: str = "",
) -> DecisionId:
    """Decide a case: the standing changes and the author is told, all at once or not at all.

    `lang` is the language of `reason`, the operator's own if None. `after` is the newest decision
    that the operator has seen: with it, a case that is closed can be decided anew.

    Raises:
        Forbidden: the caller is no operator.
        NotFound: there is no such case.
        CaseDecidedAlready: another decision came first.
        AnotherOperator: the case is this operator's own, or an appeal against her decision, and
            somebody else can decide it.
        ThingGone, NothingToRestore, ActionUnfit, RuleUnknown, LangUnknown, and those of
            `kit.text.clean`.
    """
    if not by.operator:
        raise Forbidden
    lang = by.ui_lang if lang is None else checked_lang(lang, field="lang")
    known = await take_case(tx, case, now=now)
    await _refuse_if_late(tx, known, after)
    appealed = await waiting_appeal(tx, case)
    # whoever is restricted, or asked for a second look, is told why
    must_explain = action in RESTRICTS or appealed is not None
    reason = clean(reason, field="reason", max_chars=MAX_REASON_CHARS, empty=not must_explain)
    rule = checked_rule(rule) if rule or action in RESTRICTS else ""
    mark = await _mark(tx, by, known, appealed)
    await _stand(tx, known, action)
    decision = await append(
        tx,
        "decision",
        case,
        by.id,
        now=now,
        action=action,
        rule=rule,
        words=reason,
        lang=lang,
        answers=appealed.appeal if appealed else None,
        mark=mark,
    )
    await tx.run(_DECIDED, case=case, decision=decision)
    if appealed is not None:
        await _answer(tx, appealed, decision, told=action != Action.KEEP)
    statement = None
    if action != Action.KEEP:
        statement = new_id(now)
        await tx.run(
            _TELL_AUTHOR,
            id=statement,
            case=case,
            member=known.author,
            decision=decision,
            now_us=now,
        )
        await count_unread(tx, known.author, 1)
        other = (
            await neighbours.other_author(tx, known.of_id, known.author)
            if known.of == "note"
            else ""
        )
        if other:
            # what two wrote binds both, and both may ask for a second look
            second = new_id(now)
            await tx.run(
                _TELL_AUTHOR, id=second, case=case, member=other, decision=decision, now_us=now
            )
            await count_unread(tx, other, 1)
            await tell(tx, CaseDecided(case, decision, second))
    await tell(tx, CaseDecided(case, decision, statement))
    return DecisionId(decision)


async def _refuse_if_late(tx: ReadTx, case: Case, after: str) -> None:
    late = case.state == CaseState.DECIDED if not after else case.decision != after
    if late:
        row = await tx.one_or_none(tuple, _DECISION, decision=case.decision)
        raise CaseDecidedAlready(action=row[0] if row else "")


async def _mark(tx: ReadTx, by: Caller, case: Case, appealed: Told | None) -> str:
    """Return how to mark a decision that somebody else had better made; refuse it if they can."""
    mark = ""
    if case.author == by.id:
        mark = OWN_CASE
    elif appealed is not None:
        row = await tx.one_or_none(tuple, _DECISION, decision=appealed.decision)
        if row is not None and row[1] == by.id:
            mark = SAME_OPERATOR
    if mark and await neighbours.has_other_operator(tx, by.id):
        raise AnotherOperator(why=mark)
    return mark


async def _stand(tx: WriteTx, case: Case, action: Action) -> None:
    if action is Action.KEEP:
        return
    if case.of == "message" or case.of == "custom":
        # whoever shows them reads this log: what is decided holds with the commit
        if action in (Action.LIMIT, Action.HOLD):
            raise ActionUnfit(field="action", action=action)
        last = (await neighbours.stood(tx, [case.id])).get(case.id)
        if action is Action.RESTORE and last != Action.REMOVE:
            raise NothingToRestore
        return
    thing = (await neighbours.now(tx, case.of, [case.of_id])).get(case.of_id)
    if thing is None:
        raise ThingGone
    if action is Action.RESTORE and thing.standing == Standing.PUBLIC:
        raise NothingToRestore
    await set_standing(tx, case.of, case.of_id, STANDING[action])


async def _answer(tx: WriteTx, appealed: Told, decision: str, *, told: bool) -> None:
    await tx.run(_ANSWERED, statement=appealed.id, decision=decision)
    # where a new statement says it, one sign is enough
    if not told and appealed.seen_us is not None:
        await tx.run(_UNSEE, statement=appealed.id)
        await count_unread(tx, appealed.member, 1)
