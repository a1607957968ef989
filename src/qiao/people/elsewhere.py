"""Who people were elsewhere: names they say they had there, and whom they look for from there.

A name is what its member says, and nobody has proved it. She is found by it only if she wants to.
A list of names that somebody brings is never kept as it is: each becomes a hash under the secret of
the square, so that whoever reads the database learns nobody's name from it.
"""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple, get_args

from qiao.kit.clock import DAY, SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Invalid, TooMany
from qiao.people.beside import not_apart
from qiao.people.events import CalledElsewhere
from qiao.people.keys.logins import holder, together

Platform = Literal[
    "tiktok", "instagram", "xiaohongshu", "mastodon", "weibo", "x", "youtube", "bluesky", "threads"
]
PLATFORMS: Final[tuple[Platform, ...]] = get_args(Platform)

MAX_LIST: Final = 5_000
MAX_LISTS_A_DAY: Final = 4
"""Asking name by name whether somebody is here gets so far, and no further."""
MAX_NAMES_A_MONTH: Final = 8_000
MAX_CLAIMS_A_DAY: Final = 6
KEPT_US: Final = 90 * DAY
MAX_SEEKERS: Final = 5_000
"""So many are told of one who came."""

_LINK = re.compile(
    r"^(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,}/(?:@|channel/|profile/|user/)?", re.IGNORECASE
)
_NAME = re.compile(r"[\w.\-]{2,64}")
_ADDRESS = re.compile(r"[\w.\-]{1,64}@[a-z0-9.\-]{3,100}")


class NameUnfit(Invalid):
    """Not a name that somebody can have there. Facts: field."""

    code = "name_unfit"


class SoughtTooMuch(TooMany):
    """So many lists a day, so many names a month, for one person. Facts: max, retry_s."""

    code = "sought_too_much"


class Claim(NamedTuple):
    """Who a member says she is elsewhere. `shown`: on her page; `found`: others find her by it."""

    platform: Platform
    handle: str
    shown: int
    found: int


class Match(NamedTuple):
    """A member who says that she is somebody on one's list, and wants to be found.

    `others`: how many more say the same of themselves; then nobody knows who is right.
    """

    member: str
    platform: Platform
    handle: str
    followed: int
    others: int


class Hashes:
    """Makes names into what they are looked up by."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"names from elsewhere", "sha256")

    def of(self, platform: Platform, name: str) -> bytes:
        """Return the keyed hash of a name that `plain_name` returned; 16 bytes."""
        told = f"{platform} {name}".encode()
        return hashlib.blake2b(told, key=self._key, digest_size=16).digest()


def plain_name(platform: Platform, said: str) -> str:
    """Return a name as others write it too: without its link, its @ and its letters' case.

    Where places have many squares of their own (Mastodon) it keeps its square: `ana@example.org`.
    Raises NameUnfit.
    """
    text = unicodedata.normalize("NFKC", said[:300]).strip().casefold()
    linked = _LINK.match(text)
    if platform == "mastodon":
        if linked:
            host = re.sub(r"^https?://", "", text).partition("/")[0]
            text = f"{text[linked.end() :]}@{host}"
        text = text.lstrip("@").rstrip("/")
        if not _ADDRESS.fullmatch(text):
            raise NameUnfit(field="handle")
        return text
    if linked:
        text = re.split(r"[/?#]", text[linked.end() :])[0]
    text = text.lstrip("@")
    if not _NAME.fullmatch(text):
        raise NameUnfit(field="handle")
    return text


_PUT = Sql("""
    insert into elsewhere (member_id, platform, handle, lookup, shown, found, at_us)
    values (:member, :platform, :handle, :lookup, :shown, :found, :now_us)
    on conflict (member_id, platform) do update set handle = excluded.handle,
      lookup = excluded.lookup, shown = excluded.shown, found = excluded.found,
      at_us = excluded.at_us
""")
_DROP = Sql("delete from elsewhere where member_id = :member and platform = :platform")
_OF = Sql("""
    select platform, handle, shown, found from elsewhere where member_id = :member order by platform
""")
_SEEK = Sql("""
    insert into sought (member_id, lookup, platform, until_us)
    values (:member, :lookup, :platform, :until_us)
    on conflict (member_id, lookup) do update set until_us = excluded.until_us
""")
_SOUGHT = Sql("""
    select platform, count(*), max(until_us) from sought
    where member_id = :member and until_us > :now_us group by platform order by platform
""")
_FORGET_MINE = Sql("delete from sought where member_id = :member")
_FORGET_OLD = Sql("delete from sought where until_us <= :now_us")
_FORGET_TURNS = Sql("delete from sought_turns where at_us <= :since_us")
_TURN = Sql("""
    insert into sought_turns (id, member_id, what, count, at_us)
    values (:id, :member, :what, :count, :now_us)
""")
_TURNS = Sql("""
    select count(*), coalesce(sum(count), 0) from sought_turns
    where member_id = :member and what = :what and at_us > :since_us
""")
_HOLD = Sql("update member_counts set notes = notes where member_id = :member")
_MATCHES = Sql(f"""
    select e.member_id, e.platform, e.handle,
      case when exists (select 1 from follows f
        where f.follower_id = :reader and f.followed_id = e.member_id) then 1 else 0 end,
      (select count(*) from elsewhere o
        where o.lookup = e.lookup and o.found = 1 and o.member_id <> e.member_id)
    from sought s join elsewhere e on e.lookup = s.lookup and e.found = 1
    where s.member_id = :reader and s.until_us > :now_us and e.member_id not in (:mine...)
      and {not_apart("e.member_id")}
    order by e.member_id limit 500
