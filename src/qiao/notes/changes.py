"""What has changed about notes that somebody has open: told at once, to whoever waits for it.

Kept in memory and fed by the event log: a reader who waits costs no database.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, Literal, NamedTuple

from qiao.kit.db import ReadTx, Sql, Told
from qiao.kit.refusals import TooMany
from qiao.notes.visibility import Where, visible

What = Literal["version", "translation", "comment", "standing", "unknown"]
"""What to look at again; "unknown" is everything: it was too long ago to say."""

MAX_NOTES = 20_000
MAX_WAITING = 10_000
MAX_WAITING_A_CALLER = 32

_VISIBLE = Sql(
    "select n.id from notes n where n.id in (:notes...) and " + visible("n", where=Where.DIRECT)
)


class TooManyWaiting(TooMany):
    """Facts: retry_s."""

    code = "too_many_waiting"


class Change(NamedTuple):
    """A note, and what of it has changed."""

    note: str
    what: What


class Changes:
    """What has changed lately, by note, and who waits for more."""

    def __init__(self, *, max_notes: int = MAX_NOTES, max_waiting: int = MAX_WAITING) -> None:
        self._max_notes = max_notes
        self._max_waiting = max_waiting
        self._when: OrderedDict[str, dict[What, int]] = OrderedDict()
        self._waiting: dict[str, set[asyncio.Event]] = {}
        self._callers: Counter[str] = Counter()
        self.waiting = 0
        self._closed = False
        self._floor = 0  # what was before is not remembered
        self.seq = 0

    def start(self, seq: int) -> None:
        """Begin at the log's end."""
        self._floor = self.seq = seq

    def close(self) -> None:
        """Let everybody who waits go, and nobody wait any more: the process is about to end."""
        self._closed = True
        for events in self._waiting.values():
            for event in events:
                event.set()

    def add(self, seq: int, note: str, what: What) -> None:
        """Remember that something about a note has changed; `follow` tells those who wait."""
        self._when.setdefault(note, {})[what] = seq
        self._when.move_to_end(note)
        if len(self._when) > self._max_notes:
            _, dropped = self._when.popitem(last=False)
            self._floor = max(self._floor, *dropped.values())

    def follow(self, told: Sequence[Told]) -> None:
        """Take in what was told, and wake those whose notes have changed."""
        for line in told:
            for note, what in _changes(line):
                self.add(line.seq, note, what)
        before, self.seq = self.seq, max(self.seq, told[-1].seq if told else 0)
        if not self._waiting:
            return
        for note, changed in reversed(self._when.items()):
            if max(changed.values()) <= before:
                break
            for event in self._waiting.get(note, ()):
                event.set()

    def since(self, notes: Iterable[str], seq: int) -> list[Change]:
        """What has changed about these notes after `seq`."""
        asked = list(dict.fromkeys(notes))
        if seq < self._floor:
            return [Change(note, "unknown") for note in asked]
        return [
            Change(note, what)
            for note in asked
            for what, when in self._when.get(note, {}).items()
            if when > seq
        ]

    async def wait(
        self, notes: Sequence[str], seq: int, *, caller: str, wait_s: float
    ) -> list[Change]:
        """Return what has changed after `seq`, at once or when it does; nothing after `wait_s`.

        Raises:
            TooManyWaiting: this caller, or everybody together.
        """
        if (found := self.since(notes, seq)) or self._closed or wait_s <= 0:
            return found
        if self.waiting >= self._max_waiting or self._callers[caller] >= MAX_WAITING_A_CALLER:
            raise TooManyWaiting(retry_s=5)
        woken = asyncio.Event()
        asked = set(notes)
        self._callers[caller] += 1
        self.waiting += 1
        for note in asked:
            self._waiting.setdefault(note, set()).add(woken)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await woken.wait()
        finally:
            self.waiting -= 1
            self._callers[caller] -= 1
            if not self._callers[caller]:
                del self._callers[caller]
            for note in asked:
                self._waiting[note].discard(woken)
                if not self._waiting[note]:
                    del self._waiting[note]
        return self.since(notes, seq)


async def shown(
    tx: ReadTx, changed: Sequence[Change], *, reader: str | None, reviewer: bool
) -> list[Change]:
    """Return what a reader may know: of a note out of her sight, only that it went there."""
    ids = list(dict.fromkeys(change.note for change in changed))
    rows = await tx.all(tuple, _VISIBLE, notes=ids, reader=reader, reviewer=int(reviewer))
    seen = {str(row[0]) for row in rows}
    return [c for c in changed if c.note in seen or c.what in ("standing", "unknown")]


def _changes(line: Told) -> list[Change]:
    name = line.name
    if name not in _WHAT:
        return []
    event: Any = line.event()
    if name == "TogetherMoved":
        # who knows its name is one of the two; they are told no more than to look again
        return [Change(event.draft, "standing")]
    if name == "StandingChanged":
        return [Change(event.note, "standing" if event.of == "note" else "comment")]
    if name == "LinkCardChanged" and event.comment is not None:
        return [Change(event.note, "comment")]
    if name in ("NoteLinked", "NoteUnlinked"):
        # also below the note that is answered
        return [Change(event.note, "version"), Change(event.to, "version")]
    return [Change(event.note, _WHAT[name])]


_WHAT: dict[str, What] = {
    "NoteVersionAdded": "version",
    "NoteEdited": "version",
    "NoteUnderstood": "version",
    "LinkCardChanged": "version",
    "PlaceChanged": "version",
    "NoteDeleted": "standing",
    "AudienceChanged": "standing",
    "StandingChanged": "standing",
    "CommentPublished": "comment",
    "CommentEdited": "comment",
    "AnswerAccepted": "comment",
    "OutcomeTold": "comment",
    "TogetherMoved": "standing",
    "NoteLinked": "version",
    "NoteUnlinked": "version",
    "AnswersClosed": "version",
    "CommentPinned": "comment",
    "CommentDeleted": "comment",
    "CommentUnderstood": "comment",
    "CommentVersionAdded": "comment",
}
