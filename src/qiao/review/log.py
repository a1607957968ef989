"""The log of review and the cases read from it: what happened is only ever appended."""

from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.notes.words import Words
from qiao.review.models import CaseOf


class Case(NamedTuple):
    """What is decided about: one note, comment or message.

    `decision` is the newest one; `opened_us` is since when the case waits for a person.
    """

    id: str
    of: CaseOf
    of_id: str
    author: str
    state: str
    decision: str | None
    opened_us: int


class Told(NamedTuple):
    """A statement: `action` is the decision's, `appeal` the author's answer to it."""

    id: str
    case: str
    member: str
    decision: str
    action: str
    seen_us: int | None
    appeal: str | None


_OPEN = Sql("""
    insert into cases (id, of_kind, of_id, note_id, author_id, momo, state, title, body,
                       lang, opened_us, changed_us)
    values (:id, :of, :of_id, :note, :author, :momo, 'open', :title, :body, :lang, :now_us,
            :now_us)
    on conflict (of_kind, of_id) do nothing
""")
# a statement that changes the row waits for whoever is at it: what is read next is true
_TAKE_OF = Sql("""
    update cases set changed_us = :now_us where of_kind = :of and of_id = :of_id
""")
_TAKE = Sql("update cases set changed_us = :now_us where id = :case")
_CASE = "select id, of_kind, of_id, author_id, state, decision_id, opened_us from cases "
_CASE_OF = Sql(_CASE + "where of_kind = :of and of_id = :of_id")
_CASE_BY_ID = Sql(_CASE + "where id = :case")
_APPEND = Sql("""
    insert into review_events
      (id, case_id, at_us, kind, by_id, action, rule, words, lang, answers_id, mark)
    values (:id, :case, :now_us, :kind, :by, :action, :rule, :words, :lang, :answers, :mark)
""")
_TOLD = """
    select s.id, s.case_id, s.member_id, s.decision_id, d.action, s.seen_us, s.appeal_id
    from statements s join review_events d on d.id = s.decision_id
"""
_STATEMENT_OF = Sql(_TOLD + "where s.id = :statement and s.member_id = :member")
_NEWEST = Sql(_TOLD + "where s.case_id = :case order by d.seq desc limit 1")
_APPEALED = Sql(
    _TOLD
    + """
    where s.case_id = :case and s.appeal_id is not null and s.answer_id is null
"""
)


async def append(
    tx: WriteTx,
    kind: str,
    case: str,
    by: str,
    *,
    now: Micros,
    action: str = "",
    rule: str = "",
    words: str = "",
    lang: str = "und",
    answers: str | None = None,
    mark: str = "",
) -> str:
    """Append what happened; there is no other way to write to the log."""
    made = new_id(now)
    await tx.run(
        _APPEND,
        id=made,
        case=case,
        now_us=now,
        kind=kind,
        by=by,
        action=action,
        rule=rule,
        words=words,
        lang=lang,
        answers=answers,
        mark=mark,
    )
    return made


async def open_case(tx: WriteTx, of: CaseOf, words: Words, *, now: Micros) -> Case:
    """Return the case of a note, comment or message, held until the commit.

    The words are kept as they were reported: their author may take them away.
    """
    await tx.run(
        _OPEN,
        id=new_id(now),
        of=of,
        of_id=words.id,
        note=words.note,
        author=words.author,
        momo=words.momo,
        title=words.title,
        body=words.body,
        lang=words.lang,
        now_us=now,
    )
    await tx.run(_TAKE_OF, of=of, of_id=words.id, now_us=now)
    case = await tx.one_or_none(Case, _CASE_OF, of=of, of_id=words.id)
    assert case is not None
    return case


async def take_case(tx: WriteTx, case: str, *, now: Micros) -> Case:
    """Return a case, held until the commit; raises NotFound."""
    if not await tx.run(_TAKE, case=case, now_us=now):
        raise NotFound
    found = await tx.one_or_none(Case, _CASE_BY_ID, case=case)
    assert found is not None
    return found


async def statement_to(tx: ReadTx, member: str, statement: str) -> Told:
    """Return a member's own statement; raises NotFound."""
    found = await tx.one_or_none(Told, _STATEMENT_OF, statement=statement, member=member)
    if found is None:
        raise NotFound
    return found


async def newest_statement(tx: ReadTx, case: str) -> Told | None:
    """Return what the author was told last."""
    return await tx.one_or_none(Told, _NEWEST, case=case)


async def waiting_appeal(tx: ReadTx, case: str) -> Told | None:
    """Return the statement whose appeal waits for an answer."""
    return await tx.one_or_none(Told, _APPEALED, case=case)
