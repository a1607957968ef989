"""Keeping worth true: at each deed, and once an hour for all that trust has changed."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import structlog

from qiao.feed.trust import members, worth
from qiao.feed.trust.clusters import Deeds, lockstep
from qiao.feed.trust.events import ClusterCleared
from qiao.feed.trust.weights import strangers_in_full, sums_of
from qiao.kit.clock import DAY
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.events import (
    CommentDeleted,
    CommentPublished,
    NoteCollected,
    NoteLiked,
    NoteUncollected,
    NoteUnliked,
)

log = structlog.get_logger()

Did = (
    NoteLiked
    | NoteUnliked
    | NoteCollected
    | NoteUncollected
    | CommentPublished
    | CommentDeleted
    | ClusterCleared
)
DEEDS = (
    NoteLiked,
    NoteUnliked,
    NoteCollected,
    NoteUncollected,
    CommentPublished,
    CommentDeleted,
    ClusterCleared,
)
"""What the reaction hears."""

BATCH = 200
WEIGH_BATCH = 40
"""Notes weighed in one go."""
WINDOW_US = 14 * DAY
TOUCHED_US = 30 * DAY
MOVED = 0.05
"""A change of trust smaller than this moves no note."""
WAVE_MOVED = 0.15

_DEEDS = Sql("""
    select member_id, note_id, 0, at_us from likes where at_us > :since_us
    union all
    select member_id, note_id, 1, at_us from collects where at_us > :since_us
""")
_COMMENTERS = Sql("select distinct author_id from comments where at_us > :since_us")
_TOUCHED = Sql("""
    select note_id from likes where member_id in (:ids...) and at_us > :since_us
    union
    select note_id from collects where member_id in (:ids...) and at_us > :since_us
    union
    select note_id from comments where author_id in (:ids...) and at_us > :since_us
""")
_AUTHORS = Sql("select id, author_id from notes where id in (:ids...)")


class Kept(NamedTuple):
    """What an hour's round did."""

    measured: int
    clusters: int
    notes: int


async def weigh_deeds(db: Database, told: Sequence[Did], now_us: int) -> None:
    """Reckon anew what was touched, and who touched it. Safe to run twice."""
    notes, pairs = [], []
    cleared: set[str] = set()
    for event in told:
        match event:
            case NoteLiked(note=note, member=member) | NoteCollected(note=note, member=member):
                pairs.append((note, member))
            case CommentPublished(note=note, author=member):
                pairs.append((note, member))
            case NoteUnliked(note=note) | NoteUncollected(note=note) | CommentDeleted(note=note):
                notes.append(note)
            case ClusterCleared(members=free):
                cleared |= await _touched(db, free, now_us)
    pairs = list(dict.fromkeys(pairs))
    async with db.read() as tx:
        acting = list(dict.fromkeys(member for _, member in pairs))
        known = await members.standings(tx, acting)
        stale = [m for m in acting if m not in known or not known[m].is_fresh(now_us)]
        trusts = await members.measure(tx, stale, now_us)
        caps = [cap for pair in pairs if (cap := await worth.cap_of(tx, *pair)) is not None]

    async def keep(tx: WriteTx) -> None:
        await members.keep(tx, trusts, now_us)
        await worth.store_caps(tx, caps)

    if trusts or caps:
        await db.write(keep)
    done = list(dict.fromkeys([*notes, *(note for note, _ in pairs)]))
    async with db.read() as tx:
        wanted = await worth.due(tx, done)
    await _weigh(db, [*wanted, *sorted(cleared)], now_us)


