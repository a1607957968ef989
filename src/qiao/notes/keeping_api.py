"""Likes and boards over HTTP."""

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.notes import keeping, queries, views
from qiao.notes.api import PAGE, Follow, NoteCards
from qiao.notes.cards import page_of
from qiao.people.door import AnyRequest, SignedIn


class Collect(msgspec.Struct, frozen=True):
    """Which board to keep a note in; null is the first board."""

    board: str | None = None


class MakeBoard(msgspec.Struct, frozen=True):
    """A board to make."""

    title: str


@put("/api/v1/notes/{note:str}/like", responses=shows(views.Liked))
async def like(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Like a note."""
    likes = await db.write(keeping.like, me.id, note, now=now_us())
    return json(views.Liked(likes, liked=True))


@delete("/api/v1/notes/{note:str}/like", status_code=200, responses=shows(views.Liked))
async def unlike(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Like a note no longer."""
    return json(views.Liked(await db.write(keeping.unlike, me.id, note), liked=False))


@put("/api/v1/notes/{note:str}/collect", responses=shows(views.Collected))
async def collect(
    note: FromPath[str], me: SignedIn, db: Db, data: JSONBody[Collect | None] = None
) -> Response[bytes]:
    """Keep a note in one of one's boards."""
    board = data.board if data else None
    collects = await db.write(keeping.collect, me.id, note, now=now_us(), board=board)
    return json(views.Collected(collects, collected=True))


@delete("/api/v1/notes/{note:str}/collect", status_code=200, responses=shows(views.Collected))
async def uncollect(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Keep a note no longer."""
    return json(views.Collected(await db.write(keeping.uncollect, me.id, note), collected=False))


@get("/api/v1/boards", responses=shows(views.BoardPage))
async def boards(me: SignedIn, db: Db) -> Response[bytes]:
    """List one's boards."""
    async with db.read() as tx:
        found = await queries.boards_of(tx, me.id)
    return json(views.BoardPage([views.BoardView(*board) for board in found]))


@post("/api/v1/boards", status_code=201, responses=shows(views.BoardView, status=201))
async def make_board(
    data: JSONBody[MakeBoard], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Make a board."""

    async def make(tx: WriteTx) -> bytes:
        board = await keeping.make_board(tx, me.id, data.title, now=now_us())
        return msgspec.json.encode(views.BoardView(board, data.title.strip(), 0))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/boards/{board:str}/notes", responses=shows(views.CardPage))
async def notes_in_board(
    board: FromPath[str],
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the notes of one's own board, newest first."""
    await follower.catch_up()
    async with db.read() as tx:
        ids = await queries.notes_in_board(
            tx, board, reader=me.id, before=cursor_of(cursor) or queries.LAST, limit=PAGE
        )
        following = ids[-1] if len(ids) == PAGE else None
        return json(await page_of(cards, tx, ids, reader=me.id, cursor=following))


ROUTES = [like, unlike, collect, uncollect, boards, make_board, notes_in_board]
