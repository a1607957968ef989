"""A reader's taste as numbers over the notes at hand: interests, authors, topics, languages."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qiao.feed.crowd import NOWHERE
from qiao.feed.index import FeedIndex
from qiao.feed.interests import clusters, unit
from qiao.feed.space import Floats, Rows
from qiao.feed.taste import (
    HALF_LIFE_DAYS,
    HOMEWARD,
    OTHER_LANGS,
    VARIETY,
    WEIGHTS,
    About,
    Did,
    Taste,
)
from qiao.feed.wished import ASKED_WEIGHT, MAX_UNWANTED, Wished, holds, wished_of
from qiao.kit.clock import DAY
from qiao.kit.langs import base_of

NEWCOMER_US = 14 * DAY
"""Who joined less long ago is a newcomer."""
MAX_NOTE_WEIGHT = 3.0
SAME_INTEREST = 2.2
"""In spreads of unrelated notes: what is nearer belongs together."""
UNKNOWN_LANGUAGE = 0.7
"""A photo with few words, a mixture: most can make something of it."""
TOPICS_HELD = 6


@dataclass(frozen=True, slots=True)
class Had:
    """What she liked was of which languages, region and topics, in likes' worth."""

    langs: NDArray[np.float64]  # guests (what she cannot read), no language, each base language
    region: NDArray[np.float64]  # elsewhere, here
    topics: tuple[tuple[int, float], ...]  # the best-liked, the best first


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is nearest to each interest and to what is predicted, of the rows known then."""

    known: int
    towards: Floats  # unit vectors, shape (k, width)
    rows: list[Rows]  # of each, best first


@dataclass(frozen=True, slots=True)
class Lens:
    """What stages ask of a reader. Authors, topics and languages by their numbers in the index."""

    interests: dict[str, Floats]  # by model; unit vectors, shape (k, width), the strongest first
    strengths: dict[str, Floats]  # by model; shape (k,), 1 for the strongest of all
    predicted: dict[str, Floats]  # by model; CB2CF, shape (width,): x.w has variance 1
    hidden_points: dict[str, Floats]  # by model; unit vectors
    engaged: Rows  # what she liked, the heaviest first
    engaged_weights: Floats
    together: Rows  # sorted: liked by those who liked what she liked
    together_how: Floats  # how much, 0 to 1
    followed: Rows
    authors: dict[int, float]
    topics: dict[int, float]
    langs: dict[int, float]  # 0 to 1; languages not in here are foreign
    reads: tuple[int, ...]  # base languages
    region: int  # -1: she told none
    had: "Had"
    resting: Rows  # not to be shown now
    kept: Rows  # of those, what she has already (liked, collected, answered) or refused
    own: int  # her author number, -1 if she wrote nothing
    variety: float = VARIETY  # 0 (more of the same) to 1
    other_langs: float = OTHER_LANGS  # 0 (hardly any) to 1
    muted: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int32))  # topics
    wished: Wished = field(default_factory=Wished)
    newcomer: bool = False  # she joined less than 14 days ago
    homeward: float = HOMEWARD  # 0 (more of the world) to 1 (more of home)
    near: "dict[str, Nearest]" = field(default_factory=dict)
    """By model: what was found nearest; the same as long as her interests are."""

    @property
    def new(self) -> bool:
        """Whether nothing is known of her taste yet."""
        return not len(self.engaged) and not len(self.followed)


def lens_of(taste: Taste, index: FeedIndex, *, reader: str | None, now_us: int) -> Lens:
    """Look at the index with a taste."""
    rows, weights = _weighed(taste, index, now_us)
    liked = weights > 0
    interests, strengths, predicted, hidden_points = {}, {}, {}, {}
    for model, space in index.spaces.items():
        points, there = space.points(rows)
        kept = there & liked
        if kept.any():
            told = space.fold_in(points[kept], weights[kept])
            if told is not None:
                predicted[model] = told
            interests[model], strengths[model] = clusters(
                unit(points[kept]), weights[kept], least=SAME_INTEREST * space.spread
            )
        if (there & ~liked).any():
            hidden_points[model] = unit(points[there & ~liked][-MAX_UNWANTED:])
    joined_us = index.crowd.joined_us(reader) if reader else 0
    strongest = max((float(s.max()) for s in strengths.values()), default=1.0)
    own = index.authors.find(reader) if reader else None
    wished = wished_of(taste, index, now_us)
    langs = _langs(taste, index, wished.langs)
    region = index.crowd.region(reader) if reader else NOWHERE
    # what she wants less of tells nothing good, however often she liked it before
    topics = _less(_topics(index, rows, weights), wished.topics)
    not_hers = {index.topics.find(slug) for slug in taste.prior.not_topics}
    topics = {topic: much for topic, much in topics.items() if topic not in not_hers}
    together, how = index.together.towards(rows[liked], weights[liked], size=len(index))
    order = np.argsort(together)
    return Lens(
        interests=interests,
        strengths={model: s / strongest for model, s in strengths.items()},
        predicted=predicted,
        hidden_points=hidden_points,
        engaged=rows[liked],
        engaged_weights=weights[liked],
        together=together[order],
        together_how=how[order],
        followed=_numbers(index.authors.find(a) for a in taste.follows),
        authors=_less(_authors(index, rows[liked], weights[liked]), wished.authors),
        topics=topics,
        langs=langs,
        reads=tuple(index.bases.number(base) for base in taste.prior.reads(taste.langs)),
        region=region,
        had=_had(index, rows[liked], weights[liked], langs, region, topics),
        resting=index.rows(taste.resting(now_us)),
        kept=index.rows(taste.kept()),
        own=-1 if own is None else own,
        variety=taste.variety,
        other_langs=taste.other_langs,
        newcomer=joined_us > now_us - NEWCOMER_US,
        homeward=taste.homeward,
        muted=_numbers(index.topics.find(slug) for slug in taste.muted_topics),
        wished=wished,
    )


def _had(
    index: FeedIndex,
    rows: Rows,
    weights: Floats,
    langs: dict[int, float],
    region: int,
    topics: dict[int, float],
) -> Had:
    told = weights.astype(np.float64)
    lang = index.lang[rows]
    hers = np.array([langs.get(number, 0.0) >= 0.5 for number in lang.tolist()], dtype=np.bool_)
    kinds = np.where(hers, index.base[lang] + 2, 0)
    here = (index.region[rows] == region) & (region != NOWHERE)
    best = sorted(((t, w) for t, w in topics.items() if w > 0), key=lambda pair: -pair[1])
    return Had(
        _worth(kinds, told, len(index.bases) + 2),
        _worth(here.astype(np.int64), told, 2),
        tuple(best[:TOPICS_HELD]),
    )


def _worth(
    kinds: NDArray[np.integer], weights: NDArray[np.float64], size: int
) -> NDArray[np.float64]:
    # of nothing, whole numbers would be returned
    return np.bincount(kinds, weights=weights, minlength=size).astype(np.float64)


def _weighed(taste: Taste, index: FeedIndex, now_us: int) -> tuple[Rows, Floats]:
    """Return the notes she did something with, and how much each says, the heaviest first."""
    by_note: dict[str, float] = defaultdict(float)
    for (note, did), at_us in taste.telling().items():
        age_days = max(0, now_us - at_us) / DAY
        by_note[note] += WEIGHTS[did] * 0.5 ** (age_days / HALF_LIFE_DAYS)
    for (note, about), wished in taste.wishes.items():
        if about is About.NOTE:
            asked = ASKED_WEIGHT * holds(wished.at_us, now_us)
            # a note of which she wants less tells nothing good, whatever she did with it before
            by_note[note] = by_note[note] + asked if wished.wish == "more" else -asked
    find = index.notes.find
    known = [(w, row) for note, w in by_note.items() if w and (row := find(note)) is not None]
    known.sort(key=lambda pair: (-pair[0], pair[1]))
    rows = np.array([row for _, row in known], dtype=np.int32)
    weights = np.array([min(w, MAX_NOTE_WEIGHT) for w, _ in known], dtype=np.float32)
    return rows, weights


def _less(liked: dict[int, float], wished: dict[int, float]) -> dict[int, float]:
    return liked | {n: min(much, liked.get(n, 0.0)) for n, much in wished.items() if much < 0}


def _authors(index: FeedIndex, rows: Rows, weights: Floats) -> dict[int, float]:
    by_author: Counter[int] = Counter()
    for author, weight in zip(index.author[rows].tolist(), weights.tolist(), strict=True):
        by_author[author] += weight
    # two likes make an acquaintance, one is about the note
    return {a: min(1.0, (w - 1.0) / 4) for a, w in by_author.items() if w > 1.2}


def _topics(index: FeedIndex, rows: Rows, weights: Floats) -> dict[int, float]:
    by_topic: Counter[int] = Counter()
    for numbers, weight in zip(index.topic[rows].tolist(), weights.tolist(), strict=True):
        for topic in numbers:
            if topic < 0:
                break
            by_topic[topic] += weight
    most = max([2.0, *by_topic.values()])
    return {topic: max(-1.0, w / most) for topic, w in by_topic.items() if w}


def _langs(taste: Taste, index: FeedIndex, wished: dict[int, float]) -> dict[int, float]:
    declared = {base_of(lang) for lang in taste.langs}
    read: Counter[int] = Counter()
    translated: Counter[int] = Counter()
    find, lang_of, base = index.notes.find, index.lang, index.base
    for note, did in taste.telling():
        row = find(note)
        if row is not None and did is not Did.HIDE:
            (translated if did is Did.TRANSLATE else read)[int(base[lang_of[row]])] += 1
    weights = {}
    prior = taste.prior
    for number, text in enumerate(index.langs.texts):
        if (hers := base_of(text)) in prior.said_langs:
            weights[number] = prior.langs[hers]
        elif hers in declared:
            weights[number] = 1.0
        elif (of := int(base[number])) < 0:
            weights[number] = UNKNOWN_LANGUAGE
        else:
            # opening without asking for a translation says she reads it; asking says she wants to
            alone = max(0, read[of] - 2 * translated[of])
            learnt = min(0.8, alone / (alone + 6)) if alone >= 3 else 0.0
            curious = min(0.45, 0.1 * translated[of])
            weights[number] = max(learnt, curious, prior.langs.get(hers, 0.0))
    for number, much in wished.items():
        # asked for, it is hers to read; refused, it is as foreign as any
        weights[number] = max(weights[number], 0.6 * much) if much > 0 else 0.0
    if not declared:
        # whoever said that she does not read a language means it
        said = prior.said_langs
        open_to = {number for number in weights if base_of(index.langs.texts[number]) not in said}
        weights |= {number: max(0.6, weights[number]) for number in open_to}
    return {number: weight for number, weight in weights.items() if weight > 0}


def _numbers(found: Iterable[int | None]) -> Rows:
    return np.array([n for n in found if n is not None], dtype=np.int32)
