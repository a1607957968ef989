"""What the index asks of what was learnt: which notes the same readers liked."""

from abc import abstractmethod
from typing import Protocol

import numpy as np

from qiao.feed.space import Floats, Rows


class Together(Protocol):
    """Notes liked together, by index row; `learned.py` has the one that was learnt."""

    @abstractmethod
    def of(self, row: int, /) -> tuple[Rows, Floats]:
        """Return a note's neighbours, best first, and how near they are."""

    @abstractmethod
    def towards(self, rows: Rows, weights: Floats, /, *, size: int) -> tuple[Rows, Floats]:
        """Return the rows near to what a reader engaged with, and how near, 0 to 1, all of it."""


class NothingLearnt(Together):
    """A square without a history."""

    def of(self, _row: int) -> tuple[Rows, Floats]:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)

    def towards(self, _rows: Rows, _weights: Floats, *, size: int) -> tuple[Rows, Floats]:
        del size
        return self.of(0)
