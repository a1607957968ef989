"""Arrivals as they are asked for, planned, done and undone; and what of them is here by now."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.travel.events import ArrivalAsked
from qiao.travel.unpacking.models import (
    Arrival,
    ArrivalUnderWay,
    ArrivedTooMuch,
    Kind,
    Plan,
    State,
    Wanted,
)

MAX_A_DAY = 5
PLANNED_US = 3 * DAY
"""A file whose plan nobody said yes to is thrown away after that."""
UNDONE_US = 90 * DAY
"""So long what came can be taken back in one go."""
STALE_US = 12 * HOUR
BUSY: tuple[State, ...] = ("looking", "coming", "going")

_COLUMNS = "id, member_id, kind, state, plan, choices, reason, done, total, asked_us"
_ALL = Sql(f"""
    select {_COLUMNS} from arrivals where member_id = :member and until_us > :now_us
    order by asked_us desc, id desc limit 20
""")
_ONE = Sql(f"select {_COLUMNS} from arrivals where id = :id")
_HOLD = Sql("update members set ui_lang = ui_lang where id = :member")
_LATELY = Sql("""
    select asked_us from arrivals where member_id = :member and asked_us > :since_us
    order by asked_us limit :most
""")
_BUSY = Sql("""
    select count(*) from arrivals
    where member_id = :member and state in (:busy...) and asked_us > :since_us
""")
_ANSWERED = Sql("select 1 from idempotency where caller = :member and key = :key")
_ADD = Sql("""
    insert into arrivals (id, member_id, kind, state, asked_us, until_us)
    values (:id, :member, :kind, 'looking', :now_us, :until_us)
""")
_INSTEAD = Sql("""
    update arrivals set state = 'gone', until_us = 0
    where member_id = :member and state = 'planned'
""")
_PLANNED = Sql("""
    update arrivals set state = 'planned', plan = :plan, total = :total
    where id = :id and state = 'looking'
""")
_FAILED = Sql("update arrivals set state = 'failed', reason = :reason where id = :id")
_START = Sql("""
    update arrivals set state = 'coming', choices = :wanted, done = 0
    where id = :id and member_id = :member and state = 'planned'
""")
_BACK = Sql("""
    update arrivals set state = 'going', done = 0
    where id = :id and member_id = :member and state in ('here', 'coming', 'failed')
""")
_DROP = Sql("""
    update arrivals set state = 'gone', until_us = 0
    where id = :id and member_id = :member and state in ('looking', 'planned')
""")
_STEP = Sql("update arrivals set done = :done where id = :id and state = :state")
_HERE = Sql("""
    update arrivals set state = 'here', plan = :plan, done = total, until_us = :until_us
    where id = :id and state = 'coming'
""")
_GONE = Sql("update arrivals set state = 'gone' where id = :id and state = 'going'")
_OLD = Sql("delete from arrivals where until_us <= :now_us and asked_us <= :since_us")
_WITH_FILE = Sql("""
    select id from arrivals
    where until_us > :now_us and state in ('looking', 'planned', 'coming')
""")
_FILES_OF = Sql("select id from arrivals where member_id = :member")
_BROUGHT = Sql("select source, id from brought where member_id = :member and source in (:many...)")
_KEEP = Sql("""
    insert into brought (member_id, source, arrival_id, kind, id)
    values (:member, :source, :arrival, :kind, :id) on conflict (member_id, source) do nothing
""")
_OF_ARRIVAL = Sql("""
    select source, id from brought where arrival_id = :arrival and kind = :kind limit :most
""")
_FORGET = Sql("delete from brought where member_id = :member and source in (:many...)")
_OWN = Sql("""
    select id from notes
    where id in (:many...) and (author_id = :member or with_id = :member)
""")


def _arrival(
    id: str, member: str, kind: Any, state: Any, plan: str, wanted: str, reason: str, done: int,
    total: int, asked_us: int,
) -> Arrival:  # fmt: skip
    return Arrival(
        id, member, kind, state, msgspec.json.decode(plan, type=Plan),
        msgspec.json.decode(wanted, type=Wanted), reason, done, total, asked_us,
    )  # fmt: skip


def source_of(square: str, kind: str, id: str) -> str:
    """Name a thing of another place, shortly; the place's name cannot run into the thing's."""
    said = f"{square}\0{kind}\0{id}"
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


async def may_bring(tx: ReadTx, member: str, *, now: Micros) -> None:
    """Raise ArrivalUnderWay or ArrivedTooMuch; to be asked before a file is taken in."""
    if await tx.count(_BUSY, member=member, busy=list(BUSY), since_us=now - STALE_US):
        raise ArrivalUnderWay
    lately = await tx.all(int, _LATELY, member=member, since_us=now - DAY, most=MAX_A_DAY)
    if len(lately) >= MAX_A_DAY:
        wait_s = max(1, (lately[0] + DAY - now) // 1_000_000)
        raise ArrivedTooMuch(max=MAX_A_DAY, retry_s=wait_s)


async def answered(tx: ReadTx, member: str, key: str) -> bool:
    """Say whether a request with this key was answered: it may be sent again, whatever is busy."""
    return await tx.value(_ANSWERED, member=member, key=key) is not None


async def add(
    tx: WriteTx, id: str, member: str, kind: Kind, *, now: Micros, by_hand: bool = False
) -> None:
    """Write down a file that lies on the shelf by now; it is looked at in the background.

    `by_hand`: an operator does it at the command line, as often as it takes.

    Raises:
        ArrivalUnderWay, ArrivedTooMuch
    """
    await tx.run(_HOLD, member=member)
    # one file of hers lies here at a time: another one instead of a plan nobody said yes to
    await tx.run(_INSTEAD, member=member)
    if not by_hand:
        await may_bring(tx, member, now=now)
        await tell(tx, ArrivalAsked(id))
    await tx.run(_ADD, id=id, member=member, kind=kind, now_us=now, until_us=now + PLANNED_US)


def new_arrival_id(now: Micros) -> str:
    """Return an id for a file before it is written down: it lies on the shelf under it."""
    return new_id(now)


async def all_of(tx: ReadTx, member: str, *, now: Micros) -> list[Arrival]:
    """Return a member's arrivals, the last one first."""
    return await tx.all(_arrival, _ALL, member=member, now_us=now)


