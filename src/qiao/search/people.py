"""Finding people by handle or name, in any script."""

import asyncio
from collections.abc import Sequence

from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.people.beside import not_apart
from qiao.people.queries import faces
from qiao.search.tokens import pairs, pieces, tokens

MAX_PEOPLE = 20
BEYOND = "\U0010ffff"
"""Sorts after whatever a token goes on with."""

_HAVE = Sql("select token from search_names where member_id = :member")
_DROP = Sql("delete from search_names where member_id = :member and token = :token")
_PUT = Sql("""
    insert into search_names (token, member_id) values (:token, :member) on conflict do nothing
""")
APART = not_apart("m.id")
_FIND = Sql(
    """
    select m.id, count(*) from search_names s
    join members m on m.id = s.member_id join member_counts c on c.member_id = m.id
    where s.token >= :first and s.token < :beyond and """
    + APART
    + """
    group by m.id, m.handle, c.followers
    order by case when m.handle = :whole then 0 else 1 end, min(length(s.token)),
      c.followers desc, m.id
    limit :limit_rows
"""
)
_NAMED = Sql("select member_id from search_names where token = :token and member_id in (:ids...)")


async def index_people(db: Database, members: Sequence[str]) -> None:
    """Keep what these members are found by as it is now; whoever is gone is dropped. Safe twice."""
    members = list(dict.fromkeys(members))
    async with db.read() as tx:
        known = await faces(tx, members)
    wanted = await asyncio.to_thread(
        lambda: {
            member: {face.handle, *tokens(f"{face.handle} {face.name}")}
            for member, face in known.items()
        }
    )
    for member in members:
        await db.write(_keep, member, wanted.get(member, set()))


async def _keep(tx: WriteTx, member: str, wanted: set[str]) -> None:
    have = {str(row[0]) for row in await tx.rows(_HAVE, {"member": member})}
    await tx.run_many(
        _DROP, [{"member": member, "token": token} for token in sorted(have - wanted)]
    )
    await tx.run_many(_PUT, [{"member": member, "token": token} for token in sorted(wanted - have)])


async def people_named(
    tx: ReadTx, query: str, *, reader: str | None, limit: int = MAX_PEOPLE
) -> list[str]:
    """Return members whose handle or name begins as the query does, the nearest first."""
    whole = query.strip().removeprefix("@").casefold()
    begun, exact = _needles(whole)
    if not begun:
        return []
    rows = await tx.rows(
        _FIND,
        {
            "first": begun,
            "beyond": begun + BEYOND,
            "whole": whole,
            "reader": reader,
            "limit_rows": 200 if exact else limit,
        },
    )
    found = [str(row[0]) for row in rows]
    for token in exact:
        if found:
            named = {str(r[0]) for r in await tx.rows(_NAMED, {"token": token, "ids": found})}
            found = [member for member in found if member in named]
    return found[:limit]


def _needles(whole: str) -> tuple[str, list[str]]:
    """Return what a token of the name must begin with, and the tokens there must be beside it."""
    if "_" in whole and whole.isascii():
        return whole, []  # a handle may hold what a name may not
    runs = list(pieces(whole))
    if not runs:
        return "", []
    *first, last = runs
    exact = [token for run in first for token in tokens(run.text)]
    if not last.unspaced:
        return last.text, exact
    return pairs(last.text)[0], exact + pairs(last.text)[1:]
