"""A small two-tower: a vector for each user, a linear map from an item's views, softmax over all.

The loss is the multinomial likelihood of each user's events over every item of training, which at
the size of a square is a few matrix products; in a larger folder over a sample of items at each
step, corrected for how likely each was drawn. Popularity is part of the model, as a linear
function of the views, so that a cold item has some.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models import cb2cf
from qiao.feed.learning.models.common import Known, Model, Scores
from qiao.feed.learning.splits import Questions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float32]

DIMS = 128
EPOCHS = 12
USERS_AT_ONCE = 128
AT_ONCE = 5000
"""Items of one step's softmax, beside those that its users engaged with."""
RATE = 0.02
DECAY = 1e-3


@dataclass
class Adam:
    """Moments of one array of parameters; rows may be stepped alone."""

    values: Floats
    first: Floats = field(init=False)
    second: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.first = np.zeros_like(self.values)
        self.second = np.zeros_like(self.values)

    def step(self, slope: Floats, time: int, rows: Ints | slice = slice(None)) -> None:
        """Move against the slope."""
        slope = slope + DECAY * self.values[rows]
        self.first[rows] = 0.9 * self.first[rows] + 0.1 * slope
        self.second[rows] = 0.999 * self.second[rows] + 0.001 * slope * slope
        size = np.sqrt(self.second[rows] / np.float32(1 - 0.999**time)) + np.float32(1e-8)
        self.values[rows] -= np.float32(RATE / (1 - 0.9**time)) * self.first[rows] / size


def fit(known: Known) -> Model:
    """Fit both towers; nothing about them is chosen on the fold."""
    view = cb2cf.features(known)
    users, weights, bias = _towers(known, view)
    items, popularity = view @ weights, view @ bias

    def score(asked: Questions, some: Ints) -> Scores:
        made: Scores = users[asked.users[some]] @ items[asked.candidates].T
        return made + popularity[asked.candidates]

    return score


def _towers(known: Known, view: Floats) -> tuple[Floats, Floats, Floats]:
    trained = known.trained()
    events, points = known.train[:, trained], np.ascontiguousarray(view[trained])
    rng, width = known.rng(), view.shape[1]
    users = Adam(0.1 * rng.standard_normal((events.shape[0], DIMS), dtype=np.float32))
    weights = Adam(rng.standard_normal((width, DIMS), dtype=np.float32) / np.float32(DIMS**0.5))
    bias = Adam(np.zeros(width, dtype=np.float32))
    active, time = np.flatnonzero(np.diff(events.indptr)), 0
    for epoch in range(EPOCHS):
        for some in _shuffled(active, rng):
            time += 1
            mine = events[some]
            drawn, likelier = _drawn(mine, rng)
            seen = points if len(drawn) == len(points) else points[drawn]
            items = seen @ weights.values
            scores = users.values[some] @ items.T + (seen @ bias.values - likelier)
            wrong = _errors(scores, mine[:, drawn])
            to_items = wrong.T @ users.values[some] / np.float32(len(some))
            users.step(wrong @ items, epoch + 1, some)
            weights.step(seen.T @ to_items, time)
            bias.step(seen.T @ wrong.mean(axis=0), time)
    return users.values, weights.values, bias.values


def _drawn(mine: "csr_array", rng: np.random.Generator) -> tuple[Ints, Floats]:
    """Return the items of a step, and the log of the chance that each was among them."""
    count = mine.shape[1]
    if count <= AT_ONCE:
        return np.arange(count), np.zeros(count, dtype=np.float32)
    engaged = np.unique(mine.indices)
    drawn = np.union1d(engaged, rng.choice(count, AT_ONCE, replace=False))
    chance = np.full(len(drawn), np.log(AT_ONCE / count), dtype=np.float32)
    chance[np.searchsorted(drawn, engaged)] = 0
    return drawn, chance


def _shuffled(active: Ints, rng: np.random.Generator) -> list[Ints]:
    order = rng.permutation(active)
    return [order[i : i + USERS_AT_ONCE] for i in range(0, len(order), USERS_AT_ONCE)]


def _errors(scores: Floats, events: "csr_array") -> Floats:
    """Return expected events minus those there were, the slope of the loss."""
    actual: Floats = events.toarray()
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores *= actual.sum(axis=1, keepdims=True) / scores.sum(axis=1, keepdims=True)
    return scores - actual
