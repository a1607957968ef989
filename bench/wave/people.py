"""Who acts in the wave: with the habits of the rehearsal's people, and tastes no feed can read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from random import Random
from statistics import NormalDist
from typing import Any

import numpy as np

from qiao.feed.crowd import base_of
from qiao.rehearsal.people import HABITS

NOTE_PART = 0.5
"""So much of what a note is worth to somebody all agree on; the rest is between the two."""
_normal = NormalDist()


def _drawn(*names: object) -> float:
    """Return the number of a normal distribution that these names always have."""
    return Random(" ".join(map(str, names))).gauss(0.0, 1.0)


@dataclass
class Person:
    """Somebody with a token. `langs`: what she reads, the first is what she writes."""

    name: str
    token: str
    langs: tuple[str, ...]
    newcomer: bool
    chance: Random
    here: bool = True
    pace: float = 1.0
    seen: set[str] = field(default_factory=set)

    @property
    def patience(self) -> int:
        return max(3, round(HABITS.patience * (1 + 0.5 * _drawn("patience", self.name))))

    @property
    def visits_a_day(self) -> float:
        usual = HABITS.newcomer_visits_a_day if self.newcomer else HABITS.visits_a_day
        return usual * self.pace

    def foreign(self, card: dict[str, Any]) -> bool:
        """Whether she needs a translation for a card."""
        mine = {base_of(lang) for lang in self.langs}
        return not mine & {base_of(lang) for lang in (card["lang"], *card["versions"])}

    def place(self, note: str) -> float:
        """Return where a note stands among all by her latent taste, 0 to 1."""
        own = math.sqrt(1 - NOTE_PART**2) * _drawn(self.name, note)
        return _normal.cdf(own + NOTE_PART * _drawn(note))


def talk_of(note: str, tail: float) -> float:
    """Return how much is answered below a note, against the average."""
    return math.exp(tail * _drawn("talk", note) - tail * tail / 2)


@dataclass(frozen=True)
class Look:
    """What somebody makes of the cards before her: positions in the order of the page."""

    looked: int
    opened: list[int]
    liked: list[int]
    answered: list[int]


def wanted(person: Person, cards: list[dict[str, Any]]) -> list[int]:
    """Return the foreign cards she would have translated."""
    return [
        at
        for at, card in enumerate(cards)
        if person.foreign(card)
        and person.place(card["id"]) > HABITS.tap_from
        and person.chance.random() < HABITS.tap
    ]


def look(person: Person, cards: list[dict[str, Any]], translated: set[int], tail: float) -> Look:
    """Let her look at cards until she has had enough, open some, like and answer some of these."""
    place = np.array([person.place(card["id"]) for card in cards], dtype=np.float32)
    foreign = np.array([person.foreign(card) for card in cards])
    across = np.array([at in translated for at in range(len(cards))])
    value = HABITS.value(place, foreign, across)
    looked = HABITS.stays_for(value, person.patience)
    talk = np.array([talk_of(card["id"], tail) for card in cards], dtype=np.float32)
    opens, likes = HABITS.opens(value), HABITS.likes(value)
    # nobody answers what she cannot read
    answers = HABITS.answers(talk, newcomer=person.newcomer) * (~foreign | across)
    opened = [at for at in range(looked) if person.chance.random() < opens[at]]
    return Look(
        looked,
        opened,
        [at for at in opened if person.chance.random() < likes[at]],
        [at for at in opened if person.chance.random() < answers[at]],
    )
