"""Notes over HTTP: publishing, reading, lists, versions in other languages."""

import asyncio
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.follow import Follower
from qiao.kit.http import Db, Injected, created, cursor_of, json, shows
from qiao.kit.refusals import NotFound
from qiao.notes import commands, editing, queries, views
from qiao.notes.card_pages import page_of, refs_of
from qiao.notes.cards import Cards
from qiao.notes.entries import NO_REFS, Entry
from qiao.notes.gate import Gate
from qiao.notes.models import Audience, Draft, Label, Question, checked_chosen, checked_draft
from qiao.notes.places import checked_place
from qiao.notes.visibility import Where, can_see
from qiao.people.circles import Circle
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.may import is_in
from qiao.people.models import Caller
from qiao.people.queries import faces, id_of

PAGE = 20

NoteCards = Annotated[Cards, Injected]
Follow = Annotated[Follower, Injected]
NoteGate = Annotated[Gate, Injected]


class DraftPhoto(msgspec.Struct, frozen=True):
    """An uploaded picture and its text for those who cannot see it."""

    id: str
    alt: str = ""


class PublishNote(msgspec.Struct, frozen=True):
    """A note to publish: a title, a body or photos. `chosen`: handles, where `audience` says so.

    `momo`: not in her own name; nothing that others are shown says whose it is.
    `answers`, `quotes`: a note that this one answers, and one that it quotes. `asks`: it is a
    question, for words or for numbers in a unit. `place`: what people call where it is about.
    """

    title: str = ""
    body: str = ""
    topics: list[str] = []
    media: list[DraftPhoto] = []
    audience: Audience = Audience.PUBLIC
    chosen: list[str] = []
    momo: bool = False
    labels: list[Label] = []
    answers: str | None = None
    quotes: str | None = None
    asks: Question | None = None
    place: str = ""


class PutNote(msgspec.Struct, frozen=True):
    """A note as it reads from now on; whom it is for stays."""

    title: str = ""
    body: str = ""
    topics: list[str] = []
    media: list[DraftPhoto] = []
    labels: list[Label] = []


class PutAudience(msgspec.Struct, frozen=True):
    """Whom a note is for from now on. `chosen`: handles, where `audience` says so."""

    audience: Audience
    chosen: list[str] = []


class PutVersion(msgspec.Struct, frozen=True):
    """A note in another language, written by its author."""

    title: str = ""
    body: str = ""


async def draft_from(data: PublishNote) -> Draft:
    """Check what somebody wants to publish; raises what `checked_draft` does."""
    return checked_draft(
        title=data.title,
        body=data.body,
        topics=data.topics,
        photos=[(photo.id, photo.alt) for photo in data.media],
        audience=data.audience,
        chosen=data.chosen,
        momo=data.momo,
        labels=data.labels,
        answers=data.answers,
        quotes=data.quotes,
        asks=data.asks,
        place=await asyncio.to_thread(checked_place, data.place) if data.place else None,
    )


async def entry_for(cards: Cards, tx: ReadTx, note: str, reader: Caller | None) -> Entry:
    """Return a note that the reader may open; raises NotFound."""
    entry = (await cards.get(tx, [note])).get(note)
    if entry is None:
        raise NotFound
    who = reader.id if reader else None
    by = entry.is_by(who)
    asked = who is not None and not by and entry.audience != Audience.PUBLIC
    if not can_see(
        who,
        str(who) if by else entry.author,
        entry.standing,
        where=Where.DIRECT,
        reviewer=bool(reader and reader.operator),
        audience=entry.audience,
        meant=asked and who is not None and await queries.is_meant_for(tx, note, who),
        apart=entry.is_apart(cards.apart.of(who)),
    ):
        raise NotFound
    return entry


async def shown_note(
    cards: Cards, tx: ReadTx, entry: Entry, note: str, reader: Caller | None
) -> bytes:
    """Return a note's own page, encoded, as a reader sees it who may open it."""
    refs = await refs_of(
        cards,
        tx,
        {note: entry},
        reader=reader.id if reader else None,
        reviewer=bool(reader and reader.operator),
    )
    if reader is None:
        return entry.note(
            liked=False,
            collected=False,
            followed=False,
            mine=False,
            may_comment=True,
            may_answer=entry.answer_by != Circle.NOBODY,
            refs=refs.get(note, NO_REFS),
        )
    liked, collected = await queries.liked_and_collected(tx, reader.id, [note])
    return entry.note(
        liked=bool(liked),
        collected=bool(collected),
        followed=await queries.follows(tx, reader.id, entry.known),
        mine=entry.is_by(reader.id),
        may_comment=entry.is_by(reader.id)
        or await is_in(tx, reader.id, entry.comment_by, entry.author),
        may_answer=entry.is_by(reader.id)
        or await is_in(tx, reader.id, entry.answer_by, entry.author),
        refs=refs.get(note, NO_REFS),
    )


