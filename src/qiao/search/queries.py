"""Looking at kept vectors."""

from collections.abc import Sequence

from qiao.kit.db import ReadTx, Sql
from qiao.search.vectors import Kept

_OF = Sql("select note_id, model, scale, vector from note_vectors where note_id in (:ids...)")
_AFTER = Sql("""
    select note_id, model, scale, vector from note_vectors
    where note_id > :after order by note_id limit :limit_rows
""")
_WITHOUT = Sql("""
    select n.id from notes n left join note_vectors v on v.note_id = n.id
    where v.note_id is null and n.audience = 'public' and n.id > :after
    order by n.id limit :limit_rows
""")


async def vectors_of(tx: ReadTx, ids: Sequence[str]) -> list[Kept]:
    """Return the vectors that these notes have."""
    return await tx.all(Kept, _OF, ids=ids)


async def vectors_after(tx: ReadTx, after: str = "", *, limit: int = 2_000) -> list[Kept]:
    """Return vectors in the order of note ids, from after `after`."""
    return await tx.all(Kept, _AFTER, after=after, limit_rows=limit)


async def notes_without_vector(tx: ReadTx, after: str = "", *, limit: int = 500) -> list[str]:
    """Return notes that have none yet, in the order of ids: what a repair goes through."""
    return [str(row[0]) for row in await tx.rows(_WITHOUT, {"after": after, "limit_rows": limit})]
