"""Codes of six digits sent to a contact: for the page that asked, ten minutes, five tries, once.

What is kept is a keyed hash. The page that asked holds the flow, which is signed and 256 bits of
chance; a code without its flow opens nothing, so none can be tried from elsewhere.
"""

import hashlib
import secrets
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import TooMany
from qiao.people.keys.contacts import Contact, Kind
from qiao.people.keys.keyring import Keyring
from qiao.people.keys.models import Flow, FlowOver
from qiao.people.keys.settings import CodeBudgets

DIGITS = 6
TRIES = 5
CODE_US = 600 * SECOND
AGAIN_US = 60 * SECOND
FLOW_US = 30 * 60 * SECOND
"""So long, from when it was asked for, a code that was right may be made use of."""
PURPOSE = "code"


class AskedTooOften(TooMany):
    """A code went there a moment ago, or too many were asked for. Facts: retry_s."""

    code = "asked_too_often"


class Budget(NamedTuple):
    """So many within so long, counted under a name."""

    name: str
    most: int
    within_us: int


_SPEND = Sql("""
    insert into code_budgets (name, count, until_us) values (:name, :step, :until_us)
    on conflict (name) do update set
      count = case when code_budgets.until_us > :now_us then code_budgets.count else 0 end + :step,
      until_us = case when code_budgets.until_us > :now_us then code_budgets.until_us
        else :until_us end
    where code_budgets.until_us <= :now_us or code_budgets.count + :step <= :most
""")
_UNTIL = Sql("select until_us from code_budgets where name = :name")
_BACK = Sql("""
    update code_budgets set count = count - :step where name = :name and count >= :step
""")
_FORGET_BUDGETS = Sql("delete from code_budgets where until_us < :now_us")
_BEGIN = Sql("""
    insert into entry_codes (challenge_hash, member_id, kind, lookup, sealed, code_hash, until_us)
    values (:challenge_hash, :member, :kind, :lookup, :sealed, :code_hash, :until_us)
""")
_TRY = Sql("""
    update entry_codes set tries = tries + 1
    where challenge_hash = :challenge_hash and tries < :most and proved = 0 and until_us > :now_us
""")
_PROVE = Sql("""
    update entry_codes set proved = 1, until_us = :until_us
    where challenge_hash = :challenge_hash and code_hash = :code_hash
""")
_PROVED = Sql("""
    select kind, lookup, sealed, member_id from entry_codes
    where challenge_hash = :challenge_hash and proved = 1 and until_us > :now_us
""")
_END = Sql("delete from entry_codes where challenge_hash = :challenge_hash and proved = 1")
_FORGET = Sql("delete from entry_codes where until_us < :now_us")


def network_of(address: str) -> str:
    """Return the network an address is of: a /24 of IPv4, a /48 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:40]
    mapped = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network(f"{mapped}/{24 if mapped.version == 4 else 48}", strict=False))


def mail_budgets(
    chosen: CodeBudgets, contact: Contact, network: str, device: str | None
) -> list[Budget]:
    """Return what sending a letter costs.

    `device`: the name of a browser that its owner signed in on before, which has a count of its
    own: nobody can keep her out by asking for codes in her place.
    """
    to = f"{contact.lookup.hex()} {device or ''}"
    return [
        Budget(f"again {to}", 1, AGAIN_US),
        Budget(f"hour {to}", chosen.mails_to_address_per_hour, HOUR),
        Budget(f"day {to}", chosen.mails_to_address_per_day, DAY),
        Budget(f"network {network}", chosen.per_network_per_hour, HOUR),
        Budget("mails", chosen.mails_per_hour, HOUR),
    ]


async def spend(tx: WriteTx, keys: Keyring, budgets: list[Budget], *, now: Micros) -> None:
    """Take one from each budget; raises AskedTooOften, having taken nothing, where one is empty."""
    for budget in budgets:
        await take(tx, keys, budget, 1, now=now)


async def take(tx: WriteTx, keys: Keyring, budget: Budget, step: int, *, now: Micros) -> None:
    """Take `step` from a budget; raises AskedTooOften where there is not as much left."""
    name = _name(keys, budget)
    fits = step <= budget.most and await tx.run(
        _SPEND,
        name=name,
        step=step,
        now_us=now,
        until_us=now + budget.within_us,
        most=budget.most,
    )
    if not fits:
        until_us = max(await tx.count(_UNTIL, name=name), now + SECOND)
        raise AskedTooOften(retry_s=-(-(until_us - now) // SECOND))


async def give_back(tx: WriteTx, keys: Keyring, budgets: list[Budget]) -> None:
    """Put one back into each: what was asked for was for a person."""
    for budget in budgets:
        await tx.run(_BACK, name=_name(keys, budget), step=1)


def _name(keys: Keyring, budget: Budget) -> bytes:
    # nothing of an address, a number or a network can be read from what is counted
    return keys.code_hash(budget.name, "budget")


def new_code() -> str:
    """Return six digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


