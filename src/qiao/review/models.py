"""Review's nouns: cases, what may be decided, what an author is told, and the ways to say no."""

from enum import StrEnum
from typing import Literal, NewType

from qiao.kit.refusals import Conflict, Forbidden, Invalid, TooMany
from qiao.notes.models import Standing

RuleId = NewType("RuleId", str)
CaseId = NewType("CaseId", str)
ReportId = NewType("ReportId", str)
DecisionId = NewType("DecisionId", str)
AppealId = NewType("AppealId", str)
StatementId = NewType("StatementId", str)

CaseOf = Literal["note", "comment", "message", "custom"]
"""What a case may be about; of a message review has the copy that was reported, and no more.

A custom of the place is shown above review: as a message, it reads in the log what was decided.
"""

READ_FROM_LOG = frozenset(("message", "custom"))
"""What has no standing of its own: it stays, or it is removed."""

Queue = Literal["open", "appeals", "decided"]
"""Which cases an operator looks at."""

MAX_REPORT_CHARS = 1_000
MAX_REASON_CHARS = 1_000
MAX_APPEAL_CHARS = 2_000


class Action(StrEnum):
    """What may be decided about a note or comment."""

    KEEP = "keep"  # it stays as far as it may travel now
    LIMIT = "limit"
    HOLD = "hold"
    REMOVE = "remove"
    RESTORE = "restore"  # as if nothing had been decided: public


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    APPEAL = "appeal"  # the author asked for a second look
    DECIDED = "decided"


class AppealState(StrEnum):
    """What became of an author's appeal."""

    NONE = "none"
    WAITING = "waiting"
    UPHELD = "upheld"  # the decision stays
    CHANGED = "changed"  # another restriction took its place; a new statement tells which
    RESTORED = "restored"


STANDING: dict[Action, Standing] = {
    Action.LIMIT: Standing.LIMITED,
    Action.HOLD: Standing.HELD,
    Action.REMOVE: Standing.REMOVED,
    Action.RESTORE: Standing.PUBLIC,
}
"""The standing that an action gives; keeping gives none."""

RESTRICTS = frozenset((Action.LIMIT, Action.HOLD, Action.REMOVE))

TOLD: dict[str, str] = {
    Action.LIMIT: "limited",
    Action.HOLD: "held",
    Action.REMOVE: "removed",
    Action.RESTORE: "restored",
}
"""An action in the words of a statement."""

SAME_OPERATOR = "same_operator"
"""Marks a decision on an appeal by the operator whose own decision it is about."""

OWN_CASE = "own_case"
"""Marks a decision by the square's only operator about something of her own."""


class RuleUnknown(Invalid):
    """Not a rule of this square. Facts: field, rule."""

    code = "rule_unknown"


class CannotReportOwn(Invalid):
    """One's own notes and comments can be deleted instead."""

    code = "cannot_report_own"


class ReportedTooMuch(TooMany):
    """Facts: max, retry_s."""


class PublishedTooMuch(TooMany):
    """More than a person writes. Facts: of, max, retry_s."""


class RepeatedText(TooMany):
    """The same again, more than twice in ten minutes. Facts: of, retry_s."""

    code = "repeated_text"


class CaseDecidedAlready(Conflict):
    """Another operator was faster. Facts: action, the newest decision's."""

    code = "case_decided_already"


class NothingToRestore(Conflict):
    """It is public already."""

    code = "nothing_to_restore"


class ThingGone(Conflict):
    """Its author took it away; all that is left to decide is to keep."""

    code = "thing_gone"


class ActionUnfit(Invalid):
    """A message or a custom stays or is removed. Facts: field, action."""

    code = "action_unfit"


class AnotherOperator(Forbidden):
    """An appeal, or an operator's own note, is for another operator to decide. Facts: why."""

    code = "another_operator"


class AppealedAlready(Conflict):
    """A decision is appealed once."""

    code = "appealed_already"


class NothingToAppeal(Conflict):
    """The statement is of no restriction, of one that is over, or of the answer to an appeal."""

    code = "nothing_to_appeal"
