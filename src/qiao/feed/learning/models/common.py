"""What models share: what they are fitted on, what they answer, how a setting is chosen."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True)
class Recipe:
    """A way to make models, one for each setting; settings are chosen on validation."""

    make: "Callable[[Known, Sequence[Any]], Iterator[Model]]"
    settings: Sequence[Any]

    @classmethod
    def plain(cls, fit: "Callable[[Known], Model]") -> "Recipe":
        """Return the recipe of what has no settings."""

        def make(known: Known, settings: Sequence[Any]) -> Iterator[Model]:
            for _ in settings:
                yield fit(known)

        return cls(make, (None,))


BATCH = 512
"""How many users are scored at once, so that memory does not grow with the folder."""


@dataclass(frozen=True)
class Known:
    """All that a model may learn from."""

    data: Dataset
    views: Views
    fold: Fold
    train: "csr_array"
    """Users x all items, without a single event of a cold item."""
    seed: int

    def trained(self) -> Ints:
        """Return the items that have events in training."""
        return np.unique(self.train.indices).astype(np.int64)

    def rng(self) -> np.random.Generator:
        """Return chance that is the same at every run."""
        return np.random.default_rng([self.seed, self.fold.number])


def batches(asked: Questions, some: Ints | None = None) -> Iterable[Ints]:
    """Yield the places of all askers, or of some, a batch at a time."""
    places = np.arange(len(asked.users)) if some is None else some
    for start in range(0, len(places), BATCH):
        yield places[start : start + BATCH]


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


def best(tried: Iterable[Model], asked: Questions) -> tuple[int, Model]:
    """Return the number and model of the highest NDCG@20 on validation questions."""
    chosen: tuple[float, int, Model] | None = None
    for number, model in enumerate(tried):
        value = worth(model, asked)
        if chosen is None or value > chosen[0]:
            chosen = (value, number, model)
    assert chosen is not None
    return chosen[1], chosen[2]
