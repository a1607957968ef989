"""Slang of the square over HTTP: proposing, voting, deciding."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, cursor_of, json, shows
from qiao.people.commands import checked_lang
from qiao.people.door import AnyRequest, Operator, Reader, SignedIn
from qiao.translate import square_slang
from qiao.translate.square_slang import State

Register = Literal["neutral", "vulgar", "insult"]


class ProposeSlang(msgspec.Struct, frozen=True):
    """What a term means here. `normal`: the same put plainly in its own language.

    A meaning in English or in Chinese is needed; `example` is a sentence with the term in it.
    """

    lang: str
    term: str
    normal: str = ""
    gloss_en: str = ""
    gloss_zh: str = ""
    register: Register = "neutral"
    ambiguous: bool = False
    example: str = ""


class SlangView(msgspec.Struct, frozen=True):
    """A term that members proposed."""

    id: str
    lang: str
    term: str
    normal: str
    gloss_en: str
    gloss_zh: str
    register: str
    ambiguous: bool
    example: str
    by_handle: str
    state: str
    votes: int
    at: str
    voted: bool
    mine: bool


class SlangPage(msgspec.Struct, frozen=True):
    """Terms, most votes first."""

    items: list[SlangView]
    cursor: str | None


class Votes(msgspec.Struct, frozen=True):
    """How many say so, and whether one does oneself."""

    votes: int
    voted: bool


class DecideSlang(msgspec.Struct, frozen=True):
    """Whether a term joins the square's slang; "refuse" takes an accepted one out again."""

    action: Literal["accept", "refuse"]


def _view(entry: square_slang.SlangEntry) -> SlangView:
    fields = entry._asdict()
    fields["at"] = rfc3339(fields.pop("at_us"))
    for name in ("ambiguous", "voted", "mine"):
        fields[name] = bool(fields[name])
    return SlangView(**fields)


def _after(cursor: str | None) -> tuple[int, str] | None:
    votes, _, entry = (cursor_of(cursor) or "").partition(".")
    return (int(votes), entry) if votes.isdigit() and len(votes) < 12 and entry else None


@get("/api/v1/slang", responses=shows(SlangPage))
async def slang(
    reader: Reader,
    db: Db,
    lang: FromQuery[str] = "",
    listed: Annotated[State, QueryParameter(name="state")] = "proposed",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List the square's own slang: what waits for an operator, or what is taken."""
    wanted = checked_lang(lang, field="lang") if lang else ""
    async with db.read() as tx:
        found = await square_slang.entries(
            tx,
            lang=wanted,
            state=listed,
            reader=reader.id if reader else None,
            after=_after(cursor),
        )
    full = len(found) == square_slang.PAGE
    return json(
        SlangPage(
            [_view(entry) for entry in found],
            f"{found[-1].votes}.{found[-1].id}" if full else None,
        )
    )


@post("/api/v1/slang", status_code=201, responses=shows(SlangView, status=201))
async def propose_slang(
    data: JSONBody[ProposeSlang], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Propose what a term means here; it is used once an operator accepts it."""
    proposal = square_slang.checked_proposal(**msgspec.structs.asdict(data))

    async def make(tx: WriteTx) -> bytes:
        entry = await square_slang.propose(tx, me.id, proposal, now=now_us())
        return msgspec.json.encode(_view(await square_slang.one(tx, entry, reader=me.id)))

    return json(await created(request, db, me.id, make), status=201)


@put("/api/v1/slang/{entry:str}/vote", responses=shows(Votes))
async def vote_slang(entry: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Say that a term does mean this."""
    return json(Votes(await db.write(square_slang.vote, me.id, entry, now=now_us()), voted=True))


@delete("/api/v1/slang/{entry:str}/vote", status_code=200, responses=shows(Votes))
async def unvote_slang(entry: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Take one's vote back."""
    return json(Votes(await db.write(square_slang.unvote, me.id, entry), voted=False))


@post(
    "/api/v1/operator/slang/{entry:str}/decisions",
    status_code=201,
    responses=shows(SlangView, status=201),
)
async def decide_slang(
    entry: FromPath[str],
    data: JSONBody[DecideSlang],
    request: AnyRequest,
    operator: Operator,
    db: Db,
) -> Response[bytes]:
    """Take a term into the square's slang, or not; no restart is needed."""
    state: Literal["accepted", "refused"] = "accepted" if data.action == "accept" else "refused"

    async def make(tx: WriteTx) -> bytes:
        await square_slang.decide(tx, operator.id, entry, state, now=now_us())
        return msgspec.json.encode(_view(await square_slang.one(tx, entry, reader=operator.id)))

    return json(await created(request, db, operator.id, make), status=201)


ROUTES = [slang, propose_slang, vote_slang, unvote_slang, decide_slang]
