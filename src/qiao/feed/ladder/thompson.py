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


def winners(values: Floats, groups: NDArray[np.int32], slots: int) -> NDArray[np.bool_]:
    """Say for each draw (a row of `values`) which `slots` notes win; their order says nothing.

    Of each group (author) one wins in a draw; more only where there are fewer groups than slots.
    Notes of value -inf never win.
    """
    won = np.zeros(values.shape, dtype=np.bool_)
    each, wanted = _room(values[0], groups, slots)
    if not wanted:
        return won
    capped = _capped(values, groups, each)
    best = np.argpartition(capped, values.shape[1] - wanted, axis=1)[:, values.shape[1] - wanted :]
    np.put_along_axis(won, best, True, axis=1)  # noqa: FBT003 - numpy's own signature
    return won


def by_chance(
    possible: NDArray[np.bool_], groups: NDArray[np.int32], slots: int
) -> tuple[Floats, int, int]:
    """Return how likely each note wins if chance decides, and what `chance_draw` needs to know."""
    likely = np.zeros(len(possible), dtype=np.float32)
    values = np.where(possible, np.float32(0), np.float32(-np.inf))
    each, wanted = _room(values, groups, slots)
    if not wanted:
        return likely, 0, 0
    _, at, sizes = np.unique(groups[possible], return_inverse=True, return_counts=True)
    kept = np.minimum(each, sizes)
    likely[possible] = (kept / sizes * (wanted / kept.sum()))[at]
    return likely, each, wanted


def chance_draw(
    possible: NDArray[np.bool_],
    groups: NDArray[np.int32],
    *,
    each: int,
    wanted: int,
    rng: np.random.Generator,
) -> NDArray[np.intp]:
    """Draw `wanted` positions: at most `each` of a group, then of those that are left."""
    if not wanted:
        return np.zeros(0, dtype=np.intp)
    values = np.where(possible, rng.random(len(possible)), -np.inf).astype(np.float32)
    left = np.flatnonzero(np.isfinite(_capped(values[None, :], groups, each)[0]))
    return rng.permutation(left)[:wanted]


def _room(values: Floats, groups: NDArray[np.int32], slots: int) -> tuple[int, int]:
    """Return how many of a group may win, and how many in all."""
    possible = np.isfinite(values)
    if slots <= 0 or not possible.any():
        return 0, 0
    _, sizes = np.unique(groups[possible], return_counts=True)
    each = 1 if len(sizes) >= slots else -(-slots // len(sizes))
    return each, min(slots, int(np.minimum(each, sizes).sum()))


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
