"""Several channels as one score, with weights learned from what validation users did.

Each channel is standardised per user over the candidates; weights are the maximum of a
multinomial likelihood of the validation targets (a conditional logit), which is convex, never
negative here, and leaves a channel that tells nothing at zero. Equal weights lose where one
channel is weak.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.models.common import Model, Scores
from qiao.feed.learning.splits import Ints, Questions

Floats = NDArray[np.float64]

CALM = 0.01
"""Ridge on the weights: two channels alike share what they are worth."""
MOST = 40_000_000
"""Numbers held at once while learning; of more users a sample learns as well."""


def standard(scores: Scores) -> Scores:
    """Return each row around 0 with a deviation of 1; a row without differences is all 0."""
    rows = scores - scores.mean(axis=1, keepdims=True)
    spread = rows.std(axis=1, keepdims=True)
    return np.divide(rows, spread, out=np.zeros_like(rows), where=spread > 1e-9)


def learned(channels: Mapping[str, Model], asked: Questions, *, seed: int) -> Floats:
    """Return a weight for each channel, in their order."""
    from scipy.optimize import minimize

    count = len(channels)
    most = max(100, MOST // max(1, len(asked.candidates) * count))
    users = np.arange(len(asked.users))
    if len(users) == 0:
        return np.full(count, 1 / count)
    if len(users) > most:
        users = np.sort(np.random.default_rng(seed).choice(users, most, replace=False))
    inputs = np.stack([standard(model(asked, users)) for model in channels.values()])
    wanted = asked.targets[users].toarray()
    wanted /= wanted.sum(axis=1, keepdims=True)  # every user has one voice

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = np.tensordot(weights.astype(np.float32), inputs, axes=1)
        scores -= scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        total = chances.sum(axis=1, keepdims=True)
        value = -float((wanted * (scores - np.log(total))).sum()) / len(users)
        wrong = chances / total - wanted
        slope = np.array([float((wrong * channel).sum()) for channel in inputs]) / len(users)
        return value + CALM * float(weights @ weights), slope + 2 * CALM * weights

    start = np.full(count, 1 / count)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * count)
    weights: Floats = found.x
    return weights if weights.any() else start


def of(channels: Mapping[str, Model], weights: Floats) -> Model:
    """Return the weighted sum of the standardised channels."""

    def score(asked: Questions, some: Ints) -> Scores:
        total = np.zeros((len(some), len(asked.candidates)), dtype=np.float32)
        for model, weight in zip(channels.values(), weights, strict=True):
            if weight > 0:
                total += np.float32(weight) * standard(model(asked, some))
        return total

    return score
