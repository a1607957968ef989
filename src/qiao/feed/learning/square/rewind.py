"""An index taken back in time: counters as they were before what is to be foretold happened."""

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.learning.square.gather import DIDS, Past
from qiao.feed.taste import WEIGHTS, Did

COUNTED = {Did.LIKE: "likes", Did.COMMENT: "comments", Did.COLLECT: "collects"}


class Shown(Protocol):
    """A line of the reading log."""

    @property
    def at_us(self) -> int: ...
    @property
    def member(self) -> int: ...
    @property
    def note(self) -> int: ...
    @property
    def kind(self) -> str: ...


class Rewound:
    """Within it, the counters of an index are those of a moment; afterwards those of now."""

    def __init__(self, index: FeedIndex, past: Past, lines: Sequence[Shown], to_us: int) -> None:
        self._index, self._past = index, past
        self._reads = [index.crowd.reads(member) for member in past.members]
        counted = [DIDS.index(did) for did in COUNTED]
        later = np.flatnonzero(np.isin(past.did, counted) & (past.at_us >= to_us))
        self._deeds = later[np.argsort(past.at_us[later], kind="stable")]
        seen: dict[tuple[int, int], int] = {}
        for line in lines:
            if line.kind in ("impression", "open"):
                seen.setdefault((line.member, line.note), line.at_us)
        shown = sorted((at_us, note) for (_, note), at_us in seen.items() if at_us >= to_us)
        self._shown_us = [at_us for at_us, _ in shown]
        self._shown = [note for _, note in shown]
        self._deed, self._card = 0, 0
        self._names = (*COUNTED.values(), "audience", "liked_by")
        self._was = {name: getattr(index, name).copy() for name in self._names}

    def __enter__(self) -> Self:
        for i in self._deeds.tolist():
            self._count(i, -1.0)
        np.subtract.at(self._index.audience, np.array(self._shown, dtype=np.int64), 1)
        for name in self._names:
            np.maximum(getattr(self._index, name), 0, out=getattr(self._index, name))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name, column in self._was.items():
            setattr(self._index, name, column)

    def forward(self, to_us: int) -> None:
        """Let happen what happened before `to_us`. Never goes back."""
        times = self._past.at_us
        while self._deed < len(self._deeds) and times[self._deeds[self._deed]] < to_us:
            self._count(int(self._deeds[self._deed]), 1.0)
            self._deed += 1
        while self._card < len(self._shown) and self._shown_us[self._card] < to_us:
            self._index.audience[self._shown[self._card]] += 1
            self._card += 1

    def _count(self, deed: int, step: float) -> None:
        past, index = self._past, self._index
        did, member, note = DIDS[past.did[deed]], int(past.by[deed]), int(past.note[deed])
        trusted = step * float(past.trust[member])
        getattr(index, COUNTED[did])[note] += trusted
        for base in self._reads[member]:
            if base < index.liked_by.shape[1]:
                index.liked_by[note, base] += trusted * WEIGHTS[did]
