"""The feeds of a square in one web process: load once, follow the log, serve pages."""

import zlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from qiao.feed import learned, memory
from qiao.feed.cursors import Cursors
from qiao.feed.events import FeedLearnt
from qiao.feed.home import Kept, chronological, home
from qiao.feed.hushing import Hushing
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.state import Ladder
from qiao.feed.learned import Learned
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.lens import NEWCOMER_US, Lens
from qiao.feed.lists import Lists
from qiao.feed.models import (
    COLUMNS,
    PAGE,
    Features,
    Flags,
    Ground,
    Ranked,
    Reader,
    Reason,
    Request,
    Rows,
    Scale,
    Served,
    Trace,
)
from qiao.feed.outside import Outside, outside
from qiao.feed.pipeline import Pipeline, run
from qiao.feed.reasons import MOST, Reasons
from qiao.feed.scorers import Learnt
from qiao.feed.sessions import LAST, Account, Leaf, Made, Rank, Session, Sessions, Versions
from qiao.feed.taste import Taste
from qiao.feed.tastes import Tastes
from qiao.feed.telling import tell_reasons
from qiao.feed.together import NothingLearnt
from qiao.feed.trust.events import LeverMoved
from qiao.feed.trust.levers import Levers
from qiao.kit.clock import HOUR
from qiao.kit.db import ReadTx, Told
from qiao.people.apart import Apart
from qiao.people.quiet import Mutes

NOTHING: Rows = np.zeros(0, dtype=np.int32)


