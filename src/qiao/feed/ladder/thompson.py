"""Who gets the slots: posterior draws, and in which share of them a note wins one."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.space import Floats, Rows

DRAWS = 64


class LadderDraw(NamedTuple):
    """The notes that get slots, and how likely each candidate was to get one."""

    rows: Rows  # index rows, best first
    propensity: Floats  # for each candidate: share of the draws in which it wins, 0 to 1
    uniform: float  # what each would have had if chance alone decided
    greedy: NDArray[np.bool_]  # for each candidate: whether the highest means would choose it


def posterior_draws(
    hits: Floats, given: Floats, prior: Floats, *, weight: float, rng: np.random.Generator
) -> Floats:
    """Draw rates from each note's Beta posterior, shape (DRAWS, n)."""
    won = np.maximum(hits + weight * prior, 1e-3)
    lost = np.maximum(given - hits, 0.0) + weight * (1.0 - prior)
    return rng.beta(won, np.maximum(lost, 1e-3), size=(DRAWS, len(hits))).astype(np.float32)


def winners(values: Floats, groups: NDArray[np.int32], slots: int) -> NDArray[np.bool_]:
    """Say for each draw (a row of `values`) which `slots` notes win; their order says nothing.

    Of each group (author) one wins in a draw; more only where there are fewer groups than slots.
    Notes of value -inf never win.
    """
    draws, n = values.shape
    won = np.zeros((draws, n), dtype=np.bool_)
    possible = np.isfinite(values[0])
    if not n or slots <= 0 or not possible.any():
        return won
    kinds = len(np.unique(groups[possible]))
    each = 1 if kinds >= slots else -(-slots // kinds)
    capped = _capped(values, groups, each)
    wanted = min(slots, int(np.isfinite(capped).sum(axis=1).min()))
    best = np.argpartition(capped, n - wanted, axis=1)[:, n - wanted :]
    np.put_along_axis(won, best, True, axis=1)  # noqa: FBT003 - numpy's own signature
    return won


def _capped(values: Floats, groups: NDArray[np.int32], each: int) -> Floats:
    """Put -inf on all but the `each` best of each group, in each draw."""
    by_group = np.argsort(groups, kind="stable")
    edges = np.flatnonzero(np.diff(groups[by_group], prepend=groups[by_group[0]] - 1))
    sizes = np.diff(edges, append=len(groups))
    if sizes.max() <= each:
        return values
    sorted_values = values[:, by_group]
    if each == 1:
        best = np.maximum.reduceat(sorted_values, edges, axis=1)
        beaten = sorted_values < np.repeat(best, sizes, axis=1)
    else:
        beaten = np.zeros(sorted_values.shape, dtype=np.bool_)
        for start, size in zip(edges.tolist(), sizes.tolist(), strict=True):
            if size > each:
                part = sorted_values[:, start : start + size]
                least = np.partition(part, size - each, axis=1)[:, size - each]
                beaten[:, start : start + size] = part < least[:, None]
    capped = np.empty_like(values)
    capped[:, by_group] = np.where(beaten, np.float32(-np.inf), sorted_values)
    return capped
