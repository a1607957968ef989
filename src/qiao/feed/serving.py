"""The feeds of a square in one web process: load once, follow the log, serve pages."""

import zlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from qiao.feed import memory
from qiao.feed.cursors import Cursors
from qiao.feed.home import SCORER, home
from qiao.feed.index import FeedIndex
from qiao.feed.lens import Lens
from qiao.feed.lists import Lists
from qiao.feed.models import PAGE, Ground, Ranked, Reader, Reason, Request, Rows, Trace
from qiao.feed.pipeline import run
from qiao.feed.reasons import grounds_of
from qiao.feed.sessions import Sessions, Versions
from qiao.feed.tastes import Tastes
from qiao.feed.telling import tell_reasons
from qiao.kit.clock import HOUR
from qiao.kit.db import ReadTx, Told


class Feeds:
    """Explore, ready to be served. One event loop owns it."""

    def __init__(self, *, cursor_key: bytes) -> None:
        self.index = FeedIndex()
        self.tastes = Tastes(self.index)
        self._home = home(self.index, Lists(self.index))
        self._sessions = Sessions(Cursors(cursor_key))

    async def load(self, tx: ReadTx, *, now_us: int) -> None:
        """Read every note that may be recommended. Follow the log from before this call on."""
        await memory.load(tx, self.index, now_us=now_us)

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Take in what was told since."""
        await memory.follow(tx, self.index, told)
        self.tastes.follow(told)

    async def page(
        self, tx: ReadTx, reader: Reader, cursor: str | None, *, limit: int, now_us: int
    ) -> tuple[list[tuple[str, Reason]], str | None]:
        """Return the next notes of Explore with their reasons, and the cursor behind them.

        Reads from `tx` only what is not in memory: the taste of a reader who just came.

        Raises:
            CursorInvalid: the cursor was not made here.
        """
        taste = await self.tastes.of(tx, reader, now_us=now_us)
        never = set(self.index.rows(taste.hidden).tolist())

        async def rank(who: Reader, shown: Rows) -> tuple[Rows, list[Reason]]:
            lens = self.tastes.lens(who, taste, now_us=now_us)
            ranked, grounds, _ = self.rank(who, lens, shown=shown, now_us=now_us)
            return ranked.rows, await tell_reasons(tx, grounds)

        def showable(row: int) -> str | None:
            allowed = self.index.open[row] and row not in never
            return self.index.notes.texts[row] if allowed else None

        return await self._sessions.page(
            reader,
            cursor,
            limit=limit,
            now_us=now_us,
            versions=Versions(taste.version, self.index.structure),
            rank=rank,
            showable=showable,
        )

    def rank(
        self, reader: Reader, lens: Lens, *, shown: Rows, now_us: int
    ) -> tuple[Ranked, list[Ground], Trace]:
        """Rank one session, with the ground for each note and an account of how it was made.

        Where less than a page is left that she has not seen lately, what she has follows behind: a
        small square is soon read, and an empty page says that nobody is there.
        """
        req = Request(reader, lens, now_us, _seed(reader, now_us), shown)
        ranked, trace = run(self._home, req, rows_known=len(self.index))
        grounds = grounds_of(req, ranked, trace, SCORER, self.index)
        if len(ranked) < PAGE and len(lens.resting) > len(lens.kept):
            again = replace(
                req,
                lens=replace(lens, resting=lens.kept),
                shown=np.concatenate((shown, ranked.rows)),
            )
            more, more_trace = run(self._home, again, rows_known=len(self.index))
            trace.steps.append(("seen before", len(more)))
            grounds += grounds_of(again, more, more_trace, SCORER, self.index)
            ranked = ranked.then(more)
        return ranked, grounds, trace


def _seed(reader: Reader, now_us: int) -> int:
    """Chance differs between readers and from hour to hour, not from one tap to the next."""
    return zlib.crc32(f"{reader.id or reader.langs}{now_us // HOUR}".encode())
