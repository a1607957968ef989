"""A reading session: ranked once for about sixty notes, three pages, served page by page."""

import secrets
from abc import abstractmethod
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np

from qiao.feed.cursors import Cursors, Place
from qiao.feed.models import Ranked, Reader, Reason, Rows, Scale, Served
from qiao.feed.promise import BRIDGING, FOREIGN, HOME, NEWCOMER, NONE, Promise
from qiao.kit.clock import SECOND

MAX_SESSIONS = 3_000
LAST = 9
"""So many of the notes seen last are in sight when a session begins."""
REUSE_FOR_US = 2 * SECOND
REUSE_UNCHANGED_FOR_US = 60 * SECOND
"""A reader who did nothing and asks for the first page again gets the same for so long: briefly
while notes come in, longer while none did."""


class Versions(NamedTuple):
    """What a session was made of: the reader's taste, the square's notes, and the kind of feed."""

    taste: int
    notes: int
    feed: str = "ranked"  # and what she asked of it


@dataclass(slots=True)
class Session:
    """What was ranked for one reader. Rows do not change; who may be shown does."""

    id: str
    reader: Reader
    made_us: int
    versions: Versions
    rows: "array[int]"
    propensity: "array[float]"
    slot: bytes
    sources: "array[int]"
    marks: bytes  # by position, as in promise.py
    account: "Account"
    scale: Scale
    shown_before: Rows  # by the sessions before this one in the same reading
    reasons: dict[int, Reason] = field(default_factory=dict)
    """By position; told when a page is served, as most sessions are left after one."""

    @classmethod
    def of(
        cls,
        session: str,
        reader: Reader,
        made_us: int,
        versions: Versions,
        made: "Made",
        shown: Rows,
    ) -> "Session":
        """Keep what was ranked, in little memory."""
        ranked = made.ranked
        return cls(
            session,
            reader,
            made_us,
            versions,
            array("i", ranked.rows.tolist()),
            array("f", ranked.propensity.tolist()),
            ranked.slot.tobytes(),
            array("H", ranked.sources.tolist()),
            ranked.marks.tobytes(),
            made.account,
            made.scale,
            shown,
        )

    def served(self, position: int, note: str) -> Served:
        """Return one of its notes as it is served."""
        return Served(
            note,
            self.reasons[position],
            self.propensity[position],
            bool(self.slot[position]),
            self.sources[position],
            *(bool(self.marks[position] & mark) for mark in (HOME, NEWCOMER, FOREIGN, BRIDGING)),
        )

    def account_behind(self, position: int) -> "Account":
        """Return what was promised to a page that ends before `position`, and what was left."""
        rest, (home, newcomer) = self.marks[position:], self.account.outside
        home += sum(1 for mark in rest if mark & HOME)
        newcomer += sum(1 for mark in rest if mark & NEWCOMER)
        return self.account._replace(outside=(home, newcomer))


class Account(NamedTuple):
    """What a page must be judged by beside its notes. See promise.py."""

    promise: Promise = NONE
    outside: tuple[int, int] = (0, 0)
    """Candidates that stand on this page as little as on any before: home, newcomers'."""


class Leaf(NamedTuple):
    """A page, the cursor behind it (None at the end of everything), and its account."""

    served: list[Served]
    cursor: str | None
    account: Account


class Made(NamedTuple):
    """A session that was ranked, and the candidates it was ranked among."""

    ranked: Ranked
    scale: Scale
    account: Account = Account()


class Rank(Protocol):
    """Makes sessions and says why."""

    @abstractmethod
    def rank(self, reader: Reader, shown: Rows, last: Rows, /) -> Made:
        """Rank a session, without the rows in `shown`; it begins behind `last`."""

    @abstractmethod
    async def reasons(self, session: Session, positions: Sequence[int], /) -> list[Reason]:
        """Say why each of these notes of a session is in it."""

    @abstractmethod
    def showable(self, row: int, /) -> str | None:
        """Return a row's note, or None if it may not be shown at this moment."""


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
    ) -> Leaf:
        """Return the next notes.

        Raises:
            CursorInvalid: the cursor is not one of ours.
        """
        session, at = self._find(reader, cursor, now_us, versions, rank)
        found: list[tuple[Session, int, str]] = []
        while len(found) < limit:
            if at == len(session.rows):
                following = self._next(session, now_us, versions, rank)
                if not following.rows:
                    return Leaf(await _told(found, rank), None, session.account_behind(at))
                session, at = following, 0
            note = rank.showable(session.rows[at])
            if note is not None:
                found.append((session, at, note))
            at += 1
        cursor = self._cursors.write(Place(session.id, at))
        return Leaf(await _told(found, rank), cursor, session.account_behind(at))

    def ahead(self, reader: Reader) -> Sequence[int]:
        """Return the rows of the session that was last begun for a reader."""
        session = self._sessions.get(self._last.get(reader, ""))
        return session.rows if session is not None else ()

    def _find(
        self, reader: Reader, cursor: str | None, now_us: int, versions: Versions, rank: Rank
    ) -> tuple[Session, int]:
        nothing = np.zeros(0, dtype=np.int32)
        if cursor is not None:
            place = self._cursors.read(cursor)
            session = self._sessions.get(place.session)
            if session is not None and session.reader.id == reader.id:
                at = min(place.served, len(session.rows))
                if session.versions.feed == versions.feed:
                    self._sessions.move_to_end(place.session)
                    return session, at
                # the feed is another now, by an operator or by what she asked: from here on, that
                nothing = np.concatenate(
                    (session.shown_before, np.array(session.rows[:at], dtype=np.int32))
                )
        else:
            session = self._sessions.get(self._last.get(reader, ""))
            if (
                session is not None
                and session.versions.taste == versions.taste
                and session.versions.feed == versions.feed
                and now_us - session.made_us < _reuse_us(session, versions)
                and not len(session.shown_before)
            ):
                return session, 0
        return self._begin(reader, now_us, versions, rank, nothing), 0

    def _next(self, session: Session, now_us: int, versions: Versions, rank: Rank) -> Session:
        shown = np.concatenate((session.shown_before, np.array(session.rows, dtype=np.int32)))
        return self._begin(session.reader, now_us, versions, rank, shown)

    def _begin(
        self, reader: Reader, now_us: int, versions: Versions, rank: Rank, shown: Rows
    ) -> Session:
        made = rank.rank(reader, shown, shown[-LAST:])
        session = Session.of(self._new_id(), reader, now_us, versions, made, shown)
        self._sessions[session.id] = session
        self._last[reader] = session.id
        while len(self._sessions) > self._max_sessions:
            _, gone = self._sessions.popitem(last=False)
            if self._last.get(gone.reader) == gone.id:
                del self._last[gone.reader]
        return session


async def _told(found: Sequence[tuple[Session, int, str]], rank: Rank) -> list[Served]:
    """Return notes with their reasons, which are told for those that are served and no others."""
    missing: dict[str, tuple[Session, list[int]]] = {}
    for session, at, _ in found:
        if at not in session.reasons:
            missing.setdefault(session.id, (session, []))[1].append(at)
    for session, positions in missing.values():
        reasons = await rank.reasons(session, positions)
        session.reasons.update(zip(positions, reasons, strict=True))
    return [session.served(at, note) for session, at, note in found]


def _reuse_us(session: Session, versions: Versions) -> int:
    return REUSE_UNCHANGED_FOR_US if session.versions.notes == versions.notes else REUSE_FOR_US
