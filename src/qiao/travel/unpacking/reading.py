"""Reading a file from elsewhere in batches, off the event loop, and planning what comes of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TypeVar

from qiao.kit.clock import Micros
from qiao.kit.db import Database
from qiao.notes.models import excerpt
from qiao.travel.packing import shapes
from qiao.travel.unpacking import keeping
from qiao.travel.unpacking.checking import (
    Unfit,
    audience_of,
    checked_comment,
    checked_note,
    fit_id,
    is_picture_name,
    read,
)
from qiao.travel.unpacking.films import is_film
from qiao.travel.unpacking.models import NotThisKind, ParcelRefused, Plan
from qiao.travel.unpacking.zips import Zip

AT_ONCE = 100
MAX_NOTES = 20_000
MAX_COMMENTS = 50_000
MAX_BOARDS = 150
MAX_PICTURES = 60_000
SAMPLES = 3
_MANIFEST_BYTES = 1 << 20

# files of lines that do not come, each with the plan's word for why
STAYS = {
    "following": "people",
    "followers": "people",
    "blocks": "people",
    "likes": "likes",
    "comment_likes": "likes",
    "statements": "decisions",
    "reports": "decisions",
    "seen": "reading",
    "searches": "reading",
    "slang": "words",
    "suggestions": "words",
    # counted where another place's file was sifted
    "messages": "messages",
    "not_own": "not_own",
    "photos_missing": "photos_missing",
    "unreadable": "unreadable",
}

Row = TypeVar("Row")
Item = TypeVar("Item")


async def _batches(items: Iterator[Item]) -> AsyncIterator[list[Item]]:
    while batch := await asyncio.to_thread(lambda: list(islice(items, AT_ONCE))):
        yield batch


async def lines(
    parcel: Zip, name: str, shape: type[Row], *, most: int
) -> AsyncIterator[list[Row | Unfit]]:
    """Yield what a file of lines holds, in batches; of a line that cannot be read, why.

    Raises:
        ParcelRefused
    """

    def each() -> Iterator[Row | Unfit]:
        for number, one in enumerate(parcel.lines(f"qiao/{name}.jsonl")):
            if number >= most:
                raise ParcelRefused(why="too_many_lines")
            try:
                yield read(one, shape)
            except Unfit as unfit:
                yield unfit

    async for batch in _batches(each()):
        yield batch


async def manifest_of(parcel: Zip) -> shapes.Manifest:
    """Return what a file says of itself; raises NotThisKind."""
    if not parcel.has("qiao.json"):
        raise NotThisKind(kind="qiao")
    body = await asyncio.to_thread(parcel.whole, "qiao.json", _MANIFEST_BYTES)
    try:
        manifest = read(body, shapes.Manifest)
    except Unfit:
        raise NotThisKind(kind="qiao") from None
    if manifest.format != shapes.FORMAT or manifest.version > shapes.VERSION:
        raise NotThisKind(kind="qiao")
    return manifest


async def pictures_of(parcel: Zip) -> dict[str, shapes.Media]:
    """Return the pictures whose files are there, by what they are called."""
    found: dict[str, shapes.Media] = {}
    async for batch in lines(parcel, "media", shapes.Media, most=MAX_PICTURES):
        for one in batch:
            if not isinstance(one, Unfit) and is_picture_name(one.file) and parcel.has(one.file):
                found[one.id] = one
    return found


async def look(
    db: Database,
    parcel: Zip,
    member: str,
    *,
    now: Micros,
    private: bool = False,
    films: bool = False,
) -> Plan:
    """Look a file through and say what would come of it; nothing is written.

    Raises:
        ParcelRefused, NotThisKind
    """
    manifest = await manifest_of(parcel)
    plan = Plan()
    pictures = await pictures_of(parcel)
    notes: set[str] = set()
    async for batch in lines(parcel, "notes", shapes.Note, most=MAX_NOTES):
        fit = []
        for one in batch:
            try:
                noted = _looked_at(
                    plan, parcel, one, pictures, notes, private=private, films=films, now=now
                )
                fit.append(noted)
            except Unfit as unfit:
                plan.leave(unfit.why)
        await _count_known(db, plan, member, manifest.square, fit)
    async for comments in lines(parcel, "comments", shapes.Comment, most=MAX_COMMENTS):
        for comment in comments:
            if isinstance(comment, Unfit):
                plan.leave(comment.why)
            elif comment.note not in notes:
                plan.leave("comments_elsewhere")
            else:
                try:
                    checked_comment(comment, note="", parent=None, now=now)
                    plan.comments += 1
                except Unfit as unfit:
                    plan.leave(unfit.why)
    async for boards in lines(parcel, "boards", shapes.Board, most=MAX_BOARDS * 2):
        plan.boards += sum(1 for one in boards if not isinstance(one, Unfit) and not one.first)
    async for collects in lines(parcel, "collects", shapes.Collect, most=MAX_COMMENTS):
        own = sum(1 for one in collects if not isinstance(one, Unfit) and one.note in notes)
        plan.collects += own
        plan.leave("collects_elsewhere", len(collects) - own)
    async for captions in lines(parcel, "captions", shapes.Captions, most=MAX_COMMENTS):
        plan.captions += sum(1 for one in captions if not isinstance(one, Unfit))
    plan.profile = parcel.has("qiao/member.jsonl")
    for file, why in STAYS.items():
        plan.leave(why, max(0, manifest.rows.get(file, 0)))
    if not parcel.has("qiao/videos.jsonl"):
        # another place's, sifted: only counted
        plan.leave("videos", max(0, manifest.rows.get("videos", 0)))
    return plan


def _looked_at(
    plan: Plan, parcel: Zip, note: shapes.Note | Unfit, pictures: dict[str, shapes.Media],
    notes: set[str], *, private: bool, films: bool, now: Micros,
) -> shapes.Note:  # fmt: skip
    if isinstance(note, Unfit):
        raise note
    if fit_id(note.id) in notes:
        raise Unfit("twice")
    there = [photo for photo in note.photos if photo.media in pictures]
    plan.leave("photos_missing", len(note.photos) - len(there))
    if note.photos and not there and not (note.title.strip() or note.body.strip()):
        raise Unfit("note_empty")
    stand_ins = [(photo.media, photo.alt) for photo in there]
    checked = checked_note(note, stand_ins, private=private, now=now)
    notes.add(note.id)
    plan.notes += 1
    is_one = len(there) == 1 and is_film(parcel, pictures[there[0].media])
    plan.films += int(is_one and films)
    plan.leave("films_not_here", int(is_one and not films))
    plan.photos += len(there) - int(is_one and films)
    audience = audience_of(note, private=private)
    plan.audiences[audience] = plan.audiences.get(audience, 0) + 1
    if note.momo:
        plan.leave("momo_for_oneself")
    elif audience != note.audience and not private:
        plan.leave("taken_down_elsewhere")
    at = shapes.moment(checked.at_us).isoformat()
    plan.first = min(plan.first or at, at)
    plan.last = max(plan.last or at, at)
    if len(plan.samples) < SAMPLES:
        plan.samples.append(note.title or excerpt(note.body, max_chars=60))
    return note


async def _count_known(
    db: Database, plan: Plan, member: str, square: str, notes: list[shapes.Note]
) -> None:
    sources = [keeping.source_of(square, "note", note.id) for note in notes]
    async with db.read() as tx:
        known = await keeping.known(tx, member, sources)
        own = await keeping.own_notes(tx, member, [note.id for note in notes])
    plan.already += sum(
        source in known or note.id in own for source, note in zip(sources, notes, strict=True)
    )
