"""Filling the feed's memory from the database, and keeping it true by the event log."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence

from qiao.feed import queries
from qiao.feed.events import NotesShown, NoteTranslated
from qiao.feed.index import FeedIndex
from qiao.feed.space import FIT_FROM
from qiao.feed.trust.events import NotesWeighed
from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Told
from qiao.kit.langs import base_of
from qiao.notes import events as notes
from qiao.notes.models import Audience, Standing
from qiao.people import events as people
from qiao.search.events import NoteEmbedded
from qiao.search.queries import vectors_of
from qiao.search.vectors import Kept, unpack

BATCH = 1_000
FIT_SAMPLE = 4_000
ACTIVE_FOR_US = 14 * DAY
LIKED_FOR_US = 90 * DAY
"""What readers of which languages liked is read back so far at the start."""


async def load(tx: ReadTx, index: FeedIndex, *, now_us: int) -> None:
    """Read every note that may be recommended. About a second for 20,000."""
    index.readers.update(await queries.readers_since(tx, now_us - ACTIVE_FOR_US))
    _meet(index, await queries.members(tx))
    ids = await queries.public_ids(tx)
    await _choose_directions(tx, index, ids)
    for batch in _batches(ids):
        await _read(tx, index, batch)
    for note, members in await queries.audiences(tx):
        row = index.notes.find(note)
        if row is not None:
            index.audience[row] = members
    for liked in await queries.liked_by_langs(tx, since_us=now_us - LIKED_FOR_US):
        bases = [index.bases.number(base_of(lang)) for lang in json.loads(liked.langs)]
        index.was_liked(liked.note, list(dict.fromkeys(bases)), liked.deeds)


async def recount(tx: ReadTx, index: FeedIndex) -> None:
    """Read again what every note's deeds count for: how they are weighed has changed."""
    for batch in _batches(index.notes.texts):
        await _count(tx, index, batch)


async def follow(tx: ReadTx, index: FeedIndex, told: Sequence[Told]) -> None:
    """Take in what was told: notes it touched are read again. The same news twice does no harm.

    (Audiences and the languages of those who like are counted from the news: told twice, a note
    may count a reader twice.)
    """
    changed: set[str] = set()
    counted: set[str] = set()
    shown: list[str] = []
    deeds: list[tuple[str, str, float]] = []
    joined: set[str] = set()
    for line in told:
        match line.event():
            case (
                notes.NotePublished(note=note)
                | notes.NoteUnderstood(note=note)
                | notes.NoteVersionAdded(note=note)
                | NoteEmbedded(note=note)
            ):
                changed.add(note)
            case notes.StandingChanged(of="note", id=note, standing=standing):
                if standing != Standing.PUBLIC:
                    index.close(note)
                changed.add(note)
            case notes.AudienceChanged(note=note, audience=audience):
                if audience != Audience.PUBLIC:
                    index.close(note)
                changed.add(note)
            case notes.NoteDeleted(note=note):
                index.close(note)
            case (
                notes.NoteLiked(note=note)
                | notes.NoteUnliked(note=note)
                | notes.NoteCollected(note=note)
                | notes.NoteUncollected(note=note)
                | notes.CommentPublished(note=note)
                | notes.CommentDeleted(note=note)
            ):
                counted.add(note)
            case NotesWeighed(notes=weighed):
                counted.update(weighed)
            case people.MemberJoined(member=member) | people.MemberChanged(member=member):
                joined.add(member)
            case NotesShown(member=member, first=first):
                index.readers.add(member)
                shown += first
        if (deed := _deed(line)) is not None:
            deeds.append(deed)
    for some in _batches(sorted(joined)):
        _meet(index, await queries.members(tx, some))
    for batch in _batches(sorted(changed)):
        await _read(tx, index, batch)
    index.was_shown(shown)  # a note may have been published and shown in the same news
    for note, member, weight in deeds:
        index.was_liked(note, index.crowd.reads(member), weight)
    for batch in _batches(sorted(counted - changed)):
        await _count(tx, index, batch)
    for space in index.spaces.values():
        space.grow_graph()
    if any(space.wants_fit for space in index.spaces.values()):
        await _fit(tx, index)


