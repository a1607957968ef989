"""Messages over HTTP: conversations, what is said in them, and what one may do about it."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, cursor_of, json, shows
from qiao.kit.refusals import NotFound
from qiao.messages import changes, commands, queries, reports, views, waiting
from qiao.messages.models import Box, checked_draft
from qiao.messages.settings import MessageSettings
from qiao.messages.visibility import other_in
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, SignedIn
from qiao.people.queries import id_of
from qiao.people.quiet import Mutes
from qiao.review.api import Limits
from qiao.review.views import Filed
from qiao.translate.api import TranslationDesk, TranslationView, translate
from qiao.translate.memory import RETRY_MS
from qiao.translate.models import Passage

PAGE = 30
CONVERSATIONS = 25

HouseMutes = Annotated[Mutes, Injected]
Rules = Annotated[MessageSettings, Injected]


class SentPicture(msgspec.Struct, frozen=True):
    """A picture that was taken in before, and what it shows in words."""

    id: str
    alt: str = ""


class SendMessage(msgspec.Struct, frozen=True):
    """What to send: words, pictures, a note to share. To a stranger words alone, up to 500."""

    body: str = ""
    pictures: list[SentPicture] = []
    note: str | None = None


class PutMessage(msgspec.Struct, frozen=True):
    """One's own message, said otherwise."""

    body: str


class Seen(msgspec.Struct, frozen=True):
    """The newest message that was read."""

    until: str


class Into(msgspec.Struct, frozen=True):
    """A language."""

    to: str


class FileReport(msgspec.Struct, frozen=True):
    """Which rule it breaks; `text` is for what a reviewer should know besides."""

    rule: str
    text: str = ""


async def _send(
    request: AnyRequest, db: Db, me: SignedIn, to: str, data: SendMessage, rules: MessageSettings
) -> Response[bytes]:
    draft = checked_draft(data.body, [(one.id, one.alt) for one in data.pictures], data.note)

    async def make(tx: WriteTx) -> bytes:
        return (await commands.send(tx, me.id, to, draft, rules, now=now_us())).encode()

    # what is kept under the key is an id: words are not for another table
    message = (await created(request, db, me.id, make)).decode()
    async with db.read() as tx:
        return json(await queries.message(tx, me.id, message), status=201)


