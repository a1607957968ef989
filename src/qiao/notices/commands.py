"""Keeping what members are told: deeds in groups, what was seen, what was chosen."""

import msgspec

from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.ids import named_id
from qiao.notices.events import NoticesChanged
from qiao.notices.models import BOX, Box, Choices, Deed, GroupId, Kind, read_choices

_WORDS = (Kind.COMMENT, Kind.ANSWER, Kind.MENTION)

_PUT = Sql("""
    insert into notice_deeds (member_id, kind, thing_id, actor_id, group_id, at_us, told_us)
    values (:member, :kind, :thing, :actor, :group, :at_us, :now_us)
    on conflict (member_id, kind, thing_id, actor_id) do nothing
""")
_GROUP = Sql("""
    insert into notice_groups
      (id, member_id, box, kind, thing_id, note_id, mark, people, fresh, at_us, moved_us)
    values (:group, :member, :box, :kind, :together, :note, :mark, 1, :loud, :at_us, :now_us)
    on conflict (id) do update set
      people = notice_groups.people + 1, fresh = notice_groups.fresh + :loud, moved_us = :now_us,
      at_us = case when notice_groups.at_us > :at_us then notice_groups.at_us else :at_us end
""")
_DEED = Sql("""
    select group_id, told_us from notice_deeds
    where member_id = :member and kind = :kind and thing_id = :thing and actor_id = :actor
""")
_SET_GONE = Sql("""
    update notice_deeds set gone = :gone
    where member_id = :member and kind = :kind and thing_id = :thing and actor_id = :actor
      and gone <> :gone
""")
# what comes back is counted again, but moves nothing: nobody rings twice with one like
_COUNT = Sql("""
    update notice_groups set people = people + :step,
      fresh = case when people + :step <= 0 then 0
                   when seen_us >= :told_us then fresh
                   when fresh + :loud < 0 then 0
                   else fresh + :loud end
    where id = :group
""")
_OF_THING = Sql("""
    select d.member_id, d.kind, d.actor_id from notice_groups g
    join notice_deeds d on d.group_id = g.id
    where g.thing_id = :thing and g.kind in (:kinds...) and d.thing_id = :thing and d.gone = 0
""")
_TOLD_AS = Sql("""
    select actor_id from notice_deeds
    where member_id = :member and kind = :kind and thing_id = :thing and gone = 0
""")
_BETWEEN = Sql("""
    select kind, thing_id from notice_deeds
    where actor_id = :actor and member_id = :member and gone = 0
""")
_OF_NOTE = Sql("select distinct member_id from notice_groups where note_id = :note limit 1000")
_SOME_GROUPS = Sql("select id from notice_groups where note_id = :note limit 100")
_FORGET_DEEDS = Sql("""
    delete from notice_deeds where group_id in (:groups...) and actor_id in (
      select actor_id from notice_deeds where group_id in (:groups...) limit :limit_rows
    )
""")
_FORGET_GROUPS = Sql("delete from notice_groups where id in (:groups...)")
_QUIET_ALL = Sql("update notice_groups set fresh = 0 where note_id = :note and fresh > 0")
_QUIET_NOTE = Sql("""
    update notice_groups set fresh = 0 where note_id = :note and member_id <> :author
""")
_QUIET_THING = Sql("update notice_groups set fresh = 0 where thing_id = :thing and fresh > 0")
_SEE_BOX = Sql("""
    update notice_groups set fresh = 0, seen_us = :until_us
    where member_id = :member and fresh > 0 and moved_us <= :until_us
      and (:box = '' or box = :box) and (:kind = '' or kind = :kind)
""")
_SEE_ONE = Sql("""
    update notice_groups set fresh = 0, seen_us = moved_us
    where id = :group and member_id = :member and fresh > 0
""")
_SEE_SQUARE = Sql("""
    insert into notice_choices (member_id, announced_us) values (:member, :until_us)
    on conflict (member_id) do update set announced_us = :until_us
    where notice_choices.announced_us < :until_us
""")
_CHOOSE = Sql("""
    insert into notice_choices (member_id, choices) values (:member, :choices)
    on conflict (member_id) do update set choices = :choices
""")
_CHOICES = Sql("select choices from notice_choices where member_id = :member")


def group_id(deed: Deed) -> GroupId:
    """Return the id that the group of a deed always has."""
    return GroupId(named_id(0, f"{deed.member} {deed.kind} {deed.together}"))


async def choices_of(tx: WriteTx, member: str) -> Choices:
    """Return what a member chose to hear of."""
    return read_choices(str(await tx.value(_CHOICES, member=member) or "{}"))


