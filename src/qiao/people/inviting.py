"""Whom the square lets in, and members' invitations: links with a reserve, an end and a hello."""

import secrets
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import Forbidden, NotFound, TooMany
from qiao.kit.text import clean

MAX_HELLO_CHARS = 200
MAX_USES = 50
MAX_DAYS = 60
MAX_LISTED = 100
NEWCOMER_US = 3 * DAY
"""So long a member has one place to give away, whatever the reserve."""


class Door(msgspec.Struct, frozen=True):
    """Whom the square lets in, as its operator wants it.

    `reserve`: so many places a member has to give away; one comes back each `refill_days`.
    """

    door: Literal["open", "invited", "closed"] = "open"
    reserve: int = 5
    refill_days: int = 7


class DoorClosed(Forbidden):
    """The square takes in nobody at the moment."""

    code = "door_closed"


class InvitationNeeded(Forbidden):
    """Only whom a member invites gets in; there is no invitation, or it is over. Facts: why."""

    code = "invitation_needed"


class ReserveEmpty(TooMany):
    """A member has given all her places away. Facts: left, retry_s."""

    code = "reserve_empty"


class Invitation(NamedTuple):
    """A link; `uses` of `most` places are taken."""

    id: str
    token: str
    by: str
    hello: str
    lang: str
    uses: int
    most: int
    until_us: int
    withdrawn_us: int
    at_us: int

    def over(self, now: int) -> str:
        """Return why it lets nobody in any more, "" while it does."""
        if self.withdrawn_us:
            return "withdrawn"
        if self.until_us <= now:
            return "expired"
        return "used" if self.uses >= self.most else ""


class Arrival(NamedTuple):
    """Somebody who came by a link of `by`; `told`: who made the link may know who she is."""

    by: str
    invitation: str
    told: int
    at_us: int


_FACT = Sql("select value from facts where name = 'door'")
_PUT_FACT = Sql("""
    insert into facts (name, value) values ('door', :value)
    on conflict (name) do update set value = excluded.value
""")
_COLUMNS = """
    select id, token, by_id, hello, lang, uses, most, until_us, withdrawn_us, at_us
    from invitations
"""
_BY_TOKEN = Sql(_COLUMNS + "where token = :token")
_OF = Sql(_COLUMNS + "where by_id = :by order by at_us desc, id desc limit :limit_rows")
_ONE = Sql(_COLUMNS + "where id = :id and by_id = :by")
_TAKE = Sql("""
    update invitations set uses = uses + 1
    where token = :token and uses < most and until_us > :now_us and withdrawn_us = 0
""")
_ARRIVE = Sql("""
    insert into invited (member_id, invitation_id, told, at_us)
    values (:member, :invitation, :told, :now_us)
""")
_MAKE = Sql("""
    insert into invitations (id, token, by_id, hello, lang, most, until_us, at_us)
    values (:id, :token, :by, :hello, :lang, :most, :until_us, :now_us)
""")
_WITHDRAW = Sql("""
    update invitations set withdrawn_us = :now_us
    where id = :id and by_id = :by and withdrawn_us = 0
""")
_JOINED = Sql("select min(joined_us) from members where id in (:names...)")
_HOLD = Sql("update member_counts set notes = notes where member_id = :first")
# places that are taken count for their time; those of a link that is over come back at once
_GIVEN = Sql("""
    select at_us, case when withdrawn_us > 0 or until_us <= :now_us then uses else most end
    from invitations where by_id in (:names...) and at_us > :since_us order by at_us
""")
_CAME = Sql("""
    select a.member_id, a.invitation_id from invited a join invitations i on i.id = a.invitation_id
    where i.by_id = :by and a.told = 1 order by a.at_us desc limit :limit_rows
""")
_ARRIVAL = Sql("""
    select i.by_id, i.id, a.told, a.at_us
    from invited a join invitations i on i.id = a.invitation_id
    where a.member_id = :member
""")
_BROUGHT = Sql("""
    select i.by_id from invited a join invitations i on i.id = a.invitation_id
    where a.member_id = :member
""")


async def door(tx: ReadTx) -> Door:
    """Return whom the square lets in; what another version of Qiao wrote is no reason to fail."""
    try:
        return msgspec.json.decode(str(await tx.value(_FACT) or "{}"), type=Door)
    except msgspec.ValidationError:
        return Door()


async def set_door(tx: WriteTx, wanted: Door) -> Door:
    """Let in whom an operator wants; numbers out of range are brought into it."""
    kept = Door(
        wanted.door, max(0, min(wanted.reserve, MAX_USES)), max(1, min(wanted.refill_days, 365))
    )
    await tx.run(_PUT_FACT, value=msgspec.json.encode(kept).decode())
    return kept


