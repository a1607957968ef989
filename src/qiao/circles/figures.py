"""What is told of a group: its size, who comes back, who speaks, who is shown to whom.

All are sums over members of a group of at least five. Words of a momo count for nobody here, and
pages say of a momo's note no more than that it was shown.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from qiao.circles.groups import Key
from qiao.kit.clock import DAY


class Exposure(msgspec.Struct, frozen=True):
    """Of notes on pages of Explore: how many, and of how many of them it is known to be so."""

    notes: int = 0
    measured: int = 0  # on pages whose records say more than which notes
    home: int = 0
    newcomers: int = 0  # written by a newcomer
    foreign: int = 0  # in a language that its reader needs translated


class Figures(msgspec.Struct, frozen=True):
    """A group on one day. Counts of members but in `given` and `received`.

    `day_of`, `day_again`: active on the day before yesterday, and of these yesterday again;
    `week_of`, `week_again`: in the week before the last, and in the last again. `wrote`: published
    something for more than herself in the last week. `came`: joined two to fourteen days ago;
    `spoke` of these in their first 24 hours; `answered` of these within 24 hours.
    `given`: what was put before them in the last week; `received`: before whom their notes were.
    """

    lang: str
    tenure: str
    interest: str
    region: str
    size: int
    day_of: int = 0
    day_again: int = 0
    week_of: int = 0
    week_again: int = 0
    wrote: int = 0
    came: int = 0
    spoke: int = 0
    answered: int = 0
    pages: int = 0
    given: Exposure = Exposure()
    received: Exposure = Exposure()


class Shown(msgspec.Struct, frozen=True):
    """As much of a page's record as is needed; records of older versions say less."""

    n: list[str]
    h: int | None = None
    w: int | None = None
    x: int | None = None
    k: str = ""  # the reader's group by language; a page nobody judged has none


class Exposures:
    """Adds up pages, one after the other; what it holds does not grow with them."""

    def __init__(self, group_of: Mapping[str, Key]) -> None:
        self._group_of = group_of
        self.pages: Counter[Key] = Counter()
        self._given: dict[Key, Counter[str]] = defaultdict(Counter)
        self._received: dict[Key, Counter[str]] = defaultdict(Counter)

    def add(self, reader: str, page: Shown, authors: Mapping[str, str]) -> None:
        """Count a page. `authors`: by note; a momo's notes are not in it."""
        by = self._group_of.get(reader)
        if by is not None:
            self.pages[by] += 1
        measured = bool(page.k) and None not in (page.h, page.w, page.x)
        for place, note in enumerate(page.n):
            to = self._group_of.get(authors.get(note, ""))
            for held in ([self._given[by]] if by else []) + ([self._received[to]] if to else []):
                held["notes"] += 1
                if not measured:
                    continue
                held["measured"] += 1
                held["home"] += (page.h or 0) >> place & 1
                held["newcomers"] += (page.w or 0) >> place & 1
                held["foreign"] += (page.x or 0) >> place & 1

    def given(self, group: Key) -> Exposure:
        """Return what was put before a group."""
        return Exposure(**self._given[group])

    def received(self, group: Key) -> Exposure:
        """Return before how many eyes a group's notes were put."""
        return Exposure(**self._received[group])


class Life(NamedTuple):
    """What members did, all by member; days are counted since 1970, in UTC."""

    active: Mapping[str, set[int]]
    wrote: set[str]
    came: set[str]
    spoke: set[str]
    answered: set[str]


def figures(
    group_of: Mapping[str, Key], life: Life, exposures: Exposures, *, today: int
) -> list[Figures]:
    """Return what is told of each group, the largest first."""
    members: dict[Key, list[str]] = defaultdict(list)
    for member, key in group_of.items():
        members[key].append(member)
    last, before = range(today - 7, today), range(today - 14, today - 7)
    found = []
    for key, of in members.items():
        days = [life.active.get(member, set()) for member in of]
        found.append(
            Figures(
                *key,
                size=len(of),
                day_of=sum(today - 2 in one for one in days),
                day_again=sum(today - 2 in one and today - 1 in one for one in days),
                week_of=sum(_any(one, before) for one in days),
                week_again=sum(_any(one, before) and _any(one, last) for one in days),
                wrote=_count(of, life.wrote),
                came=_count(of, life.came),
                spoke=_count(of, life.came & life.spoke),
                answered=_count(of, life.came & life.spoke & life.answered),
                pages=exposures.pages[key],
                given=exposures.given(key),
                received=exposures.received(key),
            )
        )
    return sorted(found, key=lambda one: (-one.size, one.lang, one.tenure, one.interest))


def day_of(at_us: int) -> int:
    """Return the day of a moment."""
    return at_us // DAY


def _any(days: set[int], of: range) -> bool:
    return any(day in days for day in of)


def _count(members: Iterable[str], among: set[str]) -> int:
    return sum(member in among for member in members)
