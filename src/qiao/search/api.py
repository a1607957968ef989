"""Search over HTTP: notes, people, topics, one after the other or by kind."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from qiao.kit.clock import DAY, now_us
from qiao.kit.db import ReadTx
from qiao.kit.follow import Follower
from qiao.kit.http import Db, Injected, cursor_of, json, shows
from qiao.notes.cards import Cards
from qiao.notes.ordering import HouseOrder
from qiao.people.door import Reader
from qiao.people.queries import profile_by_id
from qiao.search.asking import read
from qiao.search.finding import Filters
from qiao.search.looking import Sort, look
from qiao.search.meanings import RETRY_MS, Meanings, Meant
from qiao.search.people import people_named
from qiao.search.showing import cards_of
from qiao.search.topics import topics_named
from qiao.search.views import FoundTopic, SearchPage
from qiao.topics.models import slug_of

PAGE = 20
MAX_QUERY_CHARS = 200
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}

Since = Literal["", "day", "week", "month", "year"]
Kind = Literal["notes", "people", "topics"]
NoteCards = Annotated[Cards, Injected]
Follow = Annotated[Follower, Injected]
NearInMeaning = Annotated[Meanings, Injected]

_encode = msgspec.json.Encoder().encode


def filters(lang: str, since: Since, *, photo: bool, asks: str, place: str = "") -> Filters:
    """Return what else must be true of a note."""
    since_us = now_us() - DAYS[since] * DAY if since else 0
    return Filters(lang[:35], since_us, photo, slug_of(place[:100]), asks)


def _page(**found: Any) -> bytes:
    """Return an encoded SearchPage; lists of bytes are encoded already."""
    whole: dict[str, Any] = {
        "notes": [],
        "people": [],
        "topics": [],
        "cursor": None,
        "meant": {},
        "meaning": "none",
        "retry_ms": None,
    } | found
    notes = whole.pop("notes")
    return b'{"notes":[%b],%b' % (b",".join(notes), _encode(whole)[1:])


@get("/api/v1/search", responses=shows(SearchPage))
async def search(
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    order: HouseOrder,
    meanings: NearInMeaning,
    q: FromQuery[str] = "",
    kind: FromQuery[Kind] = "notes",
    lang: FromQuery[str] = "",
    sort: FromQuery[Sort] = "fit",
    since: FromQuery[Since] = "",
    photo: FromQuery[Literal["", "1"]] = "",
    asks: FromQuery[Literal["", "all", "open"]] = "",
    place: FromQuery[str] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Find notes, people or topics; the filters and `sort` are for notes.

    `place`: the slug of one. `asks`: questions only, or those without an answer that helped.
    """
    await follower.catch_up()
    at, q = cursor_of(cursor), q[:MAX_QUERY_CHARS]
    reader_id = reader.id if reader else None
    meant = Meant("none")
    if kind == "notes" and sort == "fit":
        # before the database is held: somebody else may be needed
        meant = await meanings.near(read(q), may_ask=at is None)
    async with db.read() as tx:
        if kind == "people":
            return json(_page(people=await _people(tx, q, reader_id)))
        if kind == "topics":
            return json(_page(topics=await _topics(tx, q)))
        skip = int(at) if at and at.isdecimal() and len(at) < 5 else 0
        wanted = filters(lang, since, photo=bool(photo), asks=asks, place=place)
        found = await look(tx, q, wanted, sort=sort, near=meant.near, reader=reader, order=order)
        ids = found.ids[skip : skip + PAGE]
        made = await cards_of(
            tx,
            cards,
            ids,
            found.asked,
            found.by,
            reader=reader_id,
            langs=reader.langs if reader else (),
        )
    following = str(skip + PAGE) if len(found.ids) > skip + PAGE else None
    return json(
        _page(
            notes=made,
            cursor=following,
            meant=found.asked.meant,
            meaning=meant.state,
            retry_ms=RETRY_MS if meant.state == "pending" else None,
        )
    )


async def _people(tx: ReadTx, query: str, reader: str | None) -> list[Any]:
    found = await people_named(tx, query, reader=reader)
    return [await profile_by_id(tx, member, reader=reader) for member in found]


async def _topics(tx: ReadTx, query: str) -> list[FoundTopic]:
    return [FoundTopic(*topic, family) for topic, family in await topics_named(tx, query)]


ROUTES = [search]
