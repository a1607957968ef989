"""Changing what one wrote to somebody: saying it otherwise for a while, taking it back for both."""

from qiao.kit.clock import SECOND, Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextTooLong
from qiao.messages import pictures
from qiao.messages.events import MessageChanged, MessageEdited
from qiao.messages.limits import refuse_flood
from qiao.messages.models import MAX_REQUEST_CHARS, EditOver, checked_draft
from qiao.messages.queries import Row, row_of
from qiao.messages.settings import MessageSettings
from qiao.messages.visibility import other_in
from qiao.people.keys.logins import together

EDIT_MINUTES = 10

_EDIT = Sql("""
    update messages set body = :body, links = :links, lang = 'und', mixed = '[]',
      edited_us = :now_us
    where id = :message and gone = 0
""")
_TAKE_BACK = Sql("""
    update messages set gone = 1, body = '', lang = 'und', mixed = '[]', note_id = null, links = 0,
      edited_us = null, sticker = ''
    where id = :message and gone = 0
""")
_READ_LESS = Sql("""
    update conversation_sides set unread = unread - 1
    where conversation_id = :conversation and member_id <> :author and unread > 0
      and seen_id < :message
      and exists (select 1 from messages m where m.id = :message and m.quiet = 0)
""")
_UNDERSTOOD = Sql("""
    update messages set lang = :lang, mixed = :mixed where id = :message and body = :body
""")
_ASKS = Sql("""
    select count(*) from conversations where id = :conversation and state = 'request'
""")
_MEMBERS = Sql("select member_id from conversation_sides where conversation_id = :conversation")


async def edit(
    tx: WriteTx, me: str, message: str, body: str, settings: MessageSettings, *, now: Micros
) -> None:
    """Say one's own message otherwise.

    Raises:
        NotFound: it is not there, is somebody else's, or was taken away.
        EditOver: it is older than ten minutes.
        TextTooLong, TooManyLinks, WroteTooMuch, and those of `kit.text.clean`.
    """
    row = await _own(tx, me, message)
    if row.removed:
        raise NotFound
    if now - row.at_us > EDIT_MINUTES * 60 * SECOND:
        raise EditOver(minutes=EDIT_MINUTES)
    shown = await pictures.pictures_of(tx, [message])
    alone = not shown and row.note is None
    draft = checked_draft(body, [], None if alone else "something else is in it")
    if await tx.count(_ASKS, conversation=row.conversation) and len(draft.body) > MAX_REQUEST_CHARS:
        raise TextTooLong(field="body", chars=len(draft.body), max_chars=MAX_REQUEST_CHARS)
    if draft.links:
        await refuse_flood(tx, await together(tx, me), draft, settings, now=now)
    if draft.body == row.body:
        return
    await tx.run(_EDIT, message=message, body=draft.body, links=draft.links, now_us=now)
    await tell(tx, MessageEdited(row.conversation, message, await members(tx, row.conversation)))


async def take_back(tx: WriteTx, me: str, message: str) -> None:
    """Delete one's own message for both; a stub stays. Raises NotFound."""
    row = await _own(tx, me, message)
    await tx.run(_TAKE_BACK, message=message)
    await pictures.let_go(tx, [message])
    await tx.run(_READ_LESS, conversation=row.conversation, author=me, message=message)
    await tell(tx, MessageChanged(row.conversation, message, await members(tx, row.conversation)))


async def understood(
    tx: WriteTx, message: str, conversation: str, body: str, lang: str, mixed: str
) -> None:
    """Keep in which language a message is, unless it says something else meanwhile."""
    if await tx.run(_UNDERSTOOD, message=message, body=body, lang=lang, mixed=mixed):
        await tell(tx, MessageChanged(conversation, message, await members(tx, conversation)))


async def members(tx: ReadTx, conversation: str) -> tuple[str, ...]:
    """Return who is in a conversation."""
    return tuple(await tx.all(str, _MEMBERS, conversation=conversation))


async def _own(tx: WriteTx, me: str, message: str) -> Row:
    row = await row_of(tx, me, message)
    # held by whoever changes it; in a conversation that is there for both
    await other_in(tx, me, row.conversation)
    if row.author != me or row.gone:
        raise NotFound
    return row