""")
_SEEKERS = Sql("""
    select s.member_id from sought s join elsewhere e on e.lookup = s.lookup and e.found = 1
    where e.member_id = :member and s.member_id <> :member and s.until_us > :now_us
      and not exists (select 1 from elsewhere o
        where o.lookup = e.lookup and o.found = 1 and o.member_id <> e.member_id)
    order by s.member_id limit :most
""")


async def claim(
    tx: WriteTx,
    member: str,
    hashes: Hashes,
    platform: Platform,
    said: str,
    *,
    shown: bool,
    found: bool,
    now: Micros,
) -> Claim:
    """Say who one is elsewhere; those who look for her there are told, if she wants to be found.

    Raises:
        NameUnfit, SoughtTooMuch
    """
    name = plain_name(platform, said)
    person = await _hold(tx, member)
    times, _ = await _turns(tx, person, "claim", now - DAY)
    if times >= MAX_CLAIMS_A_DAY:
        raise SoughtTooMuch(max=MAX_CLAIMS_A_DAY, retry_s=DAY // SECOND)
    await _take_turn(tx, person, "claim", 1, now)
    lookup = hashes.of(platform, name)
    await tx.run(
        _PUT, member=member, platform=platform, handle=name, lookup=lookup,
        shown=int(shown), found=int(found), now_us=now,
    )  # fmt: skip
    if found:
        await tell(tx, CalledElsewhere(member))
    return Claim(platform, name, int(shown), int(found))


async def unclaim(tx: WriteTx, member: str, platform: Platform) -> None:
    """Say it no longer; doing so twice is fine."""
    await tx.run(_DROP, member=member, platform=platform)


async def claims(tx: ReadTx, member: str) -> list[Claim]:
    """Return who a member says she is elsewhere; what others may see of it is `shown`."""
    return await tx.all(Claim, _OF, member=member)


async def seek(
    tx: WriteTx,
    member: str,
    hashes: Hashes,
    platform: Platform,
    names: Iterable[str],
    *,
    now: Micros,
) -> int:
    """Look for people by their names elsewhere; return how many names were names.

    What is kept is hashes, until `KEPT_US` from now: who comes later is found too.

    Raises:
        SoughtTooMuch
    """
    plain: dict[str, None] = {}
    for said in names:
        if len(plain) >= MAX_LIST:
            break
        try:
            plain[plain_name(platform, said)] = None
        except NameUnfit:
            continue
    person = await _hold(tx, member)
    lists, _ = await _turns(tx, person, "seek", now - DAY)
    if lists >= MAX_LISTS_A_DAY:
        raise SoughtTooMuch(max=MAX_LISTS_A_DAY, retry_s=DAY // SECOND)
    _, asked = await _turns(tx, person, "seek", now - 30 * DAY)
    if asked + len(plain) > MAX_NAMES_A_MONTH:
        raise SoughtTooMuch(max=MAX_NAMES_A_MONTH, retry_s=DAY // SECOND)
    await _take_turn(tx, person, "seek", len(plain), now)
    await tx.run_many(
        _SEEK,
        [
            {
                "member": member, "lookup": hashes.of(platform, name), "platform": platform,
                "until_us": now + KEPT_US,
            }
            for name in plain
        ],
    )  # fmt: skip
    return len(plain)


async def sought(tx: ReadTx, member: str, *, now: Micros) -> list[tuple[str, int, int]]:
    """Return for each platform how many names are looked for, and until when."""
    rows = await tx.all(tuple, _SOUGHT, member=member, now_us=now)
    return [(str(platform), int(count), int(until)) for platform, count, until in rows]


async def stop_seeking(tx: WriteTx, member: str) -> None:
    """Forget whom one looks for. How often one asked is not forgotten."""
    await tx.run(_FORGET_MINE, member=member)


async def matches(tx: ReadTx, member: str, *, now: Micros) -> list[Match]:
    """Return who of one's list is here and wants to be found; nobody across a block."""
    mine = await together(tx, member)
    return await tx.all(Match, _MATCHES, reader=member, mine=mine, now_us=now)


async def seekers(tx: ReadTx, member: str, *, now: Micros) -> Sequence[str]:
    """Return who looks for somebody that this member, and no other, says she is."""
    rows = await tx.all(tuple, _SEEKERS, member=member, now_us=now, most=MAX_SEEKERS)
    return list(dict.fromkeys(str(row[0]) for row in rows))


async def forget_sought(tx: WriteTx, *, now: Micros) -> None:
    """Drop what is looked for no longer, and the counts that are over."""
    await tx.run(_FORGET_OLD, now_us=now)
    await tx.run(_FORGET_TURNS, since_us=now - 31 * DAY)


async def _hold(tx: WriteTx, member: str) -> str:
    """Return the person behind a member; her other tries wait here, so that each is counted."""
    person = await holder(tx, member)
    await tx.run(_HOLD, member=person)
    return person


async def _turns(tx: ReadTx, person: str, what: str, since: int) -> tuple[int, int]:
    row = await tx.one_or_none(tuple, _TURNS, member=person, what=what, since_us=since)
    return (int(row[0]), int(row[1])) if row else (0, 0)


async def _take_turn(tx: WriteTx, person: str, what: str, count: int, now: Micros) -> None:
    await tx.run(_TURN, id=new_id(now), member=person, what=what, count=count, now_us=now)
