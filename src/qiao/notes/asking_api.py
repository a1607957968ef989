"""Answering with a note and asking, over HTTP."""

from typing import Literal

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.notes import asking, figures, linking, views
from qiao.notes.api import PAGE, Follow, NoteCards, NoteGate, entry_for
from qiao.notes.card_pages import page_of
from qiao.notes.cards import Cards
from qiao.notes.thread_order import helpfulness
from qiao.notes.threads import Threads
from qiao.people.circles import Circle
from qiao.people.door import AnyRequest, Reader, SignedIn


class PutAnswering(msgspec.Struct, frozen=True):
    """Who may answer or quote a note with a note of theirs."""

    who: Circle


class Accept(msgspec.Struct, frozen=True):
    """The answer that helped: a comment below the question, or a note that answers it."""

    of: Literal["comment", "note"]
    id: str


class TellOutcome(msgspec.Struct, frozen=True):
    """What came of it."""

    body: str


class PutFigure(msgspec.Struct, frozen=True):
    """A number, where it holds, and a line about it. `currency`: ISO 4217, where money is asked.

    `momo`: not in her own name; of a figure that is there already it stays as it was.
    """

    value: float
    place: str
    currency: str = ""
    line: str = ""
    momo: bool = False


class FigureGroup(msgspec.Struct, frozen=True):
    """What people of one place say; `values` in order. Currencies are not converted."""

    place: str
    currency: str
    n: int
    median: float
    low: float
    high: float
    values: list[float]


class Mine(msgspec.Struct, frozen=True):
    """The reader's own figure."""

    comment: str
    value: float
    place: str
    currency: str
    line: str


class FigureTable(msgspec.Struct, frozen=True):
    """A question's numbers, the most told place first."""

    groups: list[FigureGroup]
    mine: Mine | None


@get("/api/v1/notes/{note:str}/answers", responses=shows(views.AnswerPage))
async def answers(
    note: FromPath[str],
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    sort: FromQuery[Literal["helpful", "new"]] = "helpful",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the notes that answer or quote one, the accepted one first."""
    await follower.catch_up()
    reader_id, at = reader.id if reader else None, cursor_of(cursor)
    skip = int(at) if at and at.isdecimal() and len(at) < 5 else 0
    async with db.read() as tx:
        await entry_for(cards, tx, note, reader)
        found = await linking.answering(tx, note, reader=reader_id)
        if sort == "helpful":
            now = now_us()
            found.sort(key=lambda one: -helpfulness(one.likes, age_us=now - one.at_us))
        ids = [one.id for one in found]
        accepted = await asking.accepted_note(tx, note)
        if accepted in ids:
            ids = [accepted, *(id_ for id_ in ids if id_ != accepted)]
        following = str(skip + PAGE) if len(ids) > skip + PAGE else None
        page = await page_of(
            cards, tx, ids[skip : skip + PAGE], reader=reader_id, cursor=following, hushed=True
        )
    more = msgspec.json.encode(
        {"total": len(ids), "accepted": accepted if accepted in ids else None}
    )
    return json(page[:-1] + b"," + more[1:])


@get("/api/v1/notes/{note:str}/answering", responses=shows(PutAnswering))
async def who_answers(note: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Show who may answer one's own note with a note."""
    async with db.read() as tx:
        return json(PutAnswering(await linking.who_answers(tx, me.id, note)))


@put("/api/v1/notes/{note:str}/answering", responses=shows(PutAnswering))
async def choose_who_answers(
    note: FromPath[str], data: JSONBody[PutAnswering], me: SignedIn, db: Db
) -> Response[bytes]:
    """Choose who may answer one's own note with a note from now on."""
    await db.write(linking.choose_who_answers, me.id, note, data.who)
    return json(data)


@delete("/api/v1/notes/{note:str}/answers/{answer:str}", status_code=204)
async def take_off(note: FromPath[str], answer: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take a note that answers or quotes one's own off it; the note itself stays."""
    await db.write(linking.take_off, me.id, note, answer, off=True)


@put("/api/v1/notes/{note:str}/answers/{answer:str}", status_code=204)
async def put_back(note: FromPath[str], answer: FromPath[str], me: SignedIn, db: Db) -> None:
    """Put a note back that was taken off one's own."""
    await db.write(linking.take_off, me.id, note, answer, off=False)


@put("/api/v1/notes/{note:str}/accepted", status_code=204)
async def accept(note: FromPath[str], data: JSONBody[Accept], me: SignedIn, db: Db) -> None:
    """Mark the answer that helped, on one's own question."""
    await db.write(asking.accept, me.id, note, data.of, data.id)


@delete("/api/v1/notes/{note:str}/accepted", status_code=204)
async def unaccept(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take the mark back."""
    await db.write(asking.unaccept, me.id, note)


@post(
    "/api/v1/notes/{note:str}/outcome", status_code=201, responses=shows(views.Comment, status=201)
)
async def outcome(
    note: FromPath[str],
    data: JSONBody[TellOutcome],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    gate: NoteGate,
) -> Response[bytes]:
    """Say what came of one's question; those who answered are told."""

    async def make(tx: WriteTx) -> bytes:
        comment = await asking.tell_outcome(tx, me.id, note, data.body, gate, now=now_us())
        return await _one(tx, comment, note, me.id)

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/notes/{note:str}/figures", responses=shows(FigureTable))
async def figure_table(
    note: FromPath[str], reader: Reader, db: Db, cards: NoteCards, follower: Follow
) -> Response[bytes]:
    """Compare the numbers that answer a question, place by place."""
    await follower.catch_up()
    reader_id = reader.id if reader else None
    async with db.read() as tx:
        await entry_for(cards, tx, note, reader)
        found = await figures.groups(tx, note, reader=reader_id)
        mine = await figures.given(tx, note, reader_id) if reader_id else None
    return json(
        FigureTable(
            [FigureGroup(*group[:-1], list(group.values)) for group in found],
            Mine(*mine) if mine else None,
        )
    )


@put("/api/v1/notes/{note:str}/figure", responses=shows(views.Comment))
async def give_figure(
    note: FromPath[str], data: JSONBody[PutFigure], me: SignedIn, db: Db, gate: NoteGate
) -> Response[bytes]:
    """Answer a question with a number, or change one's own; each member has one."""

    async def make(tx: WriteTx) -> bytes:
        comment = await figures.give(
            tx,
            me.id,
            note,
            gate,
            value=data.value,
            place=data.place,
            currency=data.currency,
            line=data.line,
            momo=data.momo,
            now=now_us(),
        )
        return await _one(tx, comment, note, me.id)

    return json(await db.write(make))


@delete("/api/v1/notes/{note:str}/figure", status_code=204)
async def take_figure_back(note: FromPath[str], me: SignedIn, db: Db) -> None:
    """Take one's own number back, with its line."""
    await db.write(figures.take_back, me.id, note)


async def _one(tx: WriteTx, comment: str, note: str, reader: str) -> bytes:
    entry = (await Cards().get(tx, [note]))[note]
    return await Threads().one(tx, comment, note=note, author=entry.known, reader=reader)


ROUTES = [
    answers,
    who_answers,
    choose_who_answers,
    take_off,
    put_back,
    accept,
    unaccept,
    outcome,
    figure_table,
    give_figure,
    take_figure_back,
]
