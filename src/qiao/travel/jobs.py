"""What the timetable does about members who leave."""

import structlog

from qiao.kit.clock import Micros
from qiao.kit.db import Database
from qiao.media.blobs import BlobStore
from qiao.travel import leaving
from qiao.travel.echoes import HEARD_AFTER_US, silence
from qiao.travel.erasing import erase

log = structlog.get_logger()


async def see_off(db: Database, blobs: BlobStore, *, now: Micros) -> int:
    """Erase who is due, and the echoes of who was erased a while ago; return how many."""
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
    return len(due)