async def keep_trust(db: Database, now_us: int) -> Kept:
    """Look who is known how well now, who acts in lockstep, and weigh what that changes."""
    async with db.read() as tx:
        rows = await tx.all(tuple, _DEEDS, since_us=now_us - WINDOW_US)
        commenters = [
            str(row[0]) for row in await tx.all(tuple, _COMMENTERS, since_us=now_us - WINDOW_US)
        ]
    found, acting = await asyncio.to_thread(_clusters, rows)
    today = sorted({str(row[1]) for row in rows if row[3] > now_us - DAY})
    changed = set(await db.write(members.forget_old_clusters, now_us))
    for group in found:
        changed.update(await db.write(members.keep_cluster, group, now_us))
    measured = 0
    for batch in _batches(sorted({*acting, *commenters})):
        moved, looked_at = await _measure(db, batch, now_us)
        changed |= moved
        measured += looked_at
    touched = await _touched(db, sorted(changed), now_us)
    if await _feel_wave(db, today):
        touched |= set(today)
    async with db.read() as tx:
        touched.update(await worth.behind(tx))
    await _weigh(db, sorted(touched), now_us)
    kept = Kept(measured, len(found), len(touched))
    log.info("trust_kept", **kept._asdict())
    return kept


def _clusters(rows: Sequence[tuple[Any, ...]]) -> tuple[list[list[str]], list[str]]:
    """Return who acts in lockstep, and all who act. `rows`: member, note, kind, when."""
    people, notes = _Numbers(), _Numbers()
    deeds = Deeds(
        np.array([people.of(row[0]) for row in rows], dtype=np.int64),
        np.array([2 * notes.of(row[1]) + row[2] for row in rows], dtype=np.int64),
        np.array([row[3] for row in rows], dtype=np.int64),
    )
    return [[people.names[one] for one in group] for group in lockstep(deeds)], people.names


class _Numbers:
    """Numbers for names, in the order in which they come."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, name: str) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.names)
            self.names.append(name)
        return number


async def _measure(db: Database, ids: Sequence[str], now_us: int) -> tuple[set[str], int]:
    """Measure whom it is time for; return whose trust moved, and how many were measured."""
    async with db.read() as tx:
        known = await members.standings(tx, ids)
        stale = [m for m in ids if m not in known or not known[m].is_fresh(now_us)]
        trusts = await members.measure(tx, stale, now_us)
    if trusts:
        await db.write(members.keep, trusts, now_us)
    moved = {
        member
        for member, trust in trusts.items()
        if member not in known or abs(trust - known[member].trust) > MOVED
    }
    return moved, len(trusts)


async def _touched(db: Database, ids: Sequence[str], now_us: int) -> set[str]:
    touched: set[str] = set()
    for batch in _batches(ids):
        async with db.read() as tx:
            rows = await tx.all(tuple, _TOUCHED, ids=batch, since_us=now_us - TOUCHED_US)
        touched.update(str(row[0]) for row in rows)
    return touched


async def _feel_wave(db: Database, today: Sequence[str]) -> bool:
    """Reckon how much from strangers counts in full; say whether that changed enough to matter."""
    most: dict[str, float] = defaultdict(float)
    for batch in _batches(today):
        async with db.read() as tx:
            parts = await worth.parts_of(tx, batch)
            authors = {str(n): str(a) for n, a in await tx.all(tuple, _AUTHORS, ids=batch)}
        for note in batch:
            strange = sum(sums_of(parts[note, kind])[1] for kind in worth.KINDS)
            author = authors.get(note, "")
            most[author] = max(most[author], strange)
    strangers = strangers_in_full(most.values())
    async with db.read() as tx:
        before = await worth.strangers_now(tx)
    if abs(strangers - before) <= WAVE_MOVED * before:
        return False
    await db.write(worth.set_strangers, strangers)
    return True


async def _weigh(db: Database, ids: Iterable[str], now_us: int) -> None:
    for batch in _batches(list(dict.fromkeys(ids)), WEIGH_BATCH):
        # read before the write: a note that a wave likes has more rows than others should wait for
        async with db.read() as tx:
            reckoning = await worth.reckon(tx, batch)
        await db.write(worth.keep_worths, reckoning, now_us)


def _batches(ids: Sequence[str], size: int = BATCH) -> list[Sequence[str]]:
    return [ids[start : start + size] for start in range(0, len(ids), size)]
