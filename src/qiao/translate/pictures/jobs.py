"""Reading pictures in the background: what somebody wants to read, and what is new. Safe to run
twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import structlog

from qiao.kit.clock import HOUR, now_us
from qiao.kit.db import Database
from qiao.media.blobs import BlobMissing, BlobStore
from qiao.media.models import Sha, Size
from qiao.notes.queries import photos_since
from qiao.translate.language import Detector
from qiao.translate.pictures import layout, store
from qiao.translate.pictures.models import Block, Line, PictureText, ReaderFailed, ReaderMissing
from qiao.translate.pictures.reader import PictureReader

log = structlog.get_logger(__name__)

AHEAD_WITHIN_US = HOUR
"""Pictures of notes older than this are read when somebody asks, not before: what was missed while
the square was busy or being filled must not keep it busy."""

MAX_BLOCKS = 80


async def read_picture(
    db: Database, blobs: BlobStore, reader: PictureReader, detector: Detector, sha: str
) -> None:
    """Read one picture, unless it is read already."""
    async with db.read() as tx:
        known = await store.text_in(tx, sha)
    if known is not None and known.state == "read":
        return
    try:
        w, h, lines = await reader.read(await blobs.get(Sha(sha), Size.FULL))
    except ReaderMissing:
        found = PictureText("no_reader")
    except (ReaderFailed, BlobMissing) as error:
        log.warning("picture_not_read", sha=sha, why=str(error))
        found = PictureText("failed")
    else:
        made = await asyncio.to_thread(_blocks, lines, w, h, detector)
        found = PictureText("read", w, h, tuple(made))
    await db.write(store.keep, sha, found, now_us=now_us())


async def read_ahead(
    db: Database,
    blobs: BlobStore,
    reader: PictureReader,
    detector: Detector,
    notes: Sequence[str],
) -> None:
    """Read the pictures of these notes where they are new, so that a reader need not wait."""
    if not reader.installed():
        return
    async with db.read() as tx:
        shas = await photos_since(tx, list(notes), since_us=now_us() - AHEAD_WITHIN_US)
    for sha in shas:
        await read_picture(db, blobs, reader, detector, sha)


def _blocks(lines: Sequence[Line], w: int, h: int, detector: Detector) -> list[Block]:
    made = []
    for rows in layout.blocks(lines)[:MAX_BLOCKS]:
        text = layout.text_of(rows)
        left, top = min(r.left for r in rows), min(r.top for r in rows)
        right, bottom = max(r.right for r in rows), max(r.bottom for r in rows)
        box = (left / w, top / h, (right - left) / w, (bottom - top) / h)
        made.append(
            Block(
                (round(box[0], 4), round(box[1], 4), round(box[2], 4), round(box[3], 4)),
                text,
                detector.detect(text).dominant,
                round(min(row.confidence for row in rows), 3),
                len(rows),
            )
        )
    return made
