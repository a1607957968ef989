"""What to expect of a note nobody has seen: a prior that leaves it a fair chance, no more."""

import math
from collections.abc import Iterable
from statistics import NormalDist
from typing import NamedTuple

from qiao.feed.ladder.models import POSTERIOR_WEIGHT

SURPRISE = 0.3
"""The chance given to a new note to be better than those that have climbed."""
FIRST_GUESS = 0.1
LEAST, MOST = 0.005, 0.6
SAME_AS_ALL = 40.0
"""So many impressions of an author's notes weigh as much as what is known of all authors."""


class Peers(NamedTuple):
    """How the notes that were tried lately have done: mean and spread of their rates."""

    mean: float = FIRST_GUESS
    spread: float = 0.05

    @classmethod
    def of(cls, tried: Iterable[tuple[float, int]]) -> "Peers":
        """Learn from (hits, given) of notes whose first audience is over."""
        told = [(hits, given) for hits, given in tried if given > 0]
        readers = sum(given for _, given in told)
        # a square's first notes are measured against a guess worth 60 readers
        mean = (FIRST_GUESS * 60 + sum(hits for hits, _ in told)) / (60 + readers)
        mean = min(MOST, max(LEAST, mean))
        if len(told) < 8:
            return cls(mean, mean / 2)
        shrunk = [
            (hits + POSTERIOR_WEIGHT * mean) / (given + POSTERIOR_WEIGHT) for hits, given in told
        ]
        about = sum((rate - mean) ** 2 for rate in shrunk) / len(shrunk)
        return cls(mean, min(mean, max(0.1 * mean, math.sqrt(about))))


def dynamic_prior(
    peers: Peers, *, surprise: float = SURPRISE, weight: float = POSTERIOR_WEIGHT
) -> float:
    """Return the mean m of the prior for which P(a new note beats its peers) = `surprise`.

    With z the normal quantile of 1 - surprise: (mean - m)^2 = z^2 (m(1-m)/(weight+1) + spread^2),
    a quadratic in m of which the lower root is meant (the idea is arXiv 2602.00943's). A uniform
    prior would call every new note average at once, and spend the readers' patience on it.
    """
    z2 = NormalDist().inv_cdf(1 - surprise) ** 2
    a = z2 / (weight + 1)
    b = 2 * peers.mean + a
    c = peers.mean**2 - z2 * peers.spread**2
    inside = b * b - 4 * (1 + a) * c
    m = (b - math.sqrt(max(0.0, inside))) / (2 * (1 + a))
    return min(MOST, max(LEAST, m))


def for_author(prior: float, peers: Peers, *, hits: float, given: int) -> float:
    """Shift a prior by how the author's other notes did: at most to half, or to double."""
    rate = (hits + SAME_AS_ALL * peers.mean) / (given + SAME_AS_ALL)
    return min(MOST, max(LEAST, prior * min(2.0, max(0.5, rate / peers.mean))))
