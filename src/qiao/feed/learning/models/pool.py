"""The few candidates per user that any channel would show, with every channel's view of them.

Weights of a blend are sought on these: what no channel puts among its first hundred and fifty
will not be shown, whatever the weights.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning import metrics
from qiao.feed.learning.dataset import Floats, Ints
from qiao.feed.learning.models.common import Model, Scores, batches, without_known
from qiao.feed.learning.splits import Questions

DEEP = 150
MOST_USERS = 2000
"""Of more askers a sample teaches as much."""
OUT = np.float32(-60)
"""The standardised score of what must not be shown."""


@dataclass(frozen=True)
class Pool:
    """Arrays of users x places; inputs has a layer for each channel."""

    inputs: NDArray[np.float32]
    columns: Ints
    """Candidates."""
    there: NDArray[np.bool_]
    hit: NDArray[np.bool_]
    wanted: Ints
    """How many targets each user has, in the pool or not."""

    def scores(self, weights: Floats) -> Scores:
        """Return the weighted sum of the channels; -inf where there is nothing."""
        total: Scores = np.tensordot(weights.astype(np.float32), self.inputs, axes=1)
        return np.where(self.there, total, np.float32(-np.inf))

    def first(self, scores: Scores) -> Ints:
        """Return the places of the 20 best of each user; places without anything come last."""
        k = min(metrics.K, scores.shape[1])
        part = np.argpartition(-scores, k - 1, axis=1)[:, :k]
        order = np.argsort(-np.take_along_axis(scores, part, axis=1), axis=1, kind="stable")
        return np.take_along_axis(part, order, axis=1)

    def worth(self, places: Ints) -> float:
        """Return the mean NDCG@20 of lists of places."""
        found = np.take_along_axis(self.hit & self.there, places, axis=1)
        return float(metrics.ndcg(found, self.wanted).mean())

    def shown(self, places: Ints) -> int:
        """Return how many candidates are in somebody's list."""
        columns = np.take_along_axis(self.columns, places, axis=1)
        return len(np.unique(columns[np.take_along_axis(self.there, places, axis=1)]))


def pool(channels: Mapping[str, Model], asked: Questions, *, seed: int) -> Pool:
    """Ask every channel, and keep what any of them puts first."""
    some = np.arange(len(asked.users))
    if len(some) > MOST_USERS:
        some = np.sort(np.random.default_rng(seed).choice(some, MOST_USERS, replace=False))
    parts = [_part(channels, asked, batch) for batch in batches(asked, some)]
    width = max(part.columns.shape[1] for part in parts)
    return Pool(
        np.concatenate([_widened(part.inputs, width) for part in parts], axis=1),
        np.concatenate([_widened(part.columns, width) for part in parts]),
        np.concatenate([_widened(part.there, width) for part in parts]),
        np.concatenate([_widened(part.hit, width) for part in parts]),
        np.concatenate([part.wanted for part in parts]),
    )


def standard(scores: Scores) -> Scores:
    """Return rows around 0 with a deviation of 1, all 0 where all is alike, OUT for -inf."""
    out = np.isneginf(scores)
    rows = np.where(out, 0, scores)
    count = np.maximum((~out).sum(axis=1, keepdims=True), 1).astype(np.float32)
    rows = np.where(out, 0, rows - rows.sum(axis=1, keepdims=True) / count)
    spread = np.sqrt(np.square(rows).sum(axis=1, keepdims=True) / count)
    rows = np.divide(rows, spread, out=np.zeros_like(rows), where=spread > 1e-9)
    return np.where(out, OUT, rows).astype(np.float32)


def _part(channels: Mapping[str, Model], asked: Questions, some: Ints) -> Pool:
    scores = [
        standard(without_known(model(asked, some), asked, some)) for model in channels.values()
    ]
    deep = min(DEEP, len(asked.candidates))
    if len(scores) * deep >= len(asked.candidates):
        columns = np.tile(np.arange(len(asked.candidates)), (len(some), 1))
    else:
        tops = [np.argpartition(-layer, deep - 1, axis=1)[:, :deep] for layer in scores]
        columns = np.sort(np.concatenate(tops, axis=1), axis=1)
    inputs = np.stack([np.take_along_axis(layer, columns, axis=1) for layer in scores])
    there = inputs[0] > OUT
    there[:, 1:] &= columns[:, 1:] != columns[:, :-1]
    targets = asked.targets[some].toarray() > 0
    wanted = targets.sum(axis=1)
    return Pool(inputs, columns, there, np.take_along_axis(targets, columns, axis=1), wanted)


def _widened(array: "NDArray[np.generic]", width: int) -> "NDArray[np.generic]":
    more = width - array.shape[-1]
    return np.pad(array, [(0, 0)] * (array.ndim - 1) + [(0, more)])
