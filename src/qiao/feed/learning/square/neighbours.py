"""Which notes the same members engaged with: item-kNN beside a model of the whole, blended."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learned import NEIGHBOURS
from qiao.feed.learning.square.gather import Floats, Ints
from qiao.feed.learning.square.matrix import norms

SHRINK = 4.0
"""So many more common readers it takes to believe that two notes go together."""
BLOCK = 1_024
POOL = 100
FACTORS = 64
IALS_RIDGE = 20.0
IALS_ALPHA = 10.0
EASE_RIDGE = 1.0
"""Of the mean of the diagonal and of its largest numbers; see `ease`."""


class Near(NamedTuple):
    """By column of the matrix: the columns near to it, best first, -1 and 0 behind them."""

    near: Ints
    weights: Floats

    @property
    def unit(self) -> float:
        """Return what a note's best neighbour gets, on average."""
        best = self.weights[:, 0] if self.weights.size else np.zeros(0, dtype=np.float32)
        return float(best[best > 0].mean()) if (best > 0).any() else 1.0


def item_knn(matrix: Any, *, only: Ints | None = None, pool: int = POOL) -> Near:
    """Return nearest neighbours by cosine, shrunk where few members are behind it.

    A member who engaged with much says less about each pair. `only`: these columns alone.
    """
    from scipy.sparse import diags

    per_member = np.diff(matrix.indptr)
    told = diags(1.0 / np.sqrt(np.log2(2.0 + per_member))).dot(matrix).tocsc()
    lengths = norms(told)
    columns = np.arange(matrix.shape[1], dtype=np.int32) if only is None else only
    across = told.T.tocsr()
    near = np.full((len(columns), pool), -1, dtype=np.int32)
    weights = np.zeros((len(columns), pool), dtype=np.float32)
    shrink = SHRINK * float(np.mean(told.data**2)) if told.nnz else 1.0
    for start in range(0, len(columns), BLOCK):
        these = columns[start : start + BLOCK]
        common = across[these].dot(told).tocsr()
        for i, column in enumerate(these):
            part = slice(common.indptr[i], common.indptr[i + 1])
            others, sums = common.indices[part], common.data[part]
            other = others != column
            others, sums = others[other], sums[other]
            sims = sums / (lengths[column] * lengths[others] + shrink)
            put_best(near, weights, start + i, others, sims)
    return Near(near, weights)


def ease(matrix: Any, *, pool: int = POOL) -> Near:
    """Return the largest weights of EASE^R (Steck, WWW 2019), in closed form.

    n² numbers of four bytes, and about n³ operations: ten thousand notes are 0.4 GB and a minute.
    """
    from scipy.linalg.lapack import spotrf, spotri

    n = matrix.shape[1]
    gram = np.asfortranarray(matrix.T.dot(matrix).toarray(), dtype=np.float32)
    diagonal = gram.diagonal().copy()
    # the popular tenth sets the scale: a ridge small beside it would let their noise in
    ridge = EASE_RIDGE * (diagonal.mean() + np.percentile(diagonal, 90))
    gram[np.diag_indices(n)] += ridge
    factor, info = spotrf(gram, lower=1, overwrite_a=1, clean=0)
    inverse, failed = spotri(factor, lower=1, overwrite_c=1)
    if info or failed:
        raise ArithmeticError("the gram matrix is not positive definite")
    scale = inverse.diagonal().copy()
    near = np.full((n, pool), -1, dtype=np.int32)
    weights = np.zeros((n, pool), dtype=np.float32)
    for start in range(0, n, BLOCK):
        stop = min(start + BLOCK, n)
        # only the lower half is filled: what is left of the diagonal, and below it
        block = np.zeros((stop - start, n), dtype=np.float32)
        block[:, :start] = inverse[start:stop, :start]
        block[:, stop:] = inverse[stop:, start:stop].T
        square = np.tril(inverse[start:stop, start:stop])
        block[:, start:stop] = square + np.tril(square, -1).T
        block /= -scale[None, :]
        for i, row in enumerate(block):
            row[start + i] = 0.0
            others = np.flatnonzero(row > 0)
            put_best(near, weights, start + i, others.astype(np.int32), row[others])
    return Near(near, weights)


