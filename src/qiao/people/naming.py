"""Whom somebody may mean who types the beginning of a name: those she may see and may mention."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.people.beside import not_apart
from qiao.people.may import may
from qiao.people.models import Face, face

MAX_NAMED = 8
MAX_LOOKED = 24
"""So many of each kind are looked at: some of them let nobody mention them."""

_TOGETHER = f"""
    and m.id <> :reader
    and {not_apart("m.id")}
"""
_BEGINS = "(m.handle >= :prefix and m.handle < :beyond)"
_CALLED = f"({_BEGINS} or lower(substr(m.name, 1, :chars)) = lower(:shown))"
_COLUMNS = "select m.id, m.handle, m.name, m.avatar_sha from members m"
_HERE = Sql(f"""
    {_COLUMNS} where m.id in (:ids...) and {_CALLED} {_TOGETHER} order by m.handle limit :most
""")
_FOLLOWED = Sql(f"""
    {_COLUMNS} join follows f on f.followed_id = m.id and f.follower_id = :reader
    where {_CALLED} {_TOGETHER} order by m.handle limit :most
""")
_ANYBODY = Sql(f"{_COLUMNS} where {_BEGINS} {_TOGETHER} order by m.handle limit :most")


class _Row(NamedTuple):
    id: str
    handle: str
    name: str
    avatar_sha: str | None


async def named(
    tx: ReadTx, prefix: str, *, reader: str, here: Sequence[str], limit: int = MAX_NAMED
) -> list[Face]:
    """Return members whose handle begins so: those of `here` first, then those she follows.

    Of these two, names count as well as handles. `prefix` is not empty.
    """
    shown = prefix.strip().removeprefix("@")[:24]
    if not shown:
        return []
    begins = shown.casefold()
    beyond, chars = begins + "~", len(shown)
    found: dict[str, _Row] = {}
    if here:
        rows = await tx.all(
            _Row, _HERE, ids=list(here), prefix=begins, beyond=beyond, chars=chars, shown=shown,
            reader=reader, most=MAX_LOOKED,
        )  # fmt: skip
        found |= {row.id: row for row in rows}
    rows = await tx.all(
        _Row, _FOLLOWED, prefix=begins, beyond=beyond, chars=chars, shown=shown,
        reader=reader, most=MAX_LOOKED,
    )  # fmt: skip
    rows += await tx.all(
        _Row, _ANYBODY, prefix=begins, beyond=beyond, reader=reader, most=MAX_LOOKED
    )
    for row in rows:
        found.setdefault(row.id, row)
    people: list[Face] = []
    for row in found.values():
        if len(people) == limit:
            break
        if await may(tx, reader, "mention", row.id):
            people.append(face(row.handle, row.name, row.avatar_sha))
    return people
