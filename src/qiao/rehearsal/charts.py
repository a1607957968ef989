"""Lines with bands as inline SVG: read by eyes, by a screen reader through the table beneath."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from math import floor, isfinite, log10

from qiao.rehearsal.outcome import Band

WIDE, HIGH = 460, 270
LEFT, RIGHT, TOP, BOTTOM = 50, 14, 34, 30
ROW = 13
"""What happens on which day is written above the lines, in two rows in turn."""
LETTER = 6
"""So wide one is at most; a name with no room left of the right edge ends at its day instead."""
TICKS = 4
Format = Callable[[float], str]
Format2 = Callable[[float], float]
Line = tuple[str, str, Mapping[int, Band]]
"""A name, a class that gives its colour, and its values by day."""


def chart(
    lines: Sequence[Line],
    *,
    say: Format,
    marks: Mapping[int, str],
    least: float | None = None,
    most: float | None = None,
    limit: float | None = None,
) -> str:
    """Draw lines over days, each with its 95 % band.

    Args:
        say: writes a value.
        marks: what happens on which day, as letters beside a thin line.
        least: the axis goes down to this at least; None: as the values say.
        most: it never goes above this, as shares of a whole never do.
        limit: a dashed line across: what is promised.
    """
    drawn = [line for line in lines if line[2]]
    told = [v for _, _, days in drawn for v, _ in days.values() if isfinite(v)]
    if not told:
        return '<p class="none">Nothing to draw.</p>'
    days = sorted({day for _, _, by_day in drawn for day in by_day})
    low, high = _range(drawn, least, limit)
    high = high if most is None else max(low + 1e-9, min(high, most))
    across = (WIDE - LEFT - RIGHT) / max(1, days[-1] - days[0])

    def x(day: float) -> float:
        return LEFT + (day - days[0]) * across

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HIGH - TOP - BOTTOM)

    parts = [f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="Its numbers stand below.">']
    parts += _axes(days, low, high, x, y, say, marks)
    if limit is not None:
        parts.append(f'<path class="limit" d="M{LEFT} {y(limit):.1f}H{WIDE - RIGHT}"/>')
    for _, kind, by_day in drawn:
        parts += _line(kind, by_day, x, y, low, high)
    parts.append("</svg>")
    return "".join(parts)


def _range(lines: Sequence[Line], least: float | None, limit: float | None) -> tuple[float, float]:
    values = [v for _, _, days in lines for v, _ in days.values() if isfinite(v)]
    if least is not None:
        values.append(least)
    if limit is not None:
        values.append(limit)
    low, high = min(values), max(values)
    room = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
    return (low if low == least else low - room), high + room


def _axes(
    days: Sequence[int], low: float, high: float, x: Format2, y: Format2, say: Format,
    marks: Mapping[int, str],
) -> list[str]:  # fmt: skip
    parts, names = [], []
    for value in steps(low, high):
        at = y(value)
        parts.append(f'<path class="grid" d="M{LEFT} {at:.1f}H{WIDE - RIGHT}"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{at + 4:.1f}" class="end">{escape(say(value))}</text>'
        )
    every = max(1, len(days) // 8)
    for day in days:
        if day % every == 0:
            shown = str(day + 1) if day >= 0 else f"−{-day}"
            parts.append(f'<text x="{x(day):.1f}" y="{HIGH - 10}" class="mid">{shown}</text>')
    for place, (day, letter) in enumerate(sorted(marks.items())):
        if days[0] <= day <= days[-1]:
            at, top = x(day), ROW * (place % 2)
            fits = at + LETTER * len(letter) < WIDE
            kind, beside = ("note", 3) if fits else ("note end", -3)
            parts.append(f'<path class="mark" d="M{at:.1f} {top + 2}V{HIGH - BOTTOM}"/>')
            names.append(
                f'<text x="{at + beside:.1f}" y="{top + 11}" class="{kind}">{escape(letter)}</text>'
            )
    return parts + names


def _line(
    kind: str, by_day: Mapping[int, Band], x: Format2, y: Format2, low: float, high: float
) -> list[str]:
    days = [day for day in sorted(by_day) if isfinite(by_day[day][0])]
    parts = []
    banded = [day for day in days if isfinite(by_day[day][1]) and by_day[day][1] > 0]
    if len(banded) > 1:
        upper = [f"{x(d):.1f} {y(min(high, by_day[d][0] + by_day[d][1])):.1f}" for d in banded]
        lower = [f"{x(d):.1f} {y(max(low, by_day[d][0] - by_day[d][1])):.1f}" for d in banded]
        parts.append(f'<path class="band {kind}" d="M{"L".join(upper + lower[::-1])}Z"/>')
    points = "L".join(f"{x(d):.1f} {y(by_day[d][0]):.1f}" for d in days)
    parts.append(f'<path class="line {kind}" d="M{points}"/>')
    if len(days) == 1:
        at, height = x(days[0]), y(by_day[days[0]][0])
        parts.append(f'<circle class="dot {kind}" cx="{at:.1f}" cy="{height:.1f}" r="3"/>')
    return parts


def steps(low: float, high: float) -> list[float]:
    """Return a few round numbers between two."""
    rough = (high - low) / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(s * power for s in (1, 2, 2.5, 5, 10) if s * power >= rough)
    first = floor(low / step) + (low / step > floor(low / step))
    return [round(step * at, 12) for at in range(int(first), int(high / step + 1e-9) + 1)]


def table(lines: Sequence[Line], say: Format) -> str:
    """Return the numbers of a chart."""
    days = sorted({day for _, _, by_day in lines for day in by_day})
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name, _, _ in lines)
    rows = []
    for day in days:
        shown = str(day + 1) if day >= 0 else f"−{-day}"
        cells = "".join(f"<td>{_cell(by_day.get(day), say)}</td>" for _, _, by_day in lines)
        rows.append(f"<tr><th scope=row>{shown}</th>{cells}</tr>")
    body = "".join(rows)
    return (
        f"<table><thead><tr><th scope=col>Day</th>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cell(band: Band | None, say: Format) -> str:
    if band is None or not isfinite(band[0]):
        return "–"
    if isfinite(band[1]) and band[1] > 0:
        return f"{escape(say(band[0]))} <small>± {escape(say(band[1]))}</small>"
    return escape(say(band[0]))
