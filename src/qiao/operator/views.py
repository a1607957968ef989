"""How cases are shown to operators; the API's shapes, also its documentation."""

from collections.abc import Sequence

import msgspec

from qiao.kit.clock import rfc3339
from qiao.messages.reports import Copy
from qiao.notes.views import Picture
from qiao.people.models import Face
from qiao.review.models import CaseOf
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


class Around(msgspec.Struct, frozen=True):
    """A message said before or after the reported one, or that one itself (`reported`), as they
    were then. `by_author`: by the same member."""

    at: str
    body: str
    lang: str
    reported: bool
    by_author: bool
    photos_list: list[Picture]


class Case(msgspec.Struct, frozen=True):
    """What is to be judged, and all that happened so far.

    `at` is since when it waits. `standing` is "gone" where the author took it away; the words are
    those that were reported then. `reports_total` may be more than the newest reports shown.
    """

    id: str
    of: CaseOf
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
    around: list[Around] = []


class CasePage(msgspec.Struct, frozen=True):
    """A page of cases."""

    items: list[Case]
    cursor: str | None


class Decided(msgspec.Struct, frozen=True):
    """A receipt."""

    id: str


def case(
    file: CaseFile,
    translation: Translation | None,
    words: dict[str, str | None],
    around: Sequence[Copy] = (),
) -> Case:
    """Show a case; `words` are translated texts of reports and appeals, by their line's id.

    `around`: copies of a reported message and its neighbours.
    """
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
        photos_list=[*file.pictures, *(p for c in around if c.pos == 0 for p in _pictures(c))],
        reports=[_report(line, words) for line in file.of_kind("report")],
        reports_total=row.reports,
        translation=translation,
        decisions=[_decision(line) for line in file.of_kind("decision")],
        appeal=_appeal(appeals[-1], words) if appeals else None,
        around=[_around(copy, around) for copy in around],
    )


def _around(copy: Copy, around: Sequence[Copy]) -> Around:
    reported = next((one.author for one in around if one.pos == 0), "")
    return Around(
        at=rfc3339(copy.at_us),
        body=copy.body,
        lang=copy.lang,
        reported=copy.pos == 0,
        by_author=copy.author == reported,
        photos_list=_pictures(copy),
    )


def _pictures(copy: Copy) -> list[Picture]:
    base = f"/api/v1/operator/cases/{copy.case}/pictures"
    return [
        Picture(f"{base}/{p.sha}/card.webp", f"{base}/{p.sha}/full.webp", p.w, p.h, p.alt)
        for p in copy.shown
    ]


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
