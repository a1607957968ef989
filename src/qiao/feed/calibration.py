"""A mix that keeps a reader's proportions: Steck's calibrated recommendations (RecSys 2018).

Greedy: next comes the note with the largest quality + strength * gain, where the gain is what its
kind still lacks of the share it should have. With p the wished share and c the count of a kind so
far, sum p log c is what minimising KL(p || mix) leaves, so one more of a kind gains
p log((c + 1) / c): much for a kind that is missing, nothing for one that was not wished for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace
from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Kinds = NDArray[np.integer]

CARRIED = 0.5
"""What earlier pages held counts half on the next, a quarter on the one after."""
BEFORE = 4.0
"""A page begins as if so many notes in the right proportions stood before it: what Steck's alpha
does for a list, so that a kind that is missing lacks much and not infinitely much."""


@dataclass(frozen=True)
class Share:
    """One way of telling notes apart, and how much of a page each kind should have."""

    kinds: Kinds  # of each candidate, shape (n,)
    wished: Floats  # by kind; sums up to 1
    strength: float  # in standard deviations of quality


def broadened(history: Floats, prior: Floats, beta: float) -> Floats:
    """Return p' = (1 - beta) p + beta m: her own proportions, opened towards `prior`."""
    mixed: Floats = (1.0 - beta) * history + beta * prior
    return mixed / max(float(mixed.sum()), 1e-12)


def calibrated(
    quality: Floats, shares: Sequence[Share], count: int, *, page: int
) -> NDArray[np.intp]:
    """Return the positions of `count` picks in order; every page of them keeps the shares.

    Args:
        quality: shape (n,), standardised, so that one strength fits all.
        shares: at most three; the first may be as strict as need be, it costs the least.
    """
    best_first = np.argsort(-quality, kind="stable")
    count = min(count, len(quality))
    if not shares:
        return best_first[:count]
    shares = [*shares, *[_any(len(quality))] * (3 - len(shares))]
    cell_of, cells = _cells(shares, len(quality))
    # all notes of one combination stand together, the best first
    order = best_first[np.argsort(cell_of[best_first], kind="stable")]
    ends = np.searchsorted(cell_of[order], np.arange(len(cells)), side="right").tolist()
    mix = _Mix(quality[order].tolist(), [0, *ends], cells, shares)
    while len(mix.picks) < count:
        mix.fill(min(count, len(mix.picks) + page))
    return order[np.array(mix.picks, dtype=np.intp)]


class _Mix:
    """One greedy run.

    Notes of one combination of kinds differ in quality alone, so of each only the best that waits
    is looked at. Of each kind of the first share a heap holds its combinations by what they were
    worth; gains only shrink as a page fills, so a combination on top that still is worth what it
    was is the best of its kind, and nothing else need be looked at.
    """

    def __init__(
        self,
        value: list[float],
        edges: list[int],
        cells: list[tuple[int, ...]],
        shares: Sequence[Share],
    ) -> None:
        self.picks: list[int] = []
        self._value = value
        self._next = edges[:-1]
        self._ends = edges[1:]
        self._second = [cell[1] for cell in cells]
        self._third = [cell[2] for cell in cells]
        self._kinds: dict[int, list[int]] = {}
        for number, cell in enumerate(cells):
            self._kinds.setdefault(cell[0], []).append(number)
        self._weights = [(share.strength * share.wished).tolist() for share in shares]
        self._before = [(BEFORE * share.wished).tolist() for share in shares]
        self._counts = [list(before) for before in self._before]

    def fill(self, until: int) -> None:
        """Pick a page: up to `until` picks in all."""
        value, following, ends, picks = self._value, self._next, self._ends, self.picks
        of_second, of_third = self._second, self._third
        first, second, third = self._counts
        weights, more, most = self._weights
        outer = [_gain(w, c) for w, c in zip(weights, first, strict=True)]
        inner = [_gain(w, c) for w, c in zip(more, second, strict=True)]
        last = [_gain(w, c) for w, c in zip(most, third, strict=True)]
        heaps: dict[int, list[tuple[float, int]]] = {}
        lead: dict[int, float] = {}  # what the best of each kind was worth at most, gain included
        for kind, own in self._kinds.items():
            heap = [
                (-value[following[c]] - inner[of_second[c]] - last[of_third[c]], c)
                for c in own
                if following[c] < ends[c]
            ]
            if heap:
                heapify(heap)
                heaps[kind] = heap
                lead[kind] = outer[kind] - heap[0][0]
        while len(picks) < until:
            kind = max(lead, key=lead.__getitem__)
            heap = heaps[kind]
            said, cell = heap[0]
            k2, k3 = of_second[cell], of_third[cell]
            at = following[cell]
            worth = -value[at] - inner[k2] - last[k3]
            if worth > said + 1e-9:
                heapreplace(heap, (worth, cell))
                lead[kind] = outer[kind] - heap[0][0]
                continue
            picks.append(at)
            first[kind] += 1.0
            outer[kind] = _gain(weights[kind], first[kind])
            second[k2] += 1.0
            inner[k2] = _gain(more[k2], second[k2])
            third[k3] += 1.0
            last[k3] = _gain(most[k3], third[k3])
            at += 1
            following[cell] = at
            if at < ends[cell]:
                heapreplace(heap, (-value[at] - inner[k2] - last[k3], cell))
            else:
                heappop(heap)
            if heap:
                lead[kind] = outer[kind] - heap[0][0]
            else:
                del lead[kind]
        for of, before in zip(self._counts, self._before, strict=True):
            of[:] = [b + CARRIED * (c - b) for c, b in zip(of, before, strict=True)]


def _any(n: int) -> Share:
    """Return the share that all fulfil."""
    return Share(np.zeros(n, dtype=np.int64), np.ones(1), 0.0)


def _gain(weight: float, count: float) -> float:
    return weight * log(1.0 + 1.0 / count) if weight else 0.0


def _cells(shares: Sequence[Share], n: int) -> tuple[NDArray[np.int16], list[tuple[int, ...]]]:
    """Return of each candidate which combination of kinds it is, and the combinations."""
    number = np.zeros(n, dtype=np.int64)
    size = 1
    for share in shares:
        number = number * len(share.wished) + share.kinds
        size *= len(share.wished)
    there = np.flatnonzero(np.bincount(number, minlength=size))
    small = np.zeros(size, dtype=np.int16)
    small[there] = np.arange(len(there))
    cells = []
    for combination in there.tolist():
        left, kinds = combination, []
        for share in reversed(shares):
            left, kind = divmod(left, len(share.wished))
            kinds.append(kind)
        cells.append(tuple(reversed(kinds)))
    return small[number], cells
