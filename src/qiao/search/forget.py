"""Answering news of notes that are gone: their vectors go too. Safe to run twice."""

from collections.abc import Sequence

from qiao.kit.db import Sql, WriteTx

_VECTORS = Sql("delete from note_vectors where note_id in (:notes...)")


async def forget_vectors(tx: WriteTx, notes: Sequence[str]) -> None:
    """Drop what was understood of these notes."""
    await tx.run(_VECTORS, notes=list(notes))
