"""What the operator's page watches: how each board is reckoned, where it warns, where it alarms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from qiao.kit.clock import DAY, HOUR
from qiao.operator.figures.models import MINUTE_S

Unit = Literal["count", "share", "change", "times", "seconds", "days"]
Counts = Mapping[str, float]
"""Figures of one stretch of time, by name: sums added up, others as they were last."""


class State(StrEnum):
    """How a board stands. `quiet`: too little happened to judge by."""

    OK = "ok"
    WARN = "warn"
    ALARM = "alarm"
    QUIET = "quiet"


@dataclass(frozen=True)
class Board:
    """One figure to watch.

    `of`: the figures it is made of. `make`: its value for a stretch of time, None where too little
    happened. `over_us`: the stretch that "now" is. `week`: it is judged against what it was in the
    seven days that ended a day ago: as a change (0 is the same) or as how many times as much.
    `below`: small values are the bad ones. `page`: where to act, "" where no page helps.
    """

    name: str
    unit: Unit
    of: tuple[str, ...]
    make: Callable[[Counts], float | None]
    warn: float
    alarm: float
    over_us: int = HOUR
    below: bool = False
    week: Literal["", "change", "times"] = ""
    parts: str = ""
    page: str = "/operator/levers"


def judge(value: float | None, warn: float, alarm: float, *, below: bool) -> State:
    """Say how a value stands between its thresholds."""
    if value is None:
        return State.QUIET
    if below:
        value, warn, alarm = -value, -warn, -alarm
    if value >= alarm:
        return State.ALARM
    return State.WARN if value >= warn else State.OK


def _one(name: str) -> Callable[[Counts], float | None]:
    return lambda counts: counts.get(name)


def _share(some: str, of: str, least: float) -> Callable[[Counts], float | None]:
    def make(counts: Counts) -> float | None:
        whole = counts.get(of, 0.0)
        return counts.get(some, 0.0) / whole if whole >= least else None

    return make


def _unlike(some: str, of: str, least: float) -> Callable[[Counts], float | None]:
    share = _share(some, of, least)

    def make(counts: Counts) -> float | None:
        found = share(counts)
        return None if found is None else 1.0 - found

    return make


LEAST_SHOWN = 200.0
"""So many cards at least make a rate that says something."""
LEAST_CAME = 5.0
LEAST_NOTES = 3.0
LEAST_ASKED = 20.0
LEAST_AN_HOUR = 2.0
"""Of what comes less often than this, twice as much is no wave."""

BOARDS = (
    Board(
        "arrivals", "count", ("arrivals",), _one("arrivals"), 5.0, 20.0,
        week="times", parts="arrivals", page="/invitations",
    ),
    Board("notes", "count", ("notes",), _one("notes"), 5.0, 20.0, week="times", parts="notes"),
    Board(
        "home", "share", ("cards_home", "cards"), _share("cards_home", "cards", LEAST_SHOWN),
        0.6, 0.5, below=True,
    ),
    Board(
        "newcomers", "share", ("cards_newcomers", "cards"),
        _share("cards_newcomers", "cards", LEAST_SHOWN), 0.1, 0.05, below=True,
    ),
    Board(
        "broken", "share", ("pages_broken", "pages"), _share("pages_broken", "pages", 10),
        0.01, 0.05,
    ),
    Board(
        "dilution", "change", ("locals_opened", "locals_shown"),
        _share("locals_opened", "locals_shown", LEAST_SHOWN), -0.05, -0.1,
        over_us=6 * HOUR, below=True, week="change",
    ),
    Board(
        "audience", "change", ("local_notes_shown", "notes_by_locals"),
        _share("local_notes_shown", "notes_by_locals", LEAST_NOTES), -0.05, -0.1,
        over_us=DAY, below=True, week="change",
    ),
    Board(
        "first", "share", ("first_kept", "first_due"),
        _share("first_kept", "first_due", LEAST_NOTES), 0.95, 0.85, below=True,
    ),
    Board(
        "spoke", "share", ("spoke", "came"), _share("spoke", "came", LEAST_CAME),
        0.2, 0.08, below=True, page="/operator/announce",
    ),
    Board(
        "answered", "share", ("answered", "spoke"), _share("answered", "spoke", LEAST_CAME),
        0.6, 0.3, below=True, page="/operator/announce",
    ),
    Board("backlog", "count", ("backlog",), _one("backlog"), 50, 200, parts="backlog",
          page="/operator"),
    Board(
        "waiting", "seconds", ("backlog_age_s",), _one("backlog_age_s"), 12 * 3_600, 24 * 3_600,
        parts="backlog_age_s", page="/operator",
    ),
    Board("spend", "share", ("spent_chars", "budget_chars"),
          _share("spent_chars", "budget_chars", 1), 0.7, 0.95, page="/operator/languages"),
    Board(
        "unstored", "share", ("translations_stored", "translations_asked"),
        _unlike("translations_stored", "translations_asked", LEAST_ASKED), 0.5, 0.8,
    ),
    Board("lanes", "seconds", ("lane_age_s",), _one("lane_age_s"), MINUTE_S, 10 * MINUTE_S,
          parts="lane_age_s"),
    Board("disk", "days", ("disk_days",), _one("disk_days"), 14, 3, below=True, page=""),
)  # fmt: skip
"""Every board, in the order of the page."""
