"""The feed's nouns: who asks, what is proposed, how it is described, what comes out and why."""

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
    size: int = 5 * PAGE
    scans: dict[str, Column] = field(default_factory=dict)
    """By model: how near every point is to each interest; made once, for all sources."""


@dataclass(frozen=True, slots=True)
class Features:
    """What scorers and mixers know of each candidate."""

    near: Column  # to the nearest interest, 0 (no more than any note) to 1 (the very subject)
    unwanted: Column  # to the nearest hidden note, same scale
    topic: Column  # the best-liked of its topics, -1 (hidden) to 1 (the favourite)
    author: Column  # liked before without following, 0 to 1 (the favourite)
    followed: Column  # 0 or 1
    popularity: Column  # for its age and language, 0 to 1 (among the top 2 %)
    age_h: Column  # since publication, >= 0
    readable: Column  # 0 (foreign) to 1 (in a language she reads, or a person's version is)
    lacking: Column  # share of its first audience a note of the last week still lacks, 0 to 1
    newcomer: Column  # author joined in the last 14 days: 0 or 1
    chance: Column  # uniform 0 to 1, so that equals do not meet every reader in one order

    @property
    def foreign(self) -> Flags:
        """Whether she could not read it without a translation."""
        return self.readable < 0.5

    def take(self, chosen: NDArray[np.intp]) -> "Features":
        """Return the features of some candidates."""
        return Features(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates in order, with what is known of each: rows of columns."""

    rows: Rows
    sources: NDArray[np.uint16]  # bit i: proposed by source i
    features: Features
    parts: NDArray[np.float32]  # shape (n, terms): what each term added to the score
    scores: Column
    slot: Flags  # chosen for the fresh notes' share, not by score

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
        )

    def then(self, more: "Ranked") -> "Ranked":
        """Return these, and behind them `more`."""
        features = Features(
            *(
                np.concatenate((getattr(self.features, name), getattr(more.features, name)))
                for name in Features.__slots__
            )
        )
        return Ranked(
            np.concatenate((self.rows, more.rows)),
            np.concatenate((self.sources, more.sources)),
            features,
            np.concatenate((self.parts, more.parts)),
            np.concatenate((self.scores, more.scores)),
            np.concatenate((self.slot, more.slot)),
        )

    def slotted(self, slot: Flags) -> "Ranked":
        """Return them with the marks of the fresh notes' share."""
        return Ranked(self.rows, self.sources, self.features, self.parts, self.scores, slot)


class Ground(NamedTuple):
    """Why a note is on a page: a code, and the id of what it is about.

    near (a note she liked) · followed, author (a member) · topic (a slug) · fresh, newest,
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


@dataclass(slots=True)
class Trace:
    """How a session was made."""

    steps: list[tuple[str, int]] = field(default_factory=list)  # stage, notes after it
    failed: list[tuple[str, str]] = field(default_factory=list)  # source, what went wrong
    sources: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    mean_parts: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    """What each term adds to the average candidate: what is left over is why a note is here."""
