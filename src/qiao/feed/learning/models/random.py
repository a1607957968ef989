"""Chance: what any method must beat."""

import numpy as np

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Scores
from qiao.feed.learning.splits import Questions


def fit(known: Known) -> Model:
    """Return scores that mean nothing, the same at every run."""

    def score(asked: Questions, some: Ints) -> Scores:
        rng = np.random.default_rng([known.seed, known.fold.number, int(some[0])])
        return rng.random((len(some), len(asked.candidates)), dtype=np.float32)

    return score
