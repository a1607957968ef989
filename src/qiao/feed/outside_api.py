"""What waits outside one's mix, over HTTP: how much, and the notes themselves."""

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from qiao.feed.api import PAGE, Follow, HomeFeeds, NoteCards, reader_of
from qiao.kit.clock import now_us
from qiao.kit.http import Db, cursor_of, json, shows
from qiao.notes.card_pages import page_of
from qiao.notes.views import CardPage
from qiao.people.door import AnyRequest, Reader


class OutsideCounts(msgspec.Struct, frozen=True):
    """Notes that Explore could show and has not yet. One may count as several kinds.

    `home`: from the reader's circle. `newcomers`: by people of the last 14 days. `foreign`: in
    languages she does not read. `more`: there are older ones that were not counted.
    """

    notes: int
    home: int
    newcomers: int
    foreign: int
    more: bool


@get("/api/v1/feeds/outside", responses=shows(OutsideCounts))
async def count_outside(
    request: AnyRequest, reader: Reader, db: Db, feeds: HomeFeeds, follower: Follow
) -> Response[bytes]:
    """Count what waits outside the reader's mix."""
    await follower.catch_up()
    async with db.read() as tx:
        found = await feeds.outside(tx, reader_of(request, reader), now_us=now_us())
    told = OutsideCounts(len(found.notes), found.home, found.newcomers, found.foreign, found.more)
    return json(told)


@get("/api/v1/feeds/outside/notes", responses=shows(CardPage))
async def notes_outside(
    request: AnyRequest,
    reader: Reader,
    db: Db,
    feeds: HomeFeeds,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """List what waits outside the reader's mix, newest first."""
    await follower.catch_up()
    who = reader_of(request, reader)
    async with db.read() as tx:
        found = await feeds.outside(tx, who, now_us=now_us())
        # a note that was shown meanwhile moves nothing: the list goes on below the last id
        at = cursor_of(cursor)
        waiting = [note for note in found.notes if at is None or note < at]
        ids = sorted(waiting, reverse=True)[:PAGE]
        following = ids[-1] if len(ids) == PAGE else None
        return json(await page_of(cards, tx, ids, reader=who.id, cursor=following, hushed=True))


ROUTES = [count_outside, notes_outside]