@get("/api/v1/conversations", responses=shows(views.ConversationPage))
async def conversations(
    me: SignedIn,
    db: Db,
    mutes: HouseMutes,
    box: FromQuery[Box] = "open",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List one's conversations, or the strangers who ask for one."""
    async with db.read() as tx:
        items, more = await queries.conversations(
            tx, me.id, box, mutes.of(me.id), before=cursor_of(cursor), limit=CONVERSATIONS
        )
        return json(views.ConversationPage(items, more, await waiting.counts(tx, me.id)))


@get("/api/v1/conversations/{conversation:str}", responses=shows(views.Conversation))
async def conversation(
    conversation: FromPath[str], me: SignedIn, db: Db, mutes: HouseMutes
) -> Response[bytes]:
    """Show with whom a conversation is, and how it stands."""
    async with db.read() as tx:
        return json(await queries.conversation(tx, me.id, conversation, mutes.of(me.id)))


@get("/api/v1/members/{handle:str}/conversation", responses=shows(views.Conversation))
async def conversation_with(
    handle: FromPath[str], me: SignedIn, db: Db, mutes: HouseMutes
) -> Response[bytes]:
    """Show the conversation with a member, or what a first message to her would be."""
    async with db.read() as tx:
        other = await id_of(tx, handle, reader=me.id)
        return json(await queries.conversation_with(tx, me.id, other, mutes.of(me.id)))


@get("/api/v1/conversations/{conversation:str}/messages", responses=shows(views.MessagePage))
async def messages(
    conversation: FromPath[str],
    me: SignedIn,
    db: Db,
    mutes: HouseMutes,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List what was said, the newest first."""
    async with db.read() as tx:
        page = await queries.messages(
            tx, me.id, conversation, mutes.of(me.id), before=cursor_of(cursor), limit=PAGE
        )
    return json(page)


@post(
    "/api/v1/members/{handle:str}/messages",
    status_code=201,
    responses=shows(views.Message, status=201),
)
async def write_to(
    handle: FromPath[str],
    data: JSONBody[SendMessage],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    message_rules: Rules,
) -> Response[bytes]:
    """Write to a member; a stranger is asked with it, and may accept or decline."""
    async with db.read() as tx:
        to = await id_of(tx, handle, reader=me.id)
    return await _send(request, db, me, to, data, message_rules)


@post(
    "/api/v1/conversations/{conversation:str}/messages",
    status_code=201,
    responses=shows(views.Message, status=201),
)
async def write(
    conversation: FromPath[str],
    data: JSONBody[SendMessage],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    message_rules: Rules,
) -> Response[bytes]:
    """Write in a conversation; answering a request accepts it."""
    async with db.read() as tx:
        to = await other_in(tx, me.id, conversation)
    if not to:
        raise NotFound  # she left the square
    return await _send(request, db, me, to, data, message_rules)


@put("/api/v1/conversations/{conversation:str}/accept", status_code=204)
async def accept(conversation: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take a stranger's request in."""
    await db.write(commands.accept, me.id, conversation)


@put("/api/v1/conversations/{conversation:str}/decline", status_code=204)
async def decline(conversation: FromPath[str], me: SignedIn, db: Db) -> None:
    """Put a stranger's request away; who wrote it is not told."""
    await db.write(commands.decline, me.id, conversation)


@put("/api/v1/conversations/{conversation:str}/seen", responses=shows(views.Counts))
async def seen(
    conversation: FromPath[str], data: JSONBody[Seen], me: SignedIn, db: Db
) -> Response[bytes]:
    """Mark as read what came up to a message; answer what is unread now."""
    async with db.read() as tx:
        other = await other_in(tx, me.id, conversation)
        marks = bool(other) and await queries.both_show_marks(tx, me.id, other)
    await db.write(commands.see, me.id, conversation, data.until[:64], tell_other=marks)
    async with db.read() as tx:
        return json(await waiting.counts(tx, me.id))


@delete("/api/v1/conversations/{conversation:str}", status_code=204)
async def clear(conversation: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take a conversation out of one's own sight as it is now; the other keeps it."""
    await db.write(commands.clear, me.id, conversation)


@put("/api/v1/messages/{message:str}", responses=shows(views.Message))
async def edit(
    message: FromPath[str], data: JSONBody[PutMessage], me: SignedIn, db: Db, message_rules: Rules
) -> Response[bytes]:
    """Say one's own message otherwise, within ten minutes."""
    await db.write(changes.edit, me.id, message, data.body, message_rules, now=now_us())
    async with db.read() as tx:
        return json(await queries.message(tx, me.id, message))


@delete("/api/v1/messages/{message:str}", status_code=204)
async def take_back(message: FromPath[str], me: SignedIn, db: Db) -> None:
    """Delete one's own message for both."""
    await db.write(changes.take_back, me.id, message)


@post(
    "/api/v1/messages/{message:str}/translations",
    status_code=200,
    responses=shows(TranslationView),
)
async def translation(
    message: FromPath[str], data: JSONBody[Into], me: SignedIn, db: Db, desk: TranslationDesk
) -> Response[bytes]:
    """Translate a message by the engines of this square's own machines; it is soon forgotten."""
    target = checked_lang(data.to, field="to")
    async with db.read() as tx:
        row = await queries.row_of(tx, me.id, message)
    if row.stub(me.id) or not row.body:
        raise NotFound
    aside = desk.aside(row.conversation)
    answer = await translate(db, aside, Passage(row.body), row.lang, target)
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    pending = answer.state == "pending"
    return json(TranslationView(**fields, retry_ms=RETRY_MS if pending else None))


@post(
    "/api/v1/messages/{message:str}/reports",
    status_code=201,
    responses=shows(Filed, status=201),
)
async def report(
    message: FromPath[str],
    data: JSONBody[FileReport],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    review_settings: Limits,
) -> Response[bytes]:
    """Report a message: a copy of it, and of up to five before and after, goes to reviewers."""

    async def make(tx: WriteTx) -> bytes:
        made = await reports.report(
            tx, me, message, data.rule, data.text, review_settings, now=now_us()
        )
        return msgspec.json.encode(Filed(made))

    return json(await created(request, db, me.id, make), status=201)


ROUTES = [
    conversations,
    conversation,
    conversation_with,
    messages,
    write_to,
    write,
    accept,
    decline,
    seen,
    clear,
    edit,
    take_back,
    translation,
    report,
]
