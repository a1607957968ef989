"""Content alone: near to the middle of what somebody read, or to the nearest of it."""

from collections.abc import Iterator

import numpy as np

from qiao.feed.learning.models.common import Known, Model, Scores, best
from qiao.feed.learning.splits import Ints, Questions
from qiao.feed.learning.views import View, unit


def fit(known: Known) -> Model:
    """Return the better of centroid and kNN over tf-idf, and over all views together."""
    return best((model for way in (centroid_words, knn) for model in way(known)), known.fold.valid)


def centroid_words(known: Known) -> Iterator[Model]:
    """Cosine with the sum of the tf-idf rows of what a user engaged with."""
    words = known.views.words
    tastes = (known.train @ words).tocsr()
    lengths = np.sqrt(np.asarray(tastes.multiply(tastes).sum(axis=1)).ravel())
    lengths = np.maximum(lengths, 1e-9).astype(np.float32)

    def score(asked: Questions, some: Ints) -> Scores:
        users = asked.users[some]
        made: Scores = (tastes[users] @ words[asked.candidates].T).toarray()
        return made / lengths[users, None]

    yield score


def centroid(known: Known, view: View) -> Model:
    """Cosine with the sum of a dense view's rows."""
    tastes = unit(np.asarray(known.train @ view))

    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = tastes[asked.users[some]] @ view[asked.candidates].T
        return made

    return score


def knn(known: Known) -> Iterator[Model]:
    """Sum of similarities with those of a candidate's nearest items that a user engaged with."""
    trained = known.trained()
    for view in (known.views.dense["lsa"], known.views.stacked):
        for k in (20, 60, 150):
            yield _nearest(known, view, trained, k)


def _nearest(known: Known, view: View, trained: Ints, k: int) -> Model:
    kept: dict[int, Scores] = {}

    def score(asked: Questions, some: Ints) -> Scores:
        weights = kept.get(id(asked))
        if weights is None:
            weights = view[asked.candidates] @ view[trained].T
            # an item is no neighbour of itself (in the warm split it is among the trained)
            weights[asked.candidates[:, None] == trained[None, :]] = 0
            if k < weights.shape[1]:
                edge = -np.partition(-weights, k - 1, axis=1)[:, k - 1 : k]
                weights = np.where(weights >= edge, weights, 0)
            kept[id(asked)] = weights = np.maximum(weights, 0)
        made: Scores = np.asarray(known.train[asked.users[some]][:, trained] @ weights.T)
        return made

    return score
