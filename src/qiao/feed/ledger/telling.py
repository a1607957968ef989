"""What the ledger tells everybody: sums of enough people that nobody is among them alone.

Only what is over is told, a whole hour or a whole day at a time, and one with fewer than `FEWEST`
readers together with those behind it: so that of two looks at the page, one before and one after,
the difference is never one member's reading.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from qiao.feed.ledger.models import FEWEST, OTHERS, Line, Sums, total


class Period(NamedTuple):
    """An hour or a day that is over, with its sums and readers by group."""

    first: int  # hours since 1970 (UTC)
    hours: int
    sums: Mapping[str, Sums]
    readers: Mapping[str, int]  # different members


class Point(NamedTuple):
    """A time of which is told, of all groups together."""

    first: int
    hours: int
    sums: Sums


class Told(NamedTuple):
    """What may be told: the whole of it, by group, and by time. `total` is None of too few."""

    total: Sums | None
    groups: list[tuple[str, Sums]]
    points: list[Point]


def by_hour(lines: Iterable[Line]) -> list[Period]:
    """Return the hours of some lines."""
    hours: dict[int, dict[str, Sums]] = defaultdict(dict)
    for line in lines:
        hours[line.hour][line.group] = line.sums
    return [
        Period(hour, 1, of, {group: sums.readers for group, sums in of.items()})
        for hour, of in sorted(hours.items())
    ]


def by_day(lines: Iterable[Line], readers: Iterable[tuple[int, str, int]]) -> list[Period]:
    """Return the days of some lines. `readers`: (day, group, different members of that day)."""
    days: dict[int, dict[str, Sums]] = defaultdict(dict)
    for line in lines:
        of = days[line.hour // 24]
        of[line.group] = of.get(line.group, Sums()).plus(line.sums)
    read: dict[int, dict[str, int]] = defaultdict(dict)
    for day, group, many in readers:
        read[day][group] = many
    return [Period(day * 24, 24, of, read[day]) for day, of in sorted(days.items())]


def told(periods: Sequence[Period], *, fewest: int = FEWEST) -> Told:
    """Return what may be told of some periods, in their order."""
    points: list[Point] = []
    shown: list[Period] = []
    waiting: list[Period] = []
    for period in periods:
        waiting.append(period)
        # as many as were there at once: the same few, hour after hour, do not become many
        if max(sum(one.readers.values()) for one in waiting) < fewest:
            continue
        points.append(_point(waiting))
        shown += waiting
        waiting = []
    if not shown:
        return Told(None, [], [])
    groups = _folded(shown, fewest)
    return Told(total(sums for _, sums in groups), groups, points)


def _point(periods: Sequence[Period]) -> Point:
    first, last = periods[0], periods[-1]
    return Point(
        first.first,
        last.first + last.hours - first.first,
        total(sums for one in periods for sums in one.sums.values()),
    )


def _folded(periods: Sequence[Period], fewest: int) -> list[tuple[str, Sums]]:
    """Return the groups, the largest first; small ones together, with as many as it takes."""
    sums: dict[str, Sums] = {}
    readers: dict[str, int] = {}
    for period in periods:
        for group, of in period.sums.items():
            sums[group] = sums.get(group, Sums()).plus(of)
            readers[group] = max(readers.get(group, 0), period.readers.get(group, 0))
    order = sorted(sums, key=lambda group: (-readers[group], -sums[group].pages, group))
    few = [group for group in order if readers[group] < fewest]
    kept = order[: len(order) - len(few)]
    # who is alone in "other" is as easily found as in a group of one
    while few and kept and sum(readers[group] for group in few) < fewest:
        few.insert(0, kept.pop())
    shown = [(group, sums[group]) for group in kept]
    return shown + ([(OTHERS, total(sums[group] for group in few))] if few else [])
