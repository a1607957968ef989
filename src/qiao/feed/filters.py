"""What guards the reader: each looks at every candidate, whoever proposed it."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.models import Flags, Request, Rows
from qiao.feed.stages import Filter


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
        flags: Flags = self._index.author[rows] != req.lens.own
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
