"""Follow the creator: what somebody did with an author's other items."""

import numpy as np

from qiao.feed.learning.dataset import Ints
from qiao.feed.learning.models.common import Known, Model, Scores
from qiao.feed.learning.splits import Questions


def fit(known: Known) -> Model:
    """Score by the events in training with other items of the same author; 0 where unknown."""
    from scipy.sparse import csr_array

    author, data = known.data.author.codes, known.data
    told = np.flatnonzero(author >= 0)
    shape = (data.items, max(1, len(data.author.names)))
    ones = np.ones(len(told), dtype=np.float32)
    by_author = known.train @ csr_array((ones, (told, author[told])), shape=shape)

    def score(asked: Questions, some: Ints) -> Scores:
        of = author[asked.candidates]
        scores = by_author[asked.users[some]][:, np.maximum(of, 0)].toarray()
        made: Scores = np.log1p(np.where(of >= 0, scores, 0)).astype(np.float32)
        return made

    return score
