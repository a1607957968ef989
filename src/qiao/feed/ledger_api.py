"""The ledger over HTTP: what everybody may know of it, and each member's own pages."""

import re
from typing import Annotated

import msgspec
from litestar import Response, get
from litestar.params import FromQuery

from qiao.feed.ladder.firsts import Audience
from qiao.feed.ledger.board import Boards, Locals
from qiao.feed.ledger.models import FEWEST, Sums
from qiao.feed.ledger.own import PAGE, OwnPage, own_pages
from qiao.feed.serving import Feeds
from qiao.feed.trust.levers import LEVERS, Move
from qiao.kit.clock import HOUR, now_us, rfc3339
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.http.edge import CursorInvalid
from qiao.people.door import SignedIn

HomeFeeds = Annotated[Feeds, Injected]
Board = Annotated[Boards, Injected]

_CURSOR = re.compile(r"(\d{1,18})\.(\d{1,18})")
_NEWEST = ((1 << 62), (1 << 62))


class CountsView(msgspec.Struct, frozen=True):
    """Counts of pages and of the cards on them. `broke`: pages that broke what was promised."""

    pages: int
    cards: int
    home: int
    newcomers: int
    locals: int
    foreign: int
    bridging: int
    promised: int
    broke: int


class GroupView(msgspec.Struct, frozen=True):
    """A group of readers: the base of the language they read first; "other" is small ones."""

    group: str
    counts: CountsView


class PointView(msgspec.Struct, frozen=True):
    """A time: when it began, and how many hours it is long."""

    at: str
    hours: int
    counts: CountsView


class FirstsView(msgspec.Struct, frozen=True):
    """First audiences whose day is over: notes, those that got theirs, readers promised, given."""

    due: int
    kept: int
    promised: int
    given: int


class LangFirstsView(msgspec.Struct, frozen=True):
    """First audiences of notes in one language."""

    lang: str
    firsts: FirstsView


class LocalsView(msgspec.Struct, frozen=True):
    """Cards of notes by locals and how many notes, in this week and in the week before.

    `change`: of the cards of each note, -1 to …; null where there is nothing to compare.
    """

    cards: int
    notes: int
    cards_before: int
    notes_before: int
    change: float | None


class PromiseView(msgspec.Struct, frozen=True):
    """What is promised now of each page, 0 to 1, and what the square has added by itself."""

    home: float
    newcomers: float
    margin: float


class LedgerMoveView(msgspec.Struct, frozen=True):
    """A lever that the square moved by itself."""

    lever: str
    value: str | float
    at: str


class LedgerView(msgspec.Struct, frozen=True):
    """What was promised in a time, and what was kept. `total` is null where too few have read."""

    days: int
    since: str
    until: str
    fewest: int
    promise: PromiseView
    total: CountsView | None
    groups: list[GroupView]
    points: list[PointView]
    firsts: FirstsView | None
    firsts_by_lang: list[LangFirstsView]
    locals: LocalsView | None
    moves: list[LedgerMoveView]


class ShownView(msgspec.Struct, frozen=True):
    """A note of a page. `title` is "" where it can be seen no more; `chance` is 1 without one."""

    note: str
    title: str
    home: bool
    newcomer: bool
    foreign: bool
    bridging: bool
    slot: bool
    chance: float


class OutsideView(msgspec.Struct, frozen=True):
    """Notes that would have fitted and waited outside."""

    home: int
    newcomers: int


class SharesView(msgspec.Struct, frozen=True):
    """Shares of a page, 0 to 1."""

    home: float
    newcomers: float


class OwnPageView(msgspec.Struct, frozen=True):
    """A page of one's own. `promised` and `outside` are null of a page that nothing is known of.

    `broke`: which parts of the promise it broke though it could have kept them.
    """

    at: str
    first_position: int
    newcomer: bool
    home: int
    newcomers: int
    foreign: int
    promised: SharesView | None
    outside: OutsideView | None
    broke: list[str]
    notes: list[ShownView]


class OwnPages(msgspec.Struct, frozen=True):
    """One's own pages, newest first."""

    items: list[OwnPageView]
    cursor: str | None


def counts_view(of: Sums) -> CountsView:
    """Show counts."""
    return CountsView(
        of.pages, of.cards, of.home, of.newcomers, of.locals, of.foreign_cards, of.bridging,
        of.promised, of.broke,
    )  # fmt: skip


def _locals(of: Locals | None) -> LocalsView | None:
    if of is None:
        return None
    change = None if of.change is None else round(of.change, 4)
    return LocalsView(of.cards, of.notes, of.cards_before, of.notes_before, change)


def _firsts(of: Audience) -> FirstsView:
    return FirstsView(*of)


def _move(of: Move) -> LedgerMoveView:
    lever = LEVERS.get(of.name)
    return LedgerMoveView(of.name, lever.stored(of.value) if lever else of.value, rfc3339(of.at_us))


@get("/api/v1/ledger", responses=shows(LedgerView))
async def ledger(
    ledger_board: Board, feeds: HomeFeeds, days: FromQuery[int] = 7
) -> Response[bytes]:
    """Show what Explore promised in the last 1, 7 or 30 days, and what it kept."""
    told = await ledger_board.of(days, now_us=now_us())
    number = feeds.levers.number
    return json(
        LedgerView(
            days=told.days,
            since=rfc3339(told.since_hour * HOUR),
            until=rfc3339(told.until_hour * HOUR),
            fewest=FEWEST,
            promise=PromiseView(
                number("home_share"), number("newcomer_share"), number("guest_margin")
            ),
            total=counts_view(told.told.total) if told.told.total is not None else None,
            groups=[GroupView(group, counts_view(of)) for group, of in told.told.groups],
            points=[
                PointView(rfc3339(point.first * HOUR), point.hours, counts_view(point.sums))
                for point in told.told.points
            ],
            firsts=_firsts(told.firsts) if told.firsts is not None else None,
            firsts_by_lang=[LangFirstsView(lang, _firsts(of)) for lang, of in told.firsts_by_lang],
            locals=_locals(told.locals),
            moves=[_move(move) for move in told.moves],
        )
    )


def _own(of: OwnPage) -> OwnPageView:
    home, newcomers = of.promised
    broke = [name for name, did in zip(("home", "newcomers"), of.broke, strict=True) if did]
    return OwnPageView(
        at=rfc3339(of.at_us),
        first_position=of.first_position,
        newcomer=of.newcomer,
        home=sum(note.home for note in of.notes),
        newcomers=sum(note.newcomer for note in of.notes),
        foreign=sum(note.foreign for note in of.notes),
        promised=SharesView(home / 1_000, newcomers / 1_000) if of.judged else None,
        outside=OutsideView(*of.outside) if of.judged else None,
        broke=broke,
        notes=[ShownView(*note) for note in of.notes],
    )


@get("/api/v1/me/pages", responses=shows(OwnPages))
async def own(me: SignedIn, db: Db, cursor: FromQuery[str | None] = None) -> Response[bytes]:
    """Show the pages of Explore one was served, newest first, with all that was written down."""
    before = _NEWEST
    if cursor is not None:
        read = _CURSOR.fullmatch(cursor)
        if read is None:
            raise CursorInvalid(field="cursor")
        before = int(read[1]), int(read[2])
    async with db.read() as tx:
        found = await own_pages(tx, me.id, before=before, limit=PAGE + 1)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return json(
        OwnPages(
            [_own(page) for page in found[:PAGE]],
            f"{last.at_us}.{last.seq}" if last is not None else None,
        )
    )


ROUTES = [ledger, own]