async def invitation(tx: ReadTx, token: str) -> Invitation:
    """Return an invitation by its link; raises NotFound."""
    found = await tx.one_or_none(Invitation, _BY_TOKEN, token=token)
    if found is None:
        raise NotFound
    return found


async def admit(tx: WriteTx, token: str, *, now: Micros) -> str | None:
    """Let somebody in who signs up; return the invitation that brought her, if any.

    Raises:
        DoorClosed: nobody gets in.
        InvitationNeeded: only the invited do, and she has no invitation that still holds.
    """
    wanted = (await door(tx)).door
    if wanted == "closed":
        raise DoorClosed
    if token and await tx.run(_TAKE, token=token, now_us=now):
        return (await invitation(tx, token)).id
    if wanted == "open":
        return None
    found = await tx.one_or_none(Invitation, _BY_TOKEN, token=token) if token else None
    raise InvitationNeeded(why=found.over(now) if found else "none")


async def arrive(tx: WriteTx, member: str, invitation: str, *, told: bool, now: Micros) -> None:
    """Keep by which invitation a member came. `told`: its maker may know who she is."""
    await tx.run(_ARRIVE, member=member, invitation=invitation, told=int(told), now_us=now)


async def left(tx: ReadTx, names: Sequence[str], wanted: Door, *, now: Micros) -> tuple[int, int]:
    """Return how many places a person has to give away, and when (s) another one comes back.

    `names`: the members that she is; one reserve is for all of them.
    """
    span_us = wanted.refill_days * DAY
    most = wanted.reserve
    if now - await tx.count(_JOINED, names=list(names)) < NEWCOMER_US:
        most = min(most, 1)
    since = now - span_us * max(1, wanted.reserve)
    given = await tx.all(tuple, _GIVEN, names=list(names), since_us=since, now_us=now)
    out, last = 0.0, since
    for at_us, places in given:
        # one place comes back each span, as long as any is out
        out = max(0.0, out - (at_us - last) / span_us) + places
        last = at_us
    out = max(0.0, out - (now - last) / span_us)
    free = max(0, int(most - out + 1e-9))
    wait_s = int((out - int(out)) * span_us / SECOND) or span_us // SECOND
    return free, min(wait_s, span_us // SECOND)


async def invite(
    tx: WriteTx,
    by: str,
    *,
    names: Sequence[str],
    hello: str,
    lang: str,
    uses: int,
    days: int,
    now: Micros,
) -> Invitation:
    """Make an invitation out of a person's reserve. `names`: the members that she is, `by` one.

    Raises:
        ReserveEmpty: she has fewer places left. Those of `kit.text.clean`.
    """
    hello = clean(hello, field="hello", max_chars=MAX_HELLO_CHARS)
    uses, days = max(1, min(uses, MAX_USES)), max(1, min(days, MAX_DAYS))
    # her other tries wait here, so that no place is given twice
    await tx.run(_HOLD, first=min(names))
    free, wait_s = await left(tx, names, await door(tx), now=now)
    if free < uses:
        raise ReserveEmpty(left=free, retry_s=max(HOUR // SECOND, wait_s))
    made = Invitation(
        new_id(now), secrets.token_urlsafe(16), by, hello, lang, 0, uses, now + days * DAY, 0, now
    )
    await tx.run(
        _MAKE,
        id=made.id,
        token=made.token,
        by=by,
        hello=hello,
        lang=lang,
        most=uses,
        until_us=made.until_us,
        now_us=now,
    )
    return made


async def withdraw(tx: WriteTx, by: str, id: str, *, now: Micros) -> None:
    """Let nobody in by an invitation any more; doing so twice is fine. Raises NotFound."""
    if await tx.run(_WITHDRAW, id=id, by=by, now_us=now):
        return
    if await tx.one_or_none(Invitation, _ONE, id=id, by=by) is None:
        raise NotFound


async def invitations_of(tx: ReadTx, by: str) -> list[Invitation]:
    """Return a member's invitations, the newest first."""
    return await tx.all(Invitation, _OF, by=by, limit_rows=MAX_LISTED)


async def came_by(tx: ReadTx, by: str) -> list[tuple[str, str]]:
    """Return who came by a member's invitations and lets her know it: member, invitation."""
    rows = await tx.all(tuple, _CAME, by=by, limit_rows=200)
    return [(str(member), str(invitation)) for member, invitation in rows]


async def arrival(tx: ReadTx, member: str) -> Arrival | None:
    """Return by whose link a member came, where she came by one."""
    return await tx.one_or_none(Arrival, _ARRIVAL, member=member)


async def brought_by(tx: ReadTx, member: str) -> str | None:
    """Return who invited a member, where somebody did."""
    found = await tx.value(_BROUGHT, member=member)
    return None if found is None else str(found)
