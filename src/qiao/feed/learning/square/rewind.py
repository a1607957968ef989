"""An index taken back in time: counters as they were before what is to be foretold happened."""

from collections.abc import Sequence
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.learning.square.gather import DIDS, Past
from qiao.feed.taste import WEIGHTS, Did

COUNTED = {Did.LIKE: "likes", Did.COMMENT: "comments", Did.COLLECT: "collects"}


CHANGED = (*COUNTED.values(), "audience", "liked_by")


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
        self._was = {name: getattr(index, name).copy() for name in CHANGED}

    def __enter__(self) -> Self:
        for i in self._deeds.tolist():
            count(self._index, self._past, self._reads, i, -1.0)
        np.subtract.at(self._index.audience, np.array(self._shown, dtype=np.int64), 1)
        for name in CHANGED:
            np.maximum(getattr(self._index, name), 0, out=getattr(self._index, name))
        return self

    def __exit__(self, *_: object) -> None:
        for name, column in self._was.items():
            setattr(self._index, name, column)

    def forward(self, to_us: int) -> None:
        """Let happen what happened before `to_us`. Never goes back."""
        times = self._past.at_us
        while self._deed < len(self._deeds) and times[self._deeds[self._deed]] < to_us:
            deed = int(self._deeds[self._deed])
            count(self._index, self._past, self._reads, deed, 1.0)
            self._deed += 1
        while self._card < len(self._shown) and self._shown_us[self._card] < to_us:
            self._index.audience[self._shown[self._card]] += 1
            self._card += 1


class Without:
    """Within it, the counters of an index are as if some deeds had never been done."""

    def __init__(self, index: FeedIndex, past: Past, which: NDArray[np.bool_]) -> None:
        self._index, self._past = index, past
        self._reads = [index.crowd.reads(member) for member in past.members]
        self._deeds = np.flatnonzero(which)
        self._was = {name: getattr(index, name).copy() for name in CHANGED}

    def __enter__(self) -> Self:
        past, index = self._past, self._index
        pairs = set()
        for deed in self._deeds.tolist():
            count(index, past, self._reads, deed, -1.0)
            pairs.add((int(past.by[deed]), int(past.note[deed])))
        np.subtract.at(index.audience, np.array([note for _, note in pairs], dtype=np.int64), 1)
        for name in CHANGED:
            np.maximum(getattr(index, name), 0, out=getattr(index, name))
        return self

    def __exit__(self, *_: object) -> None:
        for name, column in self._was.items():
            setattr(self._index, name, column)


def count(
    index: FeedIndex, past: Past, reads: Sequence[Sequence[int]], deed: int, step: float
) -> None:
    """Count a deed in an index (`step` 1) or take it out (-1); an open is in no counter."""
    did, member, note = DIDS[past.did[deed]], int(past.by[deed]), int(past.note[deed])
    if did not in COUNTED:
        return
    trusted = step * float(past.trust[member])
    getattr(index, COUNTED[did])[note] += trusted
    for base in reads[member]:
        if base < index.liked_by.shape[1]:
            index.liked_by[note, base] += trusted * WEIGHTS[did]
