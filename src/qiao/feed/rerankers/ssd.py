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


def ssd_star(
    quality: Floats, points: Floats, count: int, *, window: int, gamma: float
) -> NDArray[np.intp]:
    """Return the positions of `count` picks, in order.

    Args:
        quality: shape (n,), standardised, so that one gamma fits all.
        points: shape (n, d); a constant column tells v from -v apart.
    """
    n = len(quality)
    picks = np.empty(min(count, n), dtype=np.intp)
    left = quality.astype(np.float64)
    scaled = points.astype(np.float64) * gamma
    inner = scaled @ scaled.T if n <= WHOLE else None
    # a hair above what it is, so that rounding never takes it below zero; gamma is put in here
    beyond = np.einsum("ij,ij->i", scaled, scaled) + TINY
    bases = np.zeros((max(1, window - 1), n))  # <every point, basis>, a ring
    worth = left.copy()
    for step in range(len(picks)):
        pick = picks[step] = int(worth.argmax())
        left[pick] = -np.inf
        along = bases[step % len(bases)]
        if step >= len(bases):
            np.multiply(along, along, out=worth)
            beyond += worth  # the oldest slid out of sight: its direction is free again
            along[:] = 0.0
        row = scaled @ scaled[pick] if inner is None else inner[pick]
        np.subtract(row, bases[:, pick] @ bases, out=along)
        length2 = float(along[pick])
        # a note that adds nothing takes its place in the window all the same
        along *= 1.0 / math.sqrt(length2) if length2 > TINY else 0.0
        np.multiply(along, along, out=worth)
        beyond -= worth
        np.sqrt(beyond, out=worth)
        worth += left
    return picks


class SsdStar(Reranker):
    """Orders a session so that neighbours differ; `variety` 0 keeps the order of the scores."""

    def __init__(self, points: Points, *, window: int = 10, variety: float, gamma: float = 1.0):
        self._points = points
        self._window = window
        self._variety = variety
        self._gamma = gamma

    def order(self, _req: Request, page: Ranked) -> NDArray[np.intp]:
        if len(page) < 3:
            return np.arange(len(page))
        scores = page.scores.astype(np.float64)
        quality = (scores - scores.mean()) / max(float(scores.std()), 1e-6)
        points = self._points(page.rows)
        points = points / np.maximum(np.linalg.norm(points, axis=1, keepdims=True), 1e-9)
        biased = np.concatenate([points, np.ones((len(page), 1))], axis=1).astype(np.float32)
        weight = self._variety * self._gamma / max(1e-6, 1 - self._variety)
        return ssd_star(
            quality.astype(np.float32), biased, len(page), window=self._window, gamma=weight
        )
