"""Keeping vectors."""

from collections.abc import Sequence

from qiao.kit.db import Sql, WriteTx, tell
from qiao.search.events import NoteEmbedded
from qiao.search.vectors import Kept

_PUT = Sql("""
    insert into note_vectors (note_id, model, scale, vector)
    select n.id, :model, :scale, :vector from notes n where n.id = :note_id
    on conflict (note_id) do update
      set model = excluded.model, scale = excluded.scale, vector = excluded.vector
      where note_vectors.model <> excluded.model or note_vectors.vector <> excluded.vector
""")


async def store_vectors(tx: WriteTx, rows: Sequence[Kept]) -> int:
    """Keep the vectors of notes that still exist; return how many are new or differ."""
    changed = 0
    for row in rows:
        if await tx.run(_PUT, **row._asdict()):
            changed += 1
            await tell(tx, NoteEmbedded(row.note_id))
    return changed
