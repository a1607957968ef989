"""Looking through all points at once: whole numbers in packed memory, or beyond that a graph."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numkong
import numpy as np
from numpy.typing import NDArray
from usearch.index import Index

Floats = NDArray[np.float32]
Rows = NDArray[np.int32]

SPARE = 1_024
"""New points until the memory is packed again; in between they are looked at one by one."""
GRAPH_EXTRA = 4
"""Of so many times the notes wanted: what rests is among the nearest, and a graph may err."""
REGROW = 0.02
"""A graph is grown anew when so large a share of the points is not in it."""


class Ints:
    """Points as numbers of 8 bits: an eighth of a percent off, and four times as fast to read."""

    def __init__(self, width: int) -> None:
        self._block = np.zeros((64, width), dtype=np.int8)
        self._scale = 127.0
        self._pack: numkong.PackedMatrix | None = None
        self._columns = 0
        self._packed = 0
        self._outs: dict[int, tuple[Any, NDArray[np.int32]]] = {}
        self._stale: set[int] = set()

    def __getstate__(self) -> dict[str, object]:
        """Leave out memory of the C library; it is packed again at the next scan."""
        return vars(self) | {"_pack": None, "_outs": {}}

    def put(self, places: Rows, points: Floats) -> None:
        """Write points."""
        last = int(places.max()) + 1
        if last > len(self._block):
            room = np.zeros((max(last, 2 * len(self._block)), self._block.shape[1]), dtype=np.int8)
            room[: len(self._block)] = self._block
            self._block = room
        self._block[places] = self._small(points)
        self._stale.update(places.tolist())

    def move(self, last: int, place: int) -> None:
        """Write the last point where another was."""
        self._block[place] = self._block[last]
        self._stale.add(place)

    def measure(self, points: Floats) -> None:
        """Use the whole range of numbers for the points there are."""
        self._scale = 127.0 / max(1e-6, float(np.abs(points).max()))
        self._block[: len(points)] = self._small(points)
        self._pack = None

    def scan(self, towards: Floats, count: int, *, columns: int) -> NDArray[np.int32]:
        """Return inner products of the first `columns` with k vectors, shape (k, count)."""
        pack = self._pack
        if pack is None or self._outgrown(count, columns):
            pack = self._repack(count, columns)
        asked = towards[:, :columns]
        scale = 127.0 / np.maximum(np.abs(asked).max(axis=1, keepdims=True), 1e-9)
        small = np.rint(asked * scale).astype(np.int8)
        tensor, out = self._out(len(towards))
        numkong.dots_packed(np.ascontiguousarray(small), pack, out=tensor)
        if self._stale:
            stale = np.array([place for place in self._stale if place < count], dtype=np.intp)
            fresh = self._block[stale, :columns].astype(np.float32)
            out[:, stale] = (small.astype(np.float32) @ fresh.T).astype(np.int32)
        return out[:, :count]

    def _outgrown(self, count: int, columns: int) -> bool:
        return columns != self._columns or count > self._packed or len(self._stale) > SPARE

    def _repack(self, count: int, columns: int) -> numkong.PackedMatrix:
        self._packed = min(len(self._block), count + SPARE)
        pack = numkong.dots_pack(np.ascontiguousarray(self._block[: self._packed, :columns]))
        self._pack, self._columns = pack, columns
        self._stale.clear()
        self._outs.clear()
        return pack

    def _out(self, k: int) -> tuple[Any, NDArray[np.int32]]:
        # memory that was touched before: getting it anew would cost as much as the scan
        kept = self._outs.get(k)
        if kept is None:
            tensor = numkong.zeros((k, self._packed), dtype="int32")
            kept = self._outs[k] = (tensor, np.asarray(tensor))
        return kept

    def _small(self, points: Floats) -> NDArray[np.int8]:
        small: NDArray[np.int8] = np.clip(np.rint(points * self._scale), -127, 127).astype(np.int8)
        return small


class Graphs:
    """A graph of neighbours, grown aside of the event loop and never changed after.

    What came or moved since is `new` and is looked at whole.
    """

    def __init__(self, width: int, *, above: int) -> None:
        self._width = width
        self._above = above
        self._graph: Index | None = None
        self._size = 0
        self._new: set[int] = set()
        self._since: set[int] = set()  # the graph that is being grown began
        self._growing: Future[Index] | None = None
        self._grower: ThreadPoolExecutor | None = None

    def ready(self, count: int) -> bool:
        """Whether to ask the graph; takes over one that has grown, and says when one is due."""
        if self._growing is not None and self._growing.done():
            self._graph, self._growing = self._growing.result(), None
            self._new, self._since = self._since, set()
            self._size = len(self._graph)
        return self._graph is not None and count > self._above

    def due(self, count: int) -> bool:
        """Whether a graph should be grown now."""
        if count <= self._above or self._growing is not None:
            return False
        return self._graph is None or len(self._new) > REGROW * self._size

    def changed(self, rows: Rows) -> None:
        """Remember rows that are new or elsewhere."""
        if self._graph is not None:
            self._new.update(rows.tolist())
        if self._growing is not None:
            self._since.update(rows.tolist())

    def grow(self, rows: Rows, points: Floats) -> None:
        """Grow a graph of all points in another thread."""
        if self._grower is None:
            self._grower = ThreadPoolExecutor(1, thread_name_prefix="feed-graph")
        self._since = set()
        self._growing = self._grower.submit(_grown, rows.copy(), points.copy())

    def wait(self) -> None:
        """Wait for the graph that is being grown."""
        if self._growing is not None:
            self._growing.result()

    def forget(self) -> None:
        """Begin anew: all points will be put again."""
        self._graph, self._growing = None, None
        self._new, self._since = set(), set()

    def nearest(self, towards: Floats, each: int) -> list[Rows]:
        """Return the rows that may be the `each` nearest to each vector: some of them are not.

        Those of the graph, as far as they are where they were, and all that came since.
        """
        assert self._graph is not None
        new = np.array(sorted(self._new), dtype=np.int32)
        found = []
        for to in towards:
            rows = self._graph.search(to, GRAPH_EXTRA * each, threads=1).keys.astype(np.int32)
            found.append(np.concatenate((rows[~np.isin(rows, new)], new)))
        return found


def _grown(rows: Rows, points: Floats) -> Index:
    graph = Index(ndim=points.shape[1], metric="ip", dtype="i8")
    graph.add(rows.astype(np.uint64), points, threads=1)
    return graph
