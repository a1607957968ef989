"""Item-kNN: who liked this liked that; the channel that keeps a minority's items in sight."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Recipe, Scores
from qiao.feed.learning.splits import Questions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SHRINK = 10.0
"""Chance meetings of rare items look like likeness; so many imagined events calm them."""
ROWS = 1024


def made(known: Known, settings: Sequence[int]) -> Iterator[Model]:
    """Yield a model for each number of neighbours."""
    for k in settings:
        yield model(known, neighbours(known.train, k))


RECIPE = Recipe(made, (20, 50, 100))


def model(known: Known, weights: "csr_array") -> Model:
    """Return the sum of weights from a user's items to each candidate."""

    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = (known.train[asked.users[some]] @ weights).toarray()
        return made[:, asked.candidates]

    return score


def neighbours(train: "csr_array", k: int) -> "csr_array":
    """Return items x items with the k nearest of each item (in its column), by shrunk cosine."""
    from scipy.sparse import csr_array, vstack

    by_item = train.T.tocsr().astype(np.float32)
    lengths = np.sqrt(np.diff(by_item.indptr).astype(np.float32))
    blocks = []
    for start in range(0, by_item.shape[0], ROWS):
        block = (by_item[start : start + ROWS] @ train).toarray()
        norm = lengths[start : start + ROWS, None] * lengths[None, :] + np.float32(SHRINK)
        block /= norm
        block[np.arange(len(block)), np.arange(start, start + len(block))] = 0
        if k < block.shape[1]:
            edge = -np.partition(-block, k - 1, axis=1)[:, k - 1 : k]
            block[block < edge] = 0
        blocks.append(csr_array(block))
    return vstack(blocks, format="csr").T.tocsr()
