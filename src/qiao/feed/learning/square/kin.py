"""Neighbours for every note, with the blend that found most of what was kept back to choose by."""

from dataclasses import dataclass

import numpy as np

from qiao.feed.learned import Neighbours
from qiao.feed.learning.square import neighbours as models
from qiao.feed.learning.square.circles import Slice
from qiao.feed.learning.square.gather import Ints, Past
from qiao.feed.learning.square.matrix import Engagement, pair_parts
from qiao.feed.learning.square.neighbours import Near

SHARES = (0.25, 0.5, 0.75)
"""Of item-kNN. Never all or nothing: kNN keeps what few like, the other finds what many do."""
UNCHOSEN = 0.5
FEWEST = 20
MOST = 2_000
"""Members whose held-back deeds choose."""


@dataclass(frozen=True)
class Recipe:
    """How neighbours were made; what a refresh must know to make more of the same kind."""

    share: float  # of item-kNN
    second: str  # ease, ials or none
    knn_unit: float
    scale: float
    ndcg: dict[str, float]  # by share, on the deeds kept back for choosing


def kin(past: Past, engaged: Engagement, *, exact_notes: int, seed: int) -> tuple[Near, Recipe]:
    """Return neighbours by column of the matrix."""
    matrix = engaged.matrix
    first = models.item_knn(matrix)
    exact = len(engaged.notes) <= exact_notes
    second = models.ease(matrix) if exact else models.ials(matrix, seed=seed)
    wanted = _tuned(past, engaged)
    found: dict[str, float] = {}
    best = models.blended(first, second, UNCHOSEN)
    share, most = UNCHOSEN, -1.0
    if len(wanted) >= FEWEST:
        for option in SHARES:
            made = models.blended(first, second, option)
            ndcg = _ndcg(made, engaged, wanted)
            found[f"{option:g}"] = ndcg
            if ndcg > most:
                best, share, most = made, option, ndcg
    recipe = Recipe(
        share=share,
        second="ease" if exact else "ials",
        knn_unit=first.unit,
        scale=_scale(best, engaged, wanted),
        ndcg=found,
    )
    return best, recipe


def by_note(near: Near, engaged: Engagement, ids: list[str], scale: float) -> Neighbours:
    """Return neighbours as a version keeps them. `ids`: by index row."""
    return Neighbours(tuple(ids[row] for row in engaged.notes), near.near, near.weights, scale)


def _tuned(past: Past, engaged: Engagement) -> dict[int, Ints]:
    """Return the columns kept back for choosing, by member; of many members some."""
    kept = (pair_parts(past) == Slice.TUNED) & past.engaged
    by, columns = past.by[kept], engaged.column[past.note[kept]]
    by, columns = by[columns >= 0], columns[columns >= 0]
    known = np.diff(engaged.matrix.indptr)[by] > 0
    by, columns = by[known], columns[known]
    members = np.unique(by)
    members = members[:: max(1, len(members) // MOST)]
    order = np.argsort(by, kind="stable")
    starts = np.searchsorted(by[order], members)
    stops = np.searchsorted(by[order], members, side="right")
    return {
        int(member): np.unique(columns[order[start:stop]]).astype(np.int32)
        for member, start, stop in zip(members, starts, stops, strict=True)
    }


def _ndcg(near: Near, engaged: Engagement, wanted: dict[int, Ints]) -> float:
    members = np.array(list(wanted), dtype=np.int32)
    scored = models.scores(near, engaged.matrix, members)
    pairs = zip(scored, wanted.values(), strict=True)
    return float(np.mean([models.ndcg(row, columns) for row, columns in pairs]))


def _scale(near: Near, engaged: Engagement, wanted: dict[int, Ints]) -> float:
    """Return the middle of what notes got that were then engaged with."""
    members = np.array(list(wanted), dtype=np.int32)
    got = [
        row[columns]
        for row, columns in zip(
            models.scores(near, engaged.matrix, members), wanted.values(), strict=True
        )
    ]
    found = np.concatenate(got) if got else np.zeros(0, dtype=np.float32)
    found = found[found > 0]
    return float(np.median(found)) if len(found) >= FEWEST else 1.0
