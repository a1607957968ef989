"""Changing people: signing up and in, profiles, follows, the first operator."""

import hashlib
import json
import re
import secrets
from collections.abc import Sequence

import langcodes
import msgspec

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Conflict, Forbidden, Invalid, SignedOut, TooMany
from qiao.kit.text import clean
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.people import inviting
from qiao.people.events import Followed, MemberChanged, MemberJoined, Unfollowed
from qiao.people.models import MemberId
from qiao.people.operating import keep_turn

MAX_NAME_CHARS = 30
MAX_BIO_CHARS = 300
MAX_REGION_CHARS = 40
MAX_LANGS = 12
SESSION_US = 90 * DAY
CLAIM_US = 2 * DAY
MAX_FAILURES = 10
FAILURES_US = HOUR // 4

_HANDLE = re.compile(r"[a-z0-9_]{3,24}")
_RESERVED = frozenset(("admin", "operator", "qiao", "momo", "me", "support", "system", "root"))


class HandleInvalid(Invalid):
    """3 to 24 of a-z, 0-9 and underscore. Facts: field."""

    code = "handle_invalid"


class HandleTaken(Conflict):
    """Facts: field."""

    code = "handle_taken"


class LangUnknown(Invalid):
    """Not a language tag. Facts: field, lang."""

    code = "lang_unknown"


class TooManyLangs(Invalid):
    """Facts: field, max_langs."""

    code = "too_many_langs"


class WrongHandleOrPassword(SignedOut):
    """Either is wrong; which one is not said."""

    code = "wrong_handle_or_password"


class CannotFollowSelf(Invalid):
    """One's own notes are at home anyway."""

    code = "cannot_follow_self"


class ClaimInvalid(Forbidden):
    """The one-time link is unknown, used or older than two days."""

    code = "claim_invalid"


class Joining(msgspec.Struct, frozen=True):
    """Who wants to join, checked."""

    handle: str
    name: str
    langs: tuple[str, ...]
    region: str
    ui_lang: str
    invitation: str = ""
    told: bool = False
    inside: bool = False  # another name of somebody who is in already


_JOIN = Sql("""
    insert into members (id, handle, name, region, ui_lang, langs, password_hash, joined_us)
    values (:id, :handle, :name, :region, :ui_lang, :langs, :password_hash, :now_us)
    on conflict (handle) do nothing
""")
_COUNTS = Sql("insert into member_counts (member_id) values (:id)")
_OPEN = Sql("""
    insert into sessions (token_hash, member_id, made_us, expires_us, device, seen_us, proved_us)
    values (:token_hash, :member, :now_us, :expires_us, :device, :day_us, :now_us)
""")
_CLOSE = Sql("delete from sessions where token_hash = :token_hash")
_CLOSE_OLD = Sql("delete from sessions where expires_us < :now_us")
_GUESS = Sql("""
    insert into sign_in_failures (name, count, until_us) values (:name, 1, :until_us)
    on conflict (name) do update set
      count = case when sign_in_failures.until_us > :now_us then sign_in_failures.count else 0 end
        + 1,
      until_us = :until_us
    where sign_in_failures.count < :most or sign_in_failures.until_us <= :now_us
""")
_FORGIVE = Sql("delete from sign_in_failures where name = :name")
_CHANGE = Sql("""
    update members set name = coalesce(:name, name), bio = coalesce(:bio, bio),
      langs = coalesce(:langs, langs), region = coalesce(:region, region),
      ui_lang = coalesce(:ui_lang, ui_lang), learns = coalesce(:learns, learns),
      hides = coalesce(:hides, hides)
    where id = :id
""")
_OLD_AVATAR = Sql("select avatar_id from members where id = :id")
_AVATAR = Sql("update members set avatar_id = :avatar, avatar_sha = :sha where id = :id")
_UNREAD = Sql("update members set unread_statements = unread_statements + :step where id = :id")
_BIO_LANG = Sql("update members set bio_lang = :lang where id = :id")
_FOLLOW = Sql("""
    insert into follows (follower_id, followed_id, at_us) values (:follower, :followed, :now_us)
    on conflict (follower_id, followed_id) do nothing
""")
_UNFOLLOW = Sql("delete from follows where follower_id = :follower and followed_id = :followed")
_COUNT_FOLLOWS = {
    count: Sql(f"update member_counts set {count} = {count} + :step where member_id = :member")
    for count in ("following", "followers")
}
_OFFER = Sql("insert into operator_claims (token_hash, made_us) values (:token_hash, :now_us)")
_CLAIM = Sql("""
    update operator_claims set used_us = :now_us
    where token_hash = :token_hash and used_us is null and made_us > :since_us
""")
_WITHDRAW = Sql("update operator_claims set used_us = :now_us where used_us is null")
_PROMOTE = Sql("update members set operator = 1 where id = :member")