def _deed(line: Told) -> tuple[str, str, float] | None:
    """Return who did something with what that says she liked it, and how much that says."""
    match line.event():
        case notes.NoteLiked(note=note, member=member):
            return note, member, 1.0
        case notes.NoteUnliked(note=note, member=member):
            return note, member, -1.0
        case notes.NoteCollected(note=note, member=member):
            return note, member, 2.0
        case notes.NoteUncollected(note=note, member=member):
            return note, member, -2.0
        case notes.CommentPublished(note=note, author=member):
            return note, member, 1.5
        case NoteTranslated(note=note, member=member):
            return note, member, 0.3
    return None


def _meet(index: FeedIndex, members: Sequence[queries.MemberRow]) -> None:
    for member in members:
        index.crowd.put(
            member.id,
            langs=json.loads(member.langs),
            region=member.region,
            joined_us=member.joined_us,
        )
        index.moved(member.id)


async def _count(tx: ReadTx, index: FeedIndex, ids: Sequence[str]) -> None:
    for row in await queries.count_rows(tx, ids, weighed=index.weighed):
        index.count(row.id, (row.likes, row.comments, row.collects))


async def _read(tx: ReadTx, index: FeedIndex, ids: Sequence[str]) -> None:
    topics = defaultdict(list)
    for note, slug in await queries.topics_of(tx, ids):
        topics[note].append(slug)
    readable_as = defaultdict(list)
    for note, lang in await queries.versions_of(tx, ids):
        readable_as[note].append(lang)
    there = set()
    for row in await queries.note_rows(tx, ids, weighed=index.weighed):
        there.add(row.id)
        index.put(
            row.id,
            author=row.author,
            owner=row.owner,
            joined_us=row.joined_us,
            at_us=row.at_us,
            lang=row.lang,
            readable_as=readable_as[row.id] + json.loads(row.mixed),
            topics=topics[row.id],
            counts=(row.likes, row.comments, row.collects),
            recommendable=row.standing == Standing.PUBLIC,
        )
    for note in set(ids) - there:
        index.close(note)
    _place(index, await vectors_of(tx, ids))


async def _choose_directions(tx: ReadTx, index: FeedIndex, ids: Sequence[str]) -> None:
    """Fit each space to a sample before anything is placed, so that all is placed once."""
    by_model: dict[str, list[Kept]] = defaultdict(list)
    sample = ids[:: max(1, len(ids) // FIT_SAMPLE)]
    for batch in _batches(sample):
        for row in await vectors_of(tx, batch):
            by_model[row.model].append(row)
    for model, rows in by_model.items():
        space = index.space(model, len(rows[0].vector))
        space.fit(unpack(rows))
        space.fitted_on = len(rows) * len(ids) // len(sample) if len(rows) >= FIT_FROM else 0


async def _fit(tx: ReadTx, index: FeedIndex) -> None:
    """Choose the directions of spaces that outgrew theirs, and place every note anew.

    At 256 notes with vectors and at every fourfold after that; 20,000 notes take about 0.3 s.
    """
    for space in [space for space in index.spaces.values() if space.wants_fit]:
        ids = [index.notes.texts[row] for row in space.rows()]
        sample = ids[:: max(1, len(ids) // FIT_SAMPLE)]
        kept = [row for batch in _batches(sample) for row in await vectors_of(tx, batch)]
        grown_to = len(ids)
        space.fit(unpack([row for row in kept if row.model == space.model]))
        space.fitted_on = grown_to
        for batch in _batches(ids):
            _place(index, await vectors_of(tx, batch))
            await asyncio.sleep(0)  # readers in between find fewer neighbours for an instant


def _place(index: FeedIndex, rows: Sequence[Kept]) -> None:
    by_model = defaultdict(list)
    for row in rows:
        by_model[row.model].append(row)
    for model, same in by_model.items():
        index.place(model, [row.note_id for row in same], unpack(same))


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