def ials(matrix: Any, *, seed: int, pool: int = POOL) -> Near:
    """Return neighbours by iALS factors: for squares too large for `ease`."""
    from implicit.cpu.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(
        factors=FACTORS, regularization=IALS_RIDGE, alpha=IALS_ALPHA, iterations=12, num_threads=1,
        random_state=seed,
    )  # fmt: skip
    model.fit(matrix, show_progress=False)
    points = np.asarray(model.item_factors, dtype=np.float32)
    # what one event adds to a member's folded-in point, seen from every other note
    folded = points @ np.linalg.inv(points.T @ points + IALS_RIDGE * np.eye(FACTORS))
    folded = folded.astype(np.float32)
    n = len(points)
    near = np.full((n, pool), -1, dtype=np.int32)
    weights = np.zeros((n, pool), dtype=np.float32)
    for start in range(0, n, BLOCK):
        sims = folded[start : start + BLOCK] @ points.T
        sims[np.arange(len(sims)), start + np.arange(len(sims))] = 0.0
        few = min(pool, n - 1)
        best = np.argpartition(sims, n - few, axis=1)[:, n - few :]
        for i, others in enumerate(best):
            put_best(near, weights, start + i, others.astype(np.int32), sims[i, others])
    return Near(near, weights)


def put_best(near: Ints, weights: Floats, row: int, others: Ints, sims: Floats) -> None:
    """Write the best of `others` into a row, best first."""
    kept = sims > 0
    others, sims = others[kept], sims[kept]
    width = near.shape[1]
    if len(sims) > width:
        best = np.argpartition(sims, len(sims) - width)[len(sims) - width :]
        others, sims = others[best], sims[best]
    order = np.lexsort((others, -sims))
    near[row, : len(order)] = others[order]
    weights[row, : len(order)] = sims[order]


def blended(first: Near, second: Near, share: float, *, keep: int = NEIGHBOURS) -> Near:
    """Return `share` of the first and the rest of the second, each told in its own unit."""
    from scipy.sparse import csr_matrix

    n = len(first.near)
    both = csr_matrix((n, n), dtype=np.float32)
    for some, weight in ((first, share), (second, 1.0 - share)):
        there = some.near >= 0
        rows = np.repeat(np.arange(n), there.sum(axis=1))
        told = some.weights[there] * (weight / some.unit)
        both = both + csr_matrix((told, (rows, some.near[there])), shape=(n, n), dtype=np.float32)
    near = np.full((n, keep), -1, dtype=np.int32)
    weights = np.zeros((n, keep), dtype=np.float32)
    for row in range(n):
        part = slice(both.indptr[row], both.indptr[row + 1])
        put_best(near, weights, row, both.indices[part], both.data[part])
    return Near(near, weights)


def scores(near: Near, matrix: Any, members: Ints) -> Iterator[Floats]:
    """Yield for each member what her row of the matrix says of every column."""
    n = len(near.near)
    for member in members:
        part = slice(matrix.indptr[member], matrix.indptr[member + 1])
        columns, weights = matrix.indices[part], matrix.data[part]
        to = near.near[columns].ravel()
        told = (near.weights[columns] * weights[:, None]).ravel()
        found = to >= 0
        summed: Floats = np.bincount(to[found], weights=told[found], minlength=n).astype(np.float32)
        summed[columns] = 0.0
        yield summed


def ndcg(scored: Floats, wanted: NDArray[np.integer[Any]], *, k: int = 20) -> float:
    """Return NDCG@k of one member; what scored 0 was not found."""
    few = min(k, len(scored))
    top = np.argpartition(scored, len(scored) - few)[len(scored) - few :]
    top = top[np.lexsort((top, -scored[top]))]
    hits = np.isin(top, wanted) & (scored[top] > 0)
    discounts = 1 / np.log2(np.arange(few) + 2)
    ideal = float(discounts[: min(few, len(wanted))].sum())
    return float(discounts[hits].sum()) / ideal if ideal else 0.0