def token_hash(token: str) -> bytes:
    """Hash a session or claim token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def checked_langs(langs: Sequence[str], *, field: str = "langs") -> tuple[str, ...]:
    """Return language tags in their usual form, each once, or refuse them."""
    if len(langs) > MAX_LANGS:
        raise TooManyLangs(field=field, max_langs=MAX_LANGS)
    return tuple(dict.fromkeys(checked_lang(lang, field=field) for lang in langs))


def checked_lang(lang: str, *, field: str) -> str:
    """Return one language tag in its usual form: `zh-CN` and `zh` become `zh-Hans`."""
    try:
        tag = langcodes.Language.get(lang) if len(lang) <= 35 else None
    except ValueError:
        tag = None
    if tag is None or not tag.is_valid() or tag.language is None:
        raise LangUnknown(field=field, lang=lang[:35])
    if tag.language == "zh":
        return f"zh-{tag.script or tag.maximize().script}"
    return tag.language


def checked_joining(
    *,
    handle: str,
    name: str,
    langs: Sequence[str],
    region: str,
    ui_lang: str,
    invitation: str = "",
    told: bool = False,
) -> Joining:
    """Check what somebody signs up with.

    `invitation`: the token of a link; `told`: its maker may know who came by it.

    Raises:
        HandleInvalid, LangUnknown, TooManyLangs, and those of `kit.text.clean`.
    """
    handle = handle.strip().casefold()
    if not _HANDLE.fullmatch(handle) or handle in _RESERVED:
        raise HandleInvalid(field="handle")
    return Joining(
        handle=handle,
        name=clean(name, field="name", max_chars=MAX_NAME_CHARS, lines=False),
        langs=checked_langs(langs),
        region=clean(region, field="region", max_chars=MAX_REGION_CHARS, lines=False),
        ui_lang=checked_lang(ui_lang, field="ui_lang"),
        invitation=invitation[:64],
        told=told,
    )


async def join(
    tx: WriteTx, joining: Joining, password_hash: str, *, now: Micros, id: str | None = None
) -> MemberId:
    """Make a member, whichever way she came. `id`: for a member who has one already.

    Raises:
        HandleTaken, and what `inviting.admit` raises.
    """
    brought_by = None
    if not joining.inside:
        brought_by = await inviting.admit(tx, joining.invitation, now=now)
    member = MemberId(id or new_id(now))
    made = await tx.run(
        _JOIN,
        id=member,
        handle=joining.handle,
        name=joining.name,
        region=joining.region,
        ui_lang=joining.ui_lang,
        langs=json.dumps(joining.langs),
        password_hash=password_hash,
        now_us=now,
    )
    if not made:
        raise HandleTaken(field="handle")
    await tx.run(_COUNTS, id=member)
    if brought_by is not None:
        await inviting.arrive(tx, member, brought_by, told=joining.told, now=now)
    await tell(tx, MemberJoined(member))
    return member


async def open_session(tx: WriteTx, member: str, *, now: Micros, device: str = "") -> str:
    """Open a session of 90 days and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    await tx.run(
        _OPEN,
        token_hash=token_hash(token),
        member=member,
        now_us=now,
        expires_us=now + SESSION_US,
        device=device,
        day_us=now - now % DAY,
    )
    return token


async def close_session(tx: WriteTx, token: str) -> None:
    """End a session; ending it twice is fine."""
    await tx.run(_CLOSE, token_hash=token_hash(token))


async def forget_old_sessions(tx: WriteTx, *, now: Micros) -> None:
    """Drop sessions that are over."""
    await tx.run(_CLOSE_OLD, now_us=now)


