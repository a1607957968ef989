"""Who runs the square: making operators, taking the role back, each time one more line of a log."""

from typing import Literal, NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.text import clean
from qiao.people.events import MemberChanged
from qiao.people.models import LastOperator, MemberId

MAX_REASON_CHARS = 500
MAX_LISTED = 100

Did = Literal["claimed", "made", "taken"]
"""`claimed`: with the link that the server printed for the first operator."""


class Turn(NamedTuple):
    """A line of the log. `who` and `by`: handles, "" where she left; `by` also for a command."""

    who: str
    did: Did
    by: str
    reason: str
    at_us: int


class Running(NamedTuple):
    """An operator, and since when; 0 where that was before the log began."""

    member: str
    since_us: int


_OPERATORS = Sql("""
    select m.id, coalesce((
      select max(t.at_us) from operator_turns t where t.member_id = m.id and t.did <> 'taken'
    ), 0) from members m where m.operator = 1 order by 2, m.id
""")
_TURNS = Sql("""
    select coalesce(m.handle, ''), t.did, coalesce(b.handle, ''), t.reason, t.at_us
    from operator_turns t left join members m on m.id = t.member_id
    left join members b on b.id = t.by_id order by t.seq desc limit :limit_rows
""")
_KEEP = Sql("""
    insert into operator_turns (at_us, member_id, did, by_id, reason)
    values (:now_us, :member, :did, :by, :reason)
""")
_MAKE = Sql("update members set operator = 1 where id = :member and operator = 0")
_TAKE = Sql("update members set operator = 0 where id = :member and operator = 1")
# two who take the role from each other at once wait here, so that one of them keeps it
_HOLD = Sql("update members set operator = operator where operator = 1")
_OTHERS = Sql("select count(*) from members where operator = 1 and id <> :member")


async def operators(tx: ReadTx) -> list[Running]:
    """Return who runs the square, the longest first."""
    return await tx.all(Running, _OPERATORS)


async def turns(tx: ReadTx) -> list[Turn]:
    """Return who became an operator or stopped being one, the newest first."""
    return await tx.all(Turn, _TURNS, limit_rows=MAX_LISTED)


async def keep_turn(
    tx: WriteTx, member: str, did: Did, *, by: str, reason: str = "", now: Micros
) -> None:
    """Write a line of the log. `by`: a member, "" for the command line."""
    await tx.run(_KEEP, member=member, did=did, by=by, reason=reason, now_us=now)


async def make_operator(
    tx: WriteTx, member: MemberId, *, by: str, reason: str = "", now: Micros
) -> bool:
    """Make a member an operator; say whether she was none. Raises those of `kit.text.clean`."""
    reason = clean(reason, field="reason", max_chars=MAX_REASON_CHARS)
    if not await tx.run(_MAKE, member=member):
        return False
    await keep_turn(tx, member, "made", by=by, reason=reason, now=now)
    await tell(tx, MemberChanged(member))
    return True


async def take_operator(
    tx: WriteTx, member: MemberId, *, by: str, reason: str = "", now: Micros
) -> bool:
    """Let a member be an operator no longer, from her next request on; say whether she was one.

    Raises:
        LastOperator: nobody else runs the square. Those of `kit.text.clean`.
    """
    reason = clean(reason, field="reason", max_chars=MAX_REASON_CHARS)
    await tx.run(_HOLD)
    others = await tx.count(_OTHERS, member=member)
    if not await tx.run(_TAKE, member=member):
        return False
    if not others:
        raise LastOperator
    await keep_turn(tx, member, "taken", by=by, reason=reason, now=now)
    await tell(tx, MemberChanged(member))
    return True
