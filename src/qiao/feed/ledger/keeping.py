"""The ledger's tables: sums of hours and readers of days, each written as a whole."""

from collections.abc import Iterable, Sequence

from qiao.feed.ledger.models import COUNTS, Line, Sums
from qiao.kit.db import ReadTx, Sql, WriteTx

HOURS_AT_ONCE = 48
_KEPT_TO = "ledger: hours kept to"

_names = ", ".join(COUNTS)
_places = ", ".join(f":{name}" for name in COUNTS)
_CLEAR = Sql("delete from ledger_hours where hour >= :first and hour <= :last")
_CLEAR_DAY = Sql("delete from ledger_days where day = :day")
_PUT = Sql(
    f"insert into ledger_hours (hour, grp, {_names}, stale) values (:hour, :group, {_places}, 0)"
)
_PUT_DAY = Sql("insert into ledger_days (day, grp, readers) values (:day, :group, :readers)")
_LINES = Sql(f"""
    select hour, grp, {_names} from ledger_hours where hour >= :first and hour <= :last
    order by hour, grp
""")
_DAYS = Sql("""
    select day, grp, readers from ledger_days where day >= :first and day <= :last order by day, grp
""")
_STALE = Sql("""
    select distinct hour from ledger_hours where stale = 1 order by hour limit :limit_rows
""")
_FRESH = Sql("update ledger_hours set stale = 0 where hour = :hour")
_FACT = Sql("select value from facts where name = :name")
_PUT_FACT = Sql("""
    insert into facts (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
""")


async def replace_hours(tx: WriteTx, first: int, last: int, lines: Iterable[Line]) -> None:
    """Write the sums of some hours, in place of what was written of them."""
    await tx.run(_CLEAR, first=first, last=last)
    await tx.run_many(
        _PUT,
        [{"hour": line.hour, "group": line.group, **line.sums._asdict()} for line in lines],
    )


async def replace_day(tx: WriteTx, day: int, readers: dict[str, int]) -> None:
    """Write how many different members of each group read on a day."""
    await tx.run(_CLEAR_DAY, day=day)
    await tx.run_many(
        _PUT_DAY,
        [{"day": day, "group": group, "readers": n} for group, n in sorted(readers.items())],
    )


async def keep_to(tx: WriteTx, hour: int) -> None:
    """Write down that all hours up to this one are over and counted."""
    await tx.run(_PUT_FACT, name=_KEPT_TO, value=str(hour))


async def kept_to(tx: ReadTx) -> int | None:
    """Return the last hour that is over and counted."""
    kept = await tx.value(_FACT, name=_KEPT_TO)
    return None if kept is None else int(str(kept))


async def lines_of(tx: ReadTx, first: int, last: int) -> list[Line]:
    """Return the sums of some hours, the last included, by hour and group."""
    rows = await tx.all(tuple, _LINES, first=first, last=last)
    return [Line(int(hour), str(group), Sums(*map(int, of))) for hour, group, *of in rows]


async def readers_of(tx: ReadTx, first: int, last: int) -> list[tuple[int, str, int]]:
    """Return (day, group, different readers) of some days, the last included."""
    rows = await tx.all(tuple, _DAYS, first=first, last=last)
    return [(int(day), str(group), int(readers)) for day, group, readers in rows]


async def stale_hours(tx: ReadTx, *, limit: int = HOURS_AT_ONCE) -> list[int]:
    """Return hours of which pages were taken out since they were counted."""
    return [int(row[0]) for row in await tx.all(tuple, _STALE, limit_rows=limit)]


async def leave(tx: WriteTx, hours: Sequence[int]) -> None:
    """Leave hours as they are whose pages are not kept any more."""
    await tx.run_many(_FRESH, [{"hour": hour} for hour in hours])
