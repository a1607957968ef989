"""How review is shown to members; the API's shapes, also its documentation."""

import msgspec

from qiao.kit.clock import rfc3339
from qiao.notes.models import excerpt
from qiao.review.models import TOLD, AppealState, CaseOf
from qiao.review.queries import Told
from qiao.review.reads import Read
from qiao.review.rules import Rule


class Rules(msgspec.Struct, frozen=True):
    """The rules of the square; `lang` is the language they are in."""

    lang: str
    items: tuple[Rule, ...]


class Filed(msgspec.Struct, frozen=True):
    """A receipt."""

    id: str


class AppealView(msgspec.Struct, frozen=True):
    """One's appeal and what became of it; `answer` is the operator's, in `answer_lang`."""

    state: AppealState
    text: str
    at: str | None
    answer: str
    answer_lang: str
    answer_translated: str | None


class Statement(msgspec.Struct, frozen=True):
    """What was decided about one's note, comment or message, under which rule, and why.

    `reason` is in the operator's own words and language. `reason_state` is "pending" while its
    translation is being made, "original" where none is needed.
    """

    id: str
    at: str
    seen: bool
    of: CaseOf
    id_of: str
    note: str
    excerpt: str
    excerpt_lang: str
    action: str
    rule: str
    rule_title: str
    rule_text: str
    rule_lang: str
    reason: str
    lang: str
    reason_translated: str | None
    reason_engine: str
    reason_state: str
    can_appeal: bool
    appeal: AppealView


class StatementPage(msgspec.Struct, frozen=True):
    """What one was told, newest first."""

    items: list[Statement]
    cursor: str | None


def text_of(read: Read | None) -> str | None:
    """Return a translated text that is there."""
    return read.text if read is not None and read.state == "done" else None


def statement(
    told: Told, rule: Rule | None, rule_lang: str, *, reason: Read | None, answer: Read | None
) -> Statement:
    """Show a statement to the member it was written to."""
    return Statement(
        id=told.id,
        at=rfc3339(told.at_us),
        seen=told.seen_us is not None,
        of=told.of,
        id_of=told.of_id,
        note=told.note,
        excerpt=excerpt(f"{told.title} {told.body}"),
        excerpt_lang=told.text_lang,
        action=TOLD[told.action],
        rule=told.rule,
        rule_title=rule.title if rule else "",
        rule_text=rule.text if rule else "",
        rule_lang=rule_lang if rule else "",
        reason=told.reason,
        lang=told.lang,
        reason_translated=text_of(reason),
        reason_engine=reason.engine if reason else "",
        reason_state=reason.state if reason else "original",
        can_appeal=told.can_appeal,
        appeal=AppealView(
            state=told.appeal_state,
            text=told.appeal or "",
            at=rfc3339(told.appeal_at_us) if told.appeal_at_us is not None else None,
            answer=told.answer or "",
            answer_lang=told.answer_lang or "",
            answer_translated=text_of(answer),
        ),
    )
