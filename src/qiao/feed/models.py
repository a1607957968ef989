"""The feed's nouns: who asks, what is proposed, how it is described, what comes out and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from qiao.feed.lens import Lens
from qiao.kit.refusals import Invalid

Rows = NDArray[np.int32]
Column = NDArray[np.float32]
"""One number per candidate, shape (n,)."""
Flags = NDArray[np.bool_]

PAGE = 20
SESSION = 3 * PAGE
"""So many notes are ranked at once: most readers leave before, and who stays has opened something
meanwhile that the next session knows of."""


class CursorInvalid(Invalid):
    """The cursor was not made by this square. Facts: field."""

    code = "cursor_invalid"
    status = 400


class Reader(NamedTuple):
    """Who asks for a page. `id` is None for a visitor who is not signed in."""

    id: str | None
    langs: tuple[str, ...] = ()
    ui_lang: str = "en"


@dataclass(frozen=True, slots=True)
class Request:
    """One ranking of one session."""

    reader: Reader
    lens: Lens
    now_us: int
    seed: int
    shown: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """What earlier sessions of this reading have shown."""
    size: int = SESSION
    last: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    """What she saw last, the very last at the end: variety begins there."""


class _Told:
    """One row of the block of features, by its place in `COLUMNS`."""

    def __init__(self, place: int) -> None:
        self._place = place

    def __get__(self, features: "Features", _owner: object = None) -> Column:
        told: Column = features.block[self._place]
        return told


COLUMNS = (
    "near",
    "unwanted",
    "topic",
    "author",
    "followed",
    "popularity",
    "age_h",
    "readable",
    "lacking",
    "newcomer",
    "chance",
    "collab",
    "cb2cf",
    "bridging",
    "region",
    "evidence",
    "wished",
)
"""What is known of a candidate, in the order of the block."""


@dataclass(frozen=True, slots=True)
class Features:
    """What scorers and mixers know of each candidate; a block of shape (columns, n)."""

    block: NDArray[np.float32]

    near = _Told(0)  # to the nearest interest, 0 (no more than any note) to 1 (the very subject)
    unwanted = _Told(1)  # to the nearest note she hid or wants less like, same scale
    topic = _Told(2)  # the best-liked of its topics, -1 (hidden) to 1 (the favourite)
    author = _Told(3)  # liked before without following, 0 to 1 (the favourite)
    followed = _Told(4)  # 0 or 1
    popularity = _Told(5)  # for its age and language, 0 to 1 (among the top 2 %)
    age_h = _Told(6)  # since publication, >= 0
    readable = _Told(7)  # 0 (foreign) to 1 (in a language she reads, or a person's version is)
    lacking = _Told(8)  # share of its first audience a note of the last week still lacks, 0 to 1
    newcomer = _Told(9)  # author joined in the last 14 days: 0 or 1
    chance = _Told(10)  # uniform 0 to 1, so that equals do not meet every reader in one order
    collab = _Told(11)  # liked by those who liked what she liked, 0 to 1
    cb2cf = _Told(12)  # what the content of all she liked predicts, 0 to 1
    bridging = _Told(13)  # foreign, and liked by readers who share a language with her, 0 to 1
    region = _Told(14)  # its author is of her region: 0 or 1
    evidence = _Told(15)  # its own first audience's verdict, shrunk to the prediction, 0 to 1
    wished = _Told(16)  # she asked for less (-1) or more (+1) of what it is

    @classmethod
    def of(cls, n: int, **columns: Sequence[float] | Column) -> "Features":
        """Make features of `n` candidates: zeros but for `columns`."""
        block = np.zeros((len(COLUMNS), n), dtype=np.float32)
        for name, column in columns.items():
            block[COLUMNS.index(name)] = column
        return cls(block)

    @property
    def foreign(self) -> Flags:
        """Whether she could not read it without a translation."""
        return self.readable < 0.5

    def columns(self, names: Sequence[str]) -> NDArray[np.float32]:
        """Return some columns as a learnt ranker takes them, shape (n, len(names))."""
        return np.ascontiguousarray(self.block[[COLUMNS.index(name) for name in names]].T)

    def take(self, chosen: NDArray[np.intp]) -> "Features":
        """Return the features of some candidates."""
        return Features(self.block.take(chosen, axis=1))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates in order, with what is known of each: rows of columns."""

    rows: Rows
    sources: NDArray[np.uint16]  # bit i: proposed by source i
    features: Features
    parts: NDArray[np.float32]  # shape (n, terms): what each term added to the score
    scores: Column
    slot: Flags  # chosen for the fresh notes' share, not by score
    propensity: Column  # chance that this reader's page held it; 1 where no chance was in it
    group: NDArray[np.int16]  # of its kind a page holds as many as were mixed into it
    page: NDArray[np.int16]  # the page of the session into which it was mixed
    marks: NDArray[np.uint8]  # what it is to this reader, as bits: see promise.py

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, chosen: NDArray[np.intp]) -> "Ranked":
        """Return some of them, in the order of `chosen`."""
        return Ranked(
            self.rows[chosen],
            self.sources[chosen],
            self.features.take(chosen),
            self.parts[chosen],
            self.scores[chosen],
            self.slot[chosen],
            self.propensity[chosen],
            self.group[chosen],
            self.page[chosen],
            self.marks[chosen],
        )

    @classmethod
    def of(
        cls,
        rows: Rows,
        sources: NDArray[np.uint16],
        features: Features,
        parts: NDArray[np.float32],
    ) -> "Ranked":
        """Return candidates that were scored, and not mixed yet."""
        n = len(rows)
        return cls(
            rows,
            sources,
            features,
            parts,
            parts.sum(axis=1),
            np.zeros(n, dtype=np.bool_),
            np.ones(n, dtype=np.float32),
            np.zeros(n, dtype=np.int16),
            np.zeros(n, dtype=np.int16),
            np.zeros(n, dtype=np.uint8),
        )

    def then(self, more: "Ranked") -> "Ranked":
        """Return these, and behind them `more`."""
        return Ranked(
            np.concatenate((self.rows, more.rows)),
            np.concatenate((self.sources, more.sources)),
            Features(np.concatenate((self.features.block, more.features.block), axis=1)),
            np.concatenate((self.parts, more.parts)),
            np.concatenate((self.scores, more.scores)),
            np.concatenate((self.slot, more.slot)),
            np.concatenate((self.propensity, more.propensity)),
            np.concatenate((self.group, more.group)),
            np.concatenate((self.page, more.page)),
            np.concatenate((self.marks, more.marks)),
        )


