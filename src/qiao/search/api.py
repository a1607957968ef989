"""Search over HTTP."""

from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from qiao.kit.clock import DAY, now_us
from qiao.kit.follow import Follower
from qiao.kit.http import Db, Injected, cursor_of, json, shows
from qiao.notes.cards import Cards
from qiao.notes.ordering import HouseOrder
from qiao.people.door import Reader
from qiao.search.finding import Filters
from qiao.search.looking import Sort, look
from qiao.search.showing import cards_of
from qiao.search.views import SearchPage

PAGE = 20
MAX_QUERY_CHARS = 200
DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}

Since = Literal["", "day", "week", "month", "year"]
NoteCards = Annotated[Cards, Injected]
Follow = Annotated[Follower, Injected]

_encode = msgspec.json.Encoder().encode


def filters(lang: str, since: Since, *, photo: bool) -> Filters:
    """Return what else must be true of a note."""
    since_us = now_us() - DAYS[since] * DAY if since else 0
    return Filters(lang[:35], since_us, photo)


@get("/api/v1/search", responses=shows(SearchPage))
async def search(
    reader: Reader,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    order: HouseOrder,
    q: FromQuery[str] = "",
    lang: FromQuery[str] = "",
    sort: FromQuery[Sort] = "fit",
    since: FromQuery[Since] = "",
    photo: FromQuery[Literal["", "1"]] = "",
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Find notes that say what is asked for."""
    await follower.catch_up()
    at = cursor_of(cursor)
    skip = int(at) if at and at.isdecimal() and len(at) < 5 else 0
    async with db.read() as tx:
        found = await look(
            tx,
            q[:MAX_QUERY_CHARS],
            filters(lang, since, photo=bool(photo)),
            sort=sort,
            reader=reader,
            order=order,
        )
        ids = found.ids[skip : skip + PAGE]
        made = await cards_of(
            tx, cards, ids, found.asked, found.by, reader=reader.id if reader else None
        )
    following = str(skip + PAGE) if len(found.ids) > skip + PAGE else None
    return json(
        b'{"notes":[%b],"people":[],"topics":[],"cursor":%b,"meant":%b,"meaning":"none","retry_ms":null}'
        % (b",".join(made), _encode(following), _encode(found.asked.meant))
    )


ROUTES = [search]
