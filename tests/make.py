"""Members, notes, comments and sessions for tests, with only what a test is about."""

import asyncio
import inspect
import itertools
from collections.abc import Awaitable, Callable, Sequence

from qiao.kit.clock import Micros
from qiao.kit.db import Database, WriteTx
from qiao.media.commands import add
from qiao.media.models import Decoded, MediaId
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import CommentId, NoteId, Question, checked_draft
from qiao.people.commands import (
    checked_joining,
    claim_operator,
    join,
    offer_operator,
    open_session,
)
from qiao.people.models import Caller
from qiao.people.passwords import NO_PASSWORD

NOW = Micros(1_770_000_000_000_000)
"""2 February 2026."""

_moments = itertools.count()


def moment() -> Micros:
    """Return a time a second after the last one: what is made later sorts later."""
    return Micros(NOW + next(_moments) * 1_000_000)


async def member(
    db: Database,
    handle: str = "ana",
    *,
    name: str = "",
    langs: Sequence[str] = ("en",),
    password_hash: str = NO_PASSWORD,
    operator: bool = False,
) -> Caller:
    """Make a member."""
    joining = checked_joining(handle=handle, name=name, langs=langs, region="", ui_lang=langs[0])

    async def make(tx: WriteTx) -> Caller:
        made = await join(tx, joining, password_hash, now=NOW)
        if operator:
            await claim_operator(tx, made, await offer_operator(tx, now=NOW), now=NOW)
        return Caller(made, handle, operator, joining.ui_lang, joining.langs)

    return await db.write(make)


async def session(db: Database, who: Caller, *, now: Micros) -> str:
    """Sign a member in; return the token."""
    return await db.write(open_session, who.id, now=now)


async def picture(db: Database, owner: Caller, *, full: bytes = b"full") -> MediaId:
    """Write down a picture of one pixel, as if it had come through the sandbox."""
    decoded = Decoded(b"card", full, 1, 1, "png")
    return (await db.write(add, owner.id, decoded, now_us=NOW)).id


async def note(
    db: Database,
    author: Caller,
    body: str = "Bread, still warm",
    *,
    title: str = "",
    topics: Sequence[str] = (),
    photos: Sequence[MediaId] = (),
    now: Micros | None = None,
    momo: bool = False,
    answers: str | None = None,
    quotes: str | None = None,
    asks: Question | None = None,
) -> NoteId:
    """Publish a note."""
    draft = checked_draft(
        title=title,
        body=body,
        topics=list(topics),
        photos=[(photo, "") for photo in photos],
        momo=momo,
        answers=answers,
        quotes=quotes,
        asks=asks,
    )
    return await db.write(
        publish, author.id, draft, OpenGate(), now=moment() if now is None else now, lang="en"
    )


async def comment(
    db: Database,
    author: Caller,
    note: str,
    body: str = "How long did it rest?",
    *,
    parent: str | None = None,
) -> CommentId:
    """Publish a comment."""
    return await db.write(
        publish_comment, author.id, note, body, OpenGate(), now=moment(), parent=parent, lang="en"
    )


async def until(true: Callable[[], bool | Awaitable[bool]]) -> None:
    """Let others work until `true` says so; fail after half a minute."""
    async with asyncio.timeout(30):
        while True:
            said = true()
            if await said if inspect.isawaitable(said) else said:
                return
            await asyncio.sleep(0)
