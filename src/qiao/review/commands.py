"""What members do in review: report, ask for a second look, read what they were told."""

from collections.abc import Sequence

from qiao.kit.clock import HOUR, SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.text import clean
from qiao.notes.models import OfKind
from qiao.notes.words import Words, words_of
from qiao.people.commands import count_unread
from qiao.people.keys.logins import holder, together
from qiao.people.models import Caller, MemberId
from qiao.review.events import AppealFiled, ReportFiled
from qiao.review.log import (
    append,
    newest_statement,
    open_case,
    statement_to,
    take_case,
    waiting_appeal,
)
from qiao.review.models import (
    MAX_APPEAL_CHARS,
    MAX_REPORT_CHARS,
    RESTRICTS,
    AppealedAlready,
    AppealId,
    CannotReportOwn,
    CaseId,
    CaseOf,
    CaseState,
    NothingToAppeal,
    ReportedTooMuch,
    ReportId,
)
from qiao.review.rules import SEVERITY, checked_rule
from qiao.review.settings import ReviewSettings
from qiao.review.turns import take_turn

_COUNT_REPORT = Sql("""
    update cases set reports = reports + 1, state = :state, opened_us = :opened_us,
      severity = case when severity < :severity then :severity else severity end
    where id = :case
""")
_REPORT_BY = Sql("""
    select id from review_events where case_id = :case and by_id in (:by...) and kind = 'report'
    order by seq limit 1
""")
_REPORTS_SINCE = Sql("""
    select at_us from review_events
    where by_id in (:by...) and kind = 'report' and at_us > :since_us
    order by at_us desc limit :limit_rows
""")
_JUDGED = Sql("""
    select count(*) from review_events
    where case_id = :case and rule = :rule
      and seq <= (select seq from review_events where id = :decision)
""")
_IS_ANSWER = Sql("""
    select count(*) from review_events where id = :decision and answers_id is not null
""")
_APPEALS = Sql("update statements set appeal_id = :appeal where id = :statement")
_REOPEN = Sql("update cases set state = 'appeal', opened_us = :now_us where id = :case")
_SEE = Sql("""
    update statements set seen_us = :now_us
    where member_id = :member and seen_us is null and id in (:ids...)
""")


async def report(
    tx: WriteTx,
    by: Caller,
    of: OfKind,
    id: str,
    rule: str,
    text: str,
    settings: ReviewSettings,
    *,
    now: Micros,
) -> ReportId:
    """Report a note or comment; all reports of one are one case. Reporting again changes nothing.

    A case that was decided opens again for a rule that nobody had named before; for the same rule
    the decision stands.

    Raises:
        NotFound: it is not there, or not there for this member.
        CannotReportOwn, RuleUnknown, ReportedTooMuch, and those of `kit.text.clean`.
    """
    words = await words_of(tx, of, id, reader=by.id, reviewer=by.operator)
    if of == "comment":
        # below a note that was taken down there is nothing to see
        await words_of(tx, "note", words.note, reader=by.id, reviewer=by.operator)
    report, _ = await file(tx, by.id, of, words, rule, text, settings, now=now)
    return report


async def file(
    tx: WriteTx,
    by: MemberId,
    of: CaseOf,
    words: Words,
    rule: str,
    text: str,
    settings: ReviewSettings,
    *,
    now: Micros,
) -> tuple[ReportId, CaseId]:
    """File a report of words that the reporter was shown; return it, and its case.

    Raises:
        CannotReportOwn, RuleUnknown, ReportedTooMuch, and those of `kit.text.clean`.
    """
    rule = checked_rule(rule)
    text = clean(text, field="text", max_chars=MAX_REPORT_CHARS)
    # one voice, under whichever of her names she reports
    person = await together(tx, by)
    if words.author in person:
        raise CannotReportOwn
    await take_turn(tx, await holder(tx, by), now=now)
    case = await open_case(tx, of, words, now=now)
    earlier = await tx.value(_REPORT_BY, case=case.id, by=person)
    if earlier is not None:
        return ReportId(str(earlier)), CaseId(case.id)
    await _refuse_flood(tx, person, settings.max_reports_per_hour, now=now)
    state, opened_us = case.state, case.opened_us
    if state == CaseState.DECIDED and not await tx.count(
        _JUDGED, case=case.id, rule=rule, decision=case.decision
    ):
        state, opened_us = CaseState.OPEN, now
    made = await append(tx, "report", case.id, by, now=now, rule=rule, words=text)
    await tx.run(
        _COUNT_REPORT,
        case=case.id,
        state=state,
        opened_us=opened_us,
        severity=0 if state == CaseState.DECIDED else SEVERITY[rule],
    )
    await tell(tx, ReportFiled(case.id, made))
    return ReportId(made), CaseId(case.id)


async def _refuse_flood(tx: ReadTx, person: list[str], most: int, *, now: Micros) -> None:
    before = await tx.all(int, _REPORTS_SINCE, by=person, since_us=now - HOUR, limit_rows=most)
    if len(before) >= most:
        until = before[-1] + HOUR
        raise ReportedTooMuch(max=most, retry_s=max(1, -(-(until - now) // SECOND)))


async def appeal(
    tx: WriteTx, by: MemberId, statement: str, text: str, *, now: Micros, lang: str = "und"
) -> AppealId:
    """Ask for a second look at a restriction of one's own, once for each decision.

    Raises:
        NotFound: there is no such statement to this member.
        AppealedAlready: it was appealed before.
        NothingToAppeal: it restricts nothing, is over, or answers an appeal.
        Those of `kit.text.clean`.
    """
    text = clean(text, field="text", max_chars=MAX_APPEAL_CHARS, empty=False)
    case = await take_case(tx, (await statement_to(tx, by, statement)).case, now=now)
    told = await statement_to(tx, by, statement)
    if told.appeal is not None or await waiting_appeal(tx, case.id) is not None:
        # one of two who wrote it asks for both
        raise AppealedAlready
    newest = await newest_statement(tx, case.id)
    if (
        told.action not in RESTRICTS
        or newest is None
        or newest.decision != told.decision
        or await tx.count(_IS_ANSWER, decision=told.decision)
    ):
        raise NothingToAppeal
    made = await append(
        tx, "appeal", case.id, by, now=now, words=text, lang=lang, answers=told.decision
    )
    await tx.run(_APPEALS, statement=statement, appeal=made)
    await tx.run(_REOPEN, case=case.id, now_us=now)
    await tell(tx, AppealFiled(case.id, made))
    return AppealId(made)


async def read_statements(
    tx: WriteTx, member: MemberId, statements: Sequence[str], *, now: Micros
) -> int:
    """Mark statements to a member as seen, those that were shown; return how many were new."""
    seen = await tx.run(_SEE, member=member, ids=list(statements), now_us=now)
    if seen:
        await count_unread(tx, member, -seen)
    return seen
