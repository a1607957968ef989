"""What a reader showed to like, as plain facts; `lens.py` says what they mean."""

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import NamedTuple

from qiao.circles.models import Prior
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


VARIETY = 0.5
OTHER_LANGS = 0.5
HOMEWARD = 0.5
"""Where the dials of a member stand who never touched them."""

_versions = count(1)
"""One row of numbers for all tastes: one read again never has the version of the one before."""


class Deed(NamedTuple):
    """One thing done with one note."""

    note: str
    did: Did
    at_us: int


class About(StrEnum):
    """What it is about a note of which a reader wants more or less."""

    NOTE = "note"  # what is near to it in meaning
    TOPIC = "topic"  # value: a slug
    AUTHOR = "author"  # value: a member's id
    LANG = "lang"  # value: a language
    REPEAT = "repeat"  # only this very note, again and again


class Wished(NamedTuple):
    """A wish of a reader's about a note; what it names in `value` depends on what it is about."""

    wish: str  # "more" or "less"
    value: str
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
    prior: Prior = field(default_factory=Prior)  # her circle, and her own word for it
    deeds: dict[tuple[str, Did], int] = field(default_factory=dict)  # to the last time, in us
    hidden: set[str] = field(default_factory=set)  # never to be shown again
    follows: set[str] = field(default_factory=set)
    seen: dict[str, Seen] = field(default_factory=dict)
    variety: float = VARIETY  # 0 (more of the same) to 1
    other_langs: float = OTHER_LANGS  # 0 (hardly any) to 1
    homeward: float = HOMEWARD  # 0 (more of the world) to 1 (more of home)
    muted_topics: set[str] = field(default_factory=set)
    wishes: dict[tuple[str, About], Wished] = field(default_factory=dict)  # by note
    reset_us: int = 0  # what she did before says nothing any more
    loaded_seq: int = 0  # what the event log said up to here is in
    version: int = field(default_factory=lambda: next(_versions))
    deeds_version: int = field(default_factory=lambda: next(_versions))
    """As far as interests go; being shown a note changes none."""
    asked_version: int = 0  # grows when she asked something of her feed; deeds change none

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
        self.version = next(_versions)

    def follow(self, author: str, *, follows: bool) -> None:
        """Begin or end following."""
        (self.follows.add if follows else self.follows.discard)(author)
        self._changed()

    def wished(self, note: str, about: About, wished: Wished | None) -> None:
        """Take in a wish about a note, or with None that it is taken back."""
        if wished is None:
            self.wishes.pop((note, about), None)
        else:
            self.wishes[note, about] = wished
        self._asked()

    def turned(self, *, variety: float, other_langs: float, homeward: float = HOMEWARD) -> None:
        """Set the dials."""
        self.variety, self.other_langs, self.homeward = variety, other_langs, homeward
        self._asked()

    def mute(self, topic: str, *, muted: bool) -> None:
        """Begin or end not wanting a topic."""
        (self.muted_topics.add if muted else self.muted_topics.discard)(topic)
        self._asked()

    def reset(self, at_us: int) -> None:
        """Start over from a moment on; 0 takes that back."""
        self.reset_us = at_us
        self._asked()

    def telling(self) -> dict[tuple[str, Did], int]:
        """Return the deeds that say something of her taste: those since she started over."""
        if not self.reset_us:
            return self.deeds
        return {deed: at_us for deed, at_us in self.deeds.items() if at_us > self.reset_us}

    def refused(self) -> set[str]:
        """Return the notes never to be shown again, not even from a session at hand."""
        return self.hidden | {
            note for (note, _), wished in self.wishes.items() if wished.wish == "less"
        }

    def resting(self, now_us: int) -> set[str]:
        """Return the notes not to be shown now: kept, hidden, opened or seen enough lately."""
        since_us = now_us - REST_US
        done = self.refused() | {
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
        return self.refused() | {note for note, did in self.deeds if did in KEPT}

    def _asked(self) -> None:
        self._changed()
        self.asked_version = self.version

    def _changed(self) -> None:
        self.version = self.deeds_version = next(_versions)
