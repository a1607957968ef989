"""The ledger's nouns: what the pages of an hour add up to, in whole numbers."""

from collections.abc import Iterable
from operator import add
from typing import NamedTuple

from qiao.kit.clock import HOUR

FEWEST = 5
"""Figures of fewer readers are told together with others', so that nobody is singled out."""
MOST_PAGES = 60
"""So many pages of one member count in an hour: more than anybody reads, and no more than that is
moved by a program that asks all day."""
OTHERS = "other"
"""The group in which small ones are told together."""


class Sums(NamedTuple):
    """Counts of pages and of the notes on them. A note counts as often as it was put on a page."""

    pages: int = 0
    readers: int = 0  # different members in this hour
    cards: int = 0  # notes on the pages
    home: int = 0
    newcomers: int = 0  # notes by newcomers
    locals: int = 0  # notes by all others
    foreign_cards: int = 0  # she needs a translation
    bridging: int = 0  # foreign, and in a language she comes to know
    promised: int = 0  # pages with a promise
    broke: int = 0  # pages that broke any part of it, though they could have kept it
    broke_home: int = 0
    broke_newcomers: int = 0
    new_pages: int = 0  # pages of readers who are newcomers
    new_cards: int = 0
    new_home: int = 0
    new_locals: int = 0  # notes by locals before newcomers: guests
    new_newcomers: int = 0  # notes by newcomers before newcomers
    bridged: int = 0  # notes by newcomers before locals: bridging
    slotted: int = 0  # notes by newcomers before locals: in a slot of the ladder
    again: int = 0  # pages asked for a second time, which count nowhere else
    beyond: int = 0  # pages beyond `MOST_PAGES` of one member, which count nowhere else

    def plus(self, more: "Sums") -> "Sums":
        """Return both together."""
        return Sums(*map(add, self, more))

    @property
    def home_share(self) -> float | None:
        """Return how much of what was shown was home, 0 to 1; None where nothing was shown."""
        return share(self.home, self.cards)

    @property
    def newcomer_share(self) -> float | None:
        """Return how much of what was shown newcomers wrote, 0 to 1."""
        return share(self.newcomers, self.cards)

    @property
    def breach_rate(self) -> float | None:
        """Return which share of the promised pages broke the promise, 0 to 1."""
        return share(self.broke, self.promised)


COUNTS = Sums._fields
"""The names of the counts, in the order of the table."""


class Line(NamedTuple):
    """An hour of one group. `hour`: hours since 1970 (UTC); `group`: a base language."""

    hour: int
    group: str
    sums: Sums


def share(part: int, whole: int) -> float | None:
    """Return a share, None of nothing."""
    return part / whole if whole else None


def total(sums: Iterable[Sums]) -> Sums:
    """Return all of them together; of readers this counts one again for each hour."""
    found = Sums()
    for one in sums:
        found = found.plus(one)
    return found


def hour_of(at_us: int) -> int:
    """Return the hour of a time, in hours since 1970 (UTC)."""
    return at_us // HOUR


def day_of(hour: int) -> int:
    """Return the day of an hour, in days since 1970 (UTC)."""
    return hour // 24
