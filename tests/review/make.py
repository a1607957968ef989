"""Members, notes and comments for these tests, with only what a test is about."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from typing import Any

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import OfKind, checked_draft
from qiao.people.commands import checked_joining, claim_operator, join, offer_operator
from qiao.people.models import Caller
from qiao.review import queries
from qiao.review.commands import report
from qiao.review.decisions import decide
from qiao.review.models import Action
from qiao.review.settings import ReviewSettings

NOW = Micros(1_770_000_000_000_000)
LATER = Micros(NOW + HOUR)
LIMITS = ReviewSettings()

UNREAD = Sql("select unread_statements from members where id = :id")

_ticks = itertools.count(1)


async def member(
    db: Database, handle: str, *, operator: bool = False, ui_lang: str = "en"
) -> Caller:
    """Make a member."""
    joining = checked_joining(handle=handle, name="", langs=[ui_lang], region="", ui_lang=ui_lang)

    async def make(tx: WriteTx) -> Caller:
        made = await join(tx, joining, "no password", now=NOW)
        if operator:
            await claim_operator(tx, made, await offer_operator(tx, now=NOW), now=NOW)
        return Caller(made, handle, operator, ui_lang, (ui_lang,))

    return await db.write(make)


async def note(
    db: Database, author: Caller, body: str = "Buy followers here", *, lang: str = "en"
) -> str:
    """Publish a note."""
    draft = checked_draft(title="", body=body, topics=[], photos=[])
    return await db.write(publish, author.id, draft, OpenGate(), now=NOW, lang=lang)


async def comment(db: Database, author: Caller, note: str, body: str = "You are ugly") -> str:
    """Publish a comment."""
    return await db.write(publish_comment, author.id, note, body, OpenGate(), now=NOW, lang="en")


async def decided(
    db: Database,
    operator: Caller,
    case: str,
    action: Action,
    *,
    rule: str = "spam",
    reason: str = "It sells followers.",
    after: str = "",
) -> str:
    """Decide a case as most tests do, each time a millisecond later."""
    now = Micros(LATER + next(_ticks) * 1_000)
    return await db.write(
        decide, operator, case, action, rule=rule, reason=reason, now=now, after=after
    )


async def reported(
    db: Database,
    by: Caller,
    id: str,
    *,
    of: OfKind = "note",
    rule: str = "spam",
    text: str = "",
    now: Micros = NOW,
) -> str:
    """Report something."""
    return await db.write(report, by, of, id, rule, text, LIMITS, now=now)


async def case_of(db: Database, operator: Caller, queue: queries.Queue = "open") -> str:
    """Return the only case of a queue."""
    async with db.read() as tx:
        (file,) = await queries.cases(tx, queue, operator)
    return file.row.id


async def told(db: Database, to: Caller) -> list[queries.Told]:
    """Return what a member was told, newest first."""
    async with db.read() as tx:
        return await queries.statements_of(tx, to.id)


async def unread(db: Database, of: Caller) -> int:
    """Return how many statements a member has not read."""
    async with db.read() as tx:
        return await tx.count(UNREAD, id=of.id)


_WAITS = Sql("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
Command = Callable[[WriteTx], Awaitable[Any]]


async def overlapping(db: Database, first: Command, second: Command) -> tuple[Any, Any]:
    """Run two commands so that the second begins before the first is committed.

    On SQLite one writer takes them one after the other. Returns what each made or raised.
    """
    if db.engine == "sqlite":
        both = await asyncio.gather(db.write(first), db.write(second), return_exceptions=True)
        return both[0], both[1]
    done, go = asyncio.Event(), asyncio.Event()

    async def held(tx: WriteTx) -> Any:
        made = await first(tx)
        done.set()
        await go.wait()
        return made

    one = asyncio.create_task(db.write(held))
    await done.wait()
    two = asyncio.create_task(db.write(second))
    async with db.read() as tx:
        while not await tx.count(_WAITS) and not two.done():
            pass
    go.set()
    both = await asyncio.gather(one, two, return_exceptions=True)
    return both[0], both[1]
