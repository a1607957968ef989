"""What a new note means, drawn as a rehearsal draws it, for the real square to read.

The bench's words are a handful of sentences: a real encoder finds all new notes nearly the same,
and far from the old ones, whose vectors are drawn. So the vector of a new note is drawn too, before
it is written; its number stands at the end of its text, and the encoder looks there.
"""

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "QIAO_BENCH_MEANINGS"
_MARK = re.compile(r"⟦(\d+)⟧\s*$")

Floats = NDArray[np.float32]


class Meanings:
    """A file of vectors of one width, one behind the other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        path.write_bytes(b"")

    def tell(self) -> None:
        """Write where it is into the environment, for processes that are started from here."""
        os.environ[NAME] = str(self.path)

    def put(self, vector: Floats) -> str:
        """Keep a vector; return what a text about it ends with."""
        with self.path.open("ab") as file:
            file.write(vector.astype(np.float32).tobytes())
        self.count += 1
        return f"⟦{self.count - 1}⟧"


def read_by(encoder: Any) -> None:
    """Have an encoder's class look for drawn vectors before it reads words."""
    reads = encoder.embed

    def embed(self: Any, texts: Sequence[Any]) -> Floats:
        marks = [_MARK.search(text.body) for text in texts]
        # what is drawn need not be read
        made: Floats = reads(
            self,
            [
                t if m is None else t._replace(title="", body="", topics="")
                for t, m in zip(texts, marks, strict=True)
            ],
        )
        for row, mark in zip(made, marks, strict=True):
            if mark is not None:
                row[:] = _at(int(mark[1]), self.dims)
        return made

    encoder.embed = embed


def _at(number: int, dims: int) -> Floats:
    with Path(os.environ[NAME]).open("rb") as file:
        file.seek(4 * dims * number)
        return np.frombuffer(file.read(4 * dims), dtype=np.float32)
