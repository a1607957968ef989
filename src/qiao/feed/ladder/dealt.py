"""The draws behind the pages that readers have now: what other policies would have dealt."""

from collections import OrderedDict, deque

import numpy as np
from numpy.typing import NDArray

from qiao.feed.ladder.thompson import LadderDraw
from qiao.feed.records import Alternative

DRAWS_KEPT = 3
"""A reader's pages are of her last session, or of one a moment before."""


class Dealt:
    """The last few draws of the last few thousand readers, for the record of their pages."""

    def __init__(self, *, max_readers: int) -> None:
        self._max_readers = max_readers
        self._of: OrderedDict[str, deque[dict[int, Alternative]]] = OrderedDict()

    def keep(self, reader: str, drawn: LadderDraw, chosen: NDArray[np.intp]) -> None:
        """Keep a draw. `chosen`: the positions of its rows among the candidates."""
        dealt = self._of.setdefault(reader, deque(maxlen=DRAWS_KEPT))
        dealt.appendleft(
            {
                int(row): Alternative(float(drawn.uniform[at]), bool(drawn.greedy[at]))
                for row, at in zip(drawn.rows.tolist(), chosen.tolist(), strict=True)
            }
        )
        self._of.move_to_end(reader)
        while len(self._of) > self._max_readers:
            self._of.popitem(last=False)

    def alternative(self, reader: str, row: int) -> Alternative | None:
        """Return what others would have done with a slot, if it was dealt lately."""
        return next((draw[row] for draw in self._of.get(reader, ()) if row in draw), None)
