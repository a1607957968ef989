"""The browsers that members want to be rung at; each belongs to the session that asked."""

from typing import NamedTuple
from urllib.parse import urlsplit

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import Invalid
from qiao.notices.push.sealing import from_unpadded, read_point
from qiao.people.queries import live_sessions

MAX_OF_ONE = 10
MAX_ENDPOINT_CHARS = 1_000
MAX_FAILURES = 20


class PushUnknown(Invalid):
    """The address is of no push service that this square calls, or the keys are none.

    Facts: field.
    """

    code = "push_unknown"


class Subscription(NamedTuple):
    """A browser to ring."""

    id: str
    endpoint: str
    p256dh: str
    auth: str
    session_hash: bytes
    wait_until_us: int


_PUT = Sql("""
    insert into push_subscriptions (id, member_id, endpoint, p256dh, auth, session_hash, at_us)
    values (:id, :member, :endpoint, :p256dh, :auth, :session, :now_us)
    on conflict (endpoint) do update set member_id = :member, p256dh = :p256dh, auth = :auth,
      session_hash = :session, at_us = :now_us, failures = 0, wait_until_us = 0
""")
_TRIM = Sql("""
    delete from push_subscriptions where member_id = :member and id not in (
      select id from push_subscriptions where member_id = :member
      order by at_us desc, id desc limit :most
    )
""")
_DROP = Sql("""
    delete from push_subscriptions where member_id = :member and endpoint = :endpoint
""")
_FORGET = Sql("delete from push_subscriptions where id in (:ids...)")
_OF = Sql("""
    select id, endpoint, p256dh, auth, session_hash, wait_until_us from push_subscriptions
    where member_id = :member
""")
_MEMBERS = Sql("""
    select distinct member_id from push_subscriptions where member_id > :after
    order by member_id limit :limit_rows
""")
_WELL = Sql("update push_subscriptions set failures = 0 where id = :id and failures > 0")
_ILL = Sql("""
    update push_subscriptions set failures = failures + 1, wait_until_us = :until_us
    where id = :id
""")
_GIVE_UP = Sql("delete from push_subscriptions where id = :id and failures >= :most")


def checked_endpoint(endpoint: str, hosts: tuple[str, ...]) -> str:
    """Return the address of a push service; raises PushUnknown.

    What a member names is called by this machine, so only known services are: never a neighbour.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise PushUnknown(field="endpoint") from error
    host = parts.hostname or ""
    plain = len(endpoint) <= MAX_ENDPOINT_CHARS and endpoint.isascii() and endpoint.isprintable()
    if not plain or parts.username is not None or parts.password is not None:
        raise PushUnknown(field="endpoint")
    for allowed in hosts:
        if allowed.startswith("http://"):  # an operator's own, on her own network
            if f"{parts.scheme}://{parts.netloc}" == allowed:
                return endpoint
        elif parts.scheme == "https" and port in (None, 443) and _fits(host, allowed):
            return endpoint
    raise PushUnknown(field="endpoint")


def _fits(host: str, allowed: str) -> bool:
    if allowed.startswith("*."):
        return host.endswith(allowed[1:]) and len(host) > len(allowed) - 1
    return host == allowed


def check_keys(p256dh: str, auth: str) -> None:
    """Refuse keys that are none; raises PushUnknown."""
    try:
        read_point(from_unpadded(p256dh))
        fits = len(from_unpadded(auth)) == 16
    except ValueError as error:
        raise PushUnknown(field="keys") from error
    if not fits:
        raise PushUnknown(field="keys")


async def subscribe(
    tx: WriteTx,
    member: str,
    session: bytes,
    endpoint: str,
    p256dh: str,
    auth: str,
    *,
    now: Micros,
) -> None:
    """Ring a browser from now on; it rings for whoever signed in there last."""
    await tx.run(
        _PUT,
        id=new_id(now),
        member=member,
        endpoint=endpoint,
        p256dh=p256dh,
        auth=auth,
        session=session,
        now_us=now,
    )
    await tx.run(_TRIM, member=member, most=MAX_OF_ONE)


async def unsubscribe(tx: WriteTx, member: str, endpoint: str) -> None:
    """Ring one of one's own browsers no longer; doing so twice is fine."""
    await tx.run(_DROP, member=member, endpoint=endpoint)


async def subscriptions(
    tx: ReadTx, member: str, *, now: Micros
) -> tuple[list[Subscription], list[str]]:
    """Return the browsers to ring, and the ids of those whose session is over."""
    found = await tx.all(Subscription, _OF, member=member)
    if not found:
        return [], []
    alive = await live_sessions(tx, [bytes(one.session_hash) for one in found], now_us=now)
    lost = [one.id for one in found if bytes(one.session_hash) not in alive]
    ready = [one for one in found if one.id not in lost and one.wait_until_us <= now]
    return ready, lost


async def members_to_ring(tx: ReadTx, *, after: str, limit: int = 500) -> list[str]:
    """Return members with browsers to ring, by id."""
    rows = await tx.all(tuple, _MEMBERS, after=after, limit_rows=limit)
    return [str(row[0]) for row in rows]


async def forget(tx: WriteTx, ids: list[str]) -> None:
    """Forget browsers that are gone."""
    await tx.run(_FORGET, ids=ids)


async def note_outcome(tx: WriteTx, id: str, *, well: bool, until_us: int = 0) -> None:
    """Remember how it went; a browser that fails twenty times in a row is given up."""
    if well:
        await tx.run(_WELL, id=id)
        return
    await tx.run(_ILL, id=id, until_us=until_us)
    await tx.run(_GIVE_UP, id=id, most=MAX_FAILURES)