@post("/api/v1/notes", status_code=201, responses=shows(views.Note, status=201))
async def publish_note(
    data: JSONBody[PublishNote], request: AnyRequest, me: SignedIn, db: Db, gate: NoteGate
) -> Response[bytes]:
    """Publish a note."""
    draft = await draft_from(data)

    async def make(tx: WriteTx) -> bytes:
        note = await commands.publish(tx, me.id, draft, gate, now=now_us())
        # a shelf of its own: what is not yet committed must not reach the shared one
        cards = Cards()
        return await shown_note(cards, tx, (await cards.get(tx, [note]))[note], note, me)

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/notes/{note:str}", responses=shows(views.Note))
async def note(
    note: FromPath[str], reader: Reader, db: Db, cards: NoteCards, follower: Follow
) -> Response[bytes]:
    """Show a note."""
    await follower.catch_up()
    async with db.read() as tx:
        entry = await entry_for(cards, tx, note, reader)
        return json(await shown_note(cards, tx, entry, note, reader))


@put("/api/v1/notes/{note:str}", responses=shows(views.Note))
async def edit_note(
    note: FromPath[str],
    data: JSONBody[PutNote],
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    gate: NoteGate,
) -> Response[bytes]:
    """Write one's own note anew; what it said before is kept and shown."""
    draft = checked_draft(
        title=data.title,
        body=data.body,
        topics=data.topics,
        photos=[(photo.id, photo.alt) for photo in data.media],
        labels=data.labels,
    )
    await db.write(editing.edit_note, me.id, note, draft, gate, now=now_us())
    await follower.catch_up(own_write=True)
    async with db.read() as tx:
        entry = await entry_for(cards, tx, note, me)
        return json(await shown_note(cards, tx, entry, note, me))


@get("/api/v1/notes/{note:str}/edits", responses=shows(views.EarlierTexts))
async def edits(
    note: FromPath[str], reader: Reader, db: Db, cards: NoteCards, follower: Follow
) -> Response[bytes]:
    """Show what a note said before, as far as it was for whoever asks."""
    await follower.catch_up()
    async with db.read() as tx:
        await entry_for(cards, tx, note, reader)
        found = await editing.earlier_texts(tx, note, reader=reader.id if reader else None)
        return json(views.EarlierTexts(found))


@delete("/api/v1/notes/{note:str}", status_code=204)
async def delete_note(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take one's own note away."""
    await db.write(commands.delete_note, me.id, note)


@put("/api/v1/notes/{note:str}/versions/{lang:str}", responses=shows(views.Note))
async def put_version(
    note: FromPath[str],
    lang: FromPath[str],
    data: JSONBody[PutVersion],
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
) -> Response[bytes]:
    """Keep a version of one's own note in another language."""
    await db.write(
        commands.put_version, me.id, note, lang, title=data.title, body=data.body, now=now_us()
    )
    await follower.catch_up(own_write=True)
    async with db.read() as tx:
        entry = await entry_for(cards, tx, note, me)
        return json(await shown_note(cards, tx, entry, note, me))


@get("/api/v1/notes/{note:str}/audience", responses=shows(views.AudienceView))
async def audience(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Show whom one's own note is for."""
    async with db.read() as tx:
        return json(await _audience(tx, me.id, note))


@put("/api/v1/notes/{note:str}/audience", responses=shows(views.AudienceView))
async def put_audience(
    note: FromPath[str], data: JSONBody[PutAudience], me: SignedIn, db: Db
) -> Response[bytes]:
    """Mean one's own note for others than before."""
    chosen = checked_chosen(data.chosen)
    await db.write(commands.set_audience, me.id, note, data.audience, chosen)
    async with db.read() as tx:
        return json(await _audience(tx, me.id, note))


async def _audience(tx: ReadTx, author: str, note: str) -> views.AudienceView:
    meant, chosen = await queries.audience_of(tx, author, note)
    found = await faces(tx, chosen)
    return views.AudienceView(meant, [found[member] for member in chosen if member in found])


def _next(ids: list[str]) -> str | None:
    return ids[-1] if len(ids) == PAGE else None


@get("/api/v1/members/{handle:str}/notes", responses=shows(views.CardPage))
async def notes_by(
    handle: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List a member's notes, newest first."""
    await follower.catch_up()
    reader_id = reader.id if reader else None
    async with db.read() as tx:
        ids = await queries.notes_by(
            tx,
            await id_of(tx, handle, reader=reader_id),
            reader=reader_id,
            before=cursor_of(cursor) or queries.LAST,
            limit=PAGE,
        )
        return json(await page_of(cards, tx, ids, reader=reader_id, cursor=_next(ids)))


ROUTES = [
    publish_note,
    note,
    edit_note,
    edits,
    delete_note,
    put_version,
    audience,
    put_audience,
    notes_by,
]
