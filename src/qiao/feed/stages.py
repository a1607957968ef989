"""What each stage of a feed may do.

Everything a stage needs is in the memory of the process, so stages are plain functions: nothing
waits, and a session is ranked in one go of a millisecond or two on the event loop.
"""

from abc import abstractmethod
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from qiao.feed.ladder.thompson import LadderDraw
from qiao.feed.models import Column, Features, Flags, Ranked, Request, Rows


class Source(Protocol):
    """Proposes notes. If it breaks, the feed goes on without it and the trace says so."""

    always: bool = False
    """Asked even when those before took too long: a promise rests on it."""

    @abstractmethod
    def fetch(self, req: Request, /) -> Rows:
        """Return index rows, in no order, doubles allowed."""


class Explorer(Protocol):
    """Knows which notes still look for their readers; the ladder."""

    @abstractmethod
    def offers(self, now_us: int, /) -> Rows:
        """Return the rows that may be tried on somebody now, ascending."""

    @abstractmethod
    def draw(
        self,
        rows: Rows,
        fit: Column,
        *,
        slots: int,
        seed: int,
        now_us: int,
        reader: str | None = None,
    ) -> LadderDraw:
        """Choose at most `slots` of `rows`, by chance, and say how likely each was."""


class Filter(Protocol):
    """Guards the reader. If it breaks, the feed fails."""

    @abstractmethod
    def keep(self, req: Request, rows: Rows, /) -> Flags:
        """Say for each candidate whether it may be shown."""


class FeatureReader(Protocol):
    """Describes candidates."""

    @abstractmethod
    def read(self, req: Request, rows: Rows, /) -> Features:
        """Return a column per feature."""


class Scorer(Protocol):
    """Says how good each candidate is for this reader, by named terms."""

    names: tuple[str, ...]

    @abstractmethod
    def parts(self, features: Features, /) -> NDArray[np.float32]:
        """Return shape (n, terms); the score is their sum, higher is better."""


class Mixer(Protocol):
    """Picks the page."""

    @abstractmethod
    def mix(self, req: Request, ranked: Ranked, /) -> Ranked:
        """Return at most `req.size` of `ranked`, which comes best first."""


class Reranker(Protocol):
    """Moves notes within the page."""

    @abstractmethod
    def order(self, req: Request, page: Ranked, /) -> NDArray[np.intp]:
        """Return the new order: each position of `page` once."""
