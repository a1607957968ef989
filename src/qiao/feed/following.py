"""Following: what those whom a reader follows wrote, and she herself, newest first, no more."""

from qiao.feed.models import CursorInvalid
from qiao.kit.db import ReadTx, Sql
from qiao.kit.ids import is_id
from qiao.notes.visibility import Where, visible

FIRST = "~"
"""Sorts after every id."""

# ids sort by time, so an id is the whole cursor
_PAGE = Sql(
    """
    select n.id from notes n
    where n.id < :before and (
        n.author_id = :reader
        or (n.momo = 0
          and n.author_id in (select followed_id from follows where follower_id = :reader))
      ) and """
    + visible("n", where=Where.SHELF)
    + """
    order by n.id desc limit :limit_rows
"""
)


async def page(
    tx: ReadTx, reader: str, cursor: str | None, *, limit: int
) -> tuple[list[str], str | None]:
    """Return note ids and the cursor behind them, None at the end.

    Raises:
        CursorInvalid: the cursor is not one of these.
    """
    if cursor is not None and not is_id(cursor):
        raise CursorInvalid(field="cursor")
    found = await tx.all(str, _PAGE, reader=reader, before=cursor or FIRST, limit_rows=limit + 1)
    return found[:limit], found[limit - 1] if len(found) > limit else None
