"""The same counts as the ledger's, kept as pages are written: what a web process tells watchers."""

from collections.abc import Sequence

from qiao.feed.ledger.fold import Tally
from qiao.feed.ledger.models import Line, hour_of
from qiao.feed.ledger.reading import pages
from qiao.feed.records import Row
from qiao.kit.clock import HOUR
from qiao.kit.db import ReadTx

HOURS = 3
"""So many hours are kept: the one that runs, and those before it until their last page is there."""


class Live:
    """Counts each page that one web process has written, by the fold the ledger is made with.

    Where one process serves, its counts are the ledger's to the digit; of several each has its own
    part of them.
    """

    def __init__(self) -> None:
        self._tally = Tally()

    async def load(self, tx: ReadTx, *, now_us: int) -> None:
        """Take in what was written in this hour before the process began."""
        async for rows in pages(tx, hour_of(now_us) * HOUR, now_us + 1):
            self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        """Count pages that were written."""
        self._tally.add_all(rows)
        if len(self._tally.hours) > HOURS:
            self._tally.close(self._tally.hours[-1] - HOURS + 1)

    def lines(self, hour: int) -> list[Line]:
        """Return an hour's sums by group, as far as it has come."""
        return self._tally.lines(hour)
