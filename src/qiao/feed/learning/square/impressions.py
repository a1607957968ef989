"""Impressions to learn from: what the feed knew of each when it was shown, and what came of it."""

import zlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.features import FromMemory
from qiao.feed.index import FeedIndex
from qiao.feed.learning.square.circles import Slice, slice_of
from qiao.feed.learning.square.gather import DIDS, Past, Times
from qiao.feed.learning.square.net import Examples
from qiao.feed.learning.square.rewind import Rewound
from qiao.feed.lens import lens_of
from qiao.feed.lists import Lists
from qiao.feed.models import COLUMNS, Reader, Request
from qiao.feed.rankers import TARGETS
from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY, HOUR, SECOND
from qiao.kit.db import ReadTx, Sql

FEATURES = tuple(name for name in COLUMNS if name not in ("chance", "wished"))
"""Chance tells nothing; what she asked for is obeyed, not learnt."""
HIT_WITHIN_US = 12 * HOUR
RIPE_AFTER_US = 2 * HOUR
"""A card shown just now may still be opened."""
SINCE_US = 28 * DAY
SAME_VISIT_US = 300 * SECOND
MAX_VISITS = 6_000
MAX_LINES = 400_000
KEPT_OF = 10
LINES_AT_ONCE = 50_000

_LINES = Sql("""
    select seq, at_us, member_id, note_id, kind, feed, position from reading_log
    where seq < :before and kind in ('impression', 'open', 'hide')
    order by seq desc limit :limit_rows
""")


class Line(NamedTuple):
    """A line of the reading log, in numbers."""

    at_us: int
    member: int
    note: int
    kind: str
    feed: str
    position: int


@dataclass(frozen=True)
class Visit:
    """What one member was shown within a few minutes."""

    member: int
    at_us: int
    notes: NDArray[np.int32]
    positions: NDArray[np.int32]


async def read_lines(tx: ReadTx, past: Past, index: FeedIndex) -> list[Line]:
    """Return the newest lines of the log, oldest first."""
    numbers = {member: number for number, member in enumerate(past.members)}
    lines: list[Line] = []
    before, since_us = 1 << 62, past.now_us - SINCE_US
    while len(lines) < MAX_LINES:
        rows = await tx.all(tuple, _LINES, before=before, limit_rows=LINES_AT_ONCE)
        for seq, at_us, member, note, kind, feed, position in rows:
            row, who = index.notes.find(str(note)), numbers.get(str(member))
            if row is not None and who is not None:
                lines.append(
                    Line(int(str(at_us)), who, row, str(kind), str(feed), int(str(position)))
                )
            before = int(str(seq))
        if len(rows) < LINES_AT_ONCE or (lines and lines[-1].at_us < since_us):
            break
    lines.reverse()
    return [line for line in lines if line.at_us >= since_us]


