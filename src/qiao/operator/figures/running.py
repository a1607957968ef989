"""Work that waits, for people and for machines; what translating cost; room on the disk."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import ReadTx, Sql
from qiao.kit.lanes import lane_health
from qiao.operator.figures.keeping import series
from qiao.operator.figures.models import HOUR_S, MOST_DAYS, Figure, base, few

_WAITING = Sql("""
    select lang, count(*), min(opened_us) from cases where state in ('open', 'appeal')
    group by lang
""")
_MADE = Sql("""
    select count(*), coalesce(sum(length(text)), 0) from translations
    where state = 'done' and at_us >= :since_us and at_us < :until_us
""")
_SPENT = Sql("select chars from translation_spend where day = :day and scope = 'all' and name = ''")


async def backlog(tx: ReadTx, *, now_us: int) -> list[Figure]:
    """Count the cases that wait for a person, by language, and how long the oldest has waited."""
    waiting: dict[str, float] = {}
    oldest: dict[str, float] = {}
    for lang, many, opened_us in await tx.all(tuple, _WAITING):
        key = base(str(lang))
        waiting[key] = waiting.get(key, 0) + int(many)
        oldest[key] = max(oldest.get(key, 0), (now_us - int(opened_us)) / SECOND)
    ages = [Figure("backlog_age_s", max(oldest.values(), default=0))]
    found = few("backlog", waiting)
    named = {figure.key for figure in found}
    ages += [Figure("backlog_age_s", oldest[key], key) for key in sorted(oldest) if key in named]
    return [*found, *ages]


async def translating(tx: ReadTx, *, since_us: int, until_us: int, budget: int) -> list[Figure]:
    """Count translations made in a stretch of time, and characters spent today (UTC)."""
    rows = await tx.all(tuple, _MADE, since_us=since_us, until_us=until_us)
    spent = await tx.count(_SPENT, day=until_us // DAY)
    return [
        Figure("translated", int(rows[0][0])),
        Figure("translated_chars", int(rows[0][1])),
        Figure("spent_chars", spent),
        Figure("budget_chars", budget),
    ]


async def lanes(tx: ReadTx, names: Sequence[tuple[str, str]], *, now_us: int) -> list[Figure]:
    """Say how many events wait in each lane, and how long the oldest has waited."""
    found = await lane_health(tx, names, now_us=now_us)
    return [
        Figure("lane_depth", max((lane.depth for lane in found), default=0)),
        Figure("lane_age_s", max((lane.oldest_s for lane in found), default=0.0)),
        *(Figure("lane_depth", lane.depth, lane.name) for lane in found),
        *(Figure("lane_age_s", lane.oldest_s, lane.name) for lane in found),
    ]


async def disk(tx: ReadTx, folder: Path, *, now_us: int) -> list[Figure]:
    """Say how much room there is where the square keeps its things, and how long it will last.

    It is supposed to go on filling as it did in the last day; whatever else fills it counts.
    """
    free = float(shutil.disk_usage(folder).free)
    before = await series(
        tx, "disk_free_bytes", span_s=HOUR_S, since_us=now_us - DAY, until_us=now_us
    )
    days = MOST_DAYS
    if before:
        began = min(before)
        a_day = (before[began] - free) * DAY / max(now_us - began, HOUR)
        if a_day > 0:
            days = min(MOST_DAYS, free / a_day)
    return [Figure("disk_free_bytes", free), Figure("disk_days", days)]
