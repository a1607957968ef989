"""The protocol of those who turn a text into a direction: near in meaning, near in direction."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
"""Shape (n, dims)."""


class Text(NamedTuple):
    """What there is to understand of a note."""

    title: str
    body: str
    topics: str  # labels, separated by spaces


class Embedder(Protocol):
    """Turns texts into vectors of one space; vectors of different names must not be compared."""

    name: str  # stored with every vector: it says which space the vector is of
    dims: int

    @abstractmethod
    def speaks(self, lang: str, /) -> bool:
        """Whether a text in this language lands near its translations. Answers at once."""

    @abstractmethod
    def embed(self, texts: Sequence[Text]) -> Vectors:
        """Return one row per text, of length 1, or all zeros where nothing could be read.

        Plain CPU work, some milliseconds a text: call it from a thread, never from the event loop.
        """


class Embedders:
    """Several embedders, the best first."""

    def __init__(self, embedders: Sequence[Embedder]) -> None:
        self._embedders = tuple(embedders)

    def choose(self, lang: str) -> Embedder | None:
        """Return the first that speaks `lang`, or None."""
        return next((e for e in self._embedders if e.speaks(lang)), None)
