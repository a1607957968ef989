"""Crowds for tests: locals who read, accounts that do not, and what they do to notes."""

from collections.abc import Callable, Sequence

from qiao.feed.trust import jobs, worth
from qiao.feed.trust.jobs import DEEDS, Kept
from qiao.feed.trust.worth import Worth
from qiao.kit.clock import DAY, HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.kit.lanes import MAX_BATCH
from qiao.notes import keeping
from qiao.notes.commands import publish
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people.commands import checked_joining, join
from qiao.people.passwords import NO_PASSWORD
from tests.make import NOW

_READ = Sql("""
    insert into seen (member_id, note_id, impressions, opens, dwell_ms, last_us)
    values (:member, :note, 1, 1, 20000, :at_us)
""")
_COUNTS = Sql("select likes, comments, collects from note_counts where note_id = :note")


class Crowd:
    """A square whose members do much in one line."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = Micros(NOW)
        self._seq = 0
        self._made = 0

    async def join(
        self, count: int, *, days_ago: float = 0.1, reads: int = 0, days: int = 1
    ) -> list[str]:
        """Make members who joined `days_ago` and read `reads` notes on `days` days since."""

        async def make(tx: WriteTx) -> list[str]:
            made = []
            for _ in range(count):
                self._made += 1
                joining = checked_joining(
                    handle=f"member_{self._made}", name="", langs=["en"], region="", ui_lang="en"
                )
                joined = Micros(self.now - int(days_ago * DAY))
                made.append(await join(tx, joining, NO_PASSWORD, now=joined))
            rows = [
                {
                    "member": m,
                    "note": f"read {n}",
                    "at_us": self.now - (n % days) * DAY - HOUR // 20,
                }
                for m in made
                for n in range(reads)
            ]
            await tx.run_many(_READ, rows)
            return made

        return await self.db.write(make)

    async def locals(self, count: int) -> list[str]:
        """Make members who have been reading here for long."""
        return await self.join(count, days_ago=200, reads=30, days=6)

    async def publish(self, author: str, count: int = 1, *, days_ago: float = 1) -> list[str]:
        """Publish notes."""
        draft = checked_draft(title="Bread", body="still warm", topics=["bread"], photos=[])
        at = Micros(self.now - int(days_ago * DAY))

        async def make(tx: WriteTx) -> list[str]:
            gate = OpenGate()
            return [await publish(tx, author, draft, gate, now=at, lang="en") for _ in range(count)]

        return await self.db.write(make)

    async def like(
        self,
        members: Sequence[str],
        notes: Sequence[str],
        *,
        ago_us: Callable[[int, int], int] = lambda _m, _n: HOUR,
    ) -> None:
        """Let each member like each note; `ago_us` of their numbers says when."""

        async def make(tx: WriteTx) -> None:
            for n, note in enumerate(notes):
                for m, member in enumerate(members):
                    await keeping.like(tx, member, note, now=Micros(self.now - ago_us(m, n)))

        await self.db.write(make)

    async def work(self) -> None:
        """Do what the worker does with the news since."""
        while True:
            async with self.db.read() as tx:
                told = await events_after(tx, self._seq)
            if not told:
                return
            self._seq = told[-1].seq
            names = {kind.__name__ for kind in DEEDS}
            heard = [line.event() for line in told if line.name in names]
            for start in range(0, len(heard), MAX_BATCH):
                batch = heard[start : start + MAX_BATCH]
                await jobs.weigh_deeds(self.db, batch, self.now)  # type: ignore[arg-type]

    async def an_hour_passes(self) -> Kept:
        """Do what the timetable does each hour."""
        self.now = Micros(self.now + HOUR)
        return await jobs.keep_trust(self.db, self.now)

    async def worth(self, *notes: str) -> list[float]:
        """Return what the likes of notes are worth; their raw number where nobody weighed them."""
        found = []
        for note in notes:
            weighed = await self.worths(note)
            found.append(weighed.likes if weighed else float((await self.counts(note))[0]))
        return found

    async def worths(self, note: str) -> Worth | None:
        """Return what is written down of a note's worth."""
        async with self.db.read() as tx:
            return (await worth.worths(tx, [note])).get(note)

    async def counts(self, note: str) -> tuple[int, int, int]:
        """Return the counters that people see."""
        async with self.db.read() as tx:
            (row,) = await tx.all(tuple, _COUNTS, note=note)
        return int(row[0]), int(row[1]), int(row[2])
