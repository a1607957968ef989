"""The worker's round of the ladder. Safe to run twice, and late."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from qiao.feed.ladder import commands
from qiao.feed.ladder.commands import BATCH
from qiao.feed.ladder.rungs import Square
from qiao.feed.records import KEPT_DAYS, forget_old_pages
from qiao.kit.db import Database, ReadTx, Sql, WriteTx, last_seq

CURSOR = "feed: ladder"
"""What the event log said up to there has been counted; kept in the table `facts`."""

_CURSOR = Sql("select value from facts where name = :name")
_MOVE = Sql("""
    insert into facts (name, value) values (:name, :value)
    on conflict (name) do update set value = excluded.value
""")
_TOUCHED = Sql("""
    select distinct name, body from events
    where seq > :after and seq <= :until and name in (:names...)
""")
NAMES = (
    "NoteOpened", "NoteLiked", "NoteUnliked", "NoteCollected", "NoteUncollected",
    "CommentPublished", "CommentDeleted", "NotesShown", "StandingChanged", "AudienceChanged",
)  # fmt: skip


class _Of(msgspec.Struct):
    """What the events have in common: the notes that they are about."""

    note: str = ""
    served: list[str] = msgspec.field(default_factory=list)


async def climb(db: Database, now_us: int, *, kept_days: int = KEPT_DAYS) -> int:
    """Begin what is new, count what was done, move what is due; return how many notes moved.

    A minute's news of a busy square is a few hundred notes; each batch is a write of its own, so
    nobody waits for all of it. `kept_days`: how long served pages are kept.
    """
    async with db.read() as tx:
        until = await last_seq(tx)
        touched = await _touched(tx, until)
        opening = touched is None
        touched = touched or _Touched(set(), [])
        readers = await commands.readers_by_langs(tx, now_us)
        square = Square(sum(readers.values()), await commands.peers_of(tx, now_us))
    moved = 0
    while True:
        async with db.read() as tx:
            new = await commands.new_notes(tx, now_us, restored=touched.restored, opening=opening)
        if not new:
            break
        moved += len(
            await db.write(commands.begin, new, square, readers, now_us=now_us, opening=opening)
        )
    async with db.read() as tx:
        due = await commands.due_notes(tx, now_us)
    for batch in _batches(sorted(touched.notes.union(due))):
        moved += len(await db.write(commands.climb, batch, square, now_us=now_us))
    await db.write(_keep_place, until)
    await db.write(forget_old_pages, now_us, kept_days=kept_days)
    return moved


class _Touched(NamedTuple):
    """The notes of which anything was told, and those whose standing changed."""

    notes: set[str]
    restored: list[str]


async def _touched(tx: ReadTx, until: int) -> _Touched | None:
    """Return what was told of since the last round, None if this is the first."""
    kept = await tx.value(_CURSOR, name=CURSOR)
    if kept is None:
        return None
    notes: set[str] = set()
    restored: set[str] = set()
    for name, body in await tx.all(tuple, _TOUCHED, after=int(str(kept)), until=until, names=NAMES):
        told = msgspec.json.decode(body, type=_Of)
        notes.update((told.note, *told.served))
        if name in ("StandingChanged", "AudienceChanged"):
            restored.add(told.note)
    return _Touched(notes - {""}, sorted(restored - {""})[-BATCH:])


async def _keep_place(tx: WriteTx, seq: int) -> None:
    await tx.run(_MOVE, name=CURSOR, value=str(seq))


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