class Step(NamedTuple):
    """One stage of a session being made."""

    name: str
    notes: int  # after it
    us: int  # it took


class Ground(NamedTuple):
    """Why a note is on a page: a code, and the id of what it is about.

    near, readers_also (a note she liked) · wished (a note of which she asked for more) · followed,
    author (a member) · topic (a slug) · bridging (a language) · region (a region) · fresh, newest,
    popular_here (nothing).
    """

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground as a card tells it: with the title, name or label that a sentence needs."""

    encoded: bytes  # thousands of sessions hold these, and cards are joined from bytes

    @classmethod
    def of(cls, code: str, facts: dict[str, str]) -> "Reason":
        """Make one."""
        return cls(msgspec.json.encode({"code": code, "facts": facts}))

    @property
    def code(self) -> str:
        return str(msgspec.json.decode(self.encoded)["code"])

    @property
    def facts(self) -> dict[str, str]:
        return dict(msgspec.json.decode(self.encoded)["facts"])


class Served(NamedTuple):
    """One note of a page, as it is served."""

    note: str
    reason: Reason
    propensity: float  # chance that this reader's page held it, 0 to 1
    slot: bool  # holds a place kept for notes that few have seen
    sources: int  # bit i: proposed by source i of `Feeds.sources`
    home: bool = False  # to this reader; this and the next three: see promise.py
    newcomer: bool = False
    foreign: bool = False
    bridging: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """All candidates of a session, as far as it takes to say where a note stands among them."""

    means: Column  # of each feature, shape (columns,)
    scores: Column  # ascending

    @classmethod
    def of_nothing(cls) -> "Scale":
        """Return that of a session without candidates."""
        return cls(np.zeros(len(COLUMNS), np.float32), np.zeros(0, np.float32))

    @classmethod
    def of(cls, ranked: Ranked) -> "Scale":
        """Measure candidates."""
        if not len(ranked):
            return cls.of_nothing()
        return cls(ranked.features.block.mean(axis=1), np.sort(ranked.scores))

    def places(self, scores: Column) -> NDArray[np.intp]:
        """Return how many candidates have a lower score."""
        return np.searchsorted(self.scores, scores)


@dataclass(slots=True)
class Trace:
    """How a session was made."""

    steps: list[Step] = field(default_factory=list)
    proposed: list[Step] = field(default_factory=list)  # what each source found
    failed: list[tuple[str, str]] = field(default_factory=list)  # source, what went wrong
    sources: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    scale: Scale = field(default_factory=Scale.of_nothing)
    left: tuple[int, int] = (0, 0)  # candidates outside of the session: home, newcomers'
