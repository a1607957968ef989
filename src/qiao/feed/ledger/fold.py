"""From pages to sums: the one way both the live counters and the recomputation count.

The same pages in the same order give the same numbers. What is kept in memory is an hour's readers
and the places of their pages, never the pages.
"""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.feed.ledger.models import MOST_PAGES, Line, Sums, hour_of
from qiao.feed.promise import kept
from qiao.feed.records import Page, Row

EXPLORE = "explore"


class Broke(NamedTuple):
    """Whether a page broke what it promised."""

    home: bool = False
    newcomers: bool = False

    @property
    def any(self) -> bool:
        """Return whether it broke anything."""
        return self.home or self.newcomers


def is_promised(page: Page) -> bool:
    """Say whether anything was promised of a page."""
    return any(page.q)


def broken(page: Page) -> Broke:
    """Say what a page broke of its promise. What nobody could have given, nobody broke."""
    home, newcomers = kept(
        len(page.n),
        home=_ones(page.h, page),
        newcomer=_ones(page.w, page),
        promise=(page.q[0], page.q[1]),
        outside=(page.o[0], page.o[1]),
    )
    return Broke(not home, not newcomers)


def is_judged(feed: str, page: Page) -> bool:
    """Say whether a page belongs in the ledger: a page of Explore, kept since there is one."""
    return feed == EXPLORE and page.k != "" and len(page.q) == len(page.o) == 2


def counted(page: Page) -> Sums:
    """Return what one page counts for, but for its reader."""
    cards, new = len(page.n), bool(page.t)
    home, newcomers, own = _ones(page.h, page), _ones(page.w, page), _ones(page.a, page)
    broke = broken(page) if is_promised(page) else Broke()
    return Sums(
        pages=1,
        cards=cards,
        home=home,
        newcomers=newcomers,
        locals=own,
        foreign_cards=_ones(page.x, page),
        bridging=_ones(page.b, page),
        promised=int(is_promised(page)),
        broke=int(broke.any),
        broke_home=int(broke.home),
        broke_newcomers=int(broke.newcomers),
        new_pages=int(new),
        new_cards=cards if new else 0,
        new_home=home if new else 0,
        new_locals=own if new else 0,
        new_newcomers=newcomers if new else 0,
        bridged=0 if new else _ones(page.w & page.b, page),
        slotted=0 if new else _ones(page.w & page.s, page),
    )


class Tally:
    """Hours on their way to the ledger.

    A page counts once for each hour in which its member asked for it, and of one member no more
    than `MOST_PAGES` in an hour: a cursor that is sent again and again moves nothing.
    """

    def __init__(self) -> None:
        self._hours: dict[int, dict[str, Sums]] = {}
        self._asked: dict[int, dict[str, set[tuple[str, int]]]] = {}
        self._readers: dict[int, set[tuple[str, str]]] = {}

    def add(self, row: Row) -> bool:
        """Count a page; return whether it did count."""
        page = row.page
        if not is_judged(row.feed, page):
            return False
        hour = hour_of(row.at_us)
        groups = self._hours.setdefault(hour, {})
        sums = groups.setdefault(page.k, Sums())
        places = self._asked.setdefault(hour, {}).setdefault(row.member, set())
        place = (row.session, row.first_position)
        if place in places:
            groups[page.k] = sums._replace(again=sums.again + 1)
            return False
        if len(places) >= MOST_PAGES:
            groups[page.k] = sums._replace(beyond=sums.beyond + 1)
            return False
        places.add(place)
        readers = self._readers.setdefault(hour, set())
        reader = (page.k, row.member)
        one = counted(page)._replace(readers=int(reader not in readers))
        readers.add(reader)
        groups[page.k] = sums.plus(one)
        return True

    def add_all(self, rows: Sequence[Row]) -> None:
        """Count pages."""
        for row in rows:
            self.add(row)

    @property
    def hours(self) -> list[int]:
        """Return the hours of which anything was counted."""
        return sorted(self._hours)

    def lines(self, hour: int) -> list[Line]:
        """Return an hour's sums as they are now, by group."""
        return [
            Line(hour, group, sums) for group, sums in sorted(self._hours.get(hour, {}).items())
        ]

    def close(self, before_hour: int) -> list[Line]:
        """Return the sums of the hours before one, and forget them."""
        closed = [hour for hour in self.hours if hour < before_hour]
        lines = [line for hour in closed for line in self.lines(hour)]
        for hour in closed:
            del self._hours[hour], self._asked[hour], self._readers[hour]
        return lines


def _ones(bits: int, page: Page) -> int:
    """Count the bits of the notes that are there."""
    return (bits & ((1 << len(page.n)) - 1)).bit_count()
