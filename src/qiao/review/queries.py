"""Looking at review: the cases that wait, what became of one, what a member was told."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import Forbidden, NotFound
from qiao.notes.models import OfKind, Standing
from qiao.notes.views import Picture
from qiao.people.models import Caller, Face
from qiao.people.momo import known_as
from qiao.people.queries import FACE_JOIN, faces
from qiao.review import neighbours
from qiao.review.models import READ_FROM_LOG, RESTRICTS, Action, AppealState, CaseOf, Queue

MAX_LINES = 50
"""Of each kind, reports say, so many are shown with a case: the newest."""


class Line(NamedTuple):
    """A line of the log: a report, a decision or an appeal."""

    case: str
    id: str
    at_us: int
    kind: str
    action: str
    rule: str
    words: str
    lang: str
    mark: str
    by_handle: str


class _CaseRow(NamedTuple):
    id: str
    of: CaseOf
    of_id: str
    note: str
    author: str
    state: str
    severity: int
    reports: int
    title: str
    body: str
    lang: str
    opened_us: int
    changed_us: int


class CaseFile(NamedTuple):
    """A case with what is to be judged, as it is now or, if it is gone, as it was reported."""

    row: _CaseRow
    standing: str
    title: str
    body: str
    lang: str
    author: Face | None
    pictures: Sequence[Picture]
    lines: Sequence[Line]

    def of_kind(self, kind: str) -> list[Line]:
        """Return the lines of one kind, oldest first."""
        return [line for line in self.lines if line.kind == kind]

    @property
    def cursor(self) -> str:
        """Where the list goes on after this case."""
        row = self.row
        at = row.changed_us if row.state == "decided" else row.opened_us
        return f"{row.severity}.{at}.{row.id}"


class StatementAbout(NamedTuple):
    """To whom a statement is, and what was decided about what."""

    member: str
    of: CaseOf
    action: str
    at_us: int


class Told(NamedTuple):
    """A statement as it is stored, with its appeal and the answer to that."""

    id: str
    at_us: int
    seen_us: int | None
    of: CaseOf
    of_id: str
    note: str
    title: str
    body: str
    text_lang: str
    action: Action
    rule: str
    reason: str
    lang: str
    answers: str | None
    later: int
    appeal_at_us: int | None
    appeal: str | None
    answer_action: str | None
    answer: str | None
    answer_lang: str | None

    @property
    def appeal_state(self) -> AppealState:
        """Say what became of the appeal."""
        if self.appeal is None:
            return AppealState.NONE
        if self.answer_action is None:
            return AppealState.WAITING
        if self.answer_action == Action.RESTORE:
            return AppealState.RESTORED
        if self.answer_action in (Action.KEEP, self.action):
            return AppealState.UPHELD
        return AppealState.CHANGED

    @property
    def can_appeal(self) -> bool:
        """Say whether the member may ask for a second look; the commands hold to the same."""
        return (
            self.action in RESTRICTS
            and self.appeal is None
            and self.answers is None
            and not self.later
        )


# who decides is not told who momo is; the decision reaches her all the same
_COLUMNS = f"""
    select id, of_kind, of_id, note_id, {known_as("cases", "cases.note_id")},
           state, severity, reports, title, body, lang, opened_us, changed_us
    from cases
"""
# the gravest first, then whoever has waited longest; how many complain is not how much harm it does
_WAITING = Sql(
    _COLUMNS
    + """
    where state = :state and (severity < :severity
      or (severity = :severity and (opened_us > :at_us or (opened_us = :at_us and id > :id))))
    order by severity desc, opened_us, id limit :limit_rows
"""
)
_DECIDED = Sql(
    _COLUMNS
    + """
    where state = 'decided' and (changed_us < :at_us or (changed_us = :at_us and id < :id))
    order by changed_us desc, id desc limit :limit_rows
"""
)
_ONE = Sql(_COLUMNS + "where id = :id")
_LINES = Sql(f"""
    select t.case_id, t.id, t.at_us, t.kind, t.action, t.rule, t.words, t.lang, t.mark, t.handle
    from (
      select e.case_id, e.id, e.at_us, e.kind, e.action, e.rule, e.words, e.lang, e.mark, e.seq,
             m.handle, row_number() over (partition by e.case_id, e.kind order by e.seq desc) as nth
      from review_events e {FACE_JOIN.format(author="e.by_id")}
      where e.case_id in (:ids...)
    ) t
    where t.nth <= :most order by t.seq
