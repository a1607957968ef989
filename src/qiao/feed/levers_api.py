"""What a reader asks of her feed, over HTTP: wishes, dials, muted topics, starting over."""

from typing import Literal

import msgspec
from litestar import Response, delete, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.feed import dials, wishes
from qiao.feed.api import Follow, HomeFeeds
from qiao.feed.models import PAGE
from qiao.feed.promise import promise_by
from qiao.feed.serving import Feeds
from qiao.feed.taste import About
from qiao.kit.clock import now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.people.door import SignedIn


class MakeWish(msgspec.Struct, frozen=True):
    """What to want more or less of. `value`: which topic, author or language, where several are."""

    wish: wishes.Wish
    about: About
    value: str | None = None


class Wished(msgspec.Struct, frozen=True):
    """What is wanted more or less of now."""

    wish: wishes.Wish
    about: str
    value: str


class WishView(msgspec.Struct, frozen=True):
    """A wish about a note; `title` is empty where the note is out of sight."""

    note: str
    title: str
    about: str
    value: str
    label: str
    wish: wishes.Wish
    at: str


class WishPage(msgspec.Struct, frozen=True):
    """All of one's wishes, the newest first."""

    items: list[WishView]


STEPS = 20
"""The app's dials move by so many steps."""


class DialsView(msgspec.Struct, frozen=True):
    """Where one's dials stand. `reset_at`: since when what one does counts; null is always.

    `promised`: with `homeward` at 0, .05 … 1, how many of a page of 20 notes of Explore are
    promised to be home, and by newcomers; empty where nothing is, as Explore goes by time.
    """

    variety: float
    other_langs: float
    home: dials.Home
    reset_at: str | None
    homeward: float
    promised: list[tuple[int, int]]


class StartedOver(msgspec.Struct, frozen=True):
    """Since when what one does tells of one's taste."""

    reset_at: str


class MutedTopic(msgspec.Struct, frozen=True):
    """A topic that is not recommended to one."""

    slug: str
    label: str


class MutedTopicPage(msgspec.Struct, frozen=True):
    """The topics that are not recommended to one, the last muted first."""

    items: list[MutedTopic]


def _shown(kept: dials.Dials, feeds: Feeds) -> DialsView:
    reset_at = rfc3339(kept.reset_us) if kept.reset_us else None
    ranked = feeds.levers.value("feed") == "ranked"
    at = [step / STEPS for step in range(STEPS + 1)] if ranked else []
    owed = [promise_by(feeds.levers.number, dial).owed(PAGE) for dial in at]
    return DialsView(kept.variety, kept.other_langs, kept.home, reset_at, kept.homeward, owed)


@put("/api/v1/feeds/wishes/{note:str}", responses=shows(Wished))
async def make_wish(
    note: FromPath[str], data: JSONBody[MakeWish], me: SignedIn, db: Db
) -> Response[bytes]:
    """Want more or less of what a note is about."""
    value = await db.write(
        wishes.make_wish,
        me.id,
        note,
        wish=data.wish,
        about=data.about,
        value=data.value,
        now=now_us(),
    )
    return json(Wished(data.wish, data.about, value))


@delete("/api/v1/feeds/wishes/{note:str}", status_code=204)
async def take_wish(
    note: FromPath[str],
    me: SignedIn,
    db: Db,
    about: FromQuery[Literal["note", "topic", "author", "lang", "repeat"] | None] = None,
) -> None:
    """Take back what one wished about a note, or with `about` one of it."""
    await db.write(wishes.take_wish, me.id, note, About(about) if about else None)


@get("/api/v1/feeds/wishes", responses=shows(WishPage))
async def list_wishes(me: SignedIn, db: Db) -> Response[bytes]:
    """List what one wishes for."""
    async with db.read() as tx:
        found = await wishes.shown_wishes(tx, me.id)
    return json(
        WishPage(
            [
                WishView(w.note, w.title, w.about, w.value, w.label, w.wish, rfc3339(w.at_us))
                for w in found
            ]
        )
    )


@get("/api/v1/feeds/dials", responses=shows(DialsView))
async def show_dials(me: SignedIn, db: Db, feeds: HomeFeeds, follower: Follow) -> Response[bytes]:
    """Show where one's dials stand, and what pages are promised for it."""
    await follower.catch_up()
    async with db.read() as tx:
        return json(_shown(await dials.dials_of(tx, me.id), feeds))


@patch("/api/v1/feeds/dials", responses=shows(DialsView))
async def turn_dials(
    data: JSONBody[dials.Turn], me: SignedIn, db: Db, feeds: HomeFeeds
) -> Response[bytes]:
    """Turn one's dials; what is not named stays."""
    return json(_shown(await db.write(dials.turn, me.id, data, now=now_us()), feeds))


@post("/api/v1/feeds/reset", status_code=200, responses=shows(StartedOver))
async def start_over(me: SignedIn, db: Db) -> Response[bytes]:
    """Let nothing done so far tell of one's taste; likes and boards stay."""
    now = now_us()
    await db.write(dials.start_over, me.id, now=now)
    return json(StartedOver(rfc3339(now)))


@delete("/api/v1/feeds/reset", status_code=204)
async def take_back_start(me: SignedIn, db: Db) -> None:
    """Let everything one did tell of one's taste again."""
    await db.write(dials.take_back_start, me.id, now=now_us())


@get("/api/v1/feeds/muted-topics", responses=shows(MutedTopicPage))
async def list_muted(me: SignedIn, db: Db) -> Response[bytes]:
    """List the topics that are not recommended to one."""
    async with db.read() as tx:
        found = await dials.muted_topics(tx, me.id)
    return json(MutedTopicPage([MutedTopic(*topic) for topic in found]))


@put("/api/v1/feeds/muted-topics/{slug:str}", status_code=204)
async def mute_topic(slug: FromPath[str], me: SignedIn, db: Db) -> None:
    """Have nothing of a topic recommended any more."""
    await db.write(dials.mute, me.id, slug[:100], now=now_us())


@delete("/api/v1/feeds/muted-topics/{slug:str}", status_code=204)
async def unmute_topic(slug: FromPath[str], me: SignedIn, db: Db) -> None:
    """Let a topic be recommended again."""
    await db.write(dials.unmute, me.id, slug[:100])


ROUTES = [
    make_wish,
    take_wish,
    list_wishes,
    show_dials,
    turn_dials,
    start_over,
    take_back_start,
    list_muted,
    mute_topic,
    unmute_topic,
]
