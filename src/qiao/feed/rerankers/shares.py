"""Every page of a session keeps the shares that its mixer chose for the whole."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import PAGE, Ranked, Request
from qiao.feed.stages import Reranker


class KeepShares(Reranker):
    """At least `fresh` slotted notes on every page of 20, spread; at most `foreign` foreign ones.

    As far as the session has them. Else the order stays.
    """

    def __init__(self, *, fresh: int, foreign: float) -> None:
        self._fresh = fresh
        self._foreign = int(foreign * PAGE)

    def order(self, _req: Request, page: Ranked) -> NDArray[np.intp]:
        slot, foreign = page.slot.tolist(), page.features.foreign.tolist()
        waiting = list(range(len(page)))
        slots = deque(position for position in waiting if slot[position])
        taken = [False] * len(waiting)
        order: list[int] = []
        start = 0
        while len(order) < len(page):
            on_page = len(order) % PAGE
            if not on_page:
                shown_slots = shown_foreign = 0
            while taken[start]:
                start += 1
            while slots and taken[slots[0]]:
                slots.popleft()
            # by the middle of each stretch of the page one slot is due
            due = min(self._fresh, int(self._fresh * on_page / PAGE + 0.5))
            if shown_slots < due and slots:
                position = slots[0]
            else:
                full = shown_foreign >= self._foreign
                position = start
                if full and foreign[start]:
                    position = next(
                        (p for p in range(start, len(page)) if not taken[p] and not foreign[p]),
                        start,
                    )
            taken[position] = True
            order.append(position)
            shown_slots += slot[position]
            shown_foreign += foreign[position]
        return np.array(order, dtype=np.intp)
