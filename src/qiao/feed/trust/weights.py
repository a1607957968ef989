"""What engagement is worth: by who gave it, how often to one author, and with whom together.

Nothing here is shown to anybody: counters that people see stay exact. It only keeps Explore from
being bought. Nobody weighs nothing, and nobody weighs less for a language, a region or an address.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

LEAST = 0.1
"""The weight of an account about which nothing speaks yet."""

OLD_DAYS = 14.0
MANY_READS = 20.0
MANY_DAYS = 4.0
MANY_FOLLOWERS = 10.0
AGE_SHARE = 0.3
FOLLOWED_SHARE = 0.6
"""Of all that reading can bring: for those who read where this square does not see it."""

UNPROVEN = 0.55
PROVEN = 0.75
"""Below and above these weights a member is a stranger, or known; between, a part of each."""

STRANGERS = 2.0
"""So much from strangers counts nearly in full on one note; far more counts by its logarithm."""

TOGETHER = 0.75
"""`n` who always act together count as n ** (1 - TOGETHER): twenty as two, two hundred as four."""

FREE_NOTES = 5
PAIR_DAYS = 7
MAX_NOTES = 60
"""In seven days the first five notes of one author count in full, the k-th as 5/k, to the 60th."""

WAVE_AUTHORS = 40
"""So many authors must be met by strangers before that is a wave and not a campaign."""


class Life(NamedTuple):
    """What is known of a member and cannot be had quickly."""

    age_days: float
    reads: float  # notes opened; a half where she did not stay
    days: int  # different days on which she read
    followers: int  # members who follow her and are known themselves
    restricted: int  # decisions of the last month against what she wrote, that stand


class Part(NamedTuple):
    """What one group of members gave a note: those of a cluster, or all who are in none."""

    cluster: str
    members: int
    known: float  # the sum of weights, by the share in which their givers are known
    strange: float


def trust_of(life: Life) -> float:
    """Return what one deed of a member weighs, 0.1..1."""
    age = min(1.0, max(0.0, life.age_days) / OLD_DAYS)
    # both are needed: a night of opening everything is one day, a month of doing nothing no read
    reading = math.sqrt(min(1.0, life.reads / MANY_READS)) * min(1.0, life.days / MANY_DAYS)
    followed = FOLLOWED_SHARE * min(1.0, life.followers / MANY_FOLLOWERS)
    whole = AGE_SHARE * age + (1 - AGE_SHARE) * max(reading, followed)
    trust = LEAST + (1 - LEAST) * whole
    return max(LEAST, trust * 0.5 ** min(life.restricted, 3))


def known_share(trust: float) -> float:
    """Return how far a member of this weight is known, 0..1. `worth.py` says the same in SQL."""
    return min(1.0, max(0.0, (trust - UNPROVEN) / (PROVEN - UNPROVEN)))


def pair_factor(notes: int) -> float:
    """Return what a deed weighs that is to the `notes`-th note of one author in seven days."""
    if notes <= FREE_NOTES:
        return 1.0
    return FREE_NOTES / notes if notes <= MAX_NOTES else 0.0


def worth_of(kinds: Sequence[Iterable[Part]], strangers: float = STRANGERS) -> list[float]:
    """Return what the deeds of each kind on one note are worth, in deeds of known members.

    Strangers have one measure for all kinds: who also keeps and comments is no stranger less.
    """
    sums = [sums_of(parts) for parts in kinds]
    strange = sum(part for _, part in sums)
    share = strangers * math.log1p(strange / strangers) / strange if strange else 0.0
    return [known + share * part for known, part in sums]


def sums_of(parts: Iterable[Part]) -> tuple[float, float]:
    """Return what known members and strangers gave, where those who act together count as few."""
    known = strange = 0.0
    for part in parts:
        few = max(1, part.members) ** -TOGETHER if part.cluster else 1.0
        known += part.known * few
        strange += part.strange * few
    return known, strange


def strangers_in_full(by_author: Iterable[float]) -> float:
    """Return how much from strangers counts nearly in full, now.

    `by_author`: for each author whom strangers met today, the most that they gave one note of hers.
    In a wave many are met at once, and newcomers may count for each other; a campaign knows few.
    """
    met = np.array([much for much in by_author if much >= 1.0])
    if len(met) < WAVE_AUTHORS:
        return STRANGERS
    return max(STRANGERS, float(np.quantile(met, 0.75)))
