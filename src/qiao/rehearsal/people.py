"""The simulated people: everything that is assumed of them, on one page.

What somebody truly cares for comes from a latent taste of 32 numbers, half of which stand in a
space that no feed can see. Feeds see vectors of texts, topics, and what people did. See
docs/guides/how-rehearsals-work.md for where each number comes from; change them here.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

SEEN = 16
"""So many numbers of a taste are about what a text's vector tells."""
HIDDEN = 16
"""So many are about what it does not tell: how it is said, who says it, what it is worth."""
STYLE = 0.5
"""So much of what is hidden of a note is its author's way, the rest is the note's own."""
COMMUNITY = 0.3
"""How far hidden tastes and ways of locals lie together, and of newcomers among themselves."""
QUALITY = 0.25
"""What all agree on, beside a spread of taste of 1."""


@dataclass(frozen=True)
class Habits:
    """How people behave. Chances are of one card, one visit or one day, as said."""

    visits_a_day: float = 0.8  # of a local who is about; spread like a gamma of shape 2
    newcomer_visits_a_day: float = 1.6
    most_pages: int = 3  # of a visit
    patience: float = 9.0  # poor cards in a row before she leaves; spread by half either way
    poor: float = 0.35  # a card of less value than this is a poor one
    translated: float = 0.85  # what a note is worth in translation
    untranslated: float = 0.3  # and in a language she cannot read
    tap: float = 0.35  # taps "translate" on a foreign note she might care for
    tap_from: float = 0.6  # ... as pictures and names tell: its true place is above this
    open_least: float = 0.02  # opens what is worth nothing to her
    open_most: float = 0.45  # and what is worth most, on top of that
    like_least: float = 0.1  # likes what she opened
    like_most: float = 0.5
    steep: float = 6.0  # a note's worth to this power: most of all interest is in the best tenth
    hide: float = 0.01  # hides one of the worst fifth
    follow: float = 0.03  # follows the author of what she liked
    comment: float = 0.09  # answers what she opened, times the note's talkativeness
    comment_back: float = 2.0  # newcomers answer so much more often
    notes_a_day: float = 0.03  # of a local; the square's own where it can be counted
    heard_up: float = 1.25  # who was heard writes so much more, up to `heard_most`
    heard_most: float = 2.0
    unheard_down: float = 0.6  # who was not, so much less, down to `heard_least`
    heard_least: float = 0.1
    wait_h: float = 12.0  # so long she waits for the first sign
    unheard_leaves: float = 0.2  # a day: a newcomer who wrote and was never heard
    newcomer_leaves: float = 0.04  # a day: any newcomer, for reasons of her own
    mood_steep: float = 3.0  # 10 % less value in her first twenty: 30 % fewer visits
    mood_least: float = 0.15
    mood_days: float = 3.0  # so many visits till she has forgotten the last bad one
    hours: tuple[float, ...] = (
        0.5, 0.3, 0.2, 0.15, 0.15, 0.2, 0.5, 0.9, 1.1, 1.1, 1.1, 1.2,
        1.4, 1.2, 1.0, 1.0, 1.1, 1.2, 1.4, 1.7, 2.0, 2.1, 1.7, 1.0,
    )  # fmt: skip
    """Visits by hour of the day; the square's own clock, since members tell no place."""

    def opens(self, value: Floats) -> Floats:
        """Return the chance to open cards of some value."""
        told: Floats = self.open_least + self.open_most * value**self.steep
        return told

    def likes(self, value: Floats) -> Floats:
        """Return the chance to like what was opened."""
        told: Floats = self.like_least + self.like_most * value**self.steep
        return told

    def answers(self, talk: Floats, *, newcomer: bool) -> Floats:
        """Return the chance to answer what was opened. `talk`: the notes' talkativeness."""
        told: Floats = np.minimum(0.6, self.comment * talk * (self.comment_back if newcomer else 1))
        return told

    def value(self, place: Floats, foreign: Flags, translated: Flags) -> Floats:
        """Return what cards are worth to a reader, 0 to 1. `place`: by her latent taste."""
        across = np.where(translated, self.translated, self.untranslated)
        told: Floats = (place * np.where(foreign, across, 1.0)).astype(np.float32)
        return told

    def stays_for(self, value: Floats, patience: int) -> int:
        """Return how many cards she looks at before so many poor ones in a row."""
        poor = value < self.poor
        run = 0
        for at, is_poor in enumerate(poor.tolist()):
            run = run + 1 if is_poor else 0
            if run >= patience:
                return at + 1
        return len(poor)

    def mood(self, value: float, usual: float) -> float:
        """Return how many of her usual visits she makes, given what her first twenty were worth."""
        if usual <= 0:
            return 1.0
        return float(np.clip(1.0 + self.mood_steep * (value / usual - 1.0), self.mood_least, 1.1))


HABITS = Habits()


def unit(vectors: Any) -> Floats:
    """Return vectors of length 1."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    told: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
    return told


def places(
    seen: Floats, hidden: Floats, quality: Floats, of_seen: Floats, of_hidden: Floats
) -> Floats:
    """Return where notes stand among all notes by one reader's latent taste, 0 to 1.

    Half of it is what a vector tells, half what it does not: z = (t.s + y.h) / sqrt 2, with s and h
    of variance 1 in each direction, t and y of length 1; the normal distribution gives the place.

    Args:
        seen: of the notes, shape (n, SEEN). hidden: shape (n, HIDDEN). quality: shape (n,).
        of_seen, of_hidden: the reader's directions, of length 1.
    """
    z = (seen @ of_seen + hidden @ of_hidden) / np.float32(sqrt(2.0)) + QUALITY * quality
    return normal_place(z / np.float32(sqrt(1.0 + QUALITY**2)))


def normal_place(z: Any) -> Floats:
    """Return the normal distribution's share below z (logistic form, off by less than 0.0002)."""
    z = np.asarray(z, dtype=np.float32)
    told: Floats = (1.0 / (1.0 + np.exp(-1.5976 * z - 0.070565992 * z**3))).astype(np.float32)
    return told


def hours_of(habits: Habits, at_once: float = 0.0) -> NDArray[np.float64]:
    """Return the share of a day's visits in each hour. `at_once`: so much falls into hour 20."""
    share = np.array(habits.hours) / sum(habits.hours)
    share *= 1.0 - at_once
    share[20] += at_once
    return share
