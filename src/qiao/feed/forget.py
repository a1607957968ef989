"""Answering news of notes that are gone: who read them is forgotten. Safe to run twice."""

from collections.abc import Sequence

from qiao.kit.db import Sql, WriteTx

_GONE = [
    Sql("delete from seen where note_id in (:notes...)"),
    Sql("delete from reading_log where note_id in (:notes...)"),
]


async def forget_reading(tx: WriteTx, notes: Sequence[str]) -> None:
    """Drop what was written down about the reading of these notes."""
    for statement in _GONE:
        await tx.run(statement, notes=list(notes))
