"""EASE^R: the linear item-item model with a zero diagonal (Steck, WWW 2019), on the smaller side.

B = I - P / diag(P) with P = (X'X + lambda I)^-1. Where there are fewer users than items the same
P comes from users x users, M = (XX' + lambda I)^-1, by Woodbury: X P = M X, and
P_jj = (1 - x_j' M x_j) / lambda; so 20,000 items cost no more than their users do.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Recipe, Scores
from qiao.feed.learning.splits import Questions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float32]

LARGEST = 10_000
"""Beyond so many users and so many items a dense inverse takes minutes and gigabytes."""
LAMBDAS = (20.0, 60.0, 180.0, 540.0)


def possible(known: Known) -> bool:
    """Say whether the smaller side is small enough."""
    users, items = known.train.shape
    return bool(min(users, items) <= LARGEST)


def made(known: Known, settings: Sequence[float]) -> Iterator[Model]:
    """Yield a model for each lambda."""
    for lam in settings:
        yield model(known, lam)


RECIPE = Recipe(made, LAMBDAS)


def model(known: Known, lam: float, train: "csr_array | None" = None) -> Model:
    """Return EASE^R of one lambda."""
    events = known.train if train is None else train
    if events.shape[0] < events.shape[1]:
        mixed, share = by_users(events, lam)
    else:
        weights = by_items(events, lam)

    def score(asked: Questions, some: Ints) -> Scores:
        users = asked.users[some]
        if events.shape[0] >= events.shape[1]:
            return np.asarray(events[users] @ weights)[:, asked.candidates]
        there = events[:, asked.candidates]
        made: Scores = there[users].toarray() - (mixed[users] @ there) / share[asked.candidates]
        return made

    return score


def by_items(train: "csr_array", lam: float) -> Floats:
    """Return B, items x items."""
    precision = _inverse((train.T @ train).toarray(), lam)
    weights = precision / -np.diag(precision)
    np.fill_diagonal(weights, 0)
    return weights


def by_users(train: "csr_array", lam: float) -> tuple[Floats, Floats]:
    """Return M, users x users, and the diagonal of P, so that X B = X - M X / diag(P)."""
    mixed = _inverse((train @ train.T).toarray(), lam)
    by_item = train.T.tocsr()
    share = np.empty(by_item.shape[0], dtype=np.float32)
    for start in range(0, len(share), 1024):
        some = by_item[start : start + 1024]
        share[start : start + 1024] = (
            1 - np.asarray(some.multiply(some @ mixed).sum(axis=1)).ravel()
        )
    return mixed, (share / lam).astype(np.float32)


def _inverse(gram: Floats, lam: float) -> Floats:
    from scipy.linalg import get_lapack_funcs

    gram[np.diag_indices_from(gram)] += lam
    factor, invert = get_lapack_funcs(("potrf", "potri"), (gram,))
    lower, failed = factor(gram, lower=True, overwrite_a=True, clean=True)
    assert not failed, "a Gram matrix with something on its diagonal is positive definite"
    inverse, failed = invert(lower, lower=True, overwrite_c=True)
    assert not failed
    made: Floats = np.tril(inverse) + np.tril(inverse, -1).T
    return made
