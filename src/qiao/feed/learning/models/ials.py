"""iALS, the factor model of implicit feedback (Hu, Koren, Volinsky 2008), by `implicit`."""

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Recipe, Scores
from qiao.feed.learning.splits import Questions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# factors, regularization, alpha: the corner of a 24-point grid that won on four public sets
GRID = ((64, 30.0, 10.0), (128, 80.0, 20.0), (128, 200.0, 20.0))


def made(known: Known, settings: Sequence[tuple[int, float, float]]) -> Iterator[Model]:
    """Yield a model for each point of the grid."""
    for factors, regularization, alpha in settings:
        users, items = factors_of(
            known.train, factors, regularization, alpha, seed=known.seed + known.fold.number
        )
        yield _dot(users, items)


RECIPE = Recipe(made, GRID)


def _dot(users: NDArray[np.float32], items: NDArray[np.float32]) -> Model:
    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = users[asked.users[some]] @ items[asked.candidates].T
        return made

    return score


def factors_of(
    train: "csr_array", factors: int, regularization: float, alpha: float, *, seed: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return user and item factors."""
    from implicit.cpu.als import AlternatingLeastSquares
    from scipy.sparse import csr_matrix

    with warnings.catch_warnings():
        # it advises one BLAS thread; how many there are is for the caller's environment to say
        warnings.simplefilter("ignore")
        als = AlternatingLeastSquares(
            factors=factors,
            regularization=regularization,
            alpha=alpha,
            iterations=15,
            num_threads=1,
            random_state=seed,
        )
        als.fit(csr_matrix(train), show_progress=False)
    return np.asarray(als.user_factors), np.asarray(als.item_factors)