async def one(tx: ReadTx, id: str) -> Arrival | None:
    """Return an arrival, whoever's it is."""
    return await tx.one_or_none(_arrival, _ONE, id=id)


async def planned(tx: WriteTx, id: str, plan: Plan) -> bool:
    """Keep the plan; return whether anybody still wants it."""
    body = msgspec.json.encode(plan).decode()
    return bool(await tx.run(_PLANNED, id=id, plan=body, total=plan.notes))


async def fail(tx: WriteTx, id: str, reason: str) -> None:
    """Say that a file is of no use, and why: a word of ours."""
    await tx.run(_FAILED, id=id, reason=reason)


async def start(
    tx: WriteTx, id: str, member: str, wanted: Wanted, *, by_hand: bool = False
) -> None:
    """Say yes to the plan; raises NotFound where there is none of hers to say yes to."""
    body = msgspec.json.encode(wanted).decode()
    if not await tx.run(_START, id=id, member=member, wanted=body):
        raise NotFound
    if not by_hand:
        await tell(tx, ArrivalAsked(id))


async def take_back(tx: WriteTx, id: str, member: str) -> bool:
    """Throw a plan away (True), or have all that came taken away again; raises NotFound."""
    if await tx.run(_DROP, id=id, member=member):
        return True
    if not await tx.run(_BACK, id=id, member=member):
        raise NotFound
    await tell(tx, ArrivalAsked(id))
    return False


async def step(tx: WriteTx, id: str, state: State, done: int) -> bool:
    """Say how far it has come; return whether it is still wanted so."""
    return bool(await tx.run(_STEP, id=id, state=state, done=done))


async def here(tx: WriteTx, id: str, plan: Plan, *, now: Micros) -> None:
    """Say that all has come; `plan` says by now what did not."""
    body = msgspec.json.encode(plan).decode()
    await tx.run(_HERE, id=id, plan=body, until_us=now + UNDONE_US)


async def gone(tx: WriteTx, id: str) -> None:
    """Say that all that came is taken away."""
    await tx.run(_GONE, id=id)


async def forget_old(tx: WriteTx, *, now: Micros) -> None:
    """Drop rows whose time is over; a day's are kept to be counted."""
    await tx.run(_OLD, now_us=now, since_us=now - DAY)


async def files_of(tx: ReadTx, member: str) -> list[str]:
    """Return the arrivals of a member, whose files may lie here."""
    return await tx.all(str, _FILES_OF, member=member)


async def with_file(tx: ReadTx, *, now: Micros) -> list[str]:
    """Return the arrivals whose files are still needed."""
    return await tx.all(str, _WITH_FILE, now_us=now)


async def known(tx: ReadTx, member: str, sources: Sequence[str]) -> dict[str, str]:
    """Return what of these is here already: its id here by its name there."""
    rows = await tx.all(tuple, _BROUGHT, member=member, many=list(sources))
    return {str(source): str(id_) for source, id_ in rows}


async def own_notes(tx: ReadTx, member: str, ids: Sequence[str]) -> set[str]:
    """Return those of these notes that she wrote here: her own file came back to where it is of."""
    return set(await tx.all(str, _OWN, member=member, many=list(ids)))


async def keep(tx: WriteTx, member: str, arrival: str, kind: str, source: str, id: str) -> None:
    """Remember that something is here by now."""
    await tx.run(_KEEP, member=member, arrival=arrival, kind=kind, source=source, id=id)


async def some_of(
    tx: ReadTx, arrival: str, kind: str, *, most: int = 50
) -> list[tuple[str, str]]:  # fmt: skip
    """Return some of what came with an arrival: its name there and its id here."""
    return await tx.all(tuple, _OF_ARRIVAL, arrival=arrival, kind=kind, most=most)


async def forget(tx: WriteTx, member: str, sources: Sequence[str]) -> None:
    """Forget that things were brought."""
    await tx.run(_FORGET, member=member, many=list(sources))
