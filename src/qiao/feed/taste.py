"""What a reader showed to like, as plain facts; `lens.py` says what they mean."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from qiao.kit.clock import DAY


class Did(StrEnum):
    """What a reader may do with a note."""

    OPEN = "open"
    LIKE = "like"
    COMMENT = "comment"
    COLLECT = "collect"
    TRANSLATE = "translate"
    HIDE = "hide"


WEIGHTS = {
    Did.OPEN: 0.3,
    Did.LIKE: 1.0,
    Did.COMMENT: 1.5,
    Did.COLLECT: 2.0,
    Did.TRANSLATE: 0.3,
    Did.HIDE: -1.5,
}
HALF_LIFE_DAYS = 14
WINDOW_US = 56 * DAY
"""Older than this says nothing about today: four half-lives."""
REST_US = 3 * DAY
"""How long a note that was seen is not shown again."""
ENOUGH_IMPRESSIONS = 2
MAX_DEEDS = 400

# She has these already: the board and the thread are where she finds them again.
KEPT = frozenset((Did.LIKE, Did.COLLECT, Did.COMMENT, Did.HIDE))


class Deed(NamedTuple):
    """One thing done with one note."""

    note: str
    did: Did
    at_us: int


@dataclass(slots=True)
class Seen:
    """How often and when a card was shown."""

    impressions: int
    last_us: int


@dataclass(slots=True)
class Taste:
    """One reader's. Changed only by its methods, which may be told the same thing twice."""

    langs: tuple[str, ...] = ()  # declared, the strongest first
    deeds: dict[tuple[str, Did], int] = field(default_factory=dict)  # to the last time, in us
    hidden: set[str] = field(default_factory=set)  # never to be shown again
    follows: set[str] = field(default_factory=set)
    seen: dict[str, Seen] = field(default_factory=dict)
    loaded_seq: int = 0  # what the event log said up to here is in
    version: int = 0
    deeds_version: int = 0  # as far as interests go; being shown a note changes none

    def did(self, note: str, did: Did, at_us: int) -> None:
        """Note a deed."""
        if did is Did.HIDE:
            self.hidden.add(note)
        self.deeds[note, did] = max(at_us, self.deeds.get((note, did), 0))
        if len(self.deeds) > 2 * MAX_DEEDS:
            newest = sorted(self.deeds.items(), key=lambda deed: -deed[1])[:MAX_DEEDS]
            self.deeds = dict(newest)
        self._changed()

    def undid(self, note: str, did: Did) -> None:
        """Take a deed back."""
        if self.deeds.pop((note, did), None) is not None:
            self._changed()

    def was_shown(self, note: str, at_us: int) -> None:
        """Count one impression."""
        seen = self.seen.get(note)
        if seen is None:
            self.seen[note] = Seen(1, at_us)
        else:
            seen.impressions += 1
            seen.last_us = max(seen.last_us, at_us)
        self.version += 1

    def follow(self, author: str, *, follows: bool) -> None:
        """Begin or end following."""
        (self.follows.add if follows else self.follows.discard)(author)
        self._changed()

    def resting(self, now_us: int) -> set[str]:
        """Return the notes not to be shown now: kept, hidden, opened or seen enough lately."""
        since_us = now_us - REST_US
        done = self.hidden | {
            note for (note, did), at_us in self.deeds.items() if did in KEPT or at_us > since_us
        }
        done.update(
            note
            for note, seen in self.seen.items()
            if seen.impressions >= ENOUGH_IMPRESSIONS and seen.last_us > since_us
        )
        return done

    def kept(self) -> set[str]:
        """Return the notes that rest for good."""
        return self.hidden | {note for note, did in self.deeds if did in KEPT}

    def _changed(self) -> None:
        self.version += 1
        self.deeds_version += 1
