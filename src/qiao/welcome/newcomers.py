"""The figure this square lives by: who says something in her first day, and is answered in one."""

from collections import defaultdict
from datetime import UTC, datetime

import msgspec

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx
from qiao.notes.first_words import came_since, first_words

FEW = 5
"""On a day with fewer newcomers words of a momo count for nobody: they would tell who it was."""


class Day(msgspec.Struct, frozen=True):
    """Newcomers of one day (UTC). `settled`: their first day and the day after it are over."""

    day: str
    came: int
    spoke: int
    answered: int
    settled: bool


class Heard(msgspec.Struct, frozen=True):
    """Days, the newest first, and the shares over those that are settled; null where nobody came.

    `spoke_share` is of those who came, `answered_share` of those who spoke.
    """

    days: list[Day]
    spoke_share: float | None
    answered_share: float | None


async def heard(tx: ReadTx, *, days: int, now: Micros) -> Heard:
    """Count the newcomers of the last `days` days.

    A newcomer spoke who published a note (for more than herself) or a comment within 24 hours of
    joining; she was answered if somebody else answered one of these within 24 hours of it.
    """
    today = now // DAY
    since_us = (today - days + 1) * DAY
    came: dict[int, int] = defaultdict(int)
    for one in await came_since(tx, since_us):
        came[one.joined_us // DAY] += 1
    spoke: dict[int, set[str]] = defaultdict(set)
    answered: dict[int, set[str]] = defaultdict(set)
    for said in await first_words(tx, since_us):
        day = said.joined_us // DAY
        if said.momo and came[day] < FEW:
            continue
        spoke[day].add(said.member)
        if said.answered:
            answered[day].add(said.member)
    found = [
        Day(
            day=datetime.fromtimestamp(day * DAY / 1_000_000, UTC).date().isoformat(),
            came=came[day],
            spoke=len(spoke[day]),
            answered=len(answered[day]),
            settled=now >= (day + 3) * DAY,
        )
        for day in range(today, today - days, -1)
    ]
    settled = [day for day in found if day.settled]
    return Heard(
        found,
        _share(sum(day.spoke for day in settled), sum(day.came for day in settled)),
        _share(sum(day.answered for day in settled), sum(day.spoke for day in settled)),
    )


def _share(some: int, of: int) -> float | None:
    return round(some / of, 4) if of else None
