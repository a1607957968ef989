"""Exports as they are asked for, made, kept for some days and forgotten."""

from typing import Literal, NamedTuple

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, TooMany
from qiao.travel.events import ExportAsked

MAX_A_DAY = 3
STALE_US = DAY // 4
"""What has not come by then is not coming: whoever made it is gone."""

State = Literal["waiting", "packing", "ready", "failed"]


class ExportUnderWay(Conflict):
    """One export at a time."""

    code = "export_under_way"


class ExportedTooMuch(TooMany):
    """A member has packed as often as one may in a day. Facts: max, retry_s."""

    code = "exported_too_much"


class Export(NamedTuple):
    """An export. `done` of `total` notes and pictures are packed; it is kept until `until_us`."""

    id: str
    member: str
    state: State
    done: int
    total: int
    bytes: int
    asked_us: int
    until_us: int


_COLUMNS = "id, member_id, state, done, total, bytes, asked_us, until_us"
_LAST = Sql(f"""
    select {_COLUMNS} from exports where member_id = :member and until_us > :now_us
    order by asked_us desc, id desc limit 1
""")
_ONE = Sql(f"select {_COLUMNS} from exports where id = :id")
_LATELY = Sql("""
    select asked_us from exports where member_id = :member and asked_us > :since_us
    order by asked_us limit :most
""")
_UNDER_WAY = Sql("""
    select count(*) from exports where member_id = :member
      and state in ('waiting', 'packing') and asked_us > :since_us
""")
# two requests at the same moment wait for each other here
_HOLD = Sql("update members set ui_lang = ui_lang where id = :member")
_ASK = Sql("""
    insert into exports (id, member_id, state, asked_us, until_us)
    values (:id, :member, 'waiting', :now_us, :until_us)
""")
_STEP = Sql("""
    update exports set state = 'packing', done = :done, total = :total
    where id = :id and state in ('waiting', 'packing')
""")
_READY = Sql("""
    update exports set state = 'ready', done = total, bytes = :bytes, until_us = :until_us
    where id = :id and state in ('waiting', 'packing')
""")
_FAIL = Sql("update exports set state = 'failed' where id = :id")
# the row stays for a day, so that asking and throwing away is counted
_DROP = Sql("update exports set until_us = 0, state = 'failed' where member_id = :member")
_OLD = Sql("delete from exports where until_us <= :now_us and asked_us <= :since_us")
_KEPT = Sql("select id from exports where until_us > :now_us")


async def ask(tx: WriteTx, member: str, *, now: Micros, kept_days: float) -> str:
    """Ask for an export; return its id.

    Raises:
        ExportUnderWay, ExportedTooMuch
    """
    await tx.run(_HOLD, member=member)
    if await tx.count(_UNDER_WAY, member=member, since_us=now - STALE_US):
        raise ExportUnderWay
    lately = await tx.all(int, _LATELY, member=member, since_us=now - DAY, most=MAX_A_DAY)
    if len(lately) >= MAX_A_DAY:
        wait_s = max(1, (lately[0] + DAY - now) // 1_000_000)
        raise ExportedTooMuch(max=MAX_A_DAY, retry_s=wait_s)
    id_ = new_id(now)
    until_us = now + int(kept_days * DAY)
    await tx.run(_ASK, id=id_, member=member, now_us=now, until_us=until_us)
    await tell(tx, ExportAsked(id_))
    return id_


async def last(tx: ReadTx, member: str, *, now: Micros) -> Export | None:
    """Return a member's newest export that is still kept."""
    return await tx.one_or_none(Export, _LAST, member=member, now_us=now)


async def one(tx: ReadTx, id: str) -> Export | None:
    """Return an export, whoever's it is."""
    return await tx.one_or_none(Export, _ONE, id=id)


async def step(tx: WriteTx, id: str, done: int, total: int) -> bool:
    """Say how far an export has come; return whether anybody still wants it."""
    return bool(await tx.run(_STEP, id=id, done=done, total=total))


async def ready(tx: WriteTx, id: str, size_bytes: int, *, now: Micros, kept_days: float) -> bool:
    """Say that an export can be fetched; return whether anybody still wants it."""
    until_us = now + int(kept_days * DAY)
    return bool(await tx.run(_READY, id=id, bytes=size_bytes, until_us=until_us))


async def fail(tx: WriteTx, id: str) -> None:
    """Say that nothing came of an export."""
    await tx.run(_FAIL, id=id)


async def drop(tx: WriteTx, member: str) -> None:
    """Throw a member's exports away; the files go with the next round."""
    await tx.run(_DROP, member=member)


async def forget_old(tx: WriteTx, *, now: Micros) -> None:
    """Drop rows whose time is over; a day's are kept to be counted."""
    await tx.run(_OLD, now_us=now, since_us=now - DAY)


async def kept(tx: ReadTx, *, now: Micros) -> list[str]:
    """Return the exports whose files are kept."""
    return await tx.all(str, _KEPT, now_us=now)