class Feeds:
    """Explore, ready to be served. One event loop owns it."""

    def __init__(
        self,
        *,
        cursor_key: bytes,
        files: LearnedFiles | None = None,
        ladder: Ladder | None = None,
        explore: Callable[[Kept], Pipeline] = home,
    ) -> None:
        """Begin with nothing, or with the notes of `ladder`. `explore`: how sessions are made."""
        self.ladder = ladder or Ladder(FeedIndex())
        self.index = self.ladder.index
        self.tastes = Tastes(self.index)
        self.levers = Levers()
        self.apart = Apart()
        self.mutes = Mutes()
        self.hushing = Hushing()
        self.learned = Learned.none()
        self._files = files
        self._learnt = Learnt()
        kept = Kept(self.index, Lists(self.index), self.ladder, self.levers, self._learnt)
        self._pipelines = {"ranked": explore(kept), "chronological": chronological(kept)}
        self._sessions = Sessions(Cursors(cursor_key))

    @property
    def pipeline(self) -> Pipeline:
        """Return how Explore is made now."""
        return self._pipelines[str(self.levers.value("feed"))]

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the names of those who propose notes, as the bits of `Served.sources` say."""
        return tuple(type(source).__name__ for source in self.pipeline.sources)

    async def load(self, tx: ReadTx, *, now_us: int) -> None:
        """Read every note that may be recommended. Follow the log from before this call on."""
        await self.levers.load(tx)
        self.index.weighed = self.levers.value("engagement") == "weighed"
        await memory.load(tx, self.index, now_us=now_us)
        await self.ladder.load(tx, now_us=now_us)
        self.learn(await learned.newest(tx, self._files, self.learned))

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Take in what was told since."""
        await self.levers.follow(tx, told)
        await memory.follow(tx, self.index, told)
        self.tastes.follow(told)
        await self.ladder.follow(tx, told)
        names = {line.name for line in told}
        if LeverMoved.__name__ in names:
            weighed = self.levers.value("engagement") == "weighed"
            if weighed != self.index.weighed:
                self.index.weighed = weighed
                await memory.recount(tx, self.index)
        if FeedLearnt.__name__ in names:
            self.learn(await learned.newest(tx, self._files, self.learned))

    def learn(self, version: Learned) -> None:
        """Use what was learnt from the next session on."""
        if version.version == self.learned.version:
            return
        self.learned = version
        near = version.neighbours
        together = near.placed(self.index.notes.find) if len(near) else NothingLearnt()
        self.index.learn(together, version.ridge)
        fits = version.rankers is not None and version.rankers.fits(COLUMNS)
        self._learnt.rankers = version.rankers if fits else None
        self._learnt.rates = version.rates

    async def page(
        self, tx: ReadTx, reader: Reader, cursor: str | None, *, limit: int, now_us: int
    ) -> tuple[list[Served], str | None]:
        """Return the next notes of Explore with their reasons, and the cursor behind them."""
        leaf = await self.leaf(tx, reader, cursor, limit=limit, now_us=now_us)
        return leaf.served, leaf.cursor

    async def leaf(
        self, tx: ReadTx, reader: Reader, cursor: str | None, *, limit: int, now_us: int
    ) -> Leaf:
        """Return the next notes of Explore with their reasons, and what the page is judged by.

        Reads from `tx` only what is not in memory: the taste of a reader who just came.

        Raises:
            CursorInvalid: the cursor was not made here.
        """
        taste = await self.tastes.of(tx, reader, now_us=now_us)
        if reader.id is not None:
            await self.ladder.meet(tx, reader.id)
        hushed = self.hushing.of(reader.id, self.mutes.of(reader.id), now_us=now_us)
        return await self._sessions.page(
            reader,
            cursor,
            limit=limit,
            now_us=now_us,
            versions=Versions(
                taste.version,
                self.index.structure,
                f"{self.levers.value('feed')}/{taste.asked_version}/{len(hushed)}",
            ),
            rank=_Ranking(self, tx, taste, reader, hushed, now_us),
        )

    def ahead(self, reader: Reader) -> list[str]:
        """Return all notes of the session that was last begun for a reader."""
        return [self.index.notes.texts[row] for row in self._sessions.ahead(reader)]

    async def outside(self, tx: ReadTx, reader: Reader, *, now_us: int) -> Outside:
        """Return what waits outside a reader's mix, newest first."""
        taste = await self.tastes.of(tx, reader, now_us=now_us)
        lens = self.tastes.lens(reader, taste, now_us=now_us)
        known = self.index.rows(taste.refused() | taste.seen.keys())
        req = Request(reader, lens, now_us, _seed(reader, now_us), known)
        return outside(self.pipeline, self.index, req, unseen=self.unseen(reader))

    def unseen(self, reader: Reader) -> frozenset[int]:
        """Return the numbers of authors whom a reader does not see: blocked, blocking, muted."""
        quiet = self.mutes.of(reader.id)
        members = self.apart.of(reader.id) | (quiet.members if quiet else frozenset())
        found = (self.index.authors.find(one) for one in members)
        return frozenset(number for number in found if number is not None)

    def rank(
        self,
        reader: Reader,
        lens: Lens,
        *,
        shown: Rows,
        now_us: int,
        last: Rows = NOTHING,
        told: int = PAGE,
    ) -> tuple[Ranked, list[Ground], Trace]:
        """Rank one session, with the grounds of the first `told` notes and an account of it all.

        Where less than a page is left that she has not seen lately, what she has follows behind: a
        small square is soon read, and an empty page says that nobody is there.
        """
        req = Request(reader, lens, now_us, _seed(reader, now_us), shown, last=last)
        ranked, trace = run(self.pipeline, req, rows_known=len(self.index))
        if len(ranked) < PAGE and len(lens.resting) > len(lens.kept):
            again = replace(
                req,
                lens=replace(lens, resting=lens.kept, near={}),
                shown=np.concatenate((shown, ranked.rows)),
            )
            more, more_trace = run(self.pipeline, again, rows_known=len(self.index))
            trace.steps.append(more_trace.steps[-1]._replace(name="seen before"))
            if not len(ranked):
                trace.scale = more_trace.scale
            ranked = ranked.then(more)
        some = ranked.take(np.arange(min(told, len(ranked))))
        grounds = self._why(req, some.rows, some.features, some.slot, trace.scale, most=1)
        return ranked, [best[0] for best in grounds], trace

    def is_newcomer(self, reader: Reader, *, now_us: int) -> bool:
        """Say whether a reader joined less than 14 days ago; a visitor has not joined."""
        joined_us = self.index.crowd.joined_us(reader.id) if reader.id else 0
        return joined_us > now_us - NEWCOMER_US

    async def scores(
        self, tx: ReadTx, reader: Reader, rows: Rows, *, now_us: int
    ) -> NDArray[np.float32]:
        """Return how good each of some notes is for a reader, as Explore sees it."""
        taste = await self.tastes.of(tx, reader, now_us=now_us)
        lens = self.tastes.lens(reader, taste, now_us=now_us)
        req = Request(reader, lens, now_us, _seed(reader, now_us))
        pipeline = self._pipelines["ranked"]
        scores: NDArray[np.float32] = pipeline.scorer.parts(pipeline.features.read(req, rows)).sum(
            axis=1
        )
        return scores

    def grounds(
        self,
        reader: Reader,
        lens: Lens,
        rows: Rows,
        slot: Flags,
        scale: Scale,
        *,
        now_us: int,
        most: int = MOST,
    ) -> list[list[Ground]]:
        """Return why each of some notes is where it is among all candidates, the best first."""
        req = Request(reader, lens, now_us, _seed(reader, now_us))
        features = self.pipeline.features.read(req, rows)
        return self._why(req, rows, features, slot, scale, most=most)

    def _why(
        self,
        req: Request,
        rows: Rows,
        features: Features,
        slot: NDArray[np.bool_],
        scale: Scale,
        *,
        most: int,
    ) -> list[list[Ground]]:
        reasons = Reasons(self.index, self.pipeline.scorer)
        return reasons.of(req, rows, features, slot, scale, most=most)


