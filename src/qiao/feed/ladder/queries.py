"""The rows that the ladder's memory is made of."""

from collections.abc import Sequence

from qiao.feed.ladder.models import Step
from qiao.kit.db import ReadTx, Sql

_COLUMNS = "note_id, rung, promised, given, hits, prior, rung_us, due_us, state"
_ALL = Sql(f"select {_COLUMNS} from ladder")
_SOME = Sql(f"select {_COLUMNS} from ladder where note_id in (:ids...)")
_TRIED = Sql("""
    select s.note_id from seen s join ladder l on l.note_id = s.note_id
    where s.member_id = :reader and l.state in ('first', 'growing', 'resting')
""")


async def every_step(tx: ReadTx) -> list[Step]:
    """Return every note's row. For the start only."""
    return await tx.all(Step, _ALL)


async def steps_of(tx: ReadTx, ids: Sequence[str]) -> list[Step]:
    """Return the rows of those notes that have one."""
    return await tx.all(Step, _SOME, ids=ids) if ids else []


async def tried_on(tx: ReadTx, reader: str) -> list[str]:
    """Return the notes on the ladder that a reader was shown, whenever it was."""
    return [str(row[0]) for row in await tx.rows(_TRIED, {"reader": reader})]