""")
_TOLD = Sql("""
    select s.id, s.at_us, s.seen_us, k.of_kind, k.of_id, k.note_id, k.title, k.body, k.lang,
           d.action, d.rule, d.words, d.lang, d.answers_id,
           (select count(*) from statements l join review_events e on e.id = l.decision_id
            where l.case_id = s.case_id and e.seq > d.seq),
           a.at_us, a.words, w.action, w.words, w.lang
    from statements s join cases k on k.id = s.case_id
    join review_events d on d.id = s.decision_id
    left join review_events a on a.id = s.appeal_id
    left join review_events w on w.id = s.answer_id
    where s.member_id = :member and s.id < :before
    order by s.id desc limit :limit_rows
""")

_ABOUT = Sql("""
    select s.member_id, k.of_kind, d.action, s.at_us
    from statements s join cases k on k.id = s.case_id
    join review_events d on d.id = s.decision_id
    where s.id = :statement
""")

_LAST = "~"


def _read_cursor(cursor: str | None, default: tuple[int, int, str]) -> tuple[int, int, str]:
    severity, _, rest = (cursor or "").partition(".")
    at_us, _, case = rest.partition(".")
    if severity.isdecimal() and at_us.isdecimal() and len(severity) < 3 and len(at_us) < 19:
        return int(severity), int(at_us), case
    return default


async def cases(
    tx: ReadTx, queue: Queue, reader: Caller, *, cursor: str | None = None, limit: int = 20
) -> list[CaseFile]:
    """Return the cases of a queue: those that wait by harm, those that are decided newest first.

    Raises:
        Forbidden: the reader is no operator.
    """
    if not reader.operator:
        raise Forbidden
    if queue == "decided":
        _, at_us, case = _read_cursor(cursor, (0, 2**62, _LAST))
        rows = await tx.all(_CaseRow, _DECIDED, at_us=at_us, id=case, limit_rows=limit)
    else:
        severity, at_us, case = _read_cursor(cursor, (99, 0, ""))
        rows = await tx.all(
            _CaseRow,
            _WAITING,
            state="appeal" if queue == "appeals" else "open",
            severity=severity,
            at_us=at_us,
            id=case,
            limit_rows=limit,
        )
    return await _files(tx, rows)


async def case(tx: ReadTx, id: str, reader: Caller) -> CaseFile:
    """Return one case with its history.

    Raises:
        Forbidden: the reader is no operator.
        NotFound: there is no such case.
    """
    if not reader.operator:
        raise Forbidden
    files = await _files(tx, await tx.all(_CaseRow, _ONE, id=id))
    if not files:
        raise NotFound
    return files[0]


async def _files(tx: ReadTx, rows: list[_CaseRow]) -> list[CaseFile]:
    if not rows:
        return []
    now: dict[str, neighbours.Thing] = {}
    kinds: tuple[OfKind, ...] = ("note", "comment")
    for of in kinds:
        now |= await neighbours.now(tx, of, [row.of_id for row in rows if row.of == of])
    photos = await neighbours.pictures(tx, [row.of_id for row in rows if row.of in kinds])
    stood = await neighbours.stood(tx, [row.id for row in rows if row.of in READ_FROM_LOG])
    authors = await faces(tx, list({row.author for row in rows}))
    lines: dict[str, list[Line]] = {}
    for line in await tx.all(Line, _LINES, ids=[row.id for row in rows], most=MAX_LINES):
        lines.setdefault(line.case, []).append(line)
    files = []
    for row in rows:
        thing = now.get(row.of_id)
        files.append(
            CaseFile(
                row=row,
                standing=_standing(row, thing, stood),
                title=thing.title if thing else row.title,
                body=thing.body if thing else row.body,
                lang=thing.lang if thing else row.lang,
                author=authors.get(row.author),
                pictures=photos.get(row.of_id, []),
                lines=lines.get(row.id, []),
            )
        )
    return files


def _standing(row: _CaseRow, thing: neighbours.Thing | None, stood: dict[str, str]) -> str:
    if row.of in READ_FROM_LOG:
        removed = stood.get(row.id) == Action.REMOVE
        return Standing.REMOVED if removed else Standing.PUBLIC
    return thing.standing if thing else neighbours.GONE


async def statements_of(
    tx: ReadTx, member: str, *, before: str | None = None, limit: int = 20
) -> list[Told]:
    """Return what a member was told about what she published, newest first."""
    return await tx.all(Told, _TOLD, member=member, before=before or _LAST, limit_rows=limit)


async def statement_about(tx: ReadTx, statement: str) -> StatementAbout | None:
    """Return to whom a statement is, for those who tell her that there is one."""
    return await tx.one_or_none(StatementAbout, _ABOUT, statement=statement)
