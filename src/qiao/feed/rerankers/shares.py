"""Every page of a session keeps the mix that its mixer chose for it."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from qiao.feed.mixers import SLOT
from qiao.feed.models import Ranked, Request
from qiao.feed.stages import Reranker


class KeepMix(Reranker):
    """As many notes of each group on every page as were mixed into it; slots stand apart.

    Else the order stays.
    """

    def order(self, _req: Request, page: Ranked) -> NDArray[np.intp]:
        groups, pages = page.group.tolist(), page.page.tolist()
        waiting: dict[int, deque[int]] = {}
        for position, group in enumerate(groups):
            waiting.setdefault(group, deque()).append(position)
        quotas: dict[int, dict[int, int]] = {}
        for group, number in zip(groups, pages, strict=True):
            quota = quotas.setdefault(number, {})
            quota[group] = quota.get(group, 0) + 1
        order: list[int] = []
        for number in sorted(quotas):
            order += self._page(quotas[number], waiting)
        return np.array(order, dtype=np.intp)

    def _page(self, quota: dict[int, int], waiting: dict[int, deque[int]]) -> list[int]:
        size = sum(quota.values())
        tried = {group: waiting[group][0] for group in quota if group <= SLOT}
        slots = sum(quota[group] for group in tried)
        due = {int((number + 0.5) * size / slots) for number in range(slots)} if slots else ()
        others = {group: waiting[group][0] for group in quota if group > SLOT}
        order: list[int] = []
        while len(order) < size:
            first = tried if len(order) in due else others
            group = min(first, key=first.__getitem__)
            queue = waiting[group]
            order.append(queue.popleft())
            quota[group] -= 1
            if quota[group]:
                first[group] = queue[0]
            else:
                del first[group]
        return order
