"""Who engaged with what, as a sparse matrix of members and notes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.square.circles import Slice
from qiao.feed.learning.square.gather import Floats, Ints, Past, weights_of

HALF_LIFE_DAYS = 90
"""What goes together changes more slowly than what one reader feels like this week."""
MAX_WEIGHT = 1.5
MAX_PER_MEMBER = 400
"""Of one who did more the newest count: she costs the square of it, and is one voice."""
LEAST_EVENTS = 2


@dataclass(frozen=True)
class Engagement:
    """`matrix`: members × notes with enough events, float32 CSR; columns are `notes`."""

    matrix: Any  # scipy.sparse.csr_matrix: scipy has no types
    notes: Ints  # index rows, rising
    column: Ints  # by index row, -1 for those with too few events

    @property
    def empty(self) -> bool:
        """Whether there is nothing to compare."""
        return not len(self.notes)


def engagement(past: Past, *, rows: int, until_us: int | None = None) -> Engagement:
    """Return the matrix of what is not held out. `rows`: the length of the index.

    Hidden and then liked is neither: a pair counts with the sum of what was done, if that is more
    than nothing.
    """
    from scipy.sparse import csr_matrix

    kept = pair_parts(past) == Slice.TAUGHT
    if until_us is not None:
        kept &= past.before(until_us)
    weights = weights_of(past, half_life_days=HALF_LIFE_DAYS)[kept]
    by, note, at_us = past.by[kept], past.note[kept], past.at_us[kept]
    kept_few = newest_of_each(by, at_us, most=3 * MAX_PER_MEMBER)
    by, note, weights = by[kept_few], note[kept_few], weights[kept_few]
    matrix = csr_matrix((weights, (by, note)), shape=(len(past.members), rows), dtype=np.float32)
    matrix.sum_duplicates()
    np.minimum(matrix.data, MAX_WEIGHT, out=matrix.data)
    np.maximum(matrix.data, 0.0, out=matrix.data)
    matrix.eliminate_zeros()
    events = np.bincount(matrix.indices, minlength=rows)
    notes = np.flatnonzero(events >= LEAST_EVENTS).astype(np.int32)
    column = np.full(rows, -1, dtype=np.int32)
    column[notes] = np.arange(len(notes), dtype=np.int32)
    return Engagement(matrix[:, notes].tocsr(), notes, column)


def pair_parts(past: Past) -> NDArray[np.int8]:
    """Return for each deed what its pair of member and note is for.

    Of a pair with an old open and a recent like all is held out, or neither would be.
    """
    if not len(past):
        return past.part
    keys = pair_keys(past.by, past.note)
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    most = np.maximum.reduceat(past.part[order], starts)
    parts = np.empty_like(past.part)
    parts[order] = np.repeat(most, np.diff(starts, append=len(keys)))
    return parts


def pair_keys(by: Ints, note: Ints) -> NDArray[np.int64]:
    """Return one number for each pair."""
    return (by.astype(np.int64) << 32) | note.astype(np.int64)


def newest_of_each(by: Ints, at_us: NDArray[np.int64], *, most: int) -> NDArray[np.intp]:
    """Return the positions of each member's newest deeds, at most `most` of each."""
    order = np.lexsort((-at_us, by))
    counts = np.bincount(by) if len(by) else np.zeros(0, dtype=np.int64)
    rank = np.arange(len(by)) - np.repeat(np.cumsum(counts) - counts, counts)
    return order[rank < most]


def norms(matrix: Any) -> Floats:
    """Return the length of each column."""
    squares = np.asarray(matrix.multiply(matrix).sum(axis=0), dtype=np.float32).ravel()
    return np.sqrt(squares)
