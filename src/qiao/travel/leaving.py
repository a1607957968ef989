"""Giving an account up, having it back, and which accounts are due."""

from collections.abc import Sequence

import msgspec

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.people.models import LastOperator
from qiao.travel.models import Leaving, Traces

# two who ask at once wait here, so that one of them is told that she is the last
_HOLD_OPERATORS = Sql("update members set operator = operator where operator = 1")
_OPERATORS = Sql("""
    select count(*) from members where operator = 1 and id <> :member
      and id not in (select member_id from leavings)
""")
_OPERATOR = Sql("select operator from members where id = :member")
_ASK = Sql("""
    insert into leavings (member_id, asked_us, due_us) values (:member, :now_us, :due_us)
    on conflict (member_id) do nothing
""")
_SIGN_OUT = Sql("delete from sessions where member_id = :member")
_UNPUSH = Sql("delete from push_subscriptions where member_id = :member")
_LOCK = Sql("update members set password_hash = '!' where id = :member")
_NO_KEYS = tuple(
    Sql(f"delete from {table} where member_id = :member")
    for table in ("passkeys", "recovery_codes", "contacts")
)
_STAY = Sql("delete from leavings where member_id = :member and erased_us is null")
_CAME_BACK = Sql("""
    delete from leavings where erased_us is null and traces = '{}' and exists (
      select 1 from sessions s where s.member_id = leavings.member_id
        and s.made_us > leavings.asked_us
    )
""")
_ONE = Sql("select member_id, asked_us, due_us, erased_us from leavings where member_id = :member")
_DUE = Sql("""
    select member_id, asked_us, due_us, erased_us from leavings
    where (erased_us is null and due_us <= :now_us) or erased_us <= :echo_us order by due_us
""")
_TRACES = Sql("select traces from leavings where member_id = :member")
_KEEP = Sql("update leavings set traces = :traces where member_id = :member")
_ERASED = Sql("""
    update leavings set erased_us = :now_us where member_id = :member and erased_us is null
""")
_DONE = Sql("delete from leavings where member_id = :member")


async def ask_to_leave(tx: WriteTx, member: str, *, now: Micros, due: Micros) -> None:
    """Sign a member out everywhere and note when she is to be erased.

    Raises:
        LastOperator: nobody else runs the square, but for those who leave, too.
    """
    if await tx.count(_OPERATOR, member=member):
        await tx.run(_HOLD_OPERATORS)
        if not await tx.count(_OPERATORS, member=member):
            raise LastOperator
    await tx.run(_ASK, member=member, now_us=now, due_us=due)
    await tx.run(_SIGN_OUT, member=member)
    await tx.run(_UNPUSH, member=member)


async def ask_to_be_gone(tx: WriteTx, member: str, *, now: Micros) -> None:
    """From here there is no way back: nobody signs in as her any more."""
    await tx.run(_ASK, member=member, now_us=now, due_us=now)
    await tx.run(_SIGN_OUT, member=member)
    await tx.run(_LOCK, member=member)
    for keys in _NO_KEYS:
        await tx.run(keys, member=member)


async def stay(tx: WriteTx, member: str) -> None:
    """Have an account back whose erasing has not begun; doing so twice is fine."""
    await tx.run(_STAY, member=member)


async def keep_who_came_back(tx: WriteTx) -> int:
    """Keep accounts that were signed in to since; return how many."""
    return await tx.run(_CAME_BACK)


async def leaving_of(tx: ReadTx, member: str) -> Leaving | None:
    """Say whether an account is given up, and when it goes."""
    return await tx.one_or_none(Leaving, _ONE, member=member)


async def due(tx: ReadTx, *, now: Micros, echo_us: int) -> Sequence[Leaving]:
    """Return whom to erase now, and who was erased before `echo_us`, the first one first."""
    return await tx.all(Leaving, _DUE, now_us=now, echo_us=echo_us)


async def kept_traces(tx: ReadTx, member: str) -> Traces:
    """Return what was written down of a member when her erasing began."""
    return msgspec.json.decode(str(await tx.value(_TRACES, member=member) or "{}"), type=Traces)


async def keep_traces(tx: WriteTx, member: str, traces: Traces) -> None:
    """Write down what is looked for until it is gone."""
    await tx.run(_KEEP, member=member, traces=msgspec.json.encode(traces).decode())


async def mark_erased(tx: WriteTx, member: str, *, now: Micros) -> None:
    """All but the echoes is gone."""
    await tx.run(_ERASED, member=member, now_us=now)


async def forget_leaving(tx: WriteTx, member: str) -> None:
    """Nothing is left to look for."""
    await tx.run(_DONE, member=member)
