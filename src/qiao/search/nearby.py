"""The worker's side of searching by meaning: notes as points in memory, scanned for each query."""

import asyncio
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.search.embedder import Embedders, Text
from qiao.search.meanings import keep_lists, words_of
from qiao.search.queries import vectors_after, vectors_of
from qiao.search.tokens import within
from qiao.search.vectors import Kept

NEAR = 60
AT_LEAST = 0.3
"""Cosine below which nothing is near, whatever else there is (measured: bench/search)."""
SPREADS = 2.2
"""And so many standard deviations above what notes in general are to this query."""
UNREAD = ((0x0E80, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))
BATCH = 2_000


class Nearby:
    """All notes of the best embedder's space, eight bits a number (20,000 notes: 10 MB)."""

    def __init__(self, db: Database, embedders: Embedders) -> None:
        self._db = db
        # the query's language is a guess at best: the space that knows most languages is asked
        self._embedder = embedders.choose("en")
        self._notes: list[str] = []
        self._place: dict[str, int] = {}
        self._points: NDArray[np.int8] = np.zeros((0, 0), dtype=np.int8)
        self._lengths: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._loaded = False
        self._changing = asyncio.Lock()

    async def changed(self, notes: Sequence[str]) -> None:
        """Look at these notes' vectors again; before the first query nothing is in memory."""
        async with self._changing:
            if self._loaded:
                async with self._db.read() as tx:
                    self._put(await vectors_of(tx, list(notes)))

    async def answer(self, keys: Sequence[str]) -> None:
        """Find what is near to these queries and keep it. Safe to run twice."""
        if self._embedder is None:
            return
        async with self._changing:
            if not self._loaded:
                await self._load()
        async with self._db.read() as tx:
            words = await words_of(tx, keys)
        if words:
            near = await asyncio.to_thread(self.near, list(words.values()))
            await self._db.write(keep_lists, dict(zip(words, near, strict=True)), now=now_us())

    def near(self, queries: Sequence[str]) -> list[list[str]]:
        """Return for each query the notes near to it, the nearest first."""
        if self._embedder is None or not self._notes:
            return [[] for _ in queries]
        asked = self._embedder.embed([Text(query, "", "") for query in queries])
        count = len(self._notes)
        found: list[list[str]] = []
        for query, vector in zip(queries, asked, strict=True):
            # the model takes any letters; those of scripts it never read all mean the same to it
            unread = any(within(ord(char), UNREAD) for char in query)
            if not vector.any() or unread:
                found.append([])
                continue
            cosines = _dots(self._points[:count], vector) / self._lengths[:count]
            least = max(AT_LEAST, float(cosines.mean() + SPREADS * cosines.std()))
            best = np.argsort(-cosines)[:NEAR] if count < 4 * NEAR else _top(cosines)
            found.append([self._notes[i] for i in best if cosines[i] >= least])
        return found

    async def _load(self) -> None:
        after = ""
        while True:
            async with self._db.read() as tx:
                rows = await vectors_after(tx, after, limit=BATCH)
            if not rows:
                break
            self._put(rows)
            after = rows[-1].note_id
        self._loaded = True

    def _put(self, rows: Iterable[Kept]) -> None:
        name = self._embedder.name if self._embedder else ""
        for row in rows:
            if row.model != name:
                continue
            vector = np.frombuffer(row.vector, dtype=np.int8)
            place = self._place.get(row.note_id)
            if place is None:
                place = self._place[row.note_id] = len(self._notes)
                self._notes.append(row.note_id)
                self._make_room(place + 1, len(vector))
            self._points[place] = vector
            self._lengths[place] = max(1e-6, float(np.linalg.norm(vector.astype(np.float32))))

    def _make_room(self, size: int, dims: int) -> None:
        if size > len(self._points):
            room = max(256, 2 * len(self._points))
            points = np.zeros((room, dims), dtype=np.int8)
            lengths = np.ones(room, dtype=np.float32)
            if len(self._points):
                points[: len(self._points)] = self._points
                lengths[: len(self._lengths)] = self._lengths
            self._points, self._lengths = points, lengths


def _dots(points: NDArray[np.int8], vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return points @ vector; a part at a time, so that the floats are never all in memory."""
    made = np.empty(len(points), dtype=np.float32)
    for start in range(0, len(points), BATCH):
        part = points[start : start + BATCH].astype(np.float32)
        made[start : start + BATCH] = part @ vector
    return made


def _top(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    best = np.argpartition(cosines, len(cosines) - NEAR)[-NEAR:]
    ordered: NDArray[np.int64] = best[np.argsort(-cosines[best])]
    return ordered
