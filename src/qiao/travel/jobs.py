"""What the timetable does about members who leave."""

import structlog

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql
from qiao.kit.db.sql import Engine
from qiao.media.blobs import BlobStore
from qiao.search.indexing import forget_marked
from qiao.travel import leaving
from qiao.travel.echoes import HEARD_AFTER_US, silence
from qiao.travel.erasing import erase
from qiao.travel.packing import keeping as exports
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking import keeping as arrivals

log = structlog.get_logger()

_SIZE: dict[Engine, Sql] = {
    "sqlite": Sql("select page_count * page_size from pragma_page_count(), pragma_page_size()"),
    "postgresql": Sql("select pg_database_size(current_database())"),
}


async def tidy(db: Database, shelf: Shelf, *, now: Micros) -> int:
    """Drop exports and arrivals whose time is over, and every file that no row needs any more."""
    await db.write(exports.forget_old, now=now)
    await db.write(arrivals.forget_old, now=now)
    async with db.read() as tx:
        needed = [*await exports.kept(tx, now=now), *await arrivals.with_file(tx, now=now)]
    return await shelf.keep_only(needed)


async def see_off(db: Database, blobs: BlobStore, *, now: Micros) -> int:
    """Erase who is due, and the echoes of who was erased a while ago.

    Returns:
        How many are gone wholly.
    """
    await db.write(leaving.keep_who_came_back)
    async with db.read() as tx:
        due = await leaving.due(tx, now=now, echo_us=now - HEARD_AFTER_US)
    for one in due:
        if one.erased_us is None:
            await erase(db, blobs, one.member, now=now)
        else:
            await silence(db, blobs, one.member, now=now)
    if due:
        log.info("members_erased", members=len(due))
    return sum(one.erased_us is not None for one in due)


async def rewrite_after(db: Database, gone: int, *, up_to_mib: int) -> None:
    """Leave nothing of those who are gone in the database's files, where that is soon done."""
    if not gone:
        return
    await db.write(forget_marked)
    async with db.read() as tx:
        size_bytes = await tx.count(_SIZE[db.engine])
    if size_bytes <= up_to_mib << 20:
        await db.rewrite()
    else:
        log.warning("not_written_anew", mib=size_bytes >> 20, see="qiao erase --help")
