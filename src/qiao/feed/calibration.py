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
    """
    n = len(quality)
    count = min(count, n)
    if not shares:
        return np.argsort(-quality, kind="stable")[:count]
    kind_of, cells = _cells(shares, n)
    best_first = np.argsort(-quality, kind="stable")
    waiting: list[list[int]] = [[] for _ in cells]
    for position, cell in zip(
        best_first[::-1].tolist(), kind_of[best_first[::-1]].tolist(), strict=True
    ):
        waiting[cell].append(position)
    value = quality.tolist()
    counts = [(BEFORE * share.wished).tolist() for share in shares]
    weights = [(share.strength * share.wished).tolist() for share in shares]
    picks: list[int] = []
    while len(picks) < count:
        gains = [
            [_gain(weight, c) for weight, c in zip(*told, strict=True)]
            for told in zip(weights, counts, strict=True)
        ]
        _page(picks, min(count, len(picks) + page), waiting, cells, value, counts, weights, gains)
        for of, share in zip(counts, shares, strict=True):
            before = (BEFORE * share.wished).tolist()
            of[:] = [b + CARRIED * (c - b) for c, b in zip(of, before, strict=True)]
    return np.array(picks, dtype=np.intp)


def _page(
    picks: list[int],
    until: int,
    waiting: list[list[int]],
    cells: list[tuple[int, ...]],
    value: list[float],
    counts: list[list[float]],
    weights: list[list[float]],
    gains: list[list[float]],
) -> None:
    """Pick up to `until`, always what is worth most now.

    Gains only shrink as a page fills, so what was worth most and still is needs no other looked at.
    """
    heap = [
        (-value[own[-1]] - sum(gains[i][kind] for i, kind in enumerate(cells[cell])), cell)
        for cell, own in enumerate(waiting)
        if own
    ]
    heapify(heap)
    while len(picks) < until:
        said, cell = heap[0]
        own, kinds = waiting[cell], cells[cell]
        gain = 0.0
        for i, kind in enumerate(kinds):
            gain += gains[i][kind]
        worth = -value[own[-1]] - gain
        if worth > said + 1e-9:
            heapreplace(heap, (worth, cell))
            continue
        picks.append(own.pop())
        for i, kind in enumerate(kinds):
            counts[i][kind] += 1.0
            gains[i][kind] = _gain(weights[i][kind], counts[i][kind])
        if own:
            gain = sum(gains[i][kind] for i, kind in enumerate(kinds))
            heapreplace(heap, (-value[own[-1]] - gain, cell))
        else:
            heappop(heap)


def _gain(weight: float, count: float) -> float:
    return weight * log(1.0 + 1.0 / count) if weight else 0.0


def _cells(shares: Sequence[Share], n: int) -> tuple[NDArray[np.intp], list[tuple[int, ...]]]:
    """Return of each candidate which combination of kinds it is, and the combinations."""
    number = np.zeros(n, dtype=np.int64)
    for share in shares:
        number = number * len(share.wished) + share.kinds
    found, cell = np.unique(number, return_inverse=True)
    cells = []
    for combination in found.tolist():
        left, kinds = combination, []
        for share in reversed(shares):
            left, kind = divmod(left, len(share.wished))
            kinds.append(kind)
        cells.append(tuple(reversed(kinds)))
    return cell.reshape(-1), cells
