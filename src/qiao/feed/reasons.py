"""Why a card is here, told from the term that brought it here."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.models import Ground, Ranked, Request, Trace
from qiao.feed.scorers import WeightedSum


def grounds_of(
    req: Request, page: Ranked, trace: Trace, scorer: WeightedSum, index: FeedIndex
) -> list[Ground]:
    """Return one ground for each note of `page`.

    It is the term in which the note exceeds the average candidate most, of those that can
    be told to a reader: what all have in common explains nothing.
    """
    if not len(page):
        return []
    told = [i for i, term in enumerate(scorer.terms) if term.reason]
    lead = page.parts[:, told] - trace.mean_parts[told]
    # a term that adds nothing cannot be why, however little the others have of it
    lead = np.where(page.parts[:, told] > 1e-3, lead, -np.inf)
    best = lead.argmax(axis=1)
    nearest = _nearest_engaged(req, page, index)
    found = []
    for place, row in enumerate(page.rows.tolist()):
        code = scorer.terms[told[int(best[place])]].reason or "newest"
        if code == "fresh" and not page.features.newcomer[place]:
            code = "newest"
        found.append(_ground(code, row, nearest[place], req, index))
    return found


def _ground(code: str, row: int, nearest: int, req: Request, index: FeedIndex) -> Ground:
    if code == "near" and nearest >= 0:
        return Ground(code, index.notes.texts[nearest])
    if code in ("followed", "author"):
        return Ground(code, index.authors.texts[index.author[row]])
    if code == "topic":
        best = max(index.topic[row].tolist(), key=lambda topic: req.lens.topics.get(topic, -2.0))
        return Ground(code, index.topics.texts[best])
    return Ground("newest" if code == "near" else code)


def _nearest_engaged(req: Request, page: Ranked, index: FeedIndex) -> list[int]:
    """Return for each note of the page the row of what she liked that is nearest, or -1."""
    nearest = np.full(len(page), -1, dtype=np.int64)
    best = np.full(len(page), 0.0, dtype=np.float32)
    for space in index.spaces.values():
        liked, liked_there = space.points(req.lens.engaged)
        points, there = space.points(page.rows)
        if not liked_there.any() or not there.any():
            continue
        lengths = np.maximum(np.linalg.norm(liked, axis=1), 1e-9)
        cosines = (points @ (liked / lengths[:, None]).T) / space.spread
        cosines[:, ~liked_there] = -np.inf
        closest = cosines.argmax(axis=1)
        value = cosines[np.arange(len(page)), closest]
        better = there & (value > best)
        nearest[better] = req.lens.engaged[closest[better]]
        best[better] = value[better]
    return [int(row) for row in nearest]
