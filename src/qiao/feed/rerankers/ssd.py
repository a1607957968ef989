"""Variety: sliding spectrum decomposition, SSD* (Huang et al., KDD 2021, arXiv 2107.05204).

Greedy: next comes the note with the largest quality + gamma * length of what its point has beyond
the span of the last `window` - 1. Kept as squared length minus squared projections, which picks the
same notes as carrying the residual vectors along and costs a third.
"""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import Ranked, Request, Rows
from qiao.feed.stages import Reranker

Floats = NDArray[np.float32]
Points = Callable[[Rows], Floats]
"""Returns vectors of rows, shape (n, d); zeros for notes without one."""


def ssd_star(
    quality: Floats, points: Floats, count: int, *, window: int, gamma: float
) -> NDArray[np.intp]:
    """Return the positions of `count` picks, in order.

    Args:
        quality: shape (n,), standardised, so that one gamma fits all.
        points: shape (n, d); a constant column tells v from -v apart.
    """
    n = len(quality)
    left = quality.astype(np.float64)
    beyond = np.einsum("ij,ij->i", points, points).astype(np.float64)
    projections: deque[NDArray[np.float64]] = deque()  # <every point, basis>, oldest first
    picks = np.empty(min(count, n), dtype=np.intp)
    for step in range(len(picks)):
        worth = left + gamma * np.sqrt(np.maximum(beyond, 0.0)) if step else left
        pick = picks[step] = int(worth.argmax())
        left[pick] = -np.inf
        if len(projections) == window - 1:
            beyond += projections.popleft() ** 2  # it slid out of sight: its direction is free
        along = (points @ points[pick]).astype(np.float64)
        for known in projections:
            along -= known[pick] * known
        length2 = along[pick]
        if length2 > 1e-6:
            along /= np.sqrt(length2)
            beyond -= along**2
            projections.append(along)
        else:
            projections.append(np.zeros(n))  # nothing new, but it takes its place in the window
    return picks


class SsdStar(Reranker):
    """Orders a session so that neighbours differ; `variety` 0 keeps the order of the scores."""

    def __init__(self, points: Points, *, window: int = 10, variety: float, gamma: float = 1.0):
        self._points = points
        self._window = window
        self._variety = variety
        self._gamma = gamma

    def order(self, req: Request, page: Ranked) -> NDArray[np.intp]:
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
