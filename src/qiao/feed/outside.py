"""What waits outside a reader's mix: nothing vanishes silently, she can count it and look at it."""

from typing import NamedTuple

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.models import Request, Rows
from qiao.feed.pipeline import Pipeline
from qiao.feed.promise import FOREIGN, HOME, NEWCOMER, marks_of

LOOKED_AT = 2_000
"""So many of the newest notes are looked at; a longer list nobody scrolls through."""


class Outside(NamedTuple):
    """Notes that a reader has not been shown and could be, newest first, and what they are to her.

    One note may be of several kinds. `more`: there are older ones that were not looked at.
    """

    notes: list[str]
    home: int
    newcomers: int
    foreign: int
    more: bool


def outside(
    pipeline: Pipeline, index: FeedIndex, req: Request, *, unseen: frozenset[int] = frozenset()
) -> Outside:
    """Look for what no page held yet: the same guards as of Explore, and none of its choices.

    `unseen`: numbers of authors whom she does not see.
    """
    n = len(index)
    rows: Rows = np.flatnonzero(index.open[:n]).astype(np.int32)
    if unseen:
        rows = rows[~np.isin(index.author[rows], sorted(unseen))]
    for guard in pipeline.filters:
        rows = rows[guard.keep(req, rows)]
    rows = rows[np.argsort(-index.at_us[rows], kind="stable")]
    more = len(rows) > LOOKED_AT
    rows = rows[:LOOKED_AT]
    marks = marks_of(req.lens, pipeline.features.read(req, rows))
    home, newcomers, foreign = (int((marks & kind > 0).sum()) for kind in (HOME, NEWCOMER, FOREIGN))
    notes = [index.notes.texts[row] for row in rows.tolist()]
    return Outside(notes, home, newcomers, foreign, more)
