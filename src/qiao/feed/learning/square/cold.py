"""How much a reader's direction in meaning is held back: lambda of CB2CF, chosen on cold notes."""

import zlib

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.learning.square.matrix import Engagement
from qiao.feed.learning.square.neighbours import ndcg
from qiao.feed.space import RIDGE, Space

GRID = (0.0003, 0.001, 0.003, 0.01, RIDGE, 0.05, 0.1)
"""For one note: with n points, lambda is n times this. A unit vector in 128 directions has .008 in
each, on average."""
COLD_OF = 5
LEAST_KNOWN = 3
MOST_MEMBERS = 1_500
FEWEST_MEMBERS = 15
FEWEST_COLD = 25


def ridges(index: FeedIndex, engaged: Engagement) -> dict[str, float]:
    """Return lambda by embedder model, for those models whose notes are enough to choose it.

    A fifth of the notes are treated as if nobody had touched them; a lambda is good when they are
    found from what their readers did with the others (recsys' item-cold protocol, one fold).
    """
    chosen = {}
    for model, space in index.spaces.items():
        best = _ridge(index, space, engaged)
        if best is not None:
            chosen[model] = best
    return chosen


def _ridge(index: FeedIndex, space: Space, engaged: Engagement) -> float | None:
    rows = space.rows()
    points, _ = space.points(rows)
    points = points.astype(np.float64)
    values, directions = np.linalg.eigh(points.T @ points)
    told = np.maximum(values, 0.0)
    # only notes of this space that somebody engaged with
    place = np.full(len(engaged.column), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    places = place[engaged.notes]
    columns = np.flatnonzero(places >= 0)
    cold = np.array(
        [zlib.crc32(index.notes.texts[engaged.notes[c]].encode()) % COLD_OF == 0 for c in columns],
        dtype=np.bool_,
    )
    if cold.sum() < FEWEST_COLD:
        return None
    warm_columns, cold_columns = columns[~cold], columns[cold]
    warm, hidden = engaged.matrix[:, warm_columns], engaged.matrix[:, cold_columns].tocsr()
    able = (np.diff(warm.indptr) >= LEAST_KNOWN) & (np.diff(hidden.indptr) > 0)
    members = np.flatnonzero(able)
    if len(members) < FEWEST_MEMBERS:
        return None
    members = members[:: max(1, len(members) // MOST_MEMBERS)]
    towards = (warm[members] @ points[places[warm_columns]]) @ directions
    candidates = points[places[cold_columns]] @ directions
    found = {}
    for ridge in GRID:
        scored = (towards / (told + ridge * max(1, len(rows)))) @ candidates.T
        scored -= scored.min(axis=1, keepdims=True) - 1e-9
        found[ridge] = np.array(
            [
                ndcg(row.astype(np.float32), hidden[member].indices)
                for row, member in zip(scored, members, strict=True)
            ]
        )
    best = max(found, key=lambda ridge: float(found[ridge].mean()))
    # the usual one, unless another is better by more than chance: a few cold notes mislead
    better = found[best] - found[RIDGE]
    return best if better.mean() > better.std() / np.sqrt(len(members)) else RIDGE
