"""Writing to somebody, and what she may do with it: answer, accept, decline, look, clear away."""

from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.messages import pictures
from qiao.messages.events import ConversationChanged, MessageSent
from qiao.messages.limits import refuse_flood, refuse_request
from qiao.messages.models import (
    CannotMessageSelf,
    ConversationId,
    Draft,
    MessageId,
    MessagesClosed,
    MessageWaits,
    Side,
)
from qiao.messages.settings import MessageSettings
from qiao.messages.shared import refuse_unseen
from qiao.messages.visibility import other_in
from qiao.people.blocks import are_apart
from qiao.people.circles import Circle
from qiao.people.keys.logins import holder, together
from qiao.people.may import is_in, may
from qiao.people.quiet import quiet_of
from qiao.review.turns import take_turn

MILLISECOND = 1_000

_OPEN = Sql("""
    insert into conversations (id, a_id, b_id, asked_by, state, at_us, last_us)
    values (:id, :a, :b, :asked_by, :state, :now_us, 0)
    on conflict (a_id, b_id) do nothing
""")
# a statement that changes the row waits for whoever is at it: what is read next is true
_HOLD_PAIR = Sql("update conversations set last_us = last_us where a_id = :a and b_id = :b")
_HOLD = Sql("update conversations set last_us = last_us where id = :conversation")
_BY_PAIR = Sql("""
    select id, state, asked_by, last_us from conversations where a_id = :a and b_id = :b
""")
_SIDE = Sql("""
    insert into conversation_sides (conversation_id, member_id, other_id, box)
    values (:conversation, :member, :other, :box)
    on conflict (conversation_id, member_id) do nothing
""")
_ACCEPT = Sql("update conversations set state = 'open' where id = :conversation")
_PUT_BOX = Sql("""
    update conversation_sides set box = :box
    where conversation_id = :conversation and member_id = :member and box <> :box
""")
_BOTH_OPEN = Sql("""
    update conversation_sides set box = 'open' where conversation_id = :conversation
""")
_SEND = Sql("""
    insert into messages (id, conversation_id, author_id, body, note_id, links, quiet, at_us)
    values (:id, :conversation, :author, :body, :note, :links, :quiet, :at_us)
""")
_LAST = Sql("""
    update conversations set last_us = :at_us, last_id = :message where id = :conversation
""")
_SENT = Sql("""
    update conversation_sides set last_id = :message, seen_id = :message, unread = 0
    where conversation_id = :conversation and member_id = :member
""")
_CAME = Sql("""
    update conversation_sides set last_id = :message, unread = unread + :step
    where conversation_id = :conversation and member_id = :member
""")
_SIDE_OF = Sql("""
    select box, seen_id, last_id from conversation_sides
    where conversation_id = :conversation and member_id = :member
""")
_SEE = Sql("""
    update conversation_sides set seen_id = :until, unread = (
      select count(*) from messages m where m.conversation_id = :conversation
        and m.id > :until and m.author_id <> :member and m.gone = 0 and m.quiet = 0)
    where conversation_id = :conversation and member_id = :member and seen_id < :until
""")
_CLEAR = Sql("""
    update conversation_sides set cleared_id = last_id, seen_id = last_id, unread = 0
    where conversation_id = :conversation and member_id = :member
""")


class _Conversation(NamedTuple):
    id: ConversationId
    state: str
    asked_by: str
    last_us: int


def pair_of(one: str, other: str) -> dict[str, str]:
    """Return the two members of a conversation as its row names them."""
    a, b = sorted((one, other))
    return {"a": a, "b": b}


async def send(
    tx: WriteTx, me: str, to: str, draft: Draft, settings: MessageSettings, *, now: Micros
) -> MessageId:
    """Write to a member. To mutuals, and to who wrote first, it goes; a stranger is asked.

    Answering a request accepts it. Ids of one conversation sort as its messages came.

    Raises:
        NotFound: a block stands between the two, or a shared note is not there for its sender.
        MessagesClosed: she lets others write to her.
        MessageWaits: the first message to her waits for an answer.
        CannotMessageSelf, MediaNotFound, and those of `limits`.
    """
    # limits bind the person, under whichever of her names she writes
    person = await together(tx, me)
    if to in person:
        raise CannotMessageSelf
    if await are_apart(tx, me, to):
        raise NotFound
    await take_turn(tx, await holder(tx, me), now=now)
    await refuse_flood(tx, person, draft, settings, now=now)
    if draft.note is not None:
        await refuse_unseen(tx, me, draft.note)
    found = await _opened(tx, me, to, person, draft, settings, now=now)
    # both processes and both members come here one after the other: time never runs back
    at_us = Micros(max(now, found.last_us + MILLISECOND))
    message = MessageId(new_id(at_us))
    quiet = (await quiet_of(tx, to)).hushes(me, draft.body)
    await tx.run(
        _SEND,
        id=message,
        conversation=found.id,
        author=me,
        body=draft.body,
        note=draft.note,
        links=draft.links,
        quiet=int(quiet),
        at_us=at_us,
    )
    await pictures.use(tx, me, message, draft.pictures)
    await tx.run(_LAST, conversation=found.id, message=message, at_us=at_us)
    await tx.run(_SENT, conversation=found.id, message=message, member=me)
    step = 0 if quiet else 1
    await tx.run(_CAME, conversation=found.id, message=message, member=to, step=step)
    await tell(tx, MessageSent(found.id, message, me, to, quiet))
    return message


