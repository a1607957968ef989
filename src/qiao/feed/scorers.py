"""How good a note is for a reader: a sum of named terms, each with its weight."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import COLUMNS, Column, Features
from qiao.feed.rankers import Rankers
from qiao.feed.stages import Scorer


@dataclass(frozen=True)
class Term:
    """One consideration."""

    name: str
    of: str | Callable[[Features], Column]
    """A feature by its name, or something made of several."""


NEAR = Term("near", "near")
UNWANTED = Term("unwanted", "unwanted")
FOLLOWED = Term("followed", "followed")
AUTHOR = Term("author", "author")
TOPIC = Term("topic", "topic")
POPULARITY = Term("popularity", lambda f: f.popularity * (0.4 + 0.6 * f.chance))
"""Chance has its part in what many like: were it the same for all, pages would grow alike."""
READABLE = Term("readable", "readable")
CHANCE = Term("chance", "chance")
TOGETHER = Term("together", "collab")
PREDICTED = Term("predicted", "cb2cf")
REGION = Term("region", "region")
EVIDENCE = Term("evidence", "evidence")
WISHED = Term("wished", "wished")
BRIDGING = Term("bridging", lambda f: f.bridging * _fits(f))
NEWEST = Term("newest", lambda f: -f.age_h)
WELCOME = Term("welcome", lambda f: f.lacking * (0.2 + 0.8 * _fits(f)) * (0.7 + 0.3 * f.newcomer))
"""How much speaks for trying a note on this reader: its theme, author or topic.

A first audience of people whom it does not concern would only prove that it does not concern them.
"""


def _fits(f: Features) -> Column:
    fits = np.maximum(f.near, f.cb2cf)
    for other in (f.topic, f.followed, f.author):
        np.maximum(fits, other, out=fits)
    return fits


def freshness(*, half_life_h: float) -> Term:
    """1 for a note of this moment, half of it after each half-life."""
    return Term("freshness", lambda f: np.exp2(f.age_h * np.float32(-1.0 / half_life_h)))


class WeightedSum(Scorer):
    """Weights times terms."""

    def __init__(self, *weighted: tuple[float, Term]) -> None:
        self.terms: Sequence[Term] = tuple(term for _, term in weighted)
        self.names = tuple(term.name for term in self.terms)
        self._weights = np.array([[weight] for weight, _ in weighted], dtype=np.float32)
        # all plain ones are taken at once; what is made of several is written over
        plain = [term.of if isinstance(term.of, str) else COLUMNS[0] for term in self.terms]
        self._columns = np.array([COLUMNS.index(name) for name in plain])

    def parts(self, features: Features) -> NDArray[np.float32]:
        columns = features.block.take(self._columns, axis=0)
        for place, term in enumerate(self.terms):
            if not isinstance(term.of, str):
                columns[place] = term.of(features)
        columns *= self._weights
        return columns.T


@dataclass
class Learnt:
    """The rankers that are used now, if the square has learnt any, and how often each target is."""

    rankers: Rankers | None = None
    rates: Mapping[str, float] | None = None


class MultiTarget(Scorer):
    """What readers are likely to do with a note, weighed, beside terms written by hand.

    Each target tells by how much likelier it is here than on the average impression, 0 to 1 (0.5:
    as likely), so that what is rare, an answer, is not drowned by what is common, an opening. A
    square that has learnt nothing has the terms alone.
    """

    def __init__(
        self, by_hand: WeightedSum, learnt: Learnt, *, hand: float, **targets: float
    ) -> None:
        self._by_hand = by_hand
        self._learnt = learnt
        self._hand = np.float32(hand)
        self._targets = targets
        self.names = (*by_hand.names, *targets)

    def parts(self, features: Features) -> NDArray[np.float32]:
        by_hand = self._by_hand.parts(features)
        rankers, rates = self._learnt.rankers, self._learnt.rates or {}
        told = np.zeros((len(by_hand), len(self._targets)), dtype=np.float32)
        if rankers is not None:
            likely = rankers.predict(features.columns(rankers.features))
            for place, (target, weight) in enumerate(self._targets.items()):
                share = likely[:, rankers.targets.index(target)]
                told[:, place] = weight * share / (share + max(rates.get(target, 0.0), 1e-4))
            by_hand = by_hand * self._hand
        return np.concatenate((by_hand, told), axis=1)