def visits_of(lines: list[Line], past: Past) -> list[Visit]:
    """Return visits to Explore, oldest first: the newest few thousand.

    The older half of what members did is left out: neighbours are made of it, so that no example
    is told by a model that has seen how it ends.
    """
    since_us = middle_us(past)
    until_us = past.now_us - RIPE_AFTER_US
    together: dict[tuple[int, int], dict[int, Line]] = defaultdict(dict)
    for line in lines:
        if (
            line.kind == "impression"
            and line.feed == "explore"
            and since_us < line.at_us < until_us
        ):
            together[line.member, line.at_us // SAME_VISIT_US].setdefault(line.note, line)
    visits = [
        Visit(
            member,
            min(line.at_us for line in shown.values()),
            np.array(list(shown), dtype=np.int32),
            np.array([line.position for line in shown.values()], dtype=np.int32),
        )
        for (member, _), shown in together.items()
    ]
    visits.sort(key=lambda visit: (visit.at_us, visit.member))
    return visits[-MAX_VISITS:]


def middle_us(past: Past) -> int:
    """Return the moment by which half of what said that a note was worth it had been done."""
    times = past.at_us[past.engaged]
    return int(np.median(times)) if len(times) else past.now_us


def examples(
    visits: list[Visit],
    lines: list[Line],
    past: Past,
    index: FeedIndex,
    far: Callable[[int, int], None] = lambda _done, _of: None,
) -> Examples | None:
    """Return one example for each card that was shown, None without any.

    The index is taken back to the first visit and brought forward visit by visit, so that no note
    is popular because of the like that is to be foretold. At the end it is as it was.
    """
    if not visits:
        return None
    hits = _Hits(past, lines, index)
    tastes = _Tastes(past, index)
    describe = FromMemory(index, Lists(index))
    columns, positions, led_to, weights, kept = [], [], [], [], []
    with Rewound(index, past, lines, visits[0].at_us) as rewound:
        for done, visit in enumerate(visits):
            if done % 100 == 0:
                far(done, len(visits))
            member = past.members[visit.member]
            free = np.array(
                [slice_of(member, index.notes.texts[row]) != Slice.JUDGED for row in visit.notes]
            )
            notes = visit.notes[free]
            if not len(notes):
                continue
            rewound.forward(visit.at_us)
            # lists are made anew each minute: of a few minutes one is enough here
            now_us = visit.at_us - visit.at_us % SAME_VISIT_US
            taste = tastes.of(visit.member, visit.at_us)
            lens = lens_of(taste, index, reader=member, now_us=now_us)
            req = Request(Reader(member, taste.langs), lens, now_us, seed=0)
            columns.append(describe.read(req, notes).columns(FEATURES).copy())
            positions.append(visit.positions[free])
            led_to.append(hits.of(visit.member, notes, visit.at_us))
            weights.append(np.full(len(notes), past.trust[visit.member], dtype=np.float32))
            chosen = zlib.crc32(f"{member}{visit.at_us}".encode()) % KEPT_OF == 0
            kept.append(np.full(len(notes), chosen, dtype=np.bool_))
    if not columns:
        return None
    return Examples(
        FEATURES,
        np.concatenate(columns).astype(np.float32),
        np.concatenate(positions),
        np.concatenate(led_to),
        np.concatenate(weights),
        np.concatenate(kept),
    )


class _Hits:
    """What was done after a card was shown, by member and note."""

    def __init__(self, past: Past, lines: list[Line], index: FeedIndex) -> None:
        self._index = index
        self._done: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        target = {name: number for number, name in enumerate(TARGETS)}
        for line in lines:
            if line.kind in target:
                self._done[line.member, line.note, target[line.kind]].append(line.at_us)
        for name in (Did.LIKE, Did.COLLECT, Did.COMMENT):
            which = np.flatnonzero(past.did == DIDS.index(name))
            for i in which.tolist():
                key = int(past.by[i]), int(past.note[i]), target[name]
                self._done[key].append(int(past.at_us[i]))
        self._followed: dict[tuple[int, int], int] = {}
        for who, whom, at_us in zip(
            past.follower.tolist(), past.followed, past.followed_us.tolist(), strict=True
        ):
            author = index.authors.find(whom)
            if author is not None:
                self._followed[who, author] = at_us

    def of(self, member: int, notes: NDArray[np.int32], at_us: int) -> NDArray[np.float32]:
        """Return 0 or 1, shape (n, 6)."""
        hits = np.zeros((len(notes), len(TARGETS)), dtype=np.float32)
        until_us = at_us + HIT_WITHIN_US
        for i, note in enumerate(notes.tolist()):
            for number, target in enumerate(TARGETS):
                if target == "follow":
                    followed = self._followed.get((member, int(self._index.author[note])), 0)
                    hits[i, number] = at_us <= followed <= until_us
                    continue
                times = self._done.get((member, note, number))
                if times:
                    hits[i, number] = any(at_us <= time <= until_us for time in times)
        return hits


class _Tastes:
    """What a member had shown to like by a moment."""

    def __init__(self, past: Past, index: FeedIndex) -> None:
        self._past, self._index = past, index
        self._order = np.lexsort((past.at_us, past.by))
        self._starts = np.searchsorted(past.by[self._order], np.arange(len(past.members) + 1))
        self._follows: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for who, whom, at_us in zip(
            past.follower.tolist(), past.followed, past.followed_us.tolist(), strict=True
        ):
            self._follows[who].append((at_us, whom))

    def of(self, member: int, at_us: int) -> Taste:
        past = self._past
        own = self._order[self._starts[member] : self._starts[member + 1]]
        times: Times = past.at_us[own]
        own = own[: np.searchsorted(times, at_us)]
        taste = Taste(langs=past.langs[member])
        taste.follows = {whom for time, whom in self._follows[member] if time < at_us}
        texts = self._index.notes.texts
        for i in own[-400:].tolist():
            taste.did(texts[past.note[i]], DIDS[past.did[i]], int(past.at_us[i]))
        return taste
