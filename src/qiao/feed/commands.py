"""Writing down what readers were shown and did."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from qiao.feed.events import NoteHidden, NoteOpened, NotesShown, NoteTranslated
from qiao.feed.queries import seen_of
from qiao.feed.records import served_to
from qiao.kit.db import Sql, WriteTx, tell

Kind = Literal["impression", "open", "dwell", "hide", "translate"]
FEEDS = frozenset(
    ("explore", "following", "topic", "profile", "search", "related", "link", "board")
)
OTHER = "other"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?")
MAX_POSITION = 100_000
MAX_DWELL_MS = 600_000
"""A tab left open overnight is not ten hours of reading."""


class Read(msgspec.Struct, frozen=True):
    """One thing a reader's app saw happen. `into`: to which language she had it translated."""

    kind: Kind
    note: str
    feed: str = ""
    position: int = 0
    ms: int = 0
    into: str = ""


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
    insert into reading_log (at_us, member_id, note_id, kind, feed, position, ms, served, lang)
    values (:now_us, :member, :note, :kind, :feed, :position, :ms, :served, :lang)
""")
_GIVE = Sql("update ladder set given = given + 1 where note_id = :note")


async def log_reading(tx: WriteTx, member: str, items: Sequence[Read], now_us: int) -> int:
    """Write down a batch but for what names no note; return how many items count.

    One row for each member and note in `seen`, one line for each item in the log, and news of it.
    An app may say what it likes: only what Explore did put before this member, and for the first
    time, is a step on a note's ladder.
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
    served = await _served(tx, member, kept, now_us)
    given = await _given(tx, member, kept, served)
    await tx.run_many(_GIVE, [{"note": note} for note in given])
    await tx.run_many(
        _LOG,
        [
            {
                "now_us": now_us,
                "member": member,
                "note": item.note,
                "kind": item.kind,
                "feed": item.feed if item.feed in FEEDS else OTHER,
                "position": min(max(0, item.position), MAX_POSITION),
                "ms": min(max(0, item.ms), MAX_DWELL_MS),
                "served": _mark(item, served),
                "lang": item.into if item.kind == "translate" and _TAG.fullmatch(item.into) else "",
            }
            for item in kept
        ],
    )
    await _tell(tx, member, kept, known=set(before), given=given)
    return len(kept)


async def _served(tx: WriteTx, member: str, kept: Sequence[Read], now_us: int) -> dict[str, bool]:
    """Return which of the impressions in Explore were served, and whether each note fits her."""
    told = {i.note for i in kept if i.kind == "impression" and i.feed == "explore"}
    if not told:
        return {}
    pages = await served_to(tx, member, now_us=now_us)
    return {note: pages[note] for note in told & pages.keys()}


async def _given(
    tx: WriteTx, member: str, kept: Sequence[Read], served: Mapping[str, bool]
) -> list[str]:
    """Return the notes that fit her and were shown to her for the first time in this batch.

    Looked up after `seen` was written: of two batches at once, the second waits for that row.
    """
    fitting = sorted(note for note, fits in served.items() if fits)
    times = Counter(item.note for item in kept if item.kind == "impression")
    rows = await seen_of(tx, member, fitting) if fitting else []
    return [row.note for row in rows if row.impressions == times[row.note]]


def _mark(item: Read, served: Mapping[str, bool]) -> int:
    """Return what is known of an impression: 0 an app's word, 1 served, 2 served and fitting."""
    if item.kind != "impression" or item.feed != "explore" or item.note not in served:
        return 0
    return 2 if served[item.note] else 1


async def _tell(
    tx: WriteTx, member: str, kept: Sequence[Read], *, known: set[str], given: list[str]
) -> None:
    shown = list(dict.fromkeys(i.note for i in kept if i.kind in ("impression", "open")))
    impressions = {item.note for item in kept if item.kind == "impression"}
    first = [note for note in shown if note not in known]
    again = [note for note in shown if note in known and note in impressions]
    if first or again:
        await tell(tx, NotesShown(member, first, again, given))
    for kind, event in (("open", NoteOpened), ("hide", NoteHidden), ("translate", NoteTranslated)):
        for note in dict.fromkeys(item.note for item in kept if item.kind == kind):
            await tell(tx, event(note, member))
