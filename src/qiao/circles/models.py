"""A member's circle: what Qiao believes of her, from what, and what she said of it herself."""

from collections.abc import Iterable
from typing import Literal

import msgspec

from qiao.kit.clock import DAY
from qiao.kit.langs import base_of
from qiao.kit.refusals import Invalid

NEWCOMER_FOR_US = 14 * DAY
"""So long after joining an account is a newcomer's, in the feed as here."""
MAX_SAID = 200

About = Literal["lang", "topic"]
Answer = Literal["yes", "no"]
LangWhy = Literal["declared", "app", "stayed", "searched", "into", "wrote"]
TopicWhy = Literal["asked", "collected", "commented", "liked", "opened", "followed"]


class TooManyCorrections(Invalid):
    """Facts: max_said."""

    code = "too_many_corrections"


class Because(msgspec.Struct, frozen=True):
    """One reason, and how many times it was given; 0 where it is not counted."""

    kind: str
    times: int = 0


class Language(msgspec.Struct, frozen=True):
    """A language, by its base: both ways of writing Chinese are one.

    `weight` is how sure Qiao is that she reads it, 0 to 1. `translated`: of how many notes in it
    she asked for a translation; such a language is no wall to her even where she cannot read it.
    """

    lang: str
    weight: float
    because: list[Because] = []
    translated: int = 0
    said: Answer | None = None

    @property
    def reads(self) -> bool:
        """Whether the circle counts it among what she reads."""
        return self.weight >= READS_FROM


READS_FROM = 0.5


class Written(msgspec.Struct, frozen=True):
    """A language she writes, and in how many notes and comments lately."""

    lang: str
    times: int


class Interest(msgspec.Struct, frozen=True):
    """A topic with all its names. `slug`: the one she meets most; `weight`: 1 for the strongest."""

    slug: str
    family: str
    weight: float
    because: list[Because] = []
    said: Answer | None = None


class Circle(msgspec.Struct, frozen=True):
    """What is believed of one member at one moment; languages and topics the strongest first."""

    languages: list[Language]
    writes: list[Written]
    topics: list[Interest]
    region: str
    joined_us: int
    at_us: int

    @property
    def newcomer(self) -> bool:
        """Whether she came in the last 14 days."""
        return self.at_us - self.joined_us < NEWCOMER_FOR_US

    def first_lang(self) -> str:
        """Return the language she reads before any other; "" where nothing is known."""
        return next((one.lang for one in self.languages if one.reads), "")


class Said(msgspec.Struct, frozen=True):
    """A correction: what a member said herself. `value`: a base language or a topic's slug."""

    about: About
    value: str
    answer: Answer
    at_us: int


class Prior(msgspec.Struct, frozen=True):
    """What a feed begins from before it has seen anything itself.

    `langs`: how sure it is that she reads each, by base language, 0 to 1; what she said herself is
    exactly 1 or 0. `said_langs`: those of them that are her word. `not_topics`: slugs of topics
    that are not hers, with all their names. `version`: another one with each word of hers.
    """

    langs: dict[str, float] = {}
    said_langs: frozenset[str] = frozenset()
    not_topics: frozenset[str] = frozenset()
    version: int = 0

    def reads(self, declared: Iterable[str]) -> list[str]:
        """Return the base languages she reads, those she declared first."""
        found = dict.fromkeys(base_of(lang) for lang in declared)
        found |= {lang: None for lang, sure in self.langs.items() if sure >= READS_FROM}
        return [lang for lang in found if lang not in self.said_langs or self.langs[lang]]
