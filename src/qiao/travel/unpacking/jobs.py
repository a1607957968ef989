"""Looking through, bringing and taking back in the background, one arrival after the other."""

import asyncio

import structlog

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import Database, WriteTx
from qiao.media import commands as media
from qiao.media.blobs import BlobStore
from qiao.media.models import MediaId, Sha
from qiao.media.queries import by_ids, is_kept
from qiao.media.video import store as videos
from qiao.notes import bringing
from qiao.notes.places import checked_place
from qiao.people.bios import put_bio
from qiao.translate.pictures.store import forget as forget_picture_texts
from qiao.translate.speech.store import forget as forget_captions
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking import keeping
from qiao.travel.unpacking.bring import PAUSE_S, Bringing, Stopped
from qiao.travel.unpacking.films import FilmMaker
from qiao.travel.unpacking.models import Arrival, NotThisKind, ParcelRefused
from qiao.travel.unpacking.pictures import Decoder
from qiao.travel.unpacking.planning import look
from qiao.travel.unpacking.way import Way
from qiao.travel.unpacking.zips import Zip

log = structlog.get_logger()

AT_ONCE = 20
SAY_EVERY = 10


async def attend(
    db: Database, blobs: BlobStore, shelf: Shelf, decoder: Decoder, arrival: str,
    *, films: FilmMaker | None = None, pause_s: float = PAUSE_S,
) -> None:  # fmt: skip
    """Do what an arrival waits for: look at its file, bring what is in it, or take that back.

    `films`: None where the square has none; their stills come as pictures.

    Begun anew after a crash it goes on where it was.
    """
    async with db.read() as tx:
        found = await keeping.one(tx, arrival)
    if found is None:
        return
    if found.state == "going":
        await take_back(db, blobs, found)
    if found.state not in ("looking", "coming"):
        return
    # names of places are read once, and not while anybody waits for the writer
    await asyncio.to_thread(checked_place, "Lisbon")
    try:
        # opening reads no more than the directory
        with Zip(shelf.path(arrival)) as parcel:
            if found.state == "looking":
                plan = await look(db, parcel, found.member, now=now_us(), films=films is not None)
                await db.write(keeping.planned, arrival, plan)
                return
            await _bring(db, blobs, decoder, films, parcel, found, now_us(), pause_s)
    except (ParcelRefused, NotThisKind) as refused:
        reason = str(refused.facts.get("why", refused.code))
        log.info("parcel_refused", why=reason)
        await db.write(keeping.fail, arrival, reason)
    except Stopped:
        log.info("arrival_stopped")
    await shelf.drop(arrival)


async def _bring(
    db: Database, blobs: BlobStore, decoder: Decoder, films: FilmMaker | None, parcel: Zip,
    found: Arrival, now: Micros, pause_s: float,
) -> None:  # fmt: skip
    way = Way(db, parcel, found.member, found.id, found.wanted, now)
    bringing_it = Bringing(way, blobs, decoder, films, pause_s=pause_s)

    async def say(done: int) -> bool:
        if done % SAY_EVERY:
            return True
        return await db.write(keeping.step, found.id, "coming", done)

    await bringing_it.all(say)
    plan = found.plan
    for why, count in way.left.left.items():
        plan.left[why] = max(plan.left.get(why, 0), count)
    await db.write(keeping.here, found.id, plan, now=now_us())
    log.info("arrived", notes=plan.notes)


async def take_back(db: Database, blobs: BlobStore, found: Arrival) -> None:
    """Take away all that came with an arrival, whatever has become of it since."""
    done = 0
    while True:
        async with db.read() as tx:
            notes = await keeping.some_of(tx, found.id, "note", most=AT_ONCE)
        if not notes:
            break
        await db.write(_drop_notes, found, notes)
        done += len(notes)
        await db.write(keeping.step, found.id, "going", done)
    for kind in ("comment", "opened", "board", "bio", "media"):
        while True:
            async with db.read() as tx:
                things = await keeping.some_of(tx, found.id, kind, most=AT_ONCE)
            if not things:
                break
            if kind == "media":
                await _drop_media(db, blobs, found, things)
            else:
                await db.write(_drop_others, found, kind, things)
    await db.write(keeping.gone, found.id)


async def _drop_notes(tx: WriteTx, found: Arrival, notes: list[tuple[str, str]]) -> None:
    for _, note in notes:
        await bringing.take_back_note(tx, found.member, note)
    await keeping.forget(tx, found.member, [source for source, _ in notes])


async def _drop_others(
    tx: WriteTx, found: Arrival, kind: str, things: list[tuple[str, str]]
) -> None:
    for _, id_ in things:
        if kind == "board":
            await bringing.take_back_board(tx, found.member, id_)
        elif kind == "opened":
            await bringing.close_brought_board(tx, found.member, id_)
        elif kind == "bio":
            await put_bio(tx, found.member, id_, "", now=Micros(0))
    # comments went with their notes
    await keeping.forget(tx, found.member, [source for source, _ in things])


async def _drop_media(
    db: Database, blobs: BlobStore, found: Arrival, things: list[tuple[str, str]]
) -> None:
    ids = [MediaId(id_) for _, id_ in things]
    async with db.read() as tx:
        known = await by_ids(tx, ids)
    films = await db.write(_remove_media, [id_ for id_ in ids if id_ in known])
    await db.write(keeping.forget, found.member, [source for source, _ in things])
    for sha in {one.sha for one in known.values()} | set(films):
        async with db.read() as tx:
            kept = await is_kept(tx, sha)
        if not kept:
            await blobs.delete(sha)
            await db.write(forget_picture_texts, [sha])


async def _remove_media(tx: WriteTx, ids: list[MediaId]) -> list[Sha]:
    """Drop what nothing shows any more, with what hangs on it; return the films of it."""
    await media.remove(tx, ids)
    still = await by_ids(tx, ids)
    gone = [id_ for id_ in ids if id_ not in still]
    await forget_captions(tx, list(map(str, gone)))
    return await videos.remove_without_media(tx, gone)
