"""What a notice shows of a custom of the place that its reader proposed."""

from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql

_TOLD = Sql("""
    select c.id, c.title, c.lang, coalesce((
      select t.reason from custom_texts t
      where t.custom_id = c.id and t.at_us = :at_us and t.did in ('accepted', 'declined')
      order by t.no desc limit 1
    ), '') from customs c where c.id = :id and c.by_id = :reader
""")


class Proposed(NamedTuple):
    """A custom, and why it was decided so at that time."""

    id: str
    title: str
    lang: str
    reason: str


async def proposed(tx: ReadTx, thing: str, reader: str) -> Proposed | None:
    """Return the custom of a decision ("id.time"); None where it is gone, or not the reader's."""
    custom, _, at_us = thing.partition(".")
    if not at_us.isdecimal():
        return None
    return await tx.one_or_none(Proposed, _TOLD, id=custom, at_us=int(at_us), reader=reader)
