"""Who gets the slots: posterior draws, and in which share of them a note wins one."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.space import Floats, Rows

DRAWS = 64
BY_CHANCE = 16
"""One session of so many is dealt by chance alone among what fits: so that no note is without any
hope, and what another policy would be worth can be told from the log (`feed/replay.py`)."""


class LadderDraw(NamedTuple):
    """The notes that get slots, and how likely each candidate was to get one."""

    rows: Rows  # index rows, best first
    propensity: Floats  # for each candidate: how likely it was to win, 0 to 1
    uniform: Floats  # for each candidate: the same, had chance alone decided
    greedy: NDArray[np.bool_]  # for each candidate: whether the highest means would choose it


def posterior_draws(
    hits: Floats, given: Floats, prior: Floats, *, weight: float, rng: np.random.Generator
) -> Floats:
    """Draw rates from each note's Beta posterior, shape (DRAWS, n)."""
    won = np.maximum(hits + weight * prior, 1e-3)
    lost = np.maximum(given - hits, 0.0) + weight * (1.0 - prior)
    return rng.beta(won, np.maximum(lost, 1e-3), size=(DRAWS, len(hits))).astype(np.float32)


class Contest:
    """One request's candidates, by author: who may win, and how many.

    Of each author one note wins; more only where there are fewer authors than slots.
    """

    def __init__(self, possible: NDArray[np.bool_], authors: NDArray[np.int32], slots: int) -> None:
        there = np.flatnonzero(possible)
        self._n = len(possible)
        self._order = there[np.argsort(authors[there], kind="stable")]
        of = authors[self._order]
        first = np.ones(len(of), dtype=np.bool_)
        np.not_equal(of[1:], of[:-1], out=first[1:])
        self._edges = np.flatnonzero(first)
        self._sizes = np.append(self._edges[1:], len(of)) - self._edges
        kinds = len(self._edges)
        self.each = 0 if not kinds or slots <= 0 else 1 if kinds >= slots else -(-slots // kinds)
        self._kept = np.minimum(self.each, self._sizes)
        self.wanted = min(slots, int(self._kept.sum())) if self.each else 0

    def winners(self, values: Floats) -> NDArray[np.bool_]:
        """Say for each draw (a row of `values`) which notes win; their order says nothing."""
        won = np.zeros((len(values), self._n), dtype=np.bool_)
        if self.wanted:
            capped = self._capped(values[:, self._order])
            last = capped.shape[1] - self.wanted
            best = np.argpartition(capped, last, axis=1)[:, last:]
            won[np.arange(len(values))[:, None], self._order[best]] = True
        return won

    def likely(self) -> Floats:
        """Return how likely each note wins if chance alone decides."""
        likely = np.zeros(self._n, dtype=np.float32)
        if self.wanted:
            share = self._kept / self._sizes * (self.wanted / self._kept.sum())
            likely[self._order] = np.repeat(share, self._sizes)
        return likely

    def by_chance(self, rng: np.random.Generator) -> NDArray[np.intp]:
        """Let chance decide: so many of each author's notes, then so many of those."""
        if not self.wanted:
            return np.zeros(0, dtype=np.intp)
        values = rng.random((1, len(self._order)), dtype=np.float32)
        left = self._order[np.isfinite(self._capped(values)[0])]
        chosen: NDArray[np.intp] = rng.permutation(left)[: self.wanted]
        return chosen

    def _capped(self, values: Floats) -> Floats:
        """Put -inf on all but the best of each author, in each draw; columns are by author."""
        if self._sizes.max() <= self.each:
            return values
        if self.each == 1:
            best = np.maximum.reduceat(values, self._edges, axis=1)
            beaten = values < np.repeat(best, self._sizes, axis=1)
        else:
            beaten = np.zeros(values.shape, dtype=np.bool_)
            for start, size in zip(self._edges.tolist(), self._sizes.tolist(), strict=True):
                if size > self.each:
                    part = values[:, start : start + size]
                    least = np.partition(part, size - self.each, axis=1)[:, size - self.each]
                    beaten[:, start : start + size] = part < least[:, None]
        capped: Floats = np.where(beaten, np.float32(-np.inf), values)
        return capped
