"""Who is in the rehearsed square and what they wrote: columns that grow, drawn by a fixed seed."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qiao.feed.space import grown
from qiao.kit.langs import base_of
from qiao.rehearsal.ground import Ground
from qiao.rehearsal.people import COMMUNITY, HIDDEN, SEEN, STYLE, Floats, unit

LOCAL, NEWCOMER, BOT = 0, 1, 2
OWN, THEME_NOISE = 0.8, 0.6
"""A made-up note is so much of one that stands here already, and so much of anything else."""
INTERESTS = 3
NOBODY = -1
WHITEN_ON = 4_000


@dataclass
class Meaning:
    """The directions in which this square's texts differ most, with a variance of 1 each."""

    mean: Floats
    directions: Floats  # (dims, SEEN)

    @classmethod
    def of(cls, vectors: Floats, rng: np.random.Generator) -> "Meaning":
        """Measure on a sample of whole vectors."""
        there = vectors[np.abs(vectors).sum(axis=1) > 0]
        if len(there) > WHITEN_ON:
            there = there[rng.choice(len(there), WHITEN_ON, replace=False)]
        mean = there.mean(axis=0)
        _, size, rows = np.linalg.svd(there - mean, full_matrices=False)
        width = min(SEEN, len(size))
        spread = np.maximum(size[:width] / np.sqrt(len(there)), 1e-6)
        directions = np.zeros((vectors.shape[1], SEEN), dtype=np.float32)
        directions[:, :width] = (rows[:width] / spread[:, None]).T
        return cls(mean.astype(np.float32), directions)

    def seen(self, vectors: Floats) -> Floats:
        """Return what vectors tell, shape (n, SEEN); zeros for notes that have none."""
        told: Floats = ((vectors - self.mean) @ self.directions).astype(np.float32)
        told[np.abs(vectors).sum(axis=1) == 0] = 0.0
        return np.clip(told, -3.5, 3.5)


@dataclass
class People:
    """Members: a row each."""

    count: int = 0
    ids: list[str] = field(default_factory=list)
    langs: list[tuple[str, ...]] = field(default_factory=list)
    region: list[str] = field(default_factory=list)
    kind: NDArray[np.int8] = field(default_factory=lambda: np.zeros(64, np.int8))
    joined_us: NDArray[np.int64] = field(default_factory=lambda: np.zeros(64, np.int64))
    taste: Floats = field(default_factory=lambda: np.zeros((64, SEEN), np.float32))
    hidden: Floats = field(default_factory=lambda: np.zeros((64, HIDDEN), np.float32))
    style: Floats = field(default_factory=lambda: np.zeros((64, HIDDEN), np.float32))
    about: NDArray[np.int32] = field(default_factory=lambda: np.zeros((64, INTERESTS), np.int32))
    pace: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # visits a day
    voice: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # against the usual
    express: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # heard or not
    patience: NDArray[np.int16] = field(default_factory=lambda: np.zeros(64, np.int16))
    here: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(64, np.bool_))
    mood: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    usual: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # value of 20 cards
    first_said_us: NDArray[np.int64] = field(default_factory=lambda: np.zeros(64, np.int64))
    was_heard: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(64, np.bool_))

    def room(self, more: int) -> range:
        """Make room for so many more; return their rows."""
        start, size = self.count, self.count + more
        for name, column in vars(self).items():
            if isinstance(column, np.ndarray):
                setattr(self, name, grown(column, size))
        self.count = size
        return range(start, size)


