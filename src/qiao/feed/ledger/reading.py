"""Reading the records of pages back: in order, some at a time, never all of them."""

import asyncio
from collections.abc import AsyncIterator

import msgspec

from qiao.feed.records import Page, Row
from qiao.kit.db import ReadTx, Sql

BATCH = 1_000

# a page is found again by its time and its number, however many were written in one moment
_PAGES = Sql("""
    select seq, at_us, member_id, feed, session, first_position, page from served_pages
    where at_us >= :at_us and (at_us > :at_us or seq > :seq) and at_us < :until_us
      and member_id is not null
    order by at_us, seq limit :limit_rows
""")
_OLDEST = Sql("select min(at_us) from served_pages")
_decode = msgspec.json.Decoder(Page).decode


async def pages(
    tx: ReadTx, since_us: int, until_us: int, *, batch: int = BATCH
) -> AsyncIterator[list[Row]]:
    """Yield what was served since and before a time, the oldest first, some at a time."""
    at_us, seq = since_us, -1
    while True:
        found = await tx.all(
            tuple, _PAGES, at_us=at_us, seq=seq, until_us=until_us, limit_rows=batch
        )
        if not found:
            return
        yield [
            Row(int(at), str(member), str(feed), str(session), int(first), _decode(page))
            for _, at, member, feed, session, first, page in found
        ]
        if len(found) < batch:
            return
        seq, at_us = int(found[-1][0]), int(found[-1][1])
        # others have their turn in between
        await asyncio.sleep(0)


async def oldest_us(tx: ReadTx) -> int | None:
    """Return when the oldest page that is kept was served."""
    found = await tx.value(_OLDEST)
    return None if found is None else int(str(found))
