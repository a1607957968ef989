"""One author does not fill the screen."""

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import Ranked, Request, Rows
from qiao.feed.stages import Reranker


class SpreadAuthors(Reranker):
    """Moves a note down until `gap` others stand between two of one author, if it can."""

    def __init__(self, authors: Callable[[Rows], NDArray[np.int32]], *, gap: int) -> None:
        self._authors = authors
        self._gap = gap

    def order(self, _req: Request, page: Ranked) -> NDArray[np.intp]:
        return spread(self._authors(page.rows).tolist(), gap=self._gap)


def spread(authors: list[int], *, gap: int) -> NDArray[np.intp]:
    """Return the order in which equal authors stand apart, else as they came."""
    waiting = list(range(len(authors)))
    recent: deque[int] = deque(maxlen=gap)
    order = []
    while waiting:
        place = 0
        if authors[waiting[0]] in recent:
            place = next((i for i, p in enumerate(waiting) if authors[p] not in recent), 0)
        position = waiting.pop(place)
        order.append(position)
        recent.append(authors[position])
    return np.array(order, dtype=np.intp)
