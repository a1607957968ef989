"""What a reader sets of her feed for good: its dials, muted topics, starting over."""

from typing import Literal, NamedTuple

import msgspec

from qiao.feed.events import DialsMoved, TasteReset, TopicMuted, TopicUnmuted
from qiao.feed.taste import HOMEWARD, OTHER_LANGS, VARIETY
from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid
from qiao.topics.models import slug_of
from qiao.topics.queries import topic

Home = Literal["explore", "following"]

MAX_MUTED_TOPICS = 200


class DialOutOfRange(Invalid):
    """Facts: field, min, max."""

    code = "dial_out_of_range"


class TooManyMutedTopics(Invalid):
    """Facts: max_topics."""

    code = "too_many_muted_topics"


class Dials(NamedTuple):
    """Where a reader's dials stand."""

    variety: float = VARIETY
    other_langs: float = OTHER_LANGS
    home: Home = "explore"
    reset_us: int = 0
    homeward: float = HOMEWARD


class Turn(msgspec.Struct, frozen=True):
    """How to turn the dials; what is not named stays."""

    variety: float | msgspec.UnsetType = msgspec.UNSET
    other_langs: float | msgspec.UnsetType = msgspec.UNSET
    home: Home | msgspec.UnsetType = msgspec.UNSET
    homeward: float | msgspec.UnsetType = msgspec.UNSET


class Muted(NamedTuple):
    """A topic that a reader does not want recommended."""

    slug: str
    label: str


_DIALS = Sql(
    "select variety, other_langs, home, reset_us, homeward from feed_dials"
    " where member_id = :member"
)
_BEGIN = Sql("""
    insert into feed_dials (member_id, variety, other_langs, home, reset_us, homeward, at_us)
    values (:member, :variety, :other_langs, :home, :reset_us, :homeward, :now_us)
    on conflict (member_id) do nothing
""")
# one by one: two dials that are turned at once do not turn each other back
_SET = {
    field: Sql(f"update feed_dials set {field} = :value, at_us = :now_us where member_id = :member")
    for field in Dials._fields
}
_MUTED = Sql("""
    select m.slug, coalesce(t.label, m.slug) from topic_mutes m
    left join topics t on t.slug = m.slug
    where m.member_id = :member order by m.at_us desc, m.slug
""")
_IS_MUTED = Sql("select 1 from topic_mutes where member_id = :member and slug = :slug")
_COUNT_MUTED = Sql("select count(*) from topic_mutes where member_id = :member")
_MUTE = Sql("""
    insert into topic_mutes (member_id, slug, at_us) values (:member, :slug, :now_us)
    on conflict (member_id, slug) do nothing
""")
_UNMUTE = Sql("delete from topic_mutes where member_id = :member and slug = :slug")
_LEFT = (
    Sql("delete from feed_dials where member_id = :member"),
    Sql("delete from topic_mutes where member_id = :member"),
)


async def dials_of(tx: ReadTx, member: str) -> Dials:
    """Return where a member's dials stand; in the middle where she never touched them."""
    return await tx.one_or_none(Dials, _DIALS, member=member) or Dials()


async def turn(tx: WriteTx, member: str, to: Turn, *, now: Micros) -> Dials:
    """Turn a member's dials and return where they stand.

    Raises:
        DialOutOfRange: one of them would not stand between 0 and 1.
    """
    was = await dials_of(tx, member)
    asked = {field: getattr(to, field) for field in to.__struct_fields__}
    given = {field: value for field, value in asked.items() if value is not msgspec.UNSET}
    for field in ("variety", "other_langs", "homeward"):
        if not 0.0 <= given.get(field, 0.0) <= 1.0:
            raise DialOutOfRange(field=field, min=0, max=1)
    for field, value in given.items():
        if value != getattr(was, field):
            await _set(tx, member, field, value, now=now)
    dials = await dials_of(tx, member)
    if dials != was:
        await tell(tx, DialsMoved(member, dials.variety, dials.other_langs, dials.homeward))
    return dials


async def start_over(tx: WriteTx, member: str, *, now: Micros) -> None:
    """From now on what a member did before tells nothing of her taste; nothing of it is lost."""
    await _reset(tx, member, now, now=now)


async def take_back_start(tx: WriteTx, member: str, *, now: Micros) -> None:
    """Let everything a member did tell of her taste again."""
    if (await dials_of(tx, member)).reset_us:
        await _reset(tx, member, 0, now=now)


async def muted_topics(tx: ReadTx, member: str) -> list[Muted]:
    """Return the topics a member does not want recommended, the last muted first."""
    return await tx.all(Muted, _MUTED, member=member)


async def mute(tx: WriteTx, member: str, slug: str, *, now: Micros) -> None:
    """Recommend a member nothing of a topic any more. Doing so twice is fine.

    Raises:
        NotFound: there is no such topic.
        TooManyMutedTopics: she mutes as many as anybody may.
    """
    slug = (await topic(tx, slug)).slug
    if await tx.value(_IS_MUTED, member=member, slug=slug) is not None:
        return
    if await tx.count(_COUNT_MUTED, member=member) >= MAX_MUTED_TOPICS:
        raise TooManyMutedTopics(max_topics=MAX_MUTED_TOPICS)
    if await tx.run(_MUTE, member=member, slug=slug, now_us=now):
        await tell(tx, TopicMuted(member, slug))


async def unmute(tx: WriteTx, member: str, slug: str) -> None:
    """Let a topic be recommended to a member again. Doing so twice is fine."""
    slug = slug_of(slug)
    if await tx.run(_UNMUTE, member=member, slug=slug):
        await tell(tx, TopicUnmuted(member, slug))


async def forget_dials(tx: WriteTx, member: str) -> None:
    """Forget what a member set who leaves. Safe to run twice."""
    for statement in _LEFT:
        await tx.run(statement, member=member)


async def _reset(tx: WriteTx, member: str, reset_us: int, *, now: Micros) -> None:
    await _set(tx, member, "reset_us", reset_us, now=now)
    await tell(tx, TasteReset(member, reset_us))


async def _set(tx: WriteTx, member: str, field: str, value: float | str, *, now: Micros) -> None:
    await tx.run(_BEGIN, member=member, now_us=now, **Dials()._asdict())
    await tx.run(_SET[field], member=member, value=value, now_us=now)
