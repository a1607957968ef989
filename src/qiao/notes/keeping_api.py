"""Likes and boards over HTTP."""

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.notes import keeping, queries, views
from qiao.notes.api import PAGE, Follow, NoteCards
from qiao.notes.card_pages import page_of
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.queries import faces, id_of


class Collect(msgspec.Struct, frozen=True):
    """Which board to keep a note in; null is the first board."""

    board: str | None = None


class MakeBoard(msgspec.Struct, frozen=True):
    """A board to make."""

    title: str


class ChangeBoard(msgspec.Struct, frozen=True):
    """What to change about a board; what is null stays. `open`: everybody sees it."""

    title: str | None = None
    open: bool | None = None


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
    return json(views.BoardPage([_board(board) for board in found]))


def _board(board: queries.Board) -> views.BoardView:
    return views.BoardView(board.id, board.title, board.notes, bool(board.open))


@get("/api/v1/boards/{board:str}", responses=shows(views.BoardView))
async def board(board: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show a board that is one's own or open."""
    who = reader.id if reader else None
    async with db.read() as tx:
        found = await queries.board_for(tx, board, reader=who)
        if found.owner != who:
            opened = await queries.open_boards_of(tx, found.owner, reader=who)
            found = next((one for one in opened if one.id == board), found)
        owner = (await faces(tx, [found.owner])).get(found.owner)
    return json(msgspec.structs.replace(_board(found), owner=owner))


@patch("/api/v1/boards/{board:str}", responses=shows(views.BoardView))
async def change_board(
    board: FromPath[str], data: JSONBody[ChangeBoard], me: SignedIn, db: Db
) -> Response[bytes]:
    """Give one's own board another title, or open it to everybody or to oneself alone."""
    await db.write(keeping.change_board, me.id, board, title=data.title, open=data.open)
    async with db.read() as tx:
        return json(_board(await queries.board_for(tx, board, reader=me.id)))


@get("/api/v1/members/{handle:str}/boards", responses=shows(views.BoardPage))
async def boards_by(handle: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """List the boards that a member has opened to everybody."""
    who = reader.id if reader else None
    async with db.read() as tx:
        owner = await id_of(tx, handle, reader=who)
        found = await queries.open_boards_of(tx, owner, reader=who)
    return json(views.BoardPage([_board(one) for one in found]))


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
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the notes of a board that is one's own or open, newest first."""
    await follower.catch_up()
    who = reader.id if reader else None
    async with db.read() as tx:
        ids = await queries.notes_in_board(
            tx, board, reader=who, before=cursor_of(cursor) or queries.LAST, limit=PAGE
        )
        following = ids[-1] if len(ids) == PAGE else None
        return json(await page_of(cards, tx, ids, reader=who, cursor=following))


ROUTES = [
    like,
    unlike,
    collect,
    uncollect,
    boards,
    make_board,
    board,
    change_board,
    boards_by,
    notes_in_board,
]
