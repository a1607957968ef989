"""CB2CF, direct form: ridge regression from the stacked views of an item to who engaged with it.

W = argmin ||X - C W||^2 + lambda ||W||^2, one column for each user; a note nobody has touched is
scored by c W (Barkan et al., RecSys 2019, learn a net onto factors instead).
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Recipe, Scores
from qiao.feed.learning.splits import Questions
from qiao.feed.learning.views import View

MOST_AUTHORS = 3000
"""Those with the most items have a column each; more would make it a matter of hours."""
LAMBDAS = (10.0, 30.0, 100.0, 300.0)


def stack(known: Known) -> View:
    """Return all dense views side by side, each with rows of length 1."""
    return np.hstack(list(known.views.dense.values()))


def features(known: Known) -> View:
    """Return the stacked views and a column for each author of two items or more."""
    codes = known.data.author.codes
    wrote_many = np.bincount(codes[codes >= 0], minlength=1)
    several = np.flatnonzero(wrote_many >= 2)
    several = np.sort(several[np.argsort(-wrote_many[several], kind="stable")[:MOST_AUTHORS]])
    if len(several) == 0:
        return stack(known)
    column = np.full(max(int(codes.max()), 0) + 1, -1)
    column[several] = np.arange(len(several))
    mine = np.where(codes >= 0, column[np.maximum(codes, 0)], -1)
    wrote = np.zeros((known.data.items, len(several)), dtype=np.float32)
    told = np.flatnonzero(mine >= 0)
    wrote[told, mine[told]] = 1
    return np.hstack([stack(known), wrote])


def _made(view_of: Callable[[Known], View]) -> Callable[[Known, Sequence[float]], Iterator[Model]]:
    def made(known: Known, settings: Sequence[float]) -> Iterator[Model]:
        view, trained = view_of(known), known.trained()
        points = view[trained]
        gram = points.T @ points
        towards = np.asarray((known.train[:, trained] @ points).T)
        for lam in settings:
            yield linear(view, solved(gram, towards, lam))

    return made


def solved(gram: View, towards: View, lam: float) -> View:
    """Return (gram + lam I)^-1 towards."""
    from scipy.linalg import cho_factor, cho_solve

    gram = gram.copy()
    gram[np.diag_indices_from(gram)] += lam
    made: View = cho_solve(cho_factor(gram, overwrite_a=True), towards).astype(np.float32)
    return made


def linear(view: View, weights: View) -> Model:
    """Return the model of one column of weights for each user."""

    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = weights.T[asked.users[some]] @ view[asked.candidates].T
        return made

    return score


TEXT = Recipe(_made(stack), LAMBDAS)
TEXT_AND_AUTHOR = Recipe(_made(features), LAMBDAS)
