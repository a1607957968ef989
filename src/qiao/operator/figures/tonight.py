"""How the square is tonight: every board as it stands, what it was, and how it got there."""

from collections.abc import Mapping
from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import ReadTx
from qiao.operator.figures.boards import BOARDS, LEAST_AN_HOUR, Board, Counts, State, judge
from qiao.operator.figures.keeping import Series, newest, parts, series, steps
from qiao.operator.figures.models import HOUR_S, KNOWN, MINUTE_S, Fold

WEEK_US = 7 * DAY
LATELY_US = HOUR // 2
"""What was said last is believed for so long."""
STALE_US = HOUR // 12
"""Without new figures for so long, somebody should look whether the worker works."""


class Span(NamedTuple):
    """How far a chart goes back, its step, and over how many steps a point looks back."""

    of_s: int
    back_us: int
    step_us: int
    trail: int


SPANS = {
    "hours": Span(MINUTE_S, 12 * HOUR, HOUR // 12, 12),
    "week": Span(HOUR_S, 7 * DAY, HOUR, 1),
}
"""Twelve hours in steps of five minutes, each point the hour before it; a week of hours."""


class Shown(NamedTuple):
    """A board as it stands. `before`: what it was in the week before, where it is judged by that.

    `points`: a value for each step since `since_us`, None where too little happened.
    """

    board: Board
    warn: float
    alarm: float
    value: float | None
    before: float | None
    state: State
    parts: dict[str, float]
    points: list[float | None]


class Tonight(NamedTuple):
    """All boards. `gathered_us`: the newest minute there is of anything; 0 where there is none."""

    boards: list[Shown]
    gathered_us: int
    since_us: int
    step_us: int


async def tonight(
    tx: ReadTx,
    *,
    now: Micros,
    span: str,
    thresholds: Mapping[str, tuple[float, float]],
    points: bool = True,
) -> Tonight:
    """Look at all boards. `thresholds`: where some of them warn and alarm instead.

    `points`: how they got there is wanted too.
    """
    far = SPANS[span]
    first = (now - far.back_us) // far.step_us + 1
    told: dict[str, Series] = {}
    drawn = BOARDS if points else ()
    for name in dict.fromkeys(name for board in drawn for name in board.of):
        since_us = (first - far.trail + 1) * far.step_us
        told[name] = await steps(tx, name, span_s=far.of_s, since_us=since_us, step_us=far.step_us)
    places = range(first, now // far.step_us + 1)
    shown = []
    for board in BOARDS:
        week = await _week(tx, board, now)
        path = [
            _told(board, board.make(_trail(told, board, at, far)), week)
            for at in (places if points else ())
        ]
        warn, alarm = thresholds.get(board.name, (board.warn, board.alarm))
        raw = board.make(await _now(tx, board, now))
        shown.append(
            Shown(
                board,
                warn,
                alarm,
                _told(board, raw, week),
                week,
                judge(_judged(board, raw, week), warn, alarm, below=board.below),
                await parts(tx, board.parts, since_us=now - DAY) if board.parts else {},
                path,
            )
        )
    last = await newest(tx, "lane_age_s", since_us=now - DAY)
    return Tonight(shown, last[0] if last else 0, first * far.step_us, far.step_us)


def _told(board: Board, raw: float | None, week: float | None) -> float | None:
    """Return what is shown: a change against the week before where it is one."""
    if board.week != "change":
        return raw
    return raw / week - 1.0 if raw is not None and week else None


def _judged(board: Board, raw: float | None, week: float | None) -> float | None:
    """Return what is held against the thresholds: of what has no measure, how many times more."""
    if board.week != "times":
        return _told(board, raw, week)
    return None if raw is None else raw / max(week or 0.0, LEAST_AN_HOUR)


def _trail(told: Mapping[str, Series], board: Board, at: int, far: Span) -> Counts:
    counts = {}
    for name in board.of:
        if KNOWN[name] is Fold.SUM:
            found = [
                told[name][step] for step in range(at - far.trail + 1, at + 1) if step in told[name]
            ]
            if found:
                counts[name] = sum(found)
        elif at in told[name]:
            counts[name] = told[name][at]
    return counts


async def _now(tx: ReadTx, board: Board, now: Micros) -> Counts:
    counts = {}
    for name in board.of:
        if KNOWN[name] is Fold.LAST:
            last = await newest(tx, name, since_us=now - LATELY_US)
            if last is not None:
                counts[name] = last[1]
            continue
        span_s = MINUTE_S if board.over_us <= HOUR else HOUR_S
        found = await series(
            tx, name, span_s=span_s, since_us=now - board.over_us, until_us=now + HOUR
        )
        if found:
            counts[name] = sum(found.values())
    return counts


async def _week(tx: ReadTx, board: Board, now: Micros) -> float | None:
    """Return what the board was in the seven days that ended a day ago; of counts, an hour's."""
    if not board.week:
        return None
    until_us = now - DAY
    counts = {}
    for name in board.of:
        found = await series(
            tx, name, span_s=HOUR_S, since_us=until_us - WEEK_US, until_us=until_us
        )
        if found:
            counts[name] = sum(found.values())
            if board.week == "times":
                counts[name] /= len(found)  # of the hours in which the square ran
    return board.make(counts)
