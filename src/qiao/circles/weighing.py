"""From what a member did to what is believed of her: plain functions over plain facts.

Nothing in `Facts` is an address, a phone number or a country, so none of these can weigh.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qiao.circles.models import (
    About,
    Answer,
    Because,
    Circle,
    Interest,
    Language,
    LangWhy,
    Said,
    TopicWhy,
    Written,
)
from qiao.kit.clock import DAY
from qiao.kit.langs import base_of

WINDOW_US = 90 * DAY
HALF_LIFE_DAYS = 30
"""What was done a month ago says half as much; after three months nothing is looked at."""
LEAST_STAYED = 3
MOST_TOPICS = 12
NO_LANGUAGE = frozenset(("", "und", "mul", "zxx"))
LEAST = 0.02
"""What weighs less is not told: it would only be noise."""

SURE = {"declared": 1.0, "app": 0.9}
GROWS: dict[LangWhy, tuple[float, float]] = {
    # how sure at most, and after how much of it half as sure: n times make most * n / (n + half)
    "wrote": (0.95, 0.5),
    "into": (0.9, 1.0),
    "stayed": (0.8, 6.0),
    "searched": (0.7, 4.0),
}
TOPIC_WEIGHTS: dict[TopicWhy, float] = {
    "asked": 2.0, "collected": 2.0, "commented": 1.5, "liked": 1.0, "opened": 0.3, "followed": 0.1,
}  # fmt: skip


Answers = Mapping[tuple[About, str], Answer]


class Use(NamedTuple):
    """Something done once with a text in a language."""

    lang: str
    at_us: int


class Touch(NamedTuple):
    """Something done once with a note under a topic."""

    slug: str
    why: TopicWhy
    at_us: int


@dataclass(frozen=True)
class Facts:
    """All that a circle is made of."""

    declared: Sequence[str] = ()
    app: str = ""
    region: str = ""  # as she chose it
    joined_us: int = 0
    stayed: Sequence[Use] = ()  # opened and read for a while, without a translation
    searched: Sequence[Use] = ()  # opened from what a search found
    translated_from: Sequence[Use] = ()
    translated_into: Sequence[Use] = ()
    wrote: Sequence[Use] = ()
    touched: Sequence[Touch] = ()
    families: Mapping[str, str] | None = None  # by slug; a topic without one is its own


def circle_of(facts: Facts, said: Iterable[Said], *, now_us: int) -> Circle:
    """Return what is believed now; what she said herself wins, for good."""
    answers = {(one.about, one.value): one.answer for one in said}
    return Circle(
        languages=_languages(facts, answers, now_us),
        writes=_writes(facts.wrote),
        topics=_topics(facts, answers, now_us),
        region=facts.region,
        joined_us=facts.joined_us,
        at_us=now_us,
    )


def _languages(facts: Facts, answers: Answers, now_us: int) -> list[Language]:
    told: dict[str, dict[str, Because]] = defaultdict(dict)
    sure: dict[str, list[float]] = defaultdict(list)
    for lang in facts.declared:
        _plainly(told, sure, lang, "declared")
    _plainly(told, sure, facts.app, "app")
    translated = Counter(base_of(use.lang) for use in facts.translated_from)
    faded = _faded(facts.translated_from, now_us)
    done: dict[LangWhy, Sequence[Use]] = {
        "wrote": facts.wrote,
        "into": facts.translated_into,
        "stayed": facts.stayed,
        "searched": facts.searched,
    }
    for why, uses in done.items():
        most, half = GROWS[why]
        times = Counter(base_of(use.lang) for use in uses)
        for lang, much in _faded(uses, now_us).items():
            # asking for translations says that she cannot, as often as she could
            left = much - 2 * faded.get(lang, 0.0) if why == "stayed" else much
            if why == "stayed" and (times[lang] < LEAST_STAYED or left <= 0):
                continue
            told[lang][why] = Because(why, times[lang])
            sure[lang].append(most * left / (left + half))
    known = {*sure, *translated, *(value for about, value in answers if about == "lang")}
    found = []
    for lang in known - NO_LANGUAGE:
        answer = answers.get(("lang", lang))
        weight = 1 - math.prod(1 - one for one in sure[lang])
        weight = weight if answer is None else float(answer == "yes")
        if weight >= LEAST or translated[lang] or answer:
            because = list(told[lang].values())
            found.append(Language(lang, round(weight, 3), because, translated[lang], answer))
    first = base_of(facts.app)
    return sorted(found, key=lambda one: (-one.weight, one.lang != first, one.lang))


def _plainly(
    told: dict[str, dict[str, Because]], sure: dict[str, list[float]], lang: str, why: LangWhy
) -> None:
    base = base_of(lang)
    if base not in NO_LANGUAGE and why not in told[base]:
        told[base][why] = Because(why)
        sure[base].append(SURE[why])


def _writes(wrote: Sequence[Use]) -> list[Written]:
    times = Counter(base_of(use.lang) for use in wrote)
    return [Written(lang, n) for lang, n in times.most_common() if lang not in NO_LANGUAGE]


def _topics(facts: Facts, answers: Answers, now_us: int) -> list[Interest]:
    families = facts.families or {}
    by_family: dict[str, float] = defaultdict(float)
    by_slug: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    times: dict[str, Counter[TopicWhy]] = defaultdict(Counter)
    for touch in facts.touched:
        much = TOPIC_WEIGHTS[touch.why] * _left(touch.at_us, now_us)
        family = families.get(touch.slug, touch.slug)
        by_family[family] += much
        by_slug[family][touch.slug] += much
        times[family][touch.why] += 1
    strongest = max(by_family.values(), default=1.0)
    said: dict[str, tuple[str, Answer]] = {
        families.get(slug, slug): (slug, answer)
        for (about, slug), answer in answers.items()
        if about == "topic"
    }
    found = []
    for family in {*by_family, *said}:
        slug, answer = said.get(family, ("", None))
        slug = slug or max(sorted(by_slug[family]), key=by_slug[family].__getitem__)
        weight = by_family.get(family, 0.0) / strongest if strongest else 0.0
        weight = weight if answer is None else float(answer == "yes")
        if weight < LEAST and not answer:
            continue
        counted = [Because(why, times[family][why]) for why in TOPIC_WEIGHTS if times[family][why]]
        found.append(Interest(slug, family, round(weight, 3), counted, answer))
    found.sort(key=lambda one: (-one.weight, -by_family.get(one.family, 0.0), one.slug))
    return [one for n, one in enumerate(found) if n < MOST_TOPICS or one.said]


def _faded(uses: Iterable[Use], now_us: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for use in uses:
        found[base_of(use.lang)] += _left(use.at_us, now_us)
    return {lang: much for lang, much in found.items() if lang not in NO_LANGUAGE}


def _left(at_us: int, now_us: int) -> float:
    left: float = 0.5 ** (max(0, now_us - at_us) / DAY / HALF_LIFE_DAYS)
    return left
