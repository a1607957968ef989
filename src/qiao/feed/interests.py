"""Several interests of one reader, instead of one average of what has nothing in common."""

import numpy as np

from qiao.feed.space import Floats

INTERESTS = 4


def clusters(points: Floats, weights: Floats, *, least: float) -> tuple[Floats, Floats]:
    """Group unit vectors, the heaviest first, each to the nearest group it is `least` near to.

    Returns:
        The directions of the heaviest groups, shape (k <= 4, d), and their weights, shape (k,).
    """
    # all that the loop asks of points is how near they are to each other
    near = points @ points.T
    n, most = len(points), 3 * INTERESTS
    to_sums = np.zeros((most, n), dtype=np.float32)  # of every point with each group's sum
    lengths2 = np.zeros(most)
    heavy = np.zeros(most, dtype=np.float32)
    group = np.zeros(n, dtype=np.intp)
    count = 0
    for i, weight in enumerate(weights.tolist()):
        best = -1
        if count:
            told = to_sums[:count, i] / np.sqrt(np.maximum(lengths2[:count], 1e-18))
            best = int(told.argmax())
            if told[best] < least and count < most:
                best = -1
        if best < 0:
            best, count = count, count + 1
        lengths2[best] += 2 * weight * to_sums[best, i] + weight * weight * near[i, i]
        to_sums[best] += weight * near[i]
        heavy[best] += weight
        group[i] = best
    order = np.argsort(-heavy[:count], kind="stable")[:INTERESTS]
    sums = (group[None, :] == order[:, None]) * weights @ points
    return unit(sums), heavy[order]


def unit(vectors: Floats) -> Floats:
    """Return the vectors with a length of 1."""
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    made: Floats = (vectors / lengths).astype(np.float32)
    return made