@dataclass
class Written:
    """Notes: a row each, the same as in the feed's index."""

    count: int = 0
    author: NDArray[np.int32] = field(default_factory=lambda: np.zeros(64, np.int32))
    at_us: NDArray[np.int64] = field(default_factory=lambda: np.zeros(64, np.int64))
    about: NDArray[np.int32] = field(default_factory=lambda: np.zeros(64, np.int32))
    seen: Floats = field(default_factory=lambda: np.zeros((64, SEEN), np.float32))
    hidden: Floats = field(default_factory=lambda: np.zeros((64, HIDDEN), np.float32))
    quality: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    talk: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    chars: NDArray[np.int32] = field(default_factory=lambda: np.zeros(64, np.int32))
    wave: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(64, np.bool_))
    shown: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    first_day: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # shown in 24 h
    counted: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # ... that fit
    fitting: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # readers it fits
    signs: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # expected, so far
    likes: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    comments: Floats = field(default_factory=lambda: np.zeros(64, np.float32))
    across: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # in other languages
    said_first: Floats = field(default_factory=lambda: np.zeros(64, np.float32))  # by new ones
    vectors: NDArray[np.float16] = field(default_factory=lambda: np.zeros((0, 0), np.float16))

    def room(self, more: int) -> range:
        """Make room for so many more; return their rows."""
        start, size = self.count, self.count + more
        for name, column in vars(self).items():
            if isinstance(column, np.ndarray):
                setattr(self, name, grown(column, size))
        self.count = size
        return range(start, size)