async def count_guess(tx: WriteTx, name: str, *, now: Micros) -> None:
    """Count a sign-in as failed until `forgive`; before the slow hash, so that none slips by.

    Raises:
        TooMany: `name` failed ten times in a quarter of an hour.
    """
    if not await tx.run(
        _GUESS, name=name, now_us=now, until_us=now + FAILURES_US, most=MAX_FAILURES
    ):
        raise TooMany(retry_s=FAILURES_US // SECOND)


async def forgive(tx: WriteTx, name: str) -> None:
    """Forget failures after a success."""
    await tx.run(_FORGIVE, name=name)


class ProfileChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What to change; None leaves as it is. `avatar` "" takes the picture away."""

    name: str | None = None
    bio: str | None = None
    langs: tuple[str, ...] | None = None
    region: str | None = None
    ui_lang: str | None = None
    avatar: str | None = None
    learns: tuple[str, ...] | None = None
    hides: tuple[str, ...] | None = None


async def change_profile(tx: WriteTx, member: MemberId, change: ProfileChange) -> None:
    """Change one's own profile.

    Raises:
        MediaNotFound: the picture is not one of this member's.
        LangUnknown, TooManyLangs, and those of `kit.text.clean`.
    """
    langs = None if change.langs is None else json.dumps(checked_langs(change.langs))

    def text(value: str | None, field: str, max_chars: int, *, lines: bool = False) -> str | None:
        if value is None:
            return None
        return clean(value, field=field, max_chars=max_chars, lines=lines)

    await tx.run(
        _CHANGE,
        id=member,
        name=text(change.name, "name", MAX_NAME_CHARS),
        bio=text(change.bio, "bio", MAX_BIO_CHARS, lines=True),
        langs=langs,
        region=text(change.region, "region", MAX_REGION_CHARS),
        ui_lang=None if change.ui_lang is None else checked_lang(change.ui_lang, field="ui_lang"),
        learns=None
        if change.learns is None
        else json.dumps(checked_langs(change.learns, field="learns")),
        hides=None if change.hides is None else json.dumps(sorted(set(change.hides))),
    )
    if change.avatar is not None:
        await _change_avatar(tx, member, change.avatar)
    await tell(tx, MemberChanged(member))


async def _change_avatar(tx: WriteTx, member: MemberId, avatar: str) -> None:
    old = await tx.value(_OLD_AVATAR, id=member)
    sha = None
    if avatar:
        [picture] = await media.use(tx, member, [MediaId(avatar)])
        sha = picture.sha
    if old is not None:
        await media.release(tx, [MediaId(str(old))])
    await tx.run(_AVATAR, id=member, avatar=avatar or None, sha=sha)


async def count_unread(tx: WriteTx, member: str, step: int) -> None:
    """A statement came (1) or was read (-1)."""
    await tx.run(_UNREAD, id=member, step=step)


async def set_bio_lang(tx: WriteTx, member: str, lang: str) -> None:
    """Keep the language a bio was found to be in."""
    await tx.run(_BIO_LANG, id=member, lang=lang)


async def follow(tx: WriteTx, follower: MemberId, followed: MemberId, *, now: Micros) -> None:
    """Follow somebody; following twice is fine. Raises CannotFollowSelf."""
    if follower == followed:
        raise CannotFollowSelf
    if await tx.run(_FOLLOW, follower=follower, followed=followed, now_us=now):
        await _count_follow(tx, follower, followed, 1)
        await tell(tx, Followed(follower, followed))


async def unfollow(tx: WriteTx, follower: MemberId, followed: MemberId) -> None:
    """Follow somebody no longer; doing so twice is fine."""
    if await tx.run(_UNFOLLOW, follower=follower, followed=followed):
        await _count_follow(tx, follower, followed, -1)
        await tell(tx, Unfollowed(follower, followed))


async def _count_follow(tx: WriteTx, follower: str, followed: str, step: int) -> None:
    # in one order, so that two who follow each other at once do not lock each other
    for member, count in sorted(((follower, "following"), (followed, "followers"))):
        await tx.run(_COUNT_FOLLOWS[count], member=member, step=step)


async def offer_operator(tx: WriteTx, *, now: Micros) -> str:
    """Make the one-time token for the first operator's link."""
    token = secrets.token_urlsafe(24)
    await tx.run(_OFFER, token_hash=token_hash(token), now_us=now)
    return token


async def claim_operator(tx: WriteTx, member: MemberId, token: str, *, now: Micros) -> None:
    """Make `member` an operator with a one-time token; raises ClaimInvalid."""
    claimed = await tx.run(
        _CLAIM, token_hash=token_hash(token), now_us=now, since_us=now - CLAIM_US
    )
    if not claimed:
        raise ClaimInvalid
    # each start without an operator offered a link; those in old logs must not work from now on
    await tx.run(_WITHDRAW, now_us=now)
    await tx.run(_PROMOTE, member=member)
    await keep_turn(tx, member, "claimed", by=member, now=now)
    await tell(tx, MemberChanged(member))
