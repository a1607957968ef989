"""Places over HTTP: finding one, its notes, and saying which one a note is about."""

import asyncio

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.http import Db, cursor_of, json, shows
from qiao.notes import gazetteer, places, queries, views
from qiao.notes.api import PAGE, Follow, NoteCards, entry_for, shown_note
from qiao.notes.card_pages import page_of
from qiao.notes.filling import filled
from qiao.people.door import Reader, SignedIn
from qiao.topics.models import slug_of


class PutPlace(msgspec.Struct, frozen=True):
    """What people call the place a note is about; empty: none."""

    name: str


@get("/api/v1/places", responses=shows(views.PlaceList))
async def offered(reader: Reader, db: Db, q: FromQuery[str] = "") -> Response[bytes]:
    """Offer places by the beginning of a name, in whatever language it is typed."""
    await asyncio.to_thread(gazetteer.known)
    async with db.read() as tx:
        found = await places.offered(tx, q, reader=reader.id if reader else None)
    return json(views.PlaceList(found))


@get("/api/v1/places/{slug:str}", responses=shows(views.PlaceFound))
async def place(slug: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show a place: its names, and how many notes are about it."""
    await asyncio.to_thread(gazetteer.known)
    async with db.read() as tx:
        return json(
            await places.place(tx, slug_of(slug[:100]), reader=reader.id if reader else None)
        )


@get("/api/v1/places/{slug:str}/notes", responses=shows(views.CardPage))
async def notes_at(
    slug: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the notes about a place, newest first."""
    await follower.catch_up()
    reader_id = reader.id if reader else None
    async with db.read() as tx:
        where = slug_of(slug[:100])
        ids, following = await filled(
            cards,
            tx,
            lambda before: places.notes_at(tx, where, reader=reader_id, before=before, limit=PAGE),
            reader=reader_id,
            before=cursor_of(cursor) or queries.LAST,
            limit=PAGE,
        )
        return json(await page_of(cards, tx, ids, reader=reader_id, cursor=following, hushed=True))


@put("/api/v1/notes/{note:str}/place", responses=shows(views.Note))
async def put_place(
    note: FromPath[str],
    data: JSONBody[PutPlace],
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
) -> Response[bytes]:
    """Say which place one's own note is about."""
    said = await asyncio.to_thread(places.checked_place, data.name)
    await db.write(places.set_place, me.id, note, said)
    await follower.catch_up(own_write=True)
    async with db.read() as tx:
        entry = await entry_for(cards, tx, note, me)
        return json(await shown_note(cards, tx, entry, note, me))


ROUTES = [offered, place, notes_at, put_place]
