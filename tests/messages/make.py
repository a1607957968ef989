"""Two members, and what they write to each other, for tests."""

import itertools

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql
from qiao.media.models import Decoded
from qiao.messages import commands, pictures, queries, views, waiting
from qiao.messages.models import MessageId, PictureId, checked_draft
from qiao.messages.settings import MessageSettings
from qiao.people.commands import follow
from qiao.people.models import Caller
from tests import make

_moments = itertools.count(1)


def later() -> Micros:
    """Return a time three weeks after everybody joined, each a second later than the last."""
    return Micros(make.NOW + 21 * 24 * 3_600 * 1_000_000 + next(_moments) * 1_000_000)


async def writes(
    db: Database,
    me: Caller,
    to: Caller,
    body: str = "Hello there",
    *,
    pictures: tuple[str, ...] = (),
    note: str | None = None,
    now: Micros | None = None,
    rules: MessageSettings | None = None,
) -> MessageId:
    """Send a message."""
    draft = checked_draft(body, [(id_, "a boat") for id_ in pictures], note)
    return await db.write(
        commands.send, me.id, to.id, draft, rules or MessageSettings(), now=now or later()
    )


async def mutuals(db: Database, one: Caller, other: Caller) -> None:
    """Let two members follow each other."""
    await db.write(follow, one.id, other.id, now=make.NOW)
    await db.write(follow, other.id, one.id, now=make.NOW)


async def pair(db: Database) -> tuple[Caller, Caller]:
    """Make two members who follow each other."""
    ana, bo = await make.member(db, "ana"), await make.member(db, "bob")
    await mutuals(db, ana, bo)
    return ana, bo


async def conversation(db: Database, one: Caller, other: Caller) -> str:
    """Return the id of the conversation of two."""
    async with db.read() as tx:
        return (await queries.conversation_with(tx, one.id, other.id, None)).id


async def page(db: Database, reader: Caller, other: Caller) -> list[views.Message]:
    """Return what a reader finds in the conversation with somebody, oldest first."""
    which = await conversation(db, reader, other)
    async with db.read() as tx:
        found = await queries.messages(tx, reader.id, which, None, before=None, limit=100)
    return list(reversed(found.items))


async def said(db: Database, reader: Caller, other: Caller) -> list[str]:
    """Return the words of a conversation, oldest first."""
    return [one.body for one in await page(db, reader, other)]


async def listed(db: Database, reader: Caller, box: str = "open") -> list[views.Conversation]:
    """Return one's conversations in a box."""
    async with db.read() as tx:
        found, _ = await queries.conversations(
            tx,
            reader.id,
            box,
            None,
            before=None,
            limit=50,  # type: ignore[arg-type]
        )
    return found


async def counts(db: Database, reader: Caller) -> tuple[int, int]:
    """Return how many conversations have something unread, and how many strangers wait."""
    async with db.read() as tx:
        found = await waiting.counts(tx, reader.id)
    return found.unread, found.requests


async def picture(db: Database, owner: Caller, full: bytes = b"full") -> PictureId:
    """Write down a picture for a message, as if it had come through the sandbox."""
    decoded = Decoded(b"card", full, 1, 1, "png")
    return await db.write(pictures.add, owner.id, decoded, now=make.NOW)


async def number(db: Database, sql: str, **params: str) -> int:
    """Return a number that the database counts."""
    async with db.read() as tx:
        return await tx.count(Sql(sql), **params)