class _Ranking(Rank):
    """Ranks sessions for the reader of one request."""

    def __init__(
        self,
        feeds: Feeds,
        tx: ReadTx,
        taste: Taste,
        reader: Reader,
        hushed: Collection[str],
        now_us: int,
    ) -> None:
        self._feeds = feeds
        self._tx = tx
        self._taste = taste
        self._now_us = now_us
        self._never = set(feeds.index.rows(taste.refused()).tolist())
        self._unseen = feeds.unseen(reader)
        self._hushed = feeds.index.rows(hushed)

    def rank(self, reader: Reader, shown: Rows, last: Rows) -> Made:
        feeds, now_us = self._feeds, self._now_us
        lens = feeds.tastes.lens(reader, self._taste, now_us=now_us)
        if not len(last):
            last = last_seen(self._taste, feeds.index)
        # left out before pages are made, so that every page is whole and keeps its promise
        if len(self._hushed):
            shown = np.concatenate((shown, self._hushed))
        if self._unseen:
            theirs = np.flatnonzero(
                np.isin(feeds.index.author[: len(feeds.index)], sorted(self._unseen))
            )
            shown = np.concatenate((shown, theirs.astype(np.int32)))
        ranked, _, trace = feeds.rank(reader, lens, shown=shown, now_us=now_us, last=last, told=0)
        feeds.ladder.lend(ranked.rows[ranked.slot])
        req = Request(reader, lens, now_us, 0)
        account = Account(feeds.pipeline.promise(req), trace.left)
        return Made(ranked, trace.scale, account)

    async def reasons(self, session: Session, positions: Sequence[int]) -> list[Reason]:
        lens = self._feeds.tastes.lens(session.reader, self._taste, now_us=self._now_us)
        rows = np.array([session.rows[position] for position in positions], dtype=np.int32)
        slot = np.array([session.slot[position] for position in positions], dtype=np.bool_)
        grounds = self._feeds.grounds(
            session.reader, lens, rows, slot, session.scale, now_us=session.made_us, most=1
        )
        return await tell_reasons(self._tx, [best[0] for best in grounds])

    def showable(self, row: int) -> str | None:
        index = self._feeds.index
        if not index.open[row] or row in self._never:
            return None
        if self._unseen and int(index.author[row]) in self._unseen:
            return None
        return index.notes.texts[row]


def last_seen(taste: Taste, index: FeedIndex) -> Rows:
    """Return what a reader was shown last, the very last at the end."""
    seen = nlargest(LAST, taste.seen.items(), key=lambda pair: pair[1].last_us)
    return index.rows(note for note, _ in reversed(seen))


def _seed(reader: Reader, now_us: int) -> int:
    """Chance differs between readers and from hour to hour, not from one tap to the next."""
    return zlib.crc32(f"{reader.id or reader.langs}{now_us // HOUR}".encode())
