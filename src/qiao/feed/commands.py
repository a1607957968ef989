"""Writing down what readers were shown and did."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import msgspec

from qiao.feed.events import NoteHidden, NoteOpened, NotesShown, NoteTranslated
from qiao.feed.queries import seen_of
from qiao.kit.db import Sql, WriteTx, tell

Kind = Literal["impression", "open", "dwell", "hide", "translate"]
MAX_POSITION = 100_000
MAX_DWELL_MS = 600_000
"""A tab left open overnight is not ten hours of reading."""


class Read(msgspec.Struct, frozen=True):
    """One thing a reader's app saw happen."""

    kind: Kind
    note: str
    feed: str = ""
    position: int = 0
    ms: int = 0


_SEEN = Sql("""
    insert into seen (member_id, note_id, impressions, opens, dwell_ms, hidden, last_us)
    select :member, n.id, :impressions, :opens, :dwell_ms, :hidden, :now_us
    from notes n where n.id = :note
    on conflict (member_id, note_id) do update set
      impressions = seen.impressions + excluded.impressions,
      opens = seen.opens + excluded.opens,
      dwell_ms = seen.dwell_ms + excluded.dwell_ms,
      hidden = case when excluded.hidden = 1 then 1 else seen.hidden end,
      last_us = excluded.last_us
""")
_LOG = Sql("""
    insert into reading_log (at_us, member_id, note_id, kind, feed, position, ms)
    values (:now_us, :member, :note, :kind, :feed, :position, :ms)
""")


async def log_reading(tx: WriteTx, member: str, items: Sequence[Read], now_us: int) -> int:
    """Write down a batch but for what names no note; return how many items count.

    One row for each member and note in `seen`, one line for each item in the log, and news of it.
    """
    before = {row.note: row for row in await seen_of(tx, member, [item.note for item in items])}
    by_note: dict[str, list[Read]] = defaultdict(list)
    for item in items:
        by_note[item.note].append(item)
    real: set[str] = set()
    for note, done in sorted(by_note.items()):
        kinds = [item.kind for item in done]
        written = await tx.run(
            _SEEN,
            member=member,
            note=note,
            impressions=kinds.count("impression"),
            opens=kinds.count("open"),
            dwell_ms=sum(min(max(0, i.ms), MAX_DWELL_MS) for i in done if i.kind == "dwell"),
            hidden=int("hide" in kinds),
            now_us=now_us,
        )
        if written:
            real.add(note)
    kept = [item for item in items if item.note in real]
    await tx.run_many(
        _LOG,
        [
            {
                "now_us": now_us,
                "member": member,
                "note": item.note,
                "kind": item.kind,
                "feed": item.feed[:40],
                "position": min(max(0, item.position), MAX_POSITION),
                "ms": min(max(0, item.ms), MAX_DWELL_MS),
            }
            for item in kept
        ],
    )
    await _tell(tx, member, kept, known=set(before))
    return len(kept)


async def _tell(tx: WriteTx, member: str, kept: Sequence[Read], *, known: set[str]) -> None:
    shown = list(dict.fromkeys(i.note for i in kept if i.kind in ("impression", "open")))
    impressions = {item.note for item in kept if item.kind == "impression"}
    first = [note for note in shown if note not in known]
    again = [note for note in shown if note in known and note in impressions]
    if first or again:
        await tell(tx, NotesShown(member, first, again))
    for kind, event in (("open", NoteOpened), ("hide", NoteHidden), ("translate", NoteTranslated)):
        for note in dict.fromkeys(item.note for item in kept if item.kind == kind):
            await tell(tx, event(note, member))
