"""The directions in which notes differ most, and random ones while nobody can tell."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SEED = 20250113


def directions(vectors: Floats, width: int, *, from_notes: int) -> Floats:
    """Return an orthonormal basis, shape (dims, width): principal directions first, then random."""
    if len(vectors) < from_notes:
        return random_directions(vectors.shape[1], width)
    centred = (vectors - vectors.mean(axis=0)).astype(np.float64)
    _, found = np.linalg.eigh(centred.T @ centred)
    known = found[:, ::-1][:, : min(width, len(vectors) // 2)]
    chance = np.random.default_rng(SEED).standard_normal((vectors.shape[1], width))
    basis, _ = np.linalg.qr(np.concatenate([known, chance], axis=1)[:, :width])
    return np.ascontiguousarray(basis, dtype=np.float32)


@cache
def random_directions(dims: int, width: int) -> Floats:
    """Return an orthonormal basis, the same in every process."""
    chance = np.random.default_rng(SEED).standard_normal((dims, width))
    basis, _ = np.linalg.qr(chance)
    return np.ascontiguousarray(basis, dtype=np.float32)
