"""Notices over HTTP: the boxes, what was seen, what to hear of, and the live stream."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import Stream

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, cursor_of, json, shows
from qiao.kit.refusals import SignedOut
from qiao.notices import announcements, commands, queries
from qiao.notices.announcements import Words
from qiao.notices.live import Live
from qiao.notices.mail import store as mail
from qiao.notices.models import BOXES, Box, BoxUnknown, Choices, Unread
from qiao.notices.views import News, Notice, NoticePage
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, Operator, SignedIn, session_token

HouseLive = Annotated[Live, Injected]


class Seen(msgspec.Struct, frozen=True):
    """What was seen: a box (none: all) up to `until`, only one `kind` of it, or one notice."""

    box: Box | None = None
    kind: str | None = None
    until: str | None = None
    notice: str | None = None


class FirstAnswer(msgspec.Struct, frozen=True):
    """The first answer to one's first note; null while there is none."""

    first: Notice | None


class Announce(msgspec.Struct, frozen=True):
    """What to tell everybody. `lang`: the one shown to those who read none of the others."""

    lang: str
    texts: dict[str, Words]


class Made(msgspec.Struct, frozen=True):
    """What was made."""

    id: str


@get("/api/v1/me/notices", responses=shows(NoticePage))
async def notices(
    me: SignedIn, db: Db, box: FromQuery[str] = "words", cursor: FromQuery[str | None] = None
) -> Response[bytes]:
    """List what one is told in a box: likes, follows, words or square; newest first."""
    known = _box(box)
    async with db.read() as tx:
        items, after, until_us = await queries.box(
            tx, me.id, known, lang=me.ui_lang, cursor=cursor_of(cursor)
        )
        unread = await queries.unread(tx, me.id)
    return json(NoticePage(items, after, unread, str(until_us)))


@get("/api/v1/me/notices/unread", responses=shows(Unread))
async def unread(me: SignedIn, db: Db) -> Response[bytes]:
    """Count what was not seen, by box; 100 stands for any number above 99."""
    async with db.read() as tx:
        return json(await queries.unread(tx, me.id))


@get("/api/v1/me/notices/first", responses=shows(FirstAnswer))
async def first(me: SignedIn, db: Db) -> Response[bytes]:
    """Show the first answer to one's first note."""
    async with db.read() as tx:
        return json(FirstAnswer(await queries.first_answer(tx, me.id)))


@put("/api/v1/me/notices/seen", responses=shows(Unread))
async def seen(data: JSONBody[Seen], me: SignedIn, db: Db) -> Response[bytes]:
    """Mark as seen; what came after `until` stays unread."""
    now = now_us()
    until = data.until if data.until and data.until.isdecimal() and len(data.until) < 19 else ""
    if data.notice is not None:
        await db.write(commands.see_one, me.id, data.notice)
    else:
        await db.write(
            commands.see,
            me.id,
            box=data.box,
            kind=data.kind,
            until_us=min(int(until), now) if until else now,
        )
    async with db.read() as tx:
        return json(await queries.unread(tx, me.id))


@get("/api/v1/me/notices/choices", responses=shows(Choices))
async def choices(me: SignedIn, db: Db) -> Response[bytes]:
    """Show what one chose to hear of, and where."""
    async with db.read() as tx:
        return json(await queries.choices(tx, me.id))


@put("/api/v1/me/notices/choices", responses=shows(Choices))
async def choose(data: JSONBody[Choices], me: SignedIn, db: Db) -> Response[bytes]:
    """Choose what to hear of, and where."""

    async def do(tx: WriteTx) -> None:
        await commands.choose(tx, me.id, data)
        await mail.reschedule(tx, me.id, data.digest)

    await db.write(do)
    return json(data)


@get(
    "/api/v1/me/live",
    responses={
        200: ResponseSpec(
            data_container=News,
            media_type="text/event-stream",
            description="Events `notices` with News as data; `end` when the session is over.",
            generate_examples=False,
        )
    },
)
async def live(
    request: AnyRequest, me: SignedIn, live: HouseLive, after: FromQuery[str] = ""
) -> Stream:
    """Tell as it happens (server-sent events): how much is unread, and what has just come.

    `Last-Event-ID`, or `after`, names what was told before; what came since is told first.
    """
    token = session_token(request)
    if token is None:
        raise SignedOut
    last = request.headers.get("last-event-id", after)
    after_us = int(last) if last.isdecimal() and len(last) < 19 else None
    stream = live.open(me.id, token_hash(token), after_us=after_us)
    return Stream(
        live.told(stream),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@post("/api/v1/operator/announcements", status_code=201, responses=shows(Made, status=201))
async def announce(
    data: JSONBody[Announce], request: AnyRequest, operator: Operator, db: Db
) -> Response[bytes]:
    """Tell everybody something, in one language or several."""

    async def make(tx: WriteTx) -> bytes:
        made = await announcements.announce(tx, operator, data.lang, data.texts, now=now_us())
        return msgspec.json.encode(Made(made))

    return json(await created(request, db, operator.id, make), status=201)


@delete("/api/v1/operator/announcements/{announcement:str}", status_code=204)
async def withdraw(announcement: FromPath[str], operator: Operator, db: Db) -> None:
    """Take an announcement back."""
    await db.write(announcements.withdraw, operator, announcement)


def _box(box: str) -> Box:
    for known in BOXES:
        if known == box:
            return known
    raise BoxUnknown(field="box")


ROUTES = [notices, unread, first, seen, choices, choose, live, announce, withdraw]
