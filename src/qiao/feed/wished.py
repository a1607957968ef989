"""What a reader asked for by name, as numbers over the notes at hand."""

from dataclasses import dataclass, field

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.interests import unit
from qiao.feed.space import Floats, Rows
from qiao.feed.taste import About, Taste
from qiao.kit.clock import DAY
from qiao.kit.langs import base_of

MAX_UNWANTED = 24
"""So many of what she refused are looked at, the newest."""
ASKED_WEIGHT = 2.0
"""Asking for more of a note says as much as keeping it."""
WISH_HOLDS_DAYS = 14
WISH_FADES_DAYS = 140
"""A wish holds whole for so long, then fades: tastes move on, and what was never said again with
them (the older of the two home feeds in public code does the same with "see fewer")."""


@dataclass(frozen=True, slots=True)
class Wished:
    """What a reader asked for by name: less of it where the number is below 0, -1 to 1."""

    topics: dict[int, float] = field(default_factory=dict)
    authors: dict[int, float] = field(default_factory=dict)
    langs: dict[int, float] = field(default_factory=dict)  # by number of language
    more_like: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int32))  # notes
    more_points: dict[str, Floats] = field(default_factory=dict)  # by model; unit vectors
    less_points: dict[str, Floats] = field(default_factory=dict)


def wished_of(taste: Taste, index: FeedIndex, now_us: int) -> Wished:
    """Look at the index with what she asked for."""
    made = Wished()
    if not taste.wishes:
        return made
    more: list[str] = []
    less: list[str] = []
    for (note, about), wished in taste.wishes.items():
        left = holds(wished.at_us, now_us)
        much = left if wished.wish == "more" else -left
        if not much:
            continue
        if about is About.NOTE:
            (more if much > 0 else less).append(note)
        elif about is About.TOPIC and (topic := index.topics.find(wished.value)) is not None:
            made.topics[topic] = much
        elif about is About.AUTHOR and (author := index.authors.find(wished.value)) is not None:
            made.authors[author] = much
        elif about is About.LANG:
            base = base_of(wished.value)
            same = (n for n, text in enumerate(index.langs.texts) if base_of(text) == base)
            made.langs.update(dict.fromkeys(same, much))
    more_like = index.rows(more)
    return Wished(
        made.topics,
        made.authors,
        made.langs,
        more_like,
        _points(index, more_like),
        _points(index, index.rows(less)[-MAX_UNWANTED:]),
    )


def holds(at_us: int, now_us: int) -> float:
    """Return how much of a wish is left, 1 to 0."""
    age_days = (now_us - at_us) / DAY
    left = 1.0 - max(0.0, age_days - WISH_HOLDS_DAYS) / (WISH_FADES_DAYS - WISH_HOLDS_DAYS)
    return min(1.0, max(0.0, left))


def _points(index: FeedIndex, rows: Rows) -> dict[str, Floats]:
    found = {}
    for model, space in index.spaces.items():
        points, there = space.points(rows)
        if there.any():
            found[model] = unit(points[there])
    return found
