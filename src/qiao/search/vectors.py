"""How a vector is kept: eight bits a number and one scale, a quarter of the room."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.search.embedder import Vectors


class Kept(NamedTuple):
    """A row of note_vectors."""

    note_id: str
    model: str
    scale: float
    vector: bytes


def keep(note_id: str, model: str, vector: NDArray[np.float32]) -> Kept:
    """Pack one vector."""
    scale = float(np.abs(vector).max()) / 127 or 1.0
    return Kept(note_id, model, scale, np.rint(vector / scale).astype(np.int8).tobytes())


def unpack(rows: list[Kept]) -> Vectors:
    """Return vectors of one model, shape (n, dims), each of length 1 or 0."""
    if not rows:
        return np.zeros((0, 0), dtype=np.float32)
    joined = np.frombuffer(b"".join(row.vector for row in rows), dtype=np.int8)
    # the scale would leave again with the length; the row keeps it for vectors of other lengths
    vectors = joined.reshape(len(rows), -1).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return vectors
