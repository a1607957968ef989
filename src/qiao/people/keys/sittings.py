"""One's sessions: on which device, since when, last seen on which day; ended one by one."""

import hashlib
import re

from qiao.kit.clock import DAY, Micros, rfc3339
from qiao.kit.db import ReadTx, Sql, WriteTx
from qiao.kit.refusals import NotFound
from qiao.people.keys.models import Sitting

PROVED_US = DAY // 96
"""A quarter of an hour: so long after proving who one is the ways in may be changed."""

# the first that fits: browsers claim to be others for compatibility
_BROWSERS = (
    ("Edge", "Edg"), ("Opera", "OPR/"), ("Samsung Internet", "SamsungBrowser"),
    ("Vivaldi", "Vivaldi"), ("Firefox", "Firefox/|FxiOS"), ("Chrome", "Chrome/|CriOS|Chromium"),
    ("Safari", "Safari/"), ("curl", "curl/"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "HarmonyOS|OpenHarmony"),
    ("Android", "Android"), ("ChromeOS", "CrOS"), ("Windows", "Windows"), ("macOS", "Macintosh"),
    ("Linux", "Linux"),
)  # fmt: skip

_OF = Sql("""
    select token_hash, device, made_us, seen_us from sessions
    where member_id in (:members...) and expires_us > :now_us order by seen_us desc, made_us desc
""")
_END = Sql("delete from sessions where token_hash = :token_hash")
_END_OTHERS = Sql("""
    delete from sessions where member_id in (:members...) and token_hash <> :token_hash
""")
_SEEN = Sql("update sessions set seen_us = :day_us where token_hash = :token_hash")
_PROVED = Sql("""
    select proved_us from sessions where token_hash = :token_hash and member_id = :member
""")
_PROVE = Sql("update sessions set proved_us = :now_us where token_hash = :token_hash")


def device_of(agent: str) -> str:
    """Say in plain words what somebody signs in on, and keep nothing finer than that."""
    return f"{_first(_BROWSERS, agent)}|{_first(_SYSTEMS, agent)}"


def _first(kinds: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, marks in kinds if re.search(marks, agent[:400])), "")


def day_of(at_us: int) -> int:
    """Return when the day began: nothing finer is kept of when somebody was here."""
    return at_us - at_us % DAY


def _public(token_hash: bytes) -> str:
    """Name a session without telling what opens it."""
    return hashlib.sha256(b"session " + token_hash).hexdigest()[:24]


async def of(tx: ReadTx, members: list[str], token_hash: bytes, *, now: Micros) -> list[Sitting]:
    """Return a person's sessions, the last seen first; `token_hash` is the one that asks."""
    found = []
    for hashed, device, made_us, seen_us in await tx.all(tuple, _OF, members=members, now_us=now):
        browser, _, system = device.partition("|")
        days = rfc3339(made_us)[:10], rfc3339(max(seen_us, day_of(made_us)))[:10]
        here = bytes(hashed) == token_hash
        found.append(Sitting(_public(bytes(hashed)), browser, system, *days, here))
    return found


async def end(tx: WriteTx, members: list[str], id: str, *, now: Micros) -> None:
    """End one of a person's sessions; raises NotFound."""
    for hashed, *_ in await tx.all(tuple, _OF, members=members, now_us=now):
        if _public(bytes(hashed)) == id:
            await tx.run(_END, token_hash=bytes(hashed))
            return
    raise NotFound


async def end_others(tx: WriteTx, members: list[str], token_hash: bytes) -> None:
    """End all sessions of a person but this one."""
    await tx.run(_END_OTHERS, members=members, token_hash=token_hash)


async def mark_seen(tx: WriteTx, token_hash: bytes, *, now: Micros) -> None:
    """Write down the day a session was last seen."""
    await tx.run(_SEEN, token_hash=token_hash, day_us=day_of(now))


async def prove(tx: WriteTx, token_hash: bytes, *, now: Micros) -> None:
    """Write down that whoever holds this session has proved just now who she is."""
    await tx.run(_PROVE, token_hash=token_hash, now_us=now)


async def is_proved(tx: ReadTx, member: str, token_hash: bytes, *, now: Micros) -> bool:
    """Whether whoever holds this session proved a short while ago who she is."""
    proved_us = await tx.value(_PROVED, token_hash=token_hash, member=member)
    return isinstance(proved_us, int) and proved_us > now - PROVED_US