@dataclass
class World:
    """All of it, and the chance that it is drawn by."""

    rng: np.random.Generator
    home: str  # base language
    home_lang: str
    meaning: Meaning
    people: People
    notes: Written
    community: Floats  # hidden leanings of locals and of newcomers, shape (2, HIDDEN)
    base: NDArray[np.int32]  # notes of the real square that have a meaning: what is written about
    theme: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    talk_tail: float = 1.4

    @classmethod
    def of(cls, ground: Ground, *, seed: int, tail: float) -> "World":
        """Begin with what stands in the square."""
        rng = np.random.default_rng(seed)
        meaning = Meaning.of(ground.vectors, rng)
        base = np.flatnonzero(np.abs(ground.vectors).sum(axis=1) > 0).astype(np.int32)
        community = rng.standard_normal((2, HIDDEN)).astype(np.float32)
        made = cls(
            rng, ground.home, ground.home_lang(), meaning, People(), Written(), community, base
        )
        made.talk_tail = tail
        made.notes.vectors = np.zeros((0, ground.vectors.shape[1]), np.float16)
        made._write_down(ground)
        made._meet(ground)
        made._hide()
        return made

    # ---- What stands

    def _write_down(self, ground: Ground) -> None:
        notes = self.notes
        rows = notes.room(len(ground.index))
        where = slice(0, len(rows))
        notes.author[where] = ground.owner
        notes.at_us[where] = ground.index.at_us[where]
        notes.seen[where] = self.meaning.seen(ground.vectors)
        notes.quality[where] = self.rng.standard_normal(len(rows))
        notes.talk[where] = self._talk(len(rows))
        notes.chars[where] = ground.chars
        notes.likes[where] = ground.index.likes[where]
        notes.comments[where] = ground.index.comments[where]
        notes.shown[where] = ground.index.audience[where]
        notes.vectors[where] = ground.vectors

    def _meet(self, ground: Ground) -> None:
        rows = self.join(
            ground.members, ground.langs, ground.regions, ground.joined_us, LOCAL,
            rng=self.rng, base=self.base,
        )  # fmt: skip
        notes, people = self.notes, self.people
        by_author: dict[int, list[int]] = {}
        for row, author in enumerate(notes.author[: notes.count].tolist()):
            by_author.setdefault(author, []).append(row)
        find = ground.index.notes.find
        there = np.zeros(notes.count, dtype=np.bool_)
        there[self.base] = True
        for member in rows:
            taste = ground.tastes.get(member)
            liked = [find(note) for note, did in taste.deeds if did != "hide"] if taste else []
            known = [row for row in liked if row is not None and there[row]]
            known += [row for row in by_author.get(member, []) if there[row]]
            if known:
                people.about[member] = self.rng.choice(known, INTERESTS)
                mean = notes.seen[known].mean(axis=0)
                noise = self.rng.standard_normal(SEEN).astype(np.float32)
                people.taste[member] = unit(unit(mean) + 0.4 * unit(noise))

    def _hide(self) -> None:
        """Draw what no feed can see of the notes that stand; after their authors are known."""
        rows = np.arange(self.notes.count)
        self.notes.hidden[: len(rows)] = self._hidden_of(self.notes.author[: len(rows)])

    # ---- Who comes

    def join(
        self,
        ids: list[str],
        langs: list[tuple[str, ...]],
        regions: list[str],
        joined_us: NDArray[np.int64],
        kind: int,
        *,
        rng: np.random.Generator,
        base: NDArray[np.int32],
        theme_share: float = 0.0,
    ) -> range:
        """Take in members with made-up tastes for notes among `base`; return their rows."""
        people, n = self.people, len(ids)
        rows = people.room(n)
        where = slice(rows.start, rows.stop)
        people.ids += ids
        people.langs += langs
        people.region += regions
        people.kind[where] = kind
        people.joined_us[where] = joined_us
        about = rng.choice(base, (n, INTERESTS))
        if theme_share and len(self.theme):
            fond = rng.random(n) < theme_share
            about[fond] = rng.choice(self.theme, (int(fond.sum()), INTERESTS))
        people.about[where] = about
        wish = self.notes.seen[about].mean(axis=1)
        noise = rng.standard_normal((n, SEEN))
        people.taste[where] = unit(unit(wish) + 0.7 * unit(noise))
        lean = self.community[1 if kind == NEWCOMER else 0]
        own = rng.standard_normal((n, HIDDEN))
        people.hidden[where] = unit(COMMUNITY * lean + np.sqrt(1 - COMMUNITY**2) * own)
        own = rng.standard_normal((n, HIDDEN))
        people.style[where] = COMMUNITY * lean + np.sqrt(1 - COMMUNITY**2) * own
        people.pace[where] = rng.gamma(2.0, 0.5, n)
        people.voice[where] = rng.gamma(0.5, 2.0, n)
        people.express[where] = 1.0
        people.patience[where] = np.maximum(3, rng.normal(1.0, 0.5, n) * 9).astype(np.int16)
        people.here[where] = True
        people.mood[where] = 1.0
        return rows

    # ---- What is written

    def publish(
        self,
        authors: NDArray[np.int32],
        at_us: NDArray[np.int64],
        chars: Floats,
        *,
        about: NDArray[np.int32],
        wave: bool,
    ) -> tuple[range, Floats]:
        """Write notes; return their rows and whole vectors. `about`: notes they take after."""
        notes, rng, n = self.notes, self.rng, len(authors)
        source = notes.vectors[about].astype(np.float32)
        a, b = (notes.vectors[rng.choice(self.base, n)].astype(np.float32) for _ in range(2))
        vectors = unit(OWN * source + THEME_NOISE * (a - b) / np.float32(np.sqrt(2.0)))
        rows = notes.room(n)
        where = slice(rows.start, rows.stop)
        notes.author[where] = authors
        notes.at_us[where] = at_us
        notes.about[where] = about
        notes.seen[where] = self.meaning.seen(vectors)
        notes.hidden[where] = self._hidden_of(authors)
        notes.quality[where] = rng.standard_normal(n)
        notes.talk[where] = self._talk(n)
        notes.chars[where] = np.maximum(8, chars * rng.gamma(2.0, 0.5, n)).astype(np.int32)
        notes.wave[where] = wave
        notes.vectors[where] = vectors
        return rows, vectors

    def _hidden_of(self, authors: NDArray[np.int32]) -> Floats:
        own = self.rng.standard_normal((len(authors), HIDDEN))
        way = np.where(authors[:, None] >= 0, self.people.style[np.maximum(authors, 0)], 0.0)
        rest = np.where(authors[:, None] >= 0, 1 - STYLE, 1.0)
        told: Floats = (np.sqrt(STYLE) * way + np.sqrt(rest) * own).astype(np.float32)
        return told

    def _talk(self, n: int) -> Floats:
        """Return notes' talkativeness: lognormal with a mean of 1."""
        tail = self.talk_tail
        told: Floats = self.rng.lognormal(-tail * tail / 2, tail, n).astype(np.float32)
        return told

    def reads_home(self, member: int) -> bool:
        """Say whether a member reads the square's own language."""
        return any(base_of(lang) == self.home for lang in self.people.langs[member])
