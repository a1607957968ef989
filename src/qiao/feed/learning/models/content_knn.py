"""Content alone: near to the middle of what somebody read, or to the nearest of it."""

from collections.abc import Iterator, Sequence

import numpy as np

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Recipe, Scores
from qiao.feed.learning.splits import Questions
from qiao.feed.learning.views import View, unit

SETTINGS = (("words", 0), *((view, k) for view in ("lsa", "all") for k in (0, 20, 60, 150)))
NEAREST = tuple((view, k) for view, k in SETTINGS if k)
"""A view, and how many neighbours; 0 for the centroid."""


def made(known: Known, settings: Sequence[tuple[str, int]]) -> Iterator[Model]:
    """Yield a model for each view and number of neighbours."""
    for name, k in settings:
        if name == "words":
            yield centroid_words(known)
            continue
        view = known.views.dense["lsa"] if name == "lsa" else known.views.stacked
        yield _nearest(known, view, known.trained(), k) if k else centroid(known, view)


RECIPE = Recipe(made, SETTINGS)
KNN = Recipe(made, NEAREST)


def centroid_words(known: Known) -> Model:
    """Cosine with the sum of the tf-idf rows of what a user engaged with."""
    words = known.views.words
    tastes = (known.train @ words).tocsr()
    lengths = np.sqrt(np.asarray(tastes.multiply(tastes).sum(axis=1)).ravel())
    lengths = np.maximum(lengths, 1e-9).astype(np.float32)

    def score(asked: Questions, some: Ints) -> Scores:
        users = asked.users[some]
        made: Scores = (tastes[users] @ words[asked.candidates].T).toarray()
        return np.asarray(made / lengths[users, None])

    return score


def centroid(known: Known, view: View) -> Model:
    """Cosine with the sum of a dense view's rows."""
    tastes = unit(np.asarray(known.train @ view))

    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = tastes[asked.users[some]] @ view[asked.candidates].T
        return made

    return score


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
