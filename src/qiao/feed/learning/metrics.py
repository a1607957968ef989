"""How good a list is: found targets, variety, spread over the catalogue, mix of languages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Lists = NDArray[np.int64]
"""Users x K columns of candidates, best first; -1 where there were no more."""

K = 20
DEEP = 50
ALPHA = 0.01
"""Share of the wanted mix put into the given one, so that the divergence stays finite (Steck)."""


def top(scores: NDArray[np.float32], k: int = DEEP) -> Lists:
    """Return the k best columns of each row; of equals the earlier; never one of -inf."""
    k = min(k, scores.shape[1])
    # column order decides ties, which argpartition does not promise: a step too small to matter
    part = np.argpartition(-scores, k - 1, axis=1)[:, :k] if k < scores.shape[1] else None
    if part is None:
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    else:
        edge = np.take_along_axis(scores, part, axis=1).min(axis=1, keepdims=True)
        best = np.empty_like(part)
        for row in range(len(scores)):
            near = np.flatnonzero(scores[row] >= edge[row])
            best[row] = near[np.argsort(-scores[row, near], kind="stable")[:k]]
    worth = np.take_along_axis(scores, best, axis=1)
    return np.where(np.isneginf(worth), -1, best).astype(np.int64)


def hits(lists: Lists, targets: "csr_array") -> NDArray[np.bool_]:
    """Say for each place of each list whether it holds a target of that row."""
    wanted = np.zeros(targets.shape, dtype=np.bool_)
    wanted[np.repeat(np.arange(targets.shape[0]), np.diff(targets.indptr)), targets.indices] = True
    found: NDArray[np.bool_] = np.take_along_axis(wanted, np.maximum(lists, 0), axis=1)
    return found & (lists >= 0)


def recall(found: NDArray[np.bool_], wanted: NDArray[np.int64], k: int) -> Floats:
    """Return hits among the first k / number of targets, for each user."""
    return np.asarray(found[:, :k].sum(axis=1) / wanted, dtype=np.float64)


def ndcg(found: NDArray[np.bool_], wanted: NDArray[np.int64], k: int = K) -> Floats:
    """Return the binary NDCG@k, the ideal being min(k, targets) hits at the top."""
    discount = 1 / np.log2(np.arange(k) + 2)
    ideal = np.cumsum(discount)[np.minimum(k, wanted) - 1]
    width = min(k, found.shape[1])
    return np.asarray((found[:, :width] * discount[:width]).sum(axis=1) / ideal, dtype=np.float64)


def coverage(lists: Lists, candidates: int, k: int = K) -> float:
    """Return the share of candidates that are in somebody's first k."""
    shown = np.unique(lists[:, :k])
    return float((shown >= 0).sum() / candidates)


def ilad(lists: Lists, vectors: NDArray[np.float32], k: int = K) -> Floats:
    """Return the mean of 1 - cosine over the pairs of each list's first k.

    `vectors` are unit rows of the candidates.
    """
    first = lists[:, :k]
    there = (first >= 0)[:, :, None]
    picked = vectors[np.maximum(first, 0)] * there
    count = there.sum(axis=(1, 2)).astype(np.float64)
    total = np.square(picked.sum(axis=1)).sum(axis=1) - np.square(picked).sum(axis=(1, 2))
    pairs = count * (count - 1)
    apart = np.divide(pairs - total, pairs, out=np.zeros_like(pairs), where=pairs > 0)
    return np.asarray(apart)


def mixes(groups: NDArray[np.int64], count: int) -> Floats:
    """Return the share of each group in each row; -1 is in none."""
    shares = np.zeros((len(groups), count))
    for group in range(count):
        shares[:, group] = (groups == group).sum(axis=1)
    return np.asarray(shares / np.maximum(shares.sum(axis=1, keepdims=True), 1))


def divergence(wanted: Floats, given: Floats) -> Floats:
    """Return KL(wanted || given) by row, with ALPHA of the wanted mixed into the given."""
    smooth = (1 - ALPHA) * given + ALPHA * wanted
    ratio = np.divide(wanted, smooth, out=np.ones_like(wanted), where=wanted > 0)
    return np.asarray((wanted * np.log(ratio)).sum(axis=1), dtype=np.float64)


@dataclass(frozen=True)
class Interval:
    """A mean and half the width of its 95 % interval."""

    mean: float
    half: float


# two-sided 97.5 % points of Student's t for 1 to 10 degrees of freedom
_T = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)


def over_folds(by_user: Sequence[Floats]) -> Interval:
    """Return the mean over folds of means over users; with one fold the users make the interval."""
    means = np.array([fold.mean() if len(fold) else np.nan for fold in by_user])
    means = means[~np.isnan(means)]
    if len(means) == 0:
        return Interval(float("nan"), float("nan"))
    if len(means) > 1:
        t = _T[len(means) - 2] if len(means) <= len(_T) + 1 else 1.96
        return Interval(float(means.mean()), float(t * means.std(ddof=1) / np.sqrt(len(means))))
    users = by_user[0]
    half = 1.96 * users.std(ddof=1) / np.sqrt(len(users)) if len(users) > 1 else float("nan")
    return Interval(float(means[0]), float(half))
