"""Figures kept: a row for a minute, a row for its hour; and reading them again."""

from collections.abc import Iterable

from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.operator.figures.models import (
    HOUR_S,
    HOURS_KEPT_US,
    KNOWN,
    MINUTE_S,
    MINUTES_KEPT_US,
    Figure,
    Fold,
)

Series = dict[int, float]
"""A value for each minute or hour, by when it began, in microseconds."""

_PUT = """
    insert into figures (name, span_s, at_us, key, amount)
    values (:name, :span_s, :at_us, :key, :value)
    on conflict (name, span_s, at_us, key) do update set amount = """
_FOLDS = {
    Fold.SUM: Sql(_PUT + "figures.amount + excluded.amount"),
    Fold.LAST: Sql(_PUT + "excluded.amount"),
}
_SERIES = Sql("""
    select at_us, amount from figures
    where name = :name and span_s = :span_s and at_us >= :since_us and at_us < :until_us
      and key = :key
    order by at_us
""")
_ADDED = Sql("""
    select key, sum(amount) from figures
    where name = :name and span_s = :span_s and at_us >= :since_us and key <> '' group by key
""")
_PARTS = Sql("""
    select key, amount from figures
    where name = :name and span_s = :span_s and at_us = :at_us and key <> ''
""")
_LAST = Sql("""
    select at_us, amount from figures
    where name = :name and span_s = :span_s and at_us >= :since_us and key = ''
    order by at_us desc limit 1
""")
_STEPS = Sql("""
    select at_us / :step_us, sum(amount), avg(amount) from figures
    where name = :name and span_s = :span_s and at_us >= :since_us and key = '' group by 1
""")
_OLD = Sql("delete from figures where name = :name and span_s = :span_s and at_us < :before_us")


def minute_of(at_us: int, span_s: int = MINUTE_S) -> int:
    """Return when the minute, or another span, began in which `at_us` lies."""
    return at_us - at_us % (span_s * SECOND)


async def put(tx: WriteTx, figures: Iterable[Figure], *, at_us: int) -> None:
    """Keep figures for the minute and the hour of `at_us`; sums are added to what is there."""
    for figure in figures:
        for span_s in (MINUTE_S, HOUR_S):
            await tx.run(
                _FOLDS[KNOWN[figure.name]],
                name=figure.name,
                span_s=span_s,
                at_us=minute_of(at_us, span_s),
                key=figure.key,
                value=float(figure.value),
            )


async def forget_old(tx: WriteTx, *, now_us: int) -> int:
    """Drop minutes after two days and hours after ninety; return how many rows."""
    gone = 0
    for span_s, kept_us in ((MINUTE_S, MINUTES_KEPT_US), (HOUR_S, HOURS_KEPT_US)):
        for name in KNOWN:
            gone += await tx.run(_OLD, name=name, span_s=span_s, before_us=now_us - kept_us)
    return gone


async def series(
    tx: ReadTx, name: str, *, span_s: int, since_us: int, until_us: int, key: str = ""
) -> Series:
    """Return a figure over time, oldest first; a span in which nothing was said is not there."""
    rows = await tx.all(
        tuple, _SERIES, name=name, span_s=span_s, since_us=since_us, until_us=until_us, key=key
    )
    return {int(at): float(value) for at, value in rows}


async def steps(tx: ReadTx, name: str, *, span_s: int, since_us: int, step_us: int) -> Series:
    """Return a figure in steps: what it added up to, or what it was on the average.

    Steps are counted from 1970, so that figures of several names stand side by side.
    """
    column = 1 if KNOWN[name] is Fold.SUM else 2
    rows = await tx.all(tuple, _STEPS, name=name, span_s=span_s, since_us=since_us, step_us=step_us)
    return {int(row[0]): float(row[column]) for row in rows}


async def newest(tx: ReadTx, name: str, *, since_us: int) -> tuple[int, float] | None:
    """Return the newest minute of a figure, and its value; None where there is none since."""
    row = await tx.one_or_none(
        lambda *row: row, _LAST, name=name, span_s=MINUTE_S, since_us=since_us
    )
    return None if row is None else (int(row[0]), float(row[1]))


async def parts(tx: ReadTx, name: str, *, since_us: int) -> dict[str, float]:
    """Return a figure by language or lane: its sum since then, or what its newest minute says."""
    if KNOWN[name] is Fold.SUM:
        rows = await tx.all(tuple, _ADDED, name=name, span_s=HOUR_S, since_us=since_us)
    else:
        last = await newest(tx, name, since_us=since_us)
        at_us = -1 if last is None else last[0]
        rows = await tx.all(tuple, _PARTS, name=name, span_s=MINUTE_S, at_us=at_us)
    return {str(key): float(value) for key, value in rows}