async def put(tx: WriteTx, deed: Deed, *, loud: bool, now: int) -> bool:
    """Tell a member of a deed; say whether it is one that she was never told of.

    `loud`: the bell counts it.
    """
    group = group_id(deed)
    key = _key(deed)
    if await tx.run(_PUT, **key, group=group, at_us=deed.at_us, now_us=now):
        await tx.run(
            _GROUP,
            group=group,
            member=deed.member,
            box=BOX[deed.kind],
            kind=deed.kind,
            together=deed.together,
            note=deed.note,
            mark=deed.mark,
            loud=int(loud),
            at_us=deed.at_us,
            now_us=now,
        )
        return True
    if await tx.run(_SET_GONE, **key, gone=0):
        await _count(tx, key, step=1, loud=int(loud))
    return False


async def take_back(tx: WriteTx, member: str, kind: str, thing: str, actor: str) -> bool:
    """Tell of a deed no longer; say whether it was told."""
    key = {"member": member, "kind": kind, "thing": thing, "actor": actor}
    if not await tx.run(_SET_GONE, **key, gone=1):
        return False
    await _count(tx, key, step=-1, loud=-1)
    return True


async def _count(tx: WriteTx, key: dict[str, str], *, step: int, loud: int) -> None:
    row = await tx.one_or_none(tuple, _DEED, **key)
    if row is not None:
        await tx.run(_COUNT, group=row[0], told_us=row[1], step=step, loud=loud)


def _key(deed: Deed) -> dict[str, str]:
    return {
        "member": deed.member,
        "kind": str(deed.kind),
        "thing": deed.thing,
        "actor": deed.actor,
    }


async def told_of(tx: WriteTx, thing: str) -> list[tuple[str, str, str]]:
    """Return who was told what of a comment or a note's mentions: member, kind, actor."""
    rows = await tx.all(tuple, _OF_THING, thing=thing, kinds=[str(kind) for kind in _WORDS])
    return [(str(member), str(kind), str(actor)) for member, kind, actor in rows]


async def told_as(tx: WriteTx, member: str, kind: Kind, thing: str) -> list[str]:
    """Return whose deeds of a kind about a thing a member is told of."""
    rows = await tx.all(tuple, _TOLD_AS, member=member, kind=str(kind), thing=thing)
    return [str(row[0]) for row in rows]


async def hush(tx: WriteTx, member: str, actor: str) -> None:
    """Tell a member no longer of anything that this actor did."""
    gone = False
    for kind, thing in await tx.all(tuple, _BETWEEN, actor=actor, member=member):
        gone |= await take_back(tx, member, str(kind), str(thing), actor)
    if gone:
        await tell(tx, NoticesChanged(member, None))


async def hide_note(tx: WriteTx, note: str) -> None:
    """Count nothing any more of a note that is gone."""
    await tx.run(_QUIET_ALL, note=note)
    for row in await tx.all(tuple, _OF_NOTE, note=note):
        await tell(tx, NoticesChanged(str(row[0]), None))


async def forget_some(tx: WriteTx, note: str, *, limit: int = 500) -> bool:
    """Forget a part of what was told about a note that is gone; say whether there is more."""
    groups = [str(row[0]) for row in await tx.all(tuple, _SOME_GROUPS, note=note)]
    if groups and not await tx.run(_FORGET_DEEDS, groups=groups, limit_rows=limit):
        await tx.run(_FORGET_GROUPS, groups=groups)
    return bool(groups)


async def quiet_note(tx: WriteTx, note: str, author: str) -> None:
    """Count nothing any more of a note that went out of others' sight."""
    if await tx.run(_QUIET_NOTE, note=note, author=author):
        for row in await tx.all(tuple, _OF_NOTE, note=note):
            await tell(tx, NoticesChanged(str(row[0]), None))


async def quiet_thing(tx: WriteTx, thing: str) -> None:
    """Count nothing any more of a comment that is gone."""
    await tx.run(_QUIET_THING, thing=thing)


async def see(
    tx: WriteTx, member: str, *, box: Box | None, kind: str | None, until_us: int
) -> None:
    """Mark as seen what a box held at `until_us`, or all boxes, or one kind."""
    seen = await tx.run(_SEE_BOX, member=member, box=box or "", kind=kind or "", until_us=until_us)
    if box in (None, "square") and kind is None:
        seen += await tx.run(_SEE_SQUARE, member=member, until_us=until_us)
    if seen:
        await tell(tx, NoticesChanged(member, None))


async def see_one(tx: WriteTx, member: str, group: str) -> None:
    """Mark one group of one's own as seen."""
    if await tx.run(_SEE_ONE, member=member, group=group):
        await tell(tx, NoticesChanged(member, None))


async def choose(tx: WriteTx, member: str, choices: Choices) -> None:
    """Keep what a member wants to hear of."""
    await tx.run(_CHOOSE, member=member, choices=msgspec.json.encode(choices).decode())