async def _opened(
    tx: WriteTx,
    me: str,
    to: str,
    person: list[str],
    draft: Draft,
    settings: MessageSettings,
    *,
    now: Micros,
) -> _Conversation:
    pair = pair_of(me, to)
    if not await tx.run(_HOLD_PAIR, **pair):
        mutual = await is_in(tx, me, Circle.MUTUALS, to)
        if not await may(tx, me, "message", to):
            raise MessagesClosed
        if not mutual:
            await refuse_request(tx, person, draft, settings, now=now)
        made = await tx.run(
            _OPEN,
            id=new_id(now),
            **pair,
            asked_by=me,
            state="open" if mutual else "request",
            now_us=now,
        )
        found = await _of_pair(tx, pair)
        if made:
            boxes = (Side.OPEN, Side.OPEN) if mutual else (Side.ASKED, Side.REQUEST)
            for member, other, box in ((me, to, boxes[0]), (to, me, boxes[1])):
                await tx.run(_SIDE, conversation=found.id, member=member, other=other, box=box)
            return found
        # both wrote at once, and the other was first: this is the answer
    found = await _of_pair(tx, pair)
    if found.state == "open":
        return found
    if found.asked_by == me and not await is_in(tx, me, Circle.MUTUALS, to):
        raise MessageWaits
    await _accept(tx, found.id)
    return found


async def _of_pair(tx: ReadTx, pair: dict[str, str]) -> _Conversation:
    found = await tx.one_or_none(_Conversation, _BY_PAIR, **pair)
    if found is None:
        raise NotFound  # one of the two is leaving the square
    return found


async def _accept(tx: WriteTx, conversation: str) -> None:
    await tx.run(_ACCEPT, conversation=conversation)
    await tx.run(_BOTH_OPEN, conversation=conversation)


async def accept(tx: WriteTx, me: str, conversation: str) -> None:
    """Take a stranger's request in; doing so twice is fine. Raises NotFound."""
    other, box = await _held(tx, me, conversation)
    if box in (Side.REQUEST, Side.DECLINED):
        await _accept(tx, conversation)
        await tell(tx, ConversationChanged(conversation, (me, other)))


async def decline(tx: WriteTx, me: str, conversation: str) -> None:
    """Put a stranger's request away; whoever wrote it is not told. Raises NotFound."""
    _, box = await _held(tx, me, conversation)
    if box == Side.REQUEST:
        await tx.run(_PUT_BOX, conversation=conversation, member=me, box=Side.DECLINED)
        await tell(tx, ConversationChanged(conversation, (me,)))


async def see(tx: WriteTx, me: str, conversation: str, until: str, *, tell_other: bool) -> None:
    """Mark as read what came up to the message `until`. Raises NotFound.

    `tell_other`: both of the two chose to show how far they have read.
    """
    other, _ = await _held(tx, me, conversation)
    row = await tx.one_or_none(tuple, _SIDE_OF, conversation=conversation, member=me)
    assert row is not None
    until = min(until, str(row[2]))
    if await tx.run(_SEE, conversation=conversation, member=me, until=until):
        members = (me, other) if tell_other and other else (me,)
        await tell(tx, ConversationChanged(conversation, members))


async def clear(tx: WriteTx, me: str, conversation: str) -> None:
    """Take a conversation out of one's own sight as it is now; the other keeps it.

    Raises NotFound.
    """
    await _held(tx, me, conversation)
    await tx.run(_CLEAR, conversation=conversation, member=me)
    await tell(tx, ConversationChanged(conversation, (me,)))


async def _held(tx: WriteTx, me: str, conversation: str) -> tuple[str, str]:
    """Return with whom it is and in which box, held until the commit."""
    other = await other_in(tx, me, conversation)
    await tx.run(_HOLD, conversation=conversation)
    row = await tx.one_or_none(tuple, _SIDE_OF, conversation=conversation, member=me)
    if row is None:
        raise NotFound
    return other, str(row[0])
