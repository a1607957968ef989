"""Whether a new version is better on what nobody was told, and worse for none of the circles."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learned import Learned
from qiao.feed.learning.square.circles import Slice
from qiao.feed.learning.square.gather import DIDS, Past
from qiao.feed.learning.square.matrix import pair_parts
from qiao.feed.learning.square.report import Circle, Verdict
from qiao.feed.learning.square.rewind import Without
from qiao.feed.lens import lens_of
from qiao.feed.models import Reader
from qiao.feed.serving import Feeds
from qiao.feed.taste import Taste

K = 20
MOST_MEMBERS = 3_000
SMALL_CIRCLE = 10
"""Fewer judged members tell nothing; they are judged with the others of their tenure."""
DRAWS = 2_000
SURE = 0.95
"""So sure it must be that a version is better before readers see it."""


@dataclass(frozen=True)
class Judged:
    """Members with what is wanted of a feed for each: the notes she engaged with, kept back."""

    past: Past
    members: list[int]
    wanted: dict[int, set[int]]
    part: Slice

    @property
    def pairs(self) -> int:
        """How many deeds there are to find."""
        return sum(len(self.wanted[member]) for member in self.members)


def judged_by(past: Past, part: Slice = Slice.JUDGED, *, most: int = MOST_MEMBERS) -> Judged:
    """Return who judges. Of many members some, from every circle as many as can be."""
    which = (pair_parts(past) == part) & past.engaged
    wanted: dict[int, set[int]] = defaultdict(set)
    for member, note in zip(past.by[which].tolist(), past.note[which].tolist(), strict=True):
        wanted[member].add(note)
    by_circle: dict[str, list[int]] = defaultdict(list)
    # in an order that has nothing to do with when they came
    for member in sorted(wanted, key=lambda m: zlib.crc32(past.members[m].encode())):
        by_circle[str(past.circle[member])].append(member)
    members: list[int] = []
    turn = 0
    while len(members) < most and any(turn < len(circle) for circle in by_circle.values()):
        members += [circle[turn] for _, circle in sorted(by_circle.items()) if turn < len(circle)]
        turn += 1
    return Judged(past, members[:most], dict(wanted), part)


Progress = Callable[[int, int], None]


def found(
    feeds: Feeds, version: Learned, judged: Judged, progress: Progress = lambda _a, _b: None
) -> NDArray[np.float64]:
    """Return NDCG@20 and Recall@20 of each member's next page with a version, shape (n, 2).

    Her page is ranked by the pipeline that serves, with a taste and with counters that know nothing
    of the deeds kept back.
    """
    past = judged.past
    held = pair_parts(past) == judged.part
    order = np.lexsort((past.at_us, past.by))
    order = order[~held[order]]
    starts = np.searchsorted(past.by[order], np.arange(len(past.members) + 1))
    follows: dict[int, set[str]] = defaultdict(set)
    for who, whom in zip(past.follower.tolist(), past.followed, strict=True):
        follows[who].add(whom)
    index = feeds.index
    feeds.learn(version)
    figures = np.zeros((len(judged.members), 2))
    nothing = np.zeros(0, dtype=np.int32)
    with Without(index, past, held):
        for i, member in enumerate(judged.members):
            own = order[starts[member] : starts[member + 1]]
            taste = Taste(langs=past.langs[member], follows=follows[member])
            for deed in own[-400:].tolist():
                note = index.notes.texts[past.note[deed]]
                taste.did(note, DIDS[past.did[deed]], int(past.at_us[deed]))
            name = past.members[member]
            lens = lens_of(taste, index, reader=name, now_us=past.now_us)
            reader = Reader(name, taste.langs)
            ranked, _, _ = feeds.rank(reader, lens, shown=nothing, now_us=past.now_us, told=0)
            figures[i] = _figures(ranked.rows[:K].tolist(), judged.wanted[member])
            if i % 100 == 0:
                progress(i, len(judged.members))
    return figures


def compare(
    before: NDArray[np.float64],
    after: NDArray[np.float64],
    judged: Judged,
    *,
    against: str,
    seed: int,
) -> Verdict:
    """Return how `after` did beside `before`, member by member, for all and for each circle."""
    rng = np.random.default_rng(seed)
    circles = judged.past.circle[judged.members]
    difference = after[:, 0] - before[:, 0]
    low, high, sure = _interval(difference, rng)
    told = []
    for name, which in _circles(circles):
        bounds = _interval(difference[which], rng)
        told.append(
            Circle(
                name,
                int(which.sum()),
                float(before[which, 0].mean()),
                float(after[which, 0].mean()),
                bounds[0],
                bounds[1],
            )
        )
    return Verdict(
        against=against,
        pairs=judged.pairs,
        members=len(judged.members),
        before=float(before[:, 0].mean()) if len(before) else 0.0,
        after=float(after[:, 0].mean()) if len(after) else 0.0,
        low=low,
        high=high,
        recall_before=float(before[:, 1].mean()) if len(before) else 0.0,
        recall_after=float(after[:, 1].mean()) if len(after) else 0.0,
        sure=sure,
        circles=told,
    )


def accepted(verdict: Verdict) -> bool:
    """Say whether readers may see it: better as a whole, and worse for no circle.

    The newest deeds of a wave are the newcomers'; what is better for them alone stays out.
    """
    return verdict.sure >= SURE and not verdict.worse_for


def _circles(names: NDArray[np.str_]) -> Sequence[tuple[str, NDArray[np.bool_]]]:
    """Return circles with enough members; the rest of a tenure, and each tenure as a whole."""
    told: list[tuple[str, NDArray[np.bool_]]] = []
    tenures = np.array([name.rsplit(" ", maxsplit=1)[-1] for name in names], dtype=np.str_)
    small = np.ones(len(names), dtype=np.bool_)
    for name in np.unique(names):
        which = names == name
        if which.sum() >= SMALL_CIRCLE:
            told.append((str(name), which))
            small &= ~which
    for tenure in np.unique(tenures):
        rest = small & (tenures == tenure)
        if rest.sum() >= SMALL_CIRCLE:
            told.append((f"other {tenure}", rest))
        if (tenures == tenure).sum() >= SMALL_CIRCLE:
            told.append((f"all {tenure}", tenures == tenure))
    return told


def _interval(
    difference: NDArray[np.float64], rng: np.random.Generator
) -> tuple[float, float, float]:
    """Return the 95 % interval of the mean by the bootstrap, and how sure it is above zero."""
    if not len(difference) or not difference.any():
        return 0.0, 0.0, 0.0
    means = np.array(
        [difference[rng.integers(0, len(difference), len(difference))].mean() for _ in range(DRAWS)]
    )
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high), float((means > 0).mean())


def _figures(page: Sequence[int], wanted: set[int]) -> tuple[float, float]:
    hits = np.array([note in wanted for note in page], dtype=np.bool_)
    discounts = 1 / np.log2(np.arange(K) + 2)
    ideal = discounts[: min(K, len(wanted))].sum()
    return float(discounts[: len(hits)][hits].sum() / ideal), float(hits.sum() / len(wanted))
