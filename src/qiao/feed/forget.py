"""Answering news of notes and members that are gone: what they read is forgotten. Runs twice."""

from collections.abc import Sequence

from qiao.feed.records import STALE_OF_MEMBER
from qiao.kit.db import Sql, WriteTx

_GONE = [
    Sql("delete from seen where note_id in (:notes...)"),
    Sql("delete from reading_log where note_id in (:notes...)"),
    Sql("delete from ladder where note_id in (:notes...)"),
]
_LEFT = [
    STALE_OF_MEMBER,
    Sql("delete from seen where member_id = :member"),
    Sql("delete from reading_log where member_id = :member"),
    Sql("delete from served_pages where member_id = :member"),
]


async def forget_reading(tx: WriteTx, notes: Sequence[str]) -> None:
    """Drop what was written down about the reading of these notes."""
    for statement in _GONE:
        await tx.run(statement, notes=list(notes))


async def forget_reader(tx: WriteTx, member: str) -> None:
    """Drop what was written down about the reading of a member who leaves."""
    for statement in _LEFT:
        await tx.run(statement, member=member)
