"""A square of forty members and eighty notes, made in memory, and a wave of two days."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.learned import Learned
from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY
from qiao.kit.ids import named_id
from qiao.rehearsal.ground import Ground, OpenCase
from qiao.rehearsal.scenario import Scenario, parse
from tests.make import NOW

WAVE = """
title = "Two days"
story = "They come."
sources = ["nobody"]
scaled_to = 40
days = 2
days_before = 2
settle_days = 0
[arrivals]
by_day = [40, 20]
away = ["en", "zh-Hans"]
[notes]
by_day = [30, 30]
theme_share = 0.3
theme = ["cats"]
[ebb]
day = 2
share = 0.5
[translation]
from_day = 2
"""


def wave(text: str = WAVE) -> Scenario:
    return parse(text)


def ground(
    *, members: int = 40, notes: int = 80, cases: int = 2, learned: Learned | None = None
) -> Ground:
    """Make it; the same every time."""
    rng = np.random.default_rng(5)
    index = FeedIndex()
    ids = [named_id(NOW - 200 * DAY, f"m{i}") for i in range(members)]
    for member in ids:
        index.crowd.put(member, langs=["zh-Hans"], region="")
    themes = rng.standard_normal((6, 32))
    kind = rng.integers(0, 6, notes)
    vectors = (themes[kind] + 0.7 * rng.standard_normal((notes, 32))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    owner = rng.integers(0, members, notes).astype(np.int32)
    names = []
    for i in range(notes):
        at_us = NOW - (notes - i) * DAY // 8
        names.append(named_id(at_us, f"n{i}"))
        index.put(
            names[-1],
            author=ids[owner[i]],
            joined_us=NOW - 200 * DAY,
            at_us=at_us,
            lang="zh-Hans" if i % 8 else "en",
            readable_as=(),
            topics=("cats",) if kind[i] == 0 else (f"theme{kind[i]}",),
            counts=(float(i % 5), 0.0, 0.0),
            recommendable=True,
        )
    index.place("test", names, vectors)
    tastes = {}
    for member in range(members):
        taste = tastes[member] = Taste(langs=("zh-Hans",))
        for row in rng.choice(np.flatnonzero(kind == member % 6), 3, replace=False).tolist():
            taste.did(names[row], Did.LIKE, NOW - DAY)
    return Ground(
        at_us=NOW,
        index=index,
        steps=[],
        levers={},
        learned=learned or Learned.none(),
        model="test",
        vectors=vectors,
        members=ids,
        langs=[("zh-Hans",)] * members,
        regions=[""] * members,
        joined_us=np.full(members, NOW - 200 * DAY, dtype=np.int64),
        owner=owner,
        chars=np.full(notes, 120, dtype=np.int32),
        tastes=tastes,
        cases=[OpenCase("zh-Hans", 2, NOW - DAY + i) for i in range(cases)],
        reviewers=[("zh-Hans",)],
        notes_lately=60,
        readers_lately=30,
    )
