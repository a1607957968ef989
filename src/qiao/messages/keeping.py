"""How long messages stay: as their writers chose, as the operator set, and no longer."""

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, WriteTx, tell
from qiao.messages import pictures
from qiao.messages.events import ConversationChanged
from qiao.messages.models import KEEP_DAYS, Choices, KeepUnknown
from qiao.messages.settings import MessageSettings

AT_ONCE = 500

_CHOOSE = Sql("""
    insert into message_choices (member_id, keep_days, read_marks)
    values (:member, :keep_days, :read_marks)
    on conflict (member_id) do update set keep_days = :keep_days, read_marks = :read_marks
""")
_OLD = Sql("""
    select m.id, m.conversation_id from messages m
    join message_choices c on c.member_id = m.author_id
    where c.keep_days > 0 and m.at_us < :now_us - c.keep_days * :day_us limit :most
""")
_OLD_FOR_ALL = Sql("""
    select m.id, m.conversation_id from messages m where m.at_us < :before_us limit :most
""")
_DROP = Sql("delete from messages where id in (:ids...)")
_MEMBERS = Sql("""
    select conversation_id, member_id from conversation_sides where conversation_id in (:ids...)
""")
_OLD_COPIES = Sql("""
    delete from message_copies where case_id in (
      select k.id from cases k
      where k.of_kind = 'message' and k.state = 'decided' and k.changed_us < :before_us)
""")


async def choose(tx: WriteTx, member: str, chosen: Choices) -> None:
    """Keep what a member chose. Raises KeepUnknown."""
    if chosen.keep_days not in KEEP_DAYS:
        raise KeepUnknown(field="keep_days")
    await tx.run(
        _CHOOSE,
        member=member,
        keep_days=chosen.keep_days,
        read_marks=int(chosen.read_marks),
    )


async def forget_old(db: Database, settings: MessageSettings, *, now: Micros) -> int:
    """Delete the messages whose time is over, for both of the two; return how many."""
    gone = 0
    while some := await db.write(_forget_some, settings, now=now):
        gone += some
    await db.write(_forget_copies, settings, now=now)
    return gone


async def _forget_some(tx: WriteTx, settings: MessageSettings, *, now: Micros) -> int:
    rows = await tx.all(tuple, _OLD, now_us=now, day_us=DAY, most=AT_ONCE)
    if settings.keep_days:
        before_us = now - settings.keep_days * DAY
        rows += await tx.all(tuple, _OLD_FOR_ALL, before_us=before_us, most=AT_ONCE)
    ids = sorted({str(id_) for id_, _ in rows})
    if not ids:
        return 0
    await pictures.let_go(tx, ids)
    await tx.run(_DROP, ids=ids)
    sides: dict[str, list[str]] = {}
    for conversation, member in await tx.all(
        tuple, _MEMBERS, ids=sorted({str(conversation) for _, conversation in rows})
    ):
        sides.setdefault(conversation, []).append(member)
    for conversation, members in sides.items():
        await tell(tx, ConversationChanged(conversation, tuple(members)))
    return len(ids)


async def _forget_copies(tx: WriteTx, settings: MessageSettings, *, now: Micros) -> None:
    await tx.run(_OLD_COPIES, before_us=now - settings.keep_copies_days * DAY)
