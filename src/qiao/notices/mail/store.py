"""The addresses that members gave, and when the next digest is due."""

import re
from typing import NamedTuple

from qiao.kit.clock import DAY, SECOND, Micros
from qiao.kit.db import Event, ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound, TooMany
from qiao.notices.mail.links import Link, LinkInvalid, about
from qiao.notices.models import Digest

MAX_ADDRESS_CHARS = 254
ASK_AGAIN_US = 10 * 60 * SECOND
MAX_ASKED_OF_ONE = 3
PERIOD_US: dict[Digest, int] = {"off": 7 * DAY, "daily": DAY, "weekly": 7 * DAY}
MAX_FAILURES = 5
MAX_ITEMS = 12

# what can be written to from everywhere; quoted and addressed-by-number forms are not for people
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


class MailAsked(Event, frozen=True):
    """A member gave an address and waits for the mail that asks whether it is hers."""

    member: str


class AddressInvalid(Invalid):
    """Facts: field."""

    code = "address_invalid"


class AskedTooOften(TooMany):
    """A mail went there a moment ago, or too many did. Facts: retry_s."""

    code = "asked_too_often"


class Address(NamedTuple):
    """An address of a member."""

    member: str
    address: str
    confirmed_us: int | None
    asked_us: int
    sent_us: int
    failures: int

    @property
    def about(self) -> str:
        """What links name it by."""
        return about(self.address, self.asked_us)


_COLUMNS = """
    select member_id, address, confirmed_us, asked_us, sent_us, failures from notice_mail
"""
_OF = Sql(_COLUMNS + "where member_id = :member")
_DUE = Sql(
    _COLUMNS
    + "where confirmed_us is not null and next_us <= :now_us order by next_us limit :limit_rows"
)
_ASKED = Sql("""
    select count(*) from notice_mail
    where address = :address and member_id <> :member and asked_us > :since_us
""")
_ASK = Sql("""
    insert into notice_mail (member_id, address, asked_us) values (:member, :address, :now_us)
    on conflict (member_id) do update set address = :address, asked_us = :now_us,
      confirmed_us = null, failures = 0
""")
_CONFIRM = Sql("""
    update notice_mail set confirmed_us = :now_us, next_us = :next_us, sent_us = :now_us
    where member_id = :member and confirmed_us is null
""")
_DROP = Sql("delete from notice_mail where member_id = :member")
_CLAIM = Sql("""
    update notice_mail set next_us = :next_us
    where member_id = :member and next_us <= :now_us and confirmed_us is not null
""")
_SENT = Sql("update notice_mail set sent_us = :now_us, failures = 0 where member_id = :member")
_FAILED = Sql("""
    update notice_mail set failures = failures + 1, next_us = :next_us where member_id = :member
""")
_GIVE_UP = Sql("""
    update notice_mail set confirmed_us = null where member_id = :member and failures >= :most
""")
_SOON = Sql("""
    update notice_mail set next_us = :now_us
    where member_id = :member and confirmed_us is not null and next_us > :now_us
""")
_RESCHEDULE = Sql("""
    update notice_mail set next_us = sent_us + :period_us
    where member_id = :member and confirmed_us is not null
""")
_GROUPS = Sql("""
    select id from notice_groups
    where member_id = :member and moved_us > :since_us and moved_us > seen_us and people > 0
    order by moved_us desc limit :limit_rows
""")


def checked_address(address: str) -> str:
    """Return a mail address in its usual form; raises AddressInvalid."""
    address = address.strip()
    if len(address) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(address):
        raise AddressInvalid(field="address")
    name, _, host = address.rpartition("@")
    if name.startswith(".") or name.endswith(".") or ".." in name:
        raise AddressInvalid(field="address")
    return f"{name}@{host.lower()}"


async def address_of(tx: ReadTx, member: str) -> Address | None:
    """Return a member's address."""
    return await tx.one_or_none(Address, _OF, member=member)


async def ask(tx: WriteTx, member: str, address: str, *, now: Micros) -> None:
    """Take an address; nothing but one question goes there until its owner says yes.

    Raises:
        AddressInvalid: it is none.
        AskedTooOften: a moment ago by this member, or for this address by several.
    """
    address = checked_address(address)
    before = await address_of(tx, member)
    if before is not None:
        if before.address == address and before.confirmed_us is not None:
            return
        if now - before.asked_us < ASK_AGAIN_US:
            raise AskedTooOften(retry_s=ASK_AGAIN_US // SECOND)
    asked = await tx.count(_ASKED, address=address, member=member, since_us=now - DAY)
    if asked >= MAX_ASKED_OF_ONE:
        raise AskedTooOften(retry_s=DAY // SECOND)
    await tx.run(_ASK, member=member, address=address, now_us=now)
    await tell(tx, MailAsked(member))


async def confirm(tx: WriteTx, link: Link, digest: Digest, *, now: Micros) -> None:
    """Take it from a link that the address is its member's; raises LinkInvalid."""
    found = await address_of(tx, link.member)
    if found is None or found.about != link.about:
        raise LinkInvalid
    await tx.run(_CONFIRM, member=link.member, now_us=now, next_us=now + PERIOD_US[digest])


async def still_this(tx: ReadTx, link: Link) -> None:
    """Raise LinkInvalid where the member has another address by now."""
    found = await address_of(tx, link.member)
    if found is None or found.about != link.about:
        raise LinkInvalid


async def drop(tx: WriteTx, member: str) -> None:
    """Forget a member's address. Raises NotFound."""
    if not await tx.run(_DROP, member=member):
        raise NotFound


async def due(tx: ReadTx, *, now: Micros, limit: int) -> list[Address]:
    """Return whose digest is due, the longest first."""
    return await tx.all(Address, _DUE, now_us=now, limit_rows=limit)


async def claim(tx: WriteTx, member: str, digest: Digest, *, now: Micros) -> bool:
    """Take it upon oneself to send a digest: whoever comes second sends none."""
    return bool(await tx.run(_CLAIM, member=member, now_us=now, next_us=now + PERIOD_US[digest]))


async def fresh_groups(tx: ReadTx, member: str, since_us: int) -> list[str]:
    """Return the notices that came since and were not seen, newest first."""
    rows = await tx.all(tuple, _GROUPS, member=member, since_us=since_us, limit_rows=MAX_ITEMS)
    return [str(row[0]) for row in rows]


async def sent(tx: WriteTx, member: str, *, now: Micros) -> None:
    """Remember that a digest went out."""
    await tx.run(_SENT, member=member, now_us=now)


async def failed(tx: WriteTx, member: str, *, wait_us: int, now: Micros) -> None:
    """Try again later; an address that always fails has to be confirmed anew."""
    await tx.run(_FAILED, member=member, next_us=now + wait_us)
    await tx.run(_GIVE_UP, member=member, most=MAX_FAILURES)


async def soon(tx: WriteTx, member: str, *, now: Micros) -> None:
    """Have the next digest sent at once: there is something worth it."""
    await tx.run(_SOON, member=member, now_us=now)


async def reschedule(tx: WriteTx, member: str, digest: Digest) -> None:
    """Reckon anew when the next digest is due."""
    await tx.run(_RESCHEDULE, member=member, period_us=PERIOD_US[digest])
