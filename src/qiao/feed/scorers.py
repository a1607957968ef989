"""How good a note is for a reader: a sum of named terms, each with its weight."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import Column, Features, Request
from qiao.feed.stages import Scorer


@dataclass(frozen=True)
class Term:
    """One consideration. `reason` is the code a card shows when this brought it here, if any."""

    name: str
    of: Callable[[Features], Column]
    reason: str | None = None


NEAR = Term("near", lambda f: f.near, "near")
UNWANTED = Term("unwanted", lambda f: f.unwanted)
FOLLOWED = Term("followed", lambda f: f.followed, "followed")
AUTHOR = Term("author", lambda f: f.author, "author")
TOPIC = Term("topic", lambda f: f.topic, "topic")
POPULARITY = Term("popularity", lambda f: f.popularity, "popular_here")
READABLE = Term("readable", lambda f: f.readable)
CHANCE = Term("chance", lambda f: f.chance)
WELCOME = Term("welcome", lambda f: f.lacking * _ground(f), "fresh")


def _ground(f: Features) -> Column:
    """How much speaks for trying a note on this reader, 0.2 to 1: its theme, author or topic.

    A first audience of people whom it does not concern would only prove that it does not concern
    them.
    """
    fits = np.maximum.reduce([f.near, f.topic, f.followed, f.author])
    ground: Column = (0.2 + 0.8 * fits) * (0.7 + 0.3 * f.newcomer)
    return ground


def freshness(*, half_life_h: float) -> Term:
    """1 for a note of this moment, half of it after each half-life."""
    return Term("freshness", lambda f: np.exp2(-f.age_h / half_life_h), "newest")


class WeightedSum(Scorer):
    """Weights times terms."""

    def __init__(self, *weighted: tuple[float, Term]) -> None:
        self.terms: Sequence[Term] = tuple(term for _, term in weighted)
        self.names = tuple(term.name for term in self.terms)
        self._weights = np.array([weight for weight, _ in weighted], dtype=np.float32)

    def parts(self, _req: Request, features: Features) -> NDArray[np.float32]:
        columns = np.stack([term.of(features) for term in self.terms], axis=1)
        weighted: NDArray[np.float32] = (columns * self._weights).astype(np.float32)
        return weighted
