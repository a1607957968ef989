"""Every note that may be recommended, as columns in memory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.feed.crowd import Crowd
from qiao.feed.space import RIDGE, Floats, Rows, Space, grown
from qiao.feed.together import NothingLearnt, Together
from qiao.feed.words import Words
from qiao.kit.langs import base_of

TOPICS = 10
READABLE_AS = 6
NONE = -1

MAX_AUDIENCE = 30
"""A note is fresh until so many members were shown it (in a small square: half the readers)."""

UNSAID = ("", "und", "zxx", "mul")


class FeedIndex:
    """One row a note, in the order they came to be known; a row never changes its note.

    Held by one event loop. `memory.py` fills it from the database.
    """

    def __init__(self) -> None:
        self.notes = Words()
        self.authors = Words()
        self.topics = Words()
        self.langs = Words()
        self.bases = Words()  # languages but for how they are written
        self.base = np.full(64, NONE, dtype=np.int16)  # by number of language
        self.crowd = Crowd(self.bases)
        self.together: Together = NothingLearnt()
        self.ridge: Mapping[str, float] = {}
        self._learnt = 0
        self.readers: set[str] = set()
        self.weighed = True  # deeds count by who did them, not each the same
        self.spaces: dict[str, Space] = {}
        self.structure = 0  # grows when a note came, went or changed its place
        self.author = np.full(256, NONE, dtype=np.int32)
        self.owner = np.full(256, NONE, dtype=np.int32)
        self.lang = np.full(256, NONE, dtype=np.int32)
        self.at_us = np.zeros(256, dtype=np.int64)
        self.author_joined_us = np.zeros(256, dtype=np.int64)
        self.likes = np.zeros(256, dtype=np.float32)  # weighted by trust, as the next two
        self.comments = np.zeros(256, dtype=np.float32)
        self.collects = np.zeros(256, dtype=np.float32)
        self.audience = np.zeros(256, dtype=np.int32)
        self.open = np.zeros(256, dtype=np.bool_)
        self.region = np.full(256, NONE, dtype=np.int16)  # its author's
        self.liked_by = np.zeros((256, 8), dtype=np.float32)
        """How much each was liked by those who read each base language."""
        self.topic = np.full((256, TOPICS), NONE, dtype=np.int32)
        self.readable_as = np.full((256, READABLE_AS), NONE, dtype=np.int32)
        self._by_topic: dict[int, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self.notes)

    @property
    def placements(self) -> int:
        """Return a number that grows when the places of all notes mean something else."""
        return self._learnt + sum(space.generation for space in self.spaces.values())

    @property
    def first_audience(self) -> int:
        """To how many members a note is shown before it counts as known."""
        return min(MAX_AUDIENCE, max(5, len(self.readers) // 2))

    def put(
        self,
        note: str,
        *,
        author: str,
        owner: str | None = None,
        joined_us: int,
        at_us: int,
        lang: str,
        readable_as: Iterable[str],
        topics: Sequence[str],
        counts: tuple[float, float, float],
        recommendable: bool,
    ) -> int:
        """Write a note's row, new or again; return it. `counts`: likes, comments, collects.

        `author`: whom others know as its author, maybe an alias; `owner`: whose it is.
        """
        row = self.notes.number(note)
        self._make_room(row + 1)
        self.author[row] = self.authors.number(author)
        self.owner[row] = self.authors.number(owner or author)
        self.author_joined_us[row] = joined_us
        self.at_us[row] = at_us
        self.lang[row] = self._lang(lang)
        self.region[row] = self.crowd.region(author)
        self.readable_as[row] = NONE
        others = [self._lang(other) for other in readable_as][:READABLE_AS]
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

    def count(self, note: str, counts: tuple[float, float, float]) -> None:
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
            space.ridge = self.ridge.get(model, RIDGE)
        return space

    def learn(self, together: Together, ridge: Mapping[str, float]) -> None:
        """Take in what was learnt: which notes are liked together, and each space's ridge."""
        self.together, self.ridge = together, ridge
        for model, space in self.spaces.items():
            space.ridge = ridge.get(model, RIDGE)
        self._learnt += 1

    def was_liked(self, note: str, by: Sequence[int], weight: float) -> None:
        """Count a deed of a member who reads the base languages `by`; less than 0 takes it back."""
        row = self.notes.find(note)
        if row is None or not by:
            return
        if len(self.bases) > self.liked_by.shape[1]:
            wider = np.zeros((len(self.liked_by), 2 * len(self.bases)), dtype=np.float32)
            wider[:, : self.liked_by.shape[1]] = self.liked_by
            self.liked_by = wider
        for base in by:
            self.liked_by[row, base] = max(0.0, self.liked_by[row, base] + weight)

    def moved(self, member: str) -> None:
        """Look again at where an author is from."""
        author = self.authors.find(member)
        if author is not None:
            rows = np.flatnonzero(self.author[: len(self)] == author)
            self.region[rows] = self.crowd.region(member)

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

    def _lang(self, text: str) -> int:
        known = len(self.langs)
        number = self.langs.number(text)
        if number == known:
            self.base = grown(self.base, known + 1, fill=NONE)
            base = base_of(text)
            self.base[number] = NONE if base in UNSAID else self.bases.number(base)
        return number

    def _leave_spaces(self, row: int) -> None:
        for space in self.spaces.values():
            space.drop(row)

    def _make_room(self, size: int) -> None:
        if size <= len(self.author):
            return
        for name in ("author", "owner", "lang", "topic", "readable_as", "region"):
            setattr(self, name, grown(getattr(self, name), size, fill=NONE))
        for name in (
            "at_us",
            "author_joined_us",
            "likes",
            "comments",
            "collects",
            "audience",
            "open",
            "liked_by",
        ):
            setattr(self, name, grown(getattr(self, name), size))
