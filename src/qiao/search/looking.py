"""A search for notes from a query to an order of ids; see `api.py` for how it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from qiao.kit.db import ReadTx, Sql
from qiao.notes.ordering import ReadersOrder
from qiao.people.models import Caller
from qiao.search.asking import Asked, read
from qiao.search.finding import FITTING, Filters, by_words, corrected
from qiao.search.fusing import fused
from qiao.search.views import By

Sort = Literal["fit", "new", "liked"]

PERSONAL = 0.2
"""What concerns the reader moves what fits about as well; it does not bring up what fits less."""
MEANING = 0.9
SOME = 0.4
"""What says only some of what is asked for says less than what means all of it."""
FOUND = 200

_STILL_FITTING = Sql("select n.id from notes n where n.id in (:ids...) and " + FITTING)
_LIKES = Sql("select note_id, likes from note_counts where note_id in (:ids...)")


@dataclass(frozen=True)
class Outcome:
    """Notes in order, and which of them were found how."""

    asked: Asked
    ids: list[str]
    by: dict[str, By] = field(default_factory=dict)


async def look(
    tx: ReadTx,
    query: str,
    filters: Filters,
    *,
    sort: Sort = "fit",
    near: Sequence[str] = (),
    reader: Caller | None = None,
    order: ReadersOrder | None = None,
) -> Outcome:
    """Find notes for `query`. `near`: notes near to it in meaning, the nearest first."""
    reader_id = reader.id if reader else None
    asked = await corrected(tx, read(query))
    worded = await by_words(tx, asked, filters, reader=reader_id)
    said = [found.note for found in worded]
    whole = [found.note for found in worded if found.whole]
    close: list[str] = []
    if near and sort == "fit":
        rows = await tx.rows(
            _STILL_FITTING, {"ids": list(near), "reader": reader_id, **filters.params()}
        )
        fitting = {str(row[0]) for row in rows}
        close = [note for note in near if note in fitting]
    by: dict[str, By] = dict.fromkeys(close, "meaning")
    by.update(dict.fromkeys(said, "words"))
    if sort == "new":
        return Outcome(asked, sorted(whole or said, reverse=True), by)
    if sort == "liked":
        likes = dict(await tx.all(tuple, _LIKES, ids=said)) if said else {}
        return Outcome(asked, sorted(whole or said, key=lambda n: -likes.get(n, 0)), by)
    some = [note for note in said if note not in set(whole)]
    lists = [(1.0, whole), (MEANING, close), (SOME, some)]
    if reader and order and by:
        lists.append((PERSONAL, await order.for_reader(tx, reader, list(by))))
    return Outcome(asked, fused(lists)[:FOUND], by)
