"""The first events of a new item: how many there were, and above all whose they were.

Both channels look at no more than the first nine events. `company` asks how alike a reader is to
those first ones; `factors` folds them into iALS, one small solve for each item.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models import ials
from qiao.feed.learning.models.common import Known, Model, Scores
from qiao.feed.learning.splits import Questions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FACTORS, REGULARIZATION, ALPHA = 64, 30.0, 10.0


def count(known: Known) -> Model:
    """Score by how many of the first nine events there were: the same for all."""
    del known

    def score(asked: Questions, some: Ints) -> Scores:
        counts = np.bincount(asked.early.indices, minlength=len(asked.candidates))
        return np.tile(np.log1p(counts).astype(np.float32), (len(some), 1))

    return score


def company(known: Known) -> Model:
    """Score by the cosine between a reader's events and each first reader's, summed."""
    lengths = np.sqrt(np.maximum(np.diff(known.train.indptr), 1)).astype(np.float32)

    def score(asked: Questions, some: Ints) -> Scores:
        users = asked.users[some]
        alike = (known.train[users] @ known.train.T).toarray()
        alike /= lengths[users, None] * lengths[None, :]
        alike[np.arange(len(users)), users] = 0
        made: Scores = np.asarray(alike @ asked.early)
        return made

    return score


def factors(known: Known) -> Model:
    """Score by iALS, the item's vector solved from its first readers'."""
    users, _ = ials.factors_of(
        known.train, FACTORS, REGULARIZATION, ALPHA, seed=known.seed + known.fold.number
    )
    kept: dict[int, NDArray[np.float32]] = {}

    def score(asked: Questions, some: Ints) -> Scores:
        if id(asked) not in kept:
            kept[id(asked)] = folded(users, asked.early)
        made: Scores = users[asked.users[some]] @ kept[id(asked)].T
        return made

    return score


def folded(users: NDArray[np.float32], early: "csr_array") -> NDArray[np.float32]:
    """Return a vector for each candidate, given the users who engaged with it."""
    by_item = early.T.tocsr()
    base = users.T @ users + np.float32(REGULARIZATION) * np.eye(users.shape[1], dtype=np.float32)
    vectors = np.zeros((by_item.shape[0], users.shape[1]), dtype=np.float32)
    for item in range(by_item.shape[0]):
        mine = users[by_item.indices[by_item.indptr[item] : by_item.indptr[item + 1]]]
        if len(mine):
            gram = base + np.float32(ALPHA) * mine.T @ mine
            vectors[item] = np.linalg.solve(gram, np.float32(ALPHA + 1) * mine.sum(axis=0))
    return vectors
