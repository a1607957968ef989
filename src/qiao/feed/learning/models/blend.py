"""Several channels as one score, with weights learned from what validation users did.

Each channel is standardised per user over the candidates. Weights start from three places: the
maximum of a multinomial likelihood of the validation targets (a conditional logit: convex, never
negative here, and a channel that tells nothing gets nothing), the best channel alone, and all
alike; from each they climb on NDCG@20, and the best of the three is taken. Equal weights lose
where one channel is weak, likelihood alone where one is sure of few things.
"""

from collections.abc import Mapping

import numpy as np

from qiao.feed.learning.dataset import Floats, Ints
from qiao.feed.learning.models.common import Model, Scores, without_known
from qiao.feed.learning.models.pool import Pool, pool, standard
from qiao.feed.learning.splits import Questions

CALM = 0.01
"""Ridge on the weights: two channels alike share what they are worth."""
STEPS = (0.3, 0.15, 0.07)
WORTH_IT = 2e-4
"""A smaller gain in NDCG is chance."""


def learned(channels: Mapping[str, Model], asked: Questions, *, seed: int) -> tuple[Floats, Pool]:
    """Return a weight for each channel, adding to 1, and the pool they were sought on."""
    seen = pool(channels, asked, seed=seed)
    return weights_on(seen), seen


def weights_on(seen: Pool) -> Floats:
    """Return the weights that are best on a pool."""
    count = len(seen.inputs)
    alike = np.full(count, 1 / count)
    if count == 1 or len(seen.wanted) == 0:
        return alike
    singles = [_worth(seen, row) for row in np.eye(count)]
    starts = [_likeliest(seen), alike, np.eye(count)[int(np.argmax(singles))]]
    climbed = [_climb(seen, start) for start in starts]
    return max(climbed, key=lambda pair: pair[0])[1]


def of(channels: Mapping[str, Model], weights: Floats) -> Model:
    """Return the weighted sum of the standardised channels."""

    def score(asked: Questions, some: Ints) -> Scores:
        total = np.zeros((len(some), len(asked.candidates)), dtype=np.float32)
        for model, weight in zip(channels.values(), weights, strict=True):
            if weight > 0:
                scores = without_known(model(asked, some), asked, some)
                total += np.float32(weight) * standard(scores)
        return total

    return score


def _worth(seen: Pool, weights: Floats) -> float:
    return seen.worth(seen.first(seen.scores(weights)))


def _likeliest(seen: Pool) -> Floats:
    from scipy.optimize import minimize

    count = len(seen.inputs)
    share = seen.hit & seen.there
    voices = share / np.maximum(share.sum(axis=1, keepdims=True), 1)  # every user has one voice
    speaks = voices.any(axis=1, keepdims=True)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = seen.scores(weights)
        scores = scores - scores.max(axis=1, keepdims=True)
        chances = np.exp(scores)
        total = chances.sum(axis=1, keepdims=True)
        logs = np.where(seen.there, scores, 0) - np.log(total)
        wrong = chances / total * speaks - voices
        value = -float((voices * logs).sum()) / len(voices)
        slope = np.array([float((wrong * layer).sum()) for layer in seen.inputs]) / len(voices)
        return value + CALM * float(weights @ weights), slope + 2 * CALM * weights

    start = np.full(count, 1 / count)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * count)
    weights = np.asarray(found.x, dtype=np.float64)
    return weights / weights.sum() if weights.sum() > 0 else start


def _climb(seen: Pool, weights: Floats) -> tuple[float, Floats]:
    """Move one weight at a time as long as the lists get better."""
    value = _worth(seen, weights)
    for step in STEPS:
        moved = True
        while moved:
            moved = False
            for channel in range(len(weights)):
                for change in (step, -step):
                    tried = weights.copy()
                    tried[channel] = max(0.0, tried[channel] + change)
                    if tried.sum() <= 0:
                        continue
                    tried /= tried.sum()
                    if (worth := _worth(seen, tried)) > value + WORTH_IT:
                        value, weights, moved = worth, tried, True
    return value, weights
