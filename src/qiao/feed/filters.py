"""What guards the reader: each looks at every candidate, whoever proposed it."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.models import Flags, Request, Rows
from qiao.feed.stages import Filter

LESS_LIKE = 2.5
"""In spreads of unrelated notes: what is as near as this to a note of which she wants less is
refused too. (Hiding one note says less of others: it lowers their score.)"""


class Recommendable(Filter):
    """Only notes of public standing."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def keep(self, _req: Request, rows: Rows) -> Flags:
        flags: Flags = self._index.open[rows]
        return flags


class NotOwn(Filter):
    """Nobody is recommended her own notes."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def keep(self, req: Request, rows: Rows) -> Flags:
        flags: Flags = self._index.owner[rows] != req.lens.own
        return flags


class NotResting(Filter):
    """Nothing she keeps, hid, opened or saw enough of lately, nor what this reading has shown."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def keep(self, req: Request, rows: Rows) -> Flags:
        rested = np.zeros(len(self._index), dtype=np.bool_)
        rested[req.lens.resting] = True
        rested[req.shown] = True
        flags: Flags = ~rested[rows]
        return flags


class NotRefused(Filter):
    """No topic she muted, and nothing that is much the same as a note of which she wants less."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def keep(self, req: Request, rows: Rows) -> Flags:
        index, lens = self._index, req.lens
        kept: Flags = np.ones(len(rows), dtype=np.bool_)
        if len(lens.muted):
            muted = np.zeros(len(index.topics) + 1, dtype=np.bool_)
            muted[lens.muted] = True
            kept &= ~muted.take(index.topic.take(rows, axis=0), mode="wrap").any(axis=1)
        for model, points in lens.wished.less_points.items():
            kept &= index.spaces[model].towards(rows, points).max(axis=0) < LESS_LIKE
        return kept
