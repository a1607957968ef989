"""What has happened in review; ids only."""

from qiao.kit.db import Event


class ReportFiled(Event, frozen=True):
    """A member reported a note or comment."""

    case: str
    report: str


class CaseDecided(Event, frozen=True):
    """An operator decided a case. `statement` is what tells its author, None where nothing does."""

    case: str
    decision: str
    statement: str | None


class AppealFiled(Event, frozen=True):
    """An author asked for a second look at a decision."""

    case: str
    appeal: str