async def begin(
    tx: WriteTx, keys: Keyring, contact: Contact, code: str, *, member: str, now: Micros
) -> str:
    """Keep a code that is about to be sent; return the token of its flow.

    `member`: whose contact it is to become; "" for whoever wants to come in.
    """
    token, flow = keys.begin(PURPOSE, member, now=now, lasts_us=FLOW_US)
    challenge_hash = _hash(flow)
    await tx.run(
        _BEGIN,
        challenge_hash=challenge_hash,
        member=member,
        kind=contact.kind,
        lookup=contact.lookup,
        sealed=keys.sealed(contact.to.encode(), "code"),
        code_hash=keys.code_hash(code, challenge_hash.hex()),
        until_us=now + CODE_US,
    )
    return token


async def check(
    tx: WriteTx, keys: Keyring, token: str, code: str, *, now: Micros
) -> Contact | None:
    """Return the contact where it is the code that was sent; each call is one of five tries.

    Raises:
        FlowOver: no try is left, its time is over, or it was right before.
    """
    flow = keys.read(token, PURPOSE, now=now)
    challenge_hash = _hash(flow)
    if not await tx.run(_TRY, challenge_hash=challenge_hash, most=TRIES, now_us=now):
        raise FlowOver
    said = "".join(c for c in code[:40] if c.isdecimal())
    digits = "".join(str(int(c)) for c in said)  # those of any script
    code_hash = keys.code_hash(digits, challenge_hash.hex())
    right = await tx.run(
        _PROVE, challenge_hash=challenge_hash, code_hash=code_hash, until_us=flow.until_us
    )
    if not right:
        return None
    row = await tx.one_or_none(tuple, _PROVED, challenge_hash=challenge_hash, now_us=now)
    to = keys.opened(bytes(row[2]), "code") if row is not None else None
    return Contact(row[0], to.decode(), bytes(row[1])) if row is not None and to else None


async def proved(
    tx: ReadTx, keys: Keyring, token: str, kind: Kind, *, member: str = "", now: Micros
) -> Contact:
    """Return the contact that was proved in a flow of `member`'s; raises FlowOver."""
    flow = keys.read(token, PURPOSE, now=now)
    row = await tx.one_or_none(tuple, _PROVED, challenge_hash=_hash(flow), now_us=now)
    if row is None or row[0] != kind or row[3] != member or flow.member != member:
        raise FlowOver
    to = keys.opened(bytes(row[2]), "code")
    if to is None:
        raise FlowOver
    return Contact(kind, to.decode(), bytes(row[1]))


async def finish(tx: WriteTx, keys: Keyring, token: str, *, now: Micros) -> None:
    """End a flow that was proved; raises FlowOver where it was ended before."""
    if not await tx.run(_END, challenge_hash=_hash(keys.read(token, PURPOSE, now=now))):
        raise FlowOver


async def forget_old_codes(tx: WriteTx, *, now: Micros) -> None:
    """Drop codes and counts whose time is over."""
    await tx.run(_FORGET, now_us=now)
    await tx.run(_FORGET_BUDGETS, now_us=now)


def _hash(flow: Flow) -> bytes:
    return hashlib.sha256(flow.challenge).digest()
