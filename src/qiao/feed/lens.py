"""A reader's taste as numbers over the notes at hand: interests, authors, topics, languages."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.space import Floats, Rows
from qiao.feed.taste import HALF_LIFE_DAYS, WEIGHTS, Did, Taste
from qiao.kit.clock import DAY

INTERESTS = 4
MAX_NOTE_WEIGHT = 3.0
SAME_INTEREST = 2.2
"""In spreads of unrelated notes: what is nearer belongs together."""
MAX_HIDDEN = 24
UNKNOWN_LANGUAGE = 0.7
"""A photo with few words, a mixture: most can make something of it."""


@dataclass(frozen=True, slots=True)
class Lens:
    """What stages ask of a reader. Authors, topics and languages by their numbers in the index."""

    interests: dict[str, Floats]  # by model; unit vectors, shape (k, width), the strongest first
    strengths: dict[str, Floats]  # by model; shape (k,), 1 for the strongest of all
    hidden_points: dict[str, Floats]  # by model; unit vectors
    engaged: Rows  # what she liked, newest weights first in `engaged_weights`
    engaged_weights: Floats
    followed: Rows
    authors: dict[int, float]
    topics: dict[int, float]
    langs: dict[int, float]  # 0 to 1; languages not in here are foreign
    resting: Rows  # not to be shown now
    kept: Rows  # of those, what she has already (liked, collected, answered) or hid
    own: int  # her author number, -1 if she wrote nothing

    @property
    def new(self) -> bool:
        """Whether nothing is known of her taste yet."""
        return not len(self.engaged) and not len(self.followed)


def lens_of(taste: Taste, index: FeedIndex, *, reader: str | None, now_us: int) -> Lens:
    """Look at the index with a taste."""
    by_note: dict[str, float] = defaultdict(float)
    for (note, did), at_us in taste.deeds.items():
        age_days = max(0, now_us - at_us) / DAY
        by_note[note] += WEIGHTS[did] * 0.5 ** (age_days / HALF_LIFE_DAYS)
    known = [(row, w) for note, w in by_note.items() if (row := index.notes.find(note)) is not None]
    known.sort(key=lambda pair: (-pair[1], pair[0]))
    rows = np.array([row for row, _ in known], dtype=np.int32)
    weights = np.array([min(w, MAX_NOTE_WEIGHT) for _, w in known], dtype=np.float32)
    liked = weights > 0
    interests, strengths, hidden_points = {}, {}, {}
    for model, space in index.spaces.items():
        points, there = space.points(rows)
        points = _unit(points)
        kept = there & liked
        if kept.any():
            interests[model], strengths[model] = clusters(
                points[kept], weights[kept], least=SAME_INTEREST * space.spread
            )
        if (there & ~liked).any():
            hidden_points[model] = points[there & ~liked][-MAX_HIDDEN:]
    strongest = max((float(s.max()) for s in strengths.values()), default=1.0)
    own = index.authors.find(reader) if reader else None
    return Lens(
        interests=interests,
        strengths={model: s / strongest for model, s in strengths.items()},
        hidden_points=hidden_points,
        engaged=rows[liked],
        engaged_weights=weights[liked],
        followed=_numbers(index.authors.find(a) for a in taste.follows),
        authors=_authors(index, rows[liked], weights[liked]),
        topics=_topics(index, rows, weights),
        langs=_langs(taste, index),
        resting=index.rows(taste.resting(now_us)),
        kept=index.rows(taste.kept()),
        own=-1 if own is None else own,
    )


def clusters(points: Floats, weights: Floats, *, least: float) -> tuple[Floats, Floats]:
    """Group unit vectors, the heaviest first, each to the nearest group it is `least` near to.

    Returns:
        The directions of the heaviest groups, shape (k <= 4, d), and their weights, shape (k,).
    """
    sums = np.zeros((3 * INTERESTS, points.shape[1]), dtype=np.float32)
    heavy = np.zeros(3 * INTERESTS, dtype=np.float32)
    count = 0
    for point, weight in zip(points, weights, strict=True):
        near = sums[:count] @ point / np.maximum(np.linalg.norm(sums[:count], axis=1), 1e-9)
        best = int(near.argmax()) if count else -1
        if best < 0 or (near[best] < least and count < len(sums)):
            best, count = count, count + 1
        sums[best] += weight * point
        heavy[best] += weight
    order = np.argsort(-heavy[:count], kind="stable")[:INTERESTS]
    return _unit(sums[order]), heavy[order]


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
            if topic >= 0:
                by_topic[topic] += weight
    most = max([2.0, *by_topic.values()])
    return {topic: max(-1.0, w / most) for topic, w in by_topic.items() if w}


def _langs(taste: Taste, index: FeedIndex) -> dict[int, float]:
    declared = {_base(lang) for lang in taste.langs}
    read: Counter[str] = Counter()
    translated: Counter[str] = Counter()
    for note, did in taste.deeds:
        row = index.notes.find(note)
        if row is not None and did is not Did.HIDE:
            lang = _base(index.langs.texts[index.lang[row]])
            (translated if did is Did.TRANSLATE else read)[lang] += 1
    weights = {}
    for number, text in enumerate(index.langs.texts):
        base = _base(text)
        if base in declared:
            weights[number] = 1.0
        elif base in ("und", "zxx", "mul"):
            weights[number] = UNKNOWN_LANGUAGE
        else:
            # opening without asking for a translation says she reads it; asking says she wants to
            alone = max(0, read[base] - 2 * translated[base])
            learnt = min(0.8, alone / (alone + 6)) if alone >= 3 else 0.0
            weights[number] = max(learnt, min(0.45, 0.1 * translated[base]))
    if not declared:
        return {number: max(0.6, weight) for number, weight in weights.items()}
    return {number: weight for number, weight in weights.items() if weight > 0}


def _base(lang: str) -> str:
    """Both ways of writing Chinese are read by those who read one; Latin spellings are not."""
    return lang if lang.endswith("-Latn") else lang.split("-", maxsplit=1)[0]


def _unit(vectors: Floats) -> Floats:
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    unit: Floats = (vectors / lengths).astype(np.float32)
    return unit


def _numbers(found: Iterable[int | None]) -> Rows:
    return np.array([n for n in found if n is not None], dtype=np.int32)
