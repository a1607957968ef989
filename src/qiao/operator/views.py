"""How cases are shown to operators; the API's shapes, also its documentation."""

import msgspec

from qiao.kit.clock import rfc3339
from qiao.notes.models import OfKind
from qiao.notes.views import Picture
from qiao.people.models import Face
from qiao.review.queries import CaseFile, Line
from qiao.translate.models import Translation


class ReportView(msgspec.Struct, frozen=True):
    """A member's report; `text_translated` is null where there is nothing to translate (yet)."""

    at: str
    rule: str
    text: str
    text_translated: str | None
    by_handle: str


class DecisionView(msgspec.Struct, frozen=True):
    """A decision. `mark` tells of one that somebody else had better made: "same_operator" decided
    an appeal against her own decision, "own_case" something of her own; both only where the square
    has no other operator.
    """

    id: str
    at: str
    action: str
    rule: str
    reason: str
    lang: str
    by_handle: str
    mark: str


class CaseAppeal(msgspec.Struct, frozen=True):
    """The author's newest appeal."""

    at: str
    text: str
    lang: str
    text_translated: str | None


class Case(msgspec.Struct, frozen=True):
    """What is to be judged, and all that happened so far.

    `at` is since when it waits. `standing` is "gone" where the author took it away; the words are
    those that were reported then. `reports_total` may be more than the newest reports shown.
    """

    id: str
    of: OfKind
    id_of: str
    note: str
    at: str
    state: str
    severity: int
    standing: str
    lang: str
    author: Face | None
    title: str
    body: str
    photos_list: list[Picture]
    reports: list[ReportView]
    reports_total: int
    translation: Translation | None
    decisions: list[DecisionView]
    appeal: CaseAppeal | None


class CasePage(msgspec.Struct, frozen=True):
    """A page of cases."""

    items: list[Case]
    cursor: str | None


class Decided(msgspec.Struct, frozen=True):
    """A receipt."""

    id: str


def case(file: CaseFile, translation: Translation | None, words: dict[str, str | None]) -> Case:
    """Show a case; `words` are translated texts of reports and appeals, by their line's id."""
    row = file.row
    appeals = file.of_kind("appeal")
    return Case(
        id=row.id,
        of=row.of,
        id_of=row.of_id,
        note=row.note,
        at=rfc3339(row.opened_us),
        state=row.state,
        severity=row.severity,
        standing=file.standing,
        lang=file.lang,
        author=file.author,
        title=file.title,
        body=file.body,
        photos_list=list(file.pictures),
        reports=[_report(line, words) for line in file.of_kind("report")],
        reports_total=row.reports,
        translation=translation,
        decisions=[_decision(line) for line in file.of_kind("decision")],
        appeal=_appeal(appeals[-1], words) if appeals else None,
    )


def _report(line: Line, words: dict[str, str | None]) -> ReportView:
    return ReportView(
        at=rfc3339(line.at_us),
        rule=line.rule,
        text=line.words,
        text_translated=words.get(line.id),
        by_handle=line.by_handle,
    )


def _decision(line: Line) -> DecisionView:
    return DecisionView(
        id=line.id,
        at=rfc3339(line.at_us),
        action=line.action,
        rule=line.rule,
        reason=line.words,
        lang=line.lang,
        by_handle=line.by_handle,
        mark=line.mark,
    )


def _appeal(line: Line, words: dict[str, str | None]) -> CaseAppeal:
    return CaseAppeal(
        at=rfc3339(line.at_us),
        text=line.words,
        lang=line.lang,
        text_translated=words.get(line.id),
    )
