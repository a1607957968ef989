"""Who follows a member and whom she follows, page by page, where she lets others see it."""

from typing import Literal, NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound

PAGE = 40
LAST = "~"
"""Sorts after every id."""

Which = Literal["followers", "following"]


class Listed(NamedTuple):
    """Somebody in a list; `followed`: by the reader."""

    member: str
    followed: int


_TOGETHER = """
    and m.id not in (select k.of_id from blocks k where k.by_id = :reader)
    and m.id not in (select j.by_id from blocks j where j.of_id = :reader)
"""


def _list(mine: str, theirs: str) -> Sql:
    # by who joined last: the order of the index, so that a page costs the same anywhere in the list
    return Sql(f"""
        select m.id,
          exists (select 1 from follows r where r.follower_id = :reader and r.followed_id = m.id)
        from follows f join members m on m.id = f.{theirs}
        where f.{mine} = :member and f.{theirs} < :before {_TOGETHER}
        order by f.{theirs} desc limit :limit_rows
    """)


_LISTS: dict[Which, Sql] = {
    "followers": _list("followed_id", "follower_id"),
    "following": _list("follower_id", "followed_id"),
}


async def listed(
    tx: ReadTx,
    member: str,
    which: Which,
    *,
    hides: tuple[str, ...],
    reader: str | None,
    before: str | None = None,
) -> list[Listed]:
    """Return a page of a list, who joined last first, without whom a block keeps from the reader.

    Raises:
        NotFound: she keeps the list to herself.
    """
    if which in hides and reader != member:
        raise NotFound
    return await tx.all(
        Listed, _LISTS[which], member=member, reader=reader, before=before or LAST, limit_rows=PAGE
    )
