"""Packing in the background, one export after the other."""

import structlog

from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Database
from qiao.kit.refusals import NotFound
from qiao.media.blobs import BlobStore
from qiao.travel.packing import keeping
from qiao.travel.packing.pack import pack
from qiao.travel.shelf import Shelf

log = structlog.get_logger()

SAY_EVERY_US = SECOND


class Unwanted(Exception):
    """Nobody wants the export any more."""


async def make_export(
    db: Database,
    blobs: BlobStore,
    shelf: Shelf,
    export: str,
    *,
    square: str,
    kept_days: float,
    letters: BlobStore | None = None,
) -> None:
    """Pack what was asked for. Begun anew after a crash; one that is ready stays as it is."""
    async with db.read() as tx:
        asked = await keeping.one(tx, export)
    if asked is None or asked.state not in ("waiting", "packing"):
        return
    said_us = 0

    async def say(done: int, total: int) -> None:
        nonlocal said_us
        now = now_us()
        if now - said_us < SAY_EVERY_US:
            return
        said_us = now
        if not await db.write(keeping.step, export, done, total):
            raise Unwanted

    path = shelf.path(export)
    began = now_us()
    try:
        await say(0, 0)
        size = await pack(
            db, blobs, asked.member, path, square=square, now=began, progress=say,
            letters=letters,
        )  # fmt: skip
        wanted = await db.write(
            keeping.ready, export, size, now=now_us(), kept_days=kept_days
        )  # fmt: skip
    except (Unwanted, NotFound):
        wanted = False
    except OSError as error:
        # a full disk is told to who waits, and not tried eight times
        log.warning("export_failed", error=type(error).__name__)
        await db.write(keeping.fail, export)
        wanted = False
    if wanted:
        log.info("exported", bytes=size, ms=(now_us() - began) // 1_000)
    else:
        await shelf.drop(export)
