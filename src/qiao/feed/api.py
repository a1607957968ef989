"""The feeds over HTTP, and what readers' apps tell about reading."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import FromQuery, JSONBody

from qiao.feed import commands, following
from qiao.feed.cursors import Cursors
from qiao.feed.models import Reader as FeedReader
from qiao.feed.models import Served
from qiao.feed.records import PageRecords, Reading
from qiao.feed.serving import Feeds
from qiao.feed.sessions import Leaf
from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx
from qiao.kit.follow import Follower
from qiao.kit.http import Db, Injected, cursor_of, json, shows
from qiao.kit.langs import base_of
from qiao.kit.refusals import Invalid
from qiao.notes.card_pages import page_of
from qiao.notes.cards import Cards
from qiao.notes.entries import is_hushed
from qiao.notes.filling import filled
from qiao.notes.views import CardPage
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.models import Caller

PAGE = 20
MAX_READS = 100
MAX_LANGS = 6
MAX_HUSHED_ROUNDS = 6
"""Where half of all that is written is muted, three find the last."""

HomeFeeds = Annotated[Feeds, Injected]
Records = Annotated[PageRecords, Injected]
Places = Annotated[Cursors, Injected]
NoteCards = Annotated[Cards, Injected]
Follow = Annotated[Follower, Injected]


class TooManyReads(Invalid):
    """Facts: max_events."""

    code = "too_many_events"


class ReadBatch(msgspec.Struct, frozen=True):
    """What a reader's app saw happen, oldest first."""

    events: list[commands.Read]


def _visitor_langs(request: AnyRequest) -> tuple[str, ...]:
    """Return what a visitor's browser says it reads; the only thing known of her."""
    header = request.headers.get("accept-language", "")[:200]
    found: list[str] = []
    for part in header.split(","):
        tag = part.split(";")[0].strip()
        if tag and tag != "*":
            base = tag.split("-")[0].lower()
            if base == "zh":
                base = "zh-Hant" if any(r in tag for r in ("TW", "HK", "MO", "Hant")) else "zh-Hans"
            found.append(base)
    return tuple(dict.fromkeys(found))[:MAX_LANGS] or ("en",)


def _unranked(served: Served) -> Served:
    """Where nothing is ranked nobody proposed a note because it fits, and it counts for nothing."""
    return served._replace(sources=0, slot=False)


def reading_of(reader: FeedReader, leaf: Leaf, *, newcomer: bool) -> Reading:
    """Return what the page is judged by, as its record keeps it."""
    promise, outside = leaf.account
    home, newcomers = promise.thousandths()
    group = base_of(reader.langs[0]) if reader.langs else ""
    return Reading((home, newcomers), outside, newcomer, group)


def reader_of(request: AnyRequest, reader: Caller | None) -> FeedReader:
    """Return who reads, as the feed knows her."""
    if reader:
        return FeedReader(reader.id, reader.langs, reader.ui_lang)
    langs = _visitor_langs(request)
    return FeedReader(None, langs, langs[0])


@get("/api/v1/feeds/explore", responses=shows(CardPage))
async def explore(
    request: AnyRequest,
    reader: Reader,
    db: Db,
    feeds: HomeFeeds,
    records: Records,
    places: Places,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Show what to read next, each card with its reason."""
    await follower.catch_up()
    who, now = reader_of(request, reader), now_us()
    async with db.read() as tx:
        leaf = await _whole(feeds, cards, tx, who, cursor_of(cursor), now_us=now)
        served, following_cursor = leaf.served, leaf.cursor
        # before it is seen: what an app says was shown is checked against it
        begun = places.read(cursor) if cursor else None
        behind = places.read(following_cursor) if following_cursor else begun
        records.add(
            now,
            who.id,
            "explore",
            begun.session if begun else behind.session if behind else "",
            begun.served if begun else 0,
            served if feeds.pipeline.name == "explore" else [_unranked(one) for one in served],
            reading_of(who, leaf, newcomer=feeds.is_newcomer(who, now_us=now)),
        )
        return json(
            await page_of(
                cards,
                tx,
                [one.note for one in served],
                reader=who.id,
                cursor=following_cursor,
                reasons={one.note: one.reason.encoded for one in served},
                hushed=True,
            )
        )


async def _whole(
    feeds: Feeds, cards: Cards, tx: ReadTx, who: FeedReader, cursor: str | None, *, now_us: int
) -> Leaf:
    """Return a page of Explore without what has words that its reader mutes."""
    quiet = cards.mutes.of(who.id)
    for _ in range(MAX_HUSHED_ROUNDS):
        leaf = await feeds.leaf(tx, who, cursor, limit=PAGE, now_us=now_us)
        if who.id is None or quiet is None or not quiet.words:
            break
        entries = await cards.get(tx, [one.note for one in leaf.served])
        if not any(is_hushed(entry, who.id, quiet) for entry in entries.values()):
            break
        # what would follow is looked at as well: it is what comes up next
        entries |= await cards.get(tx, feeds.ahead(who))
        loud = [note for note, entry in entries.items() if is_hushed(entry, who.id, quiet)]
        feeds.hushing.add(who.id, quiet, loud, now_us=now_us)
    # whoever mutes most of a square gets a shorter page, not a slower square
    return leaf


@get("/api/v1/feeds/following", responses=shows(CardPage))
async def following_feed(
    me: SignedIn,
    db: Db,
    cards: NoteCards,
    follower: Follow,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Show what those one follows wrote, and oneself, newest first."""
    await follower.catch_up()
    async with db.read() as tx:
        at = cursor_of(cursor)
        ids, next_cursor = await following.page(tx, me.id, at, limit=PAGE)
        if cards.mutes.of(me.id) is not None:

            async def further(before: str) -> list[str]:
                after = None if before == following.FIRST else before
                return (await following.page(tx, me.id, after, limit=PAGE))[0]

            ids, next_cursor = await filled(
                cards, tx, further, reader=me.id, before=at or following.FIRST, limit=PAGE
            )
        return json(await page_of(cards, tx, ids, reader=me.id, cursor=next_cursor, hushed=True))


@post("/api/v1/events", status_code=204)
async def log_events(data: JSONBody[ReadBatch], me: SignedIn, db: Db) -> None:
    """Take down what was shown, opened and read; the feed learns from it."""
    if len(data.events) > MAX_READS:
        raise TooManyReads(max_events=MAX_READS)
    await db.write(commands.log_reading, me.id, data.events, now_us())


ROUTES = [explore, following_feed, log_events]
