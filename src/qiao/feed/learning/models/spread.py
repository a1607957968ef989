"""Lists that reach the whole catalogue: a discount on popularity, and a few places for the rare.

How much of each is chosen on validation: the best lists among those that show at least as many
different items as item-kNN does, which is the channel that shows most.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning import metrics
from qiao.feed.learning.dataset import Floats, Ints
from qiao.feed.learning.models.common import Model, Scores
from qiao.feed.learning.models.pool import OUT, Pool
from qiao.feed.learning.splits import Questions

DISCOUNTS = (0.0, 0.05, 0.1, 0.2, 0.3)
PLACES = (0, 1, 2, 3, 4)
RARE = 1.0
"""Discount by which the rare ones for the last places are picked."""
NEAR = 100
"""They are picked among so many of the best, so that they are still the reader's."""
MARGIN = 1.05
"""Coverage asked for on validation, as a multiple of item-kNN's: the test shows a bit less."""


@dataclass(frozen=True)
class Spread:
    """How a list is spread."""

    discount: float
    """Taken off the score for each deviation of the log of an item's popularity."""
    places: int
    """Of the first 20, the last so many are for rare ones."""


def rarity(counts: NDArray[np.integer]) -> Floats:
    """Return standardised log counts."""
    logs = np.log1p(counts)
    return np.asarray((logs - logs.mean()) / max(float(logs.std()), 1e-9))


def choose(seen: Pool, weights: Floats, popular: Floats, shown: int) -> Spread:
    """Return the spread of the best lists that show `shown` candidates or more, or the widest.

    `popular` is standardised, a number for each candidate.
    """
    base = seen.scores(weights)
    load = popular[seen.columns].astype(np.float32)
    chosen: tuple[bool, float, Spread] | None = None
    for discount in DISCOUNTS:
        scores = base - np.float32(discount) * load
        rare = seen.scores(weights) - np.float32(RARE) * load
        for places in PLACES:
            lists = _with_rare(scores, rare, places)
            wide = seen.shown(lists)
            enough = wide >= MARGIN * shown
            value = seen.worth(lists) if enough else wide / seen.columns.max()
            if chosen is None or (enough, value) > chosen[:2]:
                chosen = (enough, value, Spread(discount, places))
    assert chosen is not None
    return chosen[2]


def of(model: Model, spread: Spread, popular: Floats) -> Model:
    """Return the model with its lists spread."""

    def score(asked: Questions, some: Ints) -> Scores:
        load = popular[asked.candidates].astype(np.float32)
        base = model(asked, some)
        scores = base - np.float32(spread.discount) * load
        if spread.places == 0 or scores.shape[1] <= metrics.K:
            return scores
        lists = _with_rare(scores, base - np.float32(RARE) * load, spread.places)
        # the rare take the scores of the places they get; who stood there steps just below
        worths = -np.partition(-scores, lists.shape[1] - 1, axis=1)[:, : lists.shape[1]]
        worths = -np.sort(-worths, axis=1)
        fine = np.take_along_axis(base, lists, axis=1) > OUT / 4
        before = scores >= worths[:, -1:]
        scores = np.where(before, worths[:, -1:] - np.float32(1e-4), scores)
        worths = np.where(fine, worths, np.take_along_axis(scores, lists, axis=1))
        np.put_along_axis(scores, lists, worths, axis=1)
        return scores

    return score


def _with_rare(scores: Scores, rare: Scores, places: int) -> Ints:
    """Return columns of the first 20, the last `places` the best by `rare` among the near."""
    k = min(metrics.K, scores.shape[1])
    near = min(NEAR, scores.shape[1])
    part = np.argpartition(-scores, near - 1, axis=1)[:, :near]
    order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1, kind="stable")
    part = np.take_along_axis(part, order, axis=1)
    if places == 0 or near <= k:
        return part[:, :k]
    rest = part[:, k - places :]
    by_rarity = np.argsort(-np.take_along_axis(rare, rest, axis=1), axis=1, kind="stable")
    picked = np.take_along_axis(rest, by_rarity[:, :places], axis=1)
    return np.concatenate([part[:, : k - places], picked], axis=1)
