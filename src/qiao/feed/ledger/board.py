"""The page that everybody may read: what was promised in the last days, and what was kept."""

from typing import NamedTuple

from qiao.feed.ladder.firsts import Audience, audiences, local_notes
from qiao.feed.ledger import keeping
from qiao.feed.ledger.models import FEWEST, total
from qiao.feed.ledger.telling import Told, by_day, by_hour, told
from qiao.feed.trust.levers import Move, moved_by_ledger
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import Database, ReadTx

SPANS = (1, 7, 30)
"""Days that can be looked back on: one hour by hour, more day by day."""
WEEK_H = 7 * 24
AS_OLD_AS_US = 30 * SECOND


class Locals(NamedTuple):
    """How often what locals wrote was put before readers, this week and the week before."""

    cards: int
    notes: int
    cards_before: int
    notes_before: int
    all_cards: int = 0  # what was shown of anybody
    all_cards_before: int = 0

    @property
    def change(self) -> float | None:
        """Return how the cards of each note have changed, -1 to …; None where nothing compares."""
        if not (self.notes and self.notes_before and self.cards_before):
            return None
        return (self.cards / self.notes) / (self.cards_before / self.notes_before) - 1


class Board(NamedTuple):
    """All that is told. `since_hour`, `until_hour`: what was looked at, hours since 1970 (UTC)."""

    days: int
    since_hour: int
    until_hour: int
    told: Told
    firsts: Audience | None
    firsts_by_lang: list[tuple[str, Audience]]
    locals: Locals | None
    moves: list[Move]


async def locals_of(tx: ReadTx, until_hour: int) -> Locals:
    """Return locals' audience in the week before an hour, and in the week before that."""
    found: list[tuple[int, int, int]] = []
    for first in (until_hour - WEEK_H, until_hour - 2 * WEEK_H):
        sums = total(line.sums for line in await keeping.lines_of(tx, first, first + WEEK_H - 1))
        end_us = (first + WEEK_H) * HOUR
        notes = await local_notes(tx, since_us=first * HOUR, until_us=end_us)
        found.append((sums.locals, notes, sums.cards))
    (cards, notes, every), (cards_before, notes_before, every_before) = found
    return Locals(cards, notes, cards_before, notes_before, every, every_before)


def span_of(days: int) -> int:
    """Return the shortest span that holds so many days, or the longest there is."""
    return next((span for span in SPANS if span >= days), SPANS[-1])


async def board(tx: ReadTx, days: int) -> Board:
    """Return what is told of the last days that are over; `days` is one of `SPANS`."""
    over = (await keeping.kept_to(tx) or -1) + 1
    until = over if days == 1 else over // 24 * 24
    since = max(0, until - days * 24)
    lines = await keeping.lines_of(tx, since, until - 1)
    if days == 1:
        shown = told(by_hour(lines))
    else:
        shown = told(by_day(lines, await keeping.readers_of(tx, since // 24, until // 24 - 1)))
    by_lang = await audiences(tx, since_us=since * HOUR, until_us=until * HOUR)
    firsts = Audience(*(sum(of) for of in zip(*by_lang.values(), strict=True)))
    moves = await moved_by_ledger(tx, since_us=since * HOUR)
    return Board(
        days,
        since,
        until,
        shown,
        firsts if firsts.due >= FEWEST else None,
        sorted(
            ((lang, of) for lang, of in by_lang.items() if of.due >= FEWEST),
            key=lambda one: -one[1].due,
        ),
        await locals_of(tx, until) if shown.total is not None else None,
        moves,
    )


class Boards:
    """The boards of one web process, made anew when they are as old as half a minute.

    They change once an hour; this is what keeps a page that everybody may ask for cheap.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made: dict[int, tuple[int, Board]] = {}

    async def of(self, days: int, *, now_us: int) -> Board:
        """Return the board of a span that holds so many days."""
        days = span_of(days)
        made = self._made.get(days)
        if made is None or not 0 <= now_us - made[0] < AS_OLD_AS_US:
            async with self._database.read() as tx:
                made = now_us, await board(tx, days)
            self._made[days] = made
        return made[1]
