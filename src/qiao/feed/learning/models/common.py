"""What models share: what they are fitted on, what they answer, how a setting is chosen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning import metrics
from qiao.feed.learning.dataset import Dataset, Ints
from qiao.feed.learning.splits import Fold, Questions
from qiao.feed.learning.views import Views

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Scores = NDArray[np.float32]
Model = Callable[[Questions, Ints], Scores]
"""Scores of all candidates for some of the askers (places in `Questions.users`), a row each."""

BATCH = 512
"""How many users are scored at once, so that memory does not grow with the folder."""


@dataclass(frozen=True)
class Known:
    """All that a model may learn from."""

    data: Dataset
    views: Views
    fold: Fold
    seed: int

    @property
    def train(self) -> "csr_array":
        """Users x all items, without a single event of a cold item."""
        return self.fold.train

    def trained(self) -> Ints:
        """Return the items that have events in training."""
        return np.unique(self.train.indices).astype(np.int64)

    def rng(self) -> np.random.Generator:
        """Return chance that is the same at every run."""
        return np.random.default_rng([self.seed, self.fold.number])


def batches(asked: Questions) -> Iterable[Ints]:
    """Yield the places of all askers, a batch at a time."""
    for start in range(0, len(asked.users), BATCH):
        yield np.arange(start, min(start + BATCH, len(asked.users)))


def without_known(scores: Scores, asked: Questions, some: Ints) -> Scores:
    """Return scores with -inf for what a user has engaged with before."""
    if asked.known is None:
        return scores
    known = asked.known[asked.users[some]]
    scores = scores.copy()
    scores[np.repeat(np.arange(len(some)), np.diff(known.indptr)), known.indices] = -np.inf
    return scores


def listed(model: Model, asked: Questions) -> metrics.Lists:
    """Return the best candidates for every asker."""
    lists = [metrics.top(without_known(model(asked, some), asked, some)) for some in batches(asked)]
    return np.concatenate(lists) if lists else np.zeros((0, 1), dtype=np.int64)


def worth(model: Model, asked: Questions) -> float:
    """Return the mean NDCG@20."""
    if len(asked.users) == 0:
        return 0.0
    found = metrics.hits(listed(model, asked), asked.targets)
    return float(metrics.ndcg(found, np.diff(asked.targets.indptr)).mean())


def best(tried: Iterable[Model], asked: Questions) -> Model:
    """Return the one of the highest NDCG@20; asked are validation questions, never the test's."""
    chosen: tuple[float, Model] | None = None
    for model in tried:
        value = worth(model, asked)
        if chosen is None or value > chosen[0]:
            chosen = (value, model)
    assert chosen is not None
    return chosen[1]
