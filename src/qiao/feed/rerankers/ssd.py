"""Variety: sliding spectrum decomposition, SSD* (Huang et al., KDD 2021, arXiv 2107.05204).

Greedy: next comes the note with the largest quality + gamma * length of what its point has beyond
the span of the last `window` - 1. Kept as squared length minus squared projections, which picks the
same notes as carrying the residual vectors along and costs a third.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import Ranked, Request, Rows
from qiao.feed.stages import Reranker

Floats = NDArray[np.floating]
Points = Callable[[Rows], Floats]
"""Returns vectors of rows, shape (n, d); zeros for notes without one."""

WHOLE = 256
"""Up to so many notes all inner products are made at once; beyond, row by row as needed."""

TINY = 1e-9
"""Of a squared length of 1: less than this is rounding."""


def ssd_star(
    quality: Floats,
    points: Floats,
    count: int,
    *,
    window: int,
    gamma: float,
    seen: Floats | None = None,
) -> NDArray[np.intp]:
    """Return the positions of `count` picks, in order.

    Args:
        quality: shape (n,), standardised, so that one gamma fits all.
        points: shape (n, d); a constant column tells v from -v apart.
        seen: points of what stands before the first pick, shape (k, d), the last one last.
    """
    n = len(quality)
    picks = np.empty(min(count, n), dtype=np.intp)
    left = quality.astype(np.float64)
    scaled = points.astype(np.float64) * gamma
    inner = scaled @ scaled.T if n <= WHOLE else None
    # a hair above what it is, so that rounding seldom takes it below zero; gamma is put in here
    tiny = TINY * max(gamma * gamma, 1e-9)
    beyond = np.einsum("ij,ij->i", scaled, scaled, dtype=np.float64)
    beyond += tiny
    size = max(1, window - 1)
    bases = np.zeros((size, n))  # <every point, basis>, a ring
    squares = np.zeros((size, n))
    begun = _begin(bases, squares, beyond, scaled, seen, gamma) if seen is not None else 0
    worth = np.empty(n)
    subtract, multiply, sqrt, add, dot = np.subtract, np.multiply, np.sqrt, np.add, np.dot
    maximum = np.maximum
    rows = None if inner is None else list(inner)  # views made once are cheaper than made a step
    ring = list(zip(bases, squares, strict=True))
    picked = []
    for step in range(begun, begun + len(picks)):
        # what nearly equal notes have beyond each other is rounding, and may fall below zero
        maximum(beyond, 0.0, out=beyond)
        sqrt(beyond, worth)
        add(worth, left, worth)
        pick = int(worth.argmax())
        picked.append(pick)
        left[pick] = -math.inf
        along, square = ring[step % size]
        add(beyond, square, beyond)  # the oldest slides out of sight: its direction is free again
        along.fill(0.0)
        dot(bases[:, pick], bases, worth)
        subtract(dot(scaled, scaled[pick]) if rows is None else rows[pick], worth, along)
        length2 = float(along[pick])
        # a note that adds nothing takes its place in the window all the same
        multiply(along, 1.0 / math.sqrt(length2) if length2 > tiny else 0.0, along)
        multiply(along, along, square)
        subtract(beyond, square, beyond)
    picks[:] = picked
    return picks


def _begin(
    bases: Floats, squares: Floats, beyond: Floats, scaled: Floats, seen: Floats, gamma: float
) -> int:
    """Put what was seen before into the window, and return how many places of it are taken."""
    directions: list[Floats] = []
    for point in seen[-len(bases) :]:
        rest = point.astype(np.float64) * gamma
        for direction in directions:
            rest = rest - (rest @ direction) * direction
        length = float(np.linalg.norm(rest))
        direction = (
            rest / length
            if length * length > TINY * max(gamma * gamma, 1e-9)
            else np.zeros_like(rest)
        )
        place = len(directions)
        directions.append(direction)
        bases[place] = scaled @ direction
        np.multiply(bases[place], bases[place], squares[place])
        np.subtract(beyond, squares[place], beyond)
    return len(directions)


class SsdStar(Reranker):
    """Orders a session so that neighbours differ, beginning behind what the reader saw last.

    `variety` is how much that weighs, 0 to 1, for a reader whose dial stands in the middle; at 0
    the order of the scores stays.
    """

    def __init__(self, points: Points, *, window: int = 10, variety: float, gamma: float = 1.0):
        self._points = points
        self._window = window
        self._variety = variety
        self._gamma = gamma

    def order(self, req: Request, page: Ranked) -> NDArray[np.intp]:
        variety = min(0.9, 2.0 * req.lens.variety * self._variety)
        if len(page) < 3:
            return np.arange(len(page))
        quality = page.scores - page.scores.mean()
        quality /= max(float(quality.std()), 1e-6)
        points = _biased(self._points(np.concatenate((page.rows, req.last))))
        return ssd_star(
            quality,
            points[: len(page)],
            len(page),
            window=self._window,
            gamma=variety * self._gamma / (1.0 - variety),
            seen=points[len(page) :] if len(req.last) else None,
        )


def _biased(points: Floats) -> Floats:
    """Return unit vectors with a constant behind them."""
    biased = np.ones((len(points), points.shape[1] + 1), dtype=np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", points, points))
    np.divide(points, np.maximum(lengths, 1e-9)[:, None], biased[:, :-1])
    return biased
