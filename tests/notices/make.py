"""Telling members by hand: the reactions of notices, run over what was told."""

from collections.abc import Sequence
from typing import Any

from qiao.kit.db import Database, events_after, last_seq
from qiao.notices import answers, jobs, queries
from qiao.notices.models import Box
from qiao.notices.views import Notice
from qiao.people.events import Blocked
from qiao.people.models import Caller
from qiao.review.events import CaseDecided


class Teller:
    """Runs the reactions over everything that was told since the last time."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._seq = 0

    async def tell(self, *, again: bool = False) -> list[str]:
        """Tell; return whose notices were new. `again`: everything from the beginning."""
        async with self._db.read() as tx:
            before = await last_seq(tx)
            told = await events_after(tx, 0 if again else self._seq, limit=10_000)
        events = [event for line in told if (event := line.event())]
        await jobs.tell_likes(self._db, _of(events, jobs.LIKES))
        await jobs.tell_follows(self._db, _of(events, jobs.FOLLOWS))
        await jobs.tell_words(self._db, _of(events, jobs.WORDS))
        await answers.tell_answers(self._db, _of(events, answers.ANSWERS))
        await jobs.hush_blocked(self._db, _of(events, (Blocked,)))
        await jobs.tell_statements(self._db, _of(events, (CaseDecided,)))
        async with self._db.read() as tx:
            made = await events_after(tx, before, limit=10_000)
            self._seq = await last_seq(tx)
        changed: list[Any] = [line.event() for line in made if line.name == "NoticesChanged"]
        return [event.member for event in changed if event.group is not None]

    async def box(self, who: Caller, box: Box = "words", cursor: str | None = None) -> list[Notice]:
        async with self._db.read() as tx:
            return (await queries.box(tx, who.id, box, lang=who.ui_lang, cursor=cursor))[0]

    async def unread(self, who: Caller) -> tuple[int, int, int, int]:
        async with self._db.read() as tx:
            counts = await queries.unread(tx, who.id)
        return counts.likes, counts.follows, counts.words, counts.square


def _of(events: Sequence[object], kinds: tuple[type, ...]) -> Any:
    return [event for event in events if isinstance(event, kinds)]
