"""Every note that may be recommended, as columns in memory."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from sys import intern

import numpy as np
from numpy.typing import NDArray

from qiao.feed.space import Floats, Rows, Space, grown

TOPICS = 10
READABLE_AS = 6
NONE = -1

MAX_AUDIENCE = 30
"""A note is fresh until so many members were shown it (in a small square: half the readers)."""


class Words:
    """Gives each text a small number, for good."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self.texts)

    def number(self, text: str) -> int:
        """Return the number of `text`, a new one if need be."""
        # readers' tastes name the same notes: one string for all
        number = self._numbers.setdefault(intern(text), len(self.texts))
        if number == len(self.texts):
            self.texts.append(intern(text))
        return number

    def find(self, text: str) -> int | None:
        """Return the number of `text` if it has one."""
        return self._numbers.get(text)


class FeedIndex:
    """One row a note, in the order they came to be known; a row never changes its note.

    Held by one event loop. `memory.py` fills it from the database.
    """

    def __init__(self) -> None:
        self.notes = Words()
        self.authors = Words()
        self.topics = Words()
        self.langs = Words()
        self.readers: set[str] = set()
        self.spaces: dict[str, Space] = {}
        self.structure = 0  # grows when a note came, went or changed its place
        self.author = np.full(256, NONE, dtype=np.int32)
        self.lang = np.full(256, NONE, dtype=np.int32)
        self.at_us = np.zeros(256, dtype=np.int64)
        self.author_joined_us = np.zeros(256, dtype=np.int64)
        self.likes = np.zeros(256, dtype=np.int32)
        self.comments = np.zeros(256, dtype=np.int32)
        self.collects = np.zeros(256, dtype=np.int32)
        self.audience = np.zeros(256, dtype=np.int32)
        self.open = np.zeros(256, dtype=np.bool_)
        self.topic = np.full((256, TOPICS), NONE, dtype=np.int32)
        self.readable_as = np.full((256, READABLE_AS), NONE, dtype=np.int32)
        self._by_topic: dict[int, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self.notes)

    @property
    def placements(self) -> int:
        """Return a number that grows when the places of all notes mean something else."""
        return sum(space.generation for space in self.spaces.values())

    @property
    def first_audience(self) -> int:
        """To how many members a note is shown before it counts as known."""
        return min(MAX_AUDIENCE, max(5, len(self.readers) // 2))

    def put(
        self,
        note: str,
        *,
        author: str,
        joined_us: int,
        at_us: int,
        lang: str,
        readable_as: Iterable[str],
        topics: Sequence[str],
        counts: tuple[int, int, int],
        recommendable: bool,
    ) -> int:
        """Write a note's row, new or again; return it. `counts`: likes, comments, collects."""
        row = self.notes.number(note)
        self._make_room(row + 1)
        self.author[row] = self.authors.number(author)
        self.author_joined_us[row] = joined_us
        self.at_us[row] = at_us
        self.lang[row] = self.langs.number(lang)
        self.readable_as[row] = NONE
        others = [self.langs.number(other) for other in readable_as][:READABLE_AS]
        self.readable_as[row, : len(others)] = others
        for number in [self.topics.number(slug) for slug in topics]:
            if number not in self.topic[row]:
                self._by_topic[number].append(row)
        numbers = [self.topics.number(slug) for slug in topics][:TOPICS]
        self.topic[row] = NONE
        self.topic[row, : len(numbers)] = numbers
        self.likes[row], self.comments[row], self.collects[row] = counts
        self.open[row] = recommendable
        if not recommendable:
            self._leave_spaces(row)
        self.structure += 1
        return row

    def count(self, note: str, counts: tuple[int, int, int]) -> None:
        """Write a note's counters: likes, comments, collects."""
        row = self.notes.find(note)
        if row is not None:
            self.likes[row], self.comments[row], self.collects[row] = counts

    def close(self, note: str) -> None:
        """Recommend a note no longer."""
        row = self.notes.find(note)
        if row is not None and self.open[row]:
            self.open[row] = False
            self._leave_spaces(row)
            self.structure += 1

    def place(self, model: str, notes: Sequence[str], vectors: Floats) -> None:
        """Place notes in the space of `model`; those not recommendable are left out."""
        rows = [self.notes.find(note) for note in notes]
        kept = [i for i, row in enumerate(rows) if row is not None and self.open[row]]
        if not kept:
            return
        space = self.space(model, vectors.shape[1])
        places = np.array([rows[i] for i in kept], dtype=np.int32)
        for other in self.spaces.values():
            if other is not space:
                for row in places:
                    other.drop(int(row))
        space.put(places, vectors[kept])
        self.structure += 1

    def space(self, model: str, dims: int) -> Space:
        """Return the space of a model, a new one if need be."""
        space = self.spaces.get(model)
        if space is None or space.dims != dims:
            space = self.spaces[model] = Space(model, dims)
        return space

    def was_shown(self, notes: Iterable[str]) -> None:
        """Count one more member who was shown these."""
        for note in notes:
            row = self.notes.find(note)
            if row is not None:
                self.audience[row] += 1

    def rows(self, notes: Iterable[str]) -> Rows:
        """Return the rows of those notes that are known."""
        found = (self.notes.find(note) for note in notes)
        return np.array([row for row in found if row is not None], dtype=np.int32)

    def under(self, topic: int, *, limit: int) -> list[int]:
        """Return the last rows that came under a topic; some may be closed by now."""
        return self._by_topic[topic][-limit:] if topic in self._by_topic else []

    def points(self, rows: Rows) -> tuple[Floats, NDArray[np.bool_]]:
        """Return points for variety: those of the largest space, zeros elsewhere."""
        if not self.spaces:
            return np.zeros((len(rows), 1), dtype=np.float32), np.zeros(len(rows), dtype=np.bool_)
        return max(self.spaces.values(), key=lambda space: space.count).points(rows)

    def _leave_spaces(self, row: int) -> None:
        for space in self.spaces.values():
            space.drop(row)

    def _make_room(self, size: int) -> None:
        if size <= len(self.author):
            return
        for name in ("author", "lang", "topic", "readable_as"):
            setattr(self, name, grown(getattr(self, name), size, fill=NONE))
        for name in (
            "at_us",
            "author_joined_us",
            "likes",
            "comments",
            "collects",
            "audience",
            "open",
        ):
            setattr(self, name, grown(getattr(self, name), size))
