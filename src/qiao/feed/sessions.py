"""A reading session: ranked once for about a hundred notes, served page by page."""

import secrets
from array import array
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qiao.feed.cursors import Cursors, Place
from qiao.feed.models import Reader, Reason, Rows
from qiao.kit.clock import SECOND

MAX_SESSIONS = 3_000
REUSE_FOR_US = 2 * SECOND
REUSE_UNCHANGED_FOR_US = 60 * SECOND
"""A reader who did nothing and asks for the first page again gets the same for so long: briefly
while notes come in, longer while none did."""


class Versions(NamedTuple):
    """What a session was made of: the reader's taste and the square's notes, by their versions."""

    taste: int
    notes: int


@dataclass(slots=True)
class Session:
    """What was ranked for one reader. Rows and reasons do not change; who may be shown does."""

    id: str
    reader: Reader
    made_us: int
    versions: Versions
    rows: "array[int]"
    reasons: list[Reason]
    shown_before: Rows  # by the sessions before this one in the same reading


Rank = Callable[[Reader, Rows], Awaitable[tuple[Rows, list[Reason]]]]
"""Ranks a session for a reader, without the rows given."""


class Sessions:
    """The last few thousand sessions, in the memory of this process.

    A cursor of a session that is gone (a restart, another process) opens a new one; what its reader
    saw lately is not in it, because her taste remembers.
    """

    def __init__(
        self,
        cursors: Cursors,
        *,
        max_sessions: int = MAX_SESSIONS,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(8),
    ) -> None:
        self._cursors = cursors
        self._max_sessions = max_sessions
        self._new_id = new_id
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._last: dict[Reader, str] = {}

    async def page(
        self,
        reader: Reader,
        cursor: str | None,
        *,
        limit: int,
        now_us: int,
        versions: Versions,
        rank: Rank,
        showable: Callable[[int], str | None],
    ) -> tuple[list[tuple[str, Reason]], str | None]:
        """Return the next notes and the cursor behind them, None at the end of everything.

        Args:
            rank: called when a session is missing or used up.
            showable: a row's note id, or None if it may not be shown at this moment.

        Raises:
            CursorInvalid: the cursor is not one of ours.
        """
        session, served = await self._find(reader, cursor, now_us, versions, rank)
        page: list[tuple[str, Reason]] = []
        while len(page) < limit:
            if served == len(session.rows):
                following = await self._next(session, now_us, versions, rank)
                if not following.rows:
                    return page, None
                session, served = following, 0
            note = showable(session.rows[served])
            if note is not None:
                page.append((note, session.reasons[served]))
            served += 1
        return page, self._cursors.write(Place(session.id, served))

    async def _find(
        self, reader: Reader, cursor: str | None, now_us: int, versions: Versions, rank: Rank
    ) -> tuple[Session, int]:
        if cursor is not None:
            place = self._cursors.read(cursor)
            session = self._sessions.get(place.session)
            if session is not None and session.reader.id == reader.id:
                self._sessions.move_to_end(place.session)
                return session, min(place.served, len(session.rows))
        else:
            session = self._sessions.get(self._last.get(reader, ""))
            if (
                session is not None
                and session.versions.taste == versions.taste
                and now_us - session.made_us < _reuse_us(session, versions)
                and not len(session.shown_before)
            ):
                return session, 0
        nothing = np.zeros(0, dtype=np.int32)
        return await self._begin(reader, now_us, versions, rank, nothing), 0

    async def _next(self, session: Session, now_us: int, versions: Versions, rank: Rank) -> Session:
        shown = np.concatenate((session.shown_before, np.array(session.rows, dtype=np.int32)))
        return await self._begin(session.reader, now_us, versions, rank, shown)

    async def _begin(
        self, reader: Reader, now_us: int, versions: Versions, rank: Rank, shown: Rows
    ) -> Session:
        rows, reasons = await rank(reader, shown)
        session = Session(
            self._new_id(),
            reader,
            now_us,
            versions,
            array("i", rows.tolist()),
            reasons,
            shown_before=shown,
        )
        self._sessions[session.id] = session
        self._last[reader] = session.id
        while len(self._sessions) > self._max_sessions:
            _, gone = self._sessions.popitem(last=False)
            if self._last.get(gone.reader) == gone.id:
                del self._last[gone.reader]
        return session


def _reuse_us(session: Session, versions: Versions) -> int:
    return REUSE_UNCHANGED_FOR_US if session.versions.notes == versions.notes else REUSE_FOR_US
