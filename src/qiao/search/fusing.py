"""Several opinions on what comes first, made one: reciprocal rank fusion."""

from collections.abc import Sequence

K = 20.0
"""Cormack, Clarke and Büttcher (SIGIR 2009) take 60 for lists of 1,000; ours are shorter."""


def fused(lists: Sequence[tuple[float, Sequence[str]]]) -> list[str]:
    """Return everything in `lists` (weight, best first) once, best first; ties as they came."""
    scores: dict[str, float] = {}
    for weight, ids in lists:
        for place, one in enumerate(ids):
            scores[one] = scores.get(one, 0.0) + weight / (K + place)
    return sorted(scores, key=lambda one: -scores[one])
