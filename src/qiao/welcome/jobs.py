"""Telling whoever proposed a custom what became of it."""

from collections.abc import Sequence

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notices.jobs import Changed, say, tell_of
from qiao.notices.models import Deed, Kind
from qiao.welcome.events import CustomSettled

_BY = Sql("select by_id, decided_by_id from customs where id = :id")


async def tell_settled(db: Database, told: Sequence[CustomSettled]) -> None:
    """Tell each decision once, to its writer, unless she made it herself."""
    for event in told:
        await db.write(_tell, event, now=now_us())


async def _tell(tx: WriteTx, event: CustomSettled, *, now: Micros) -> None:
    found = await tx.one_or_none(tuple, _BY, id=event.custom)
    if found is None:
        return
    by, decided_by = found
    if not by or by == decided_by:
        return  # she has left since, or knows already
    # one notice for each decision: what was taken in may be taken out again
    thing = f"{event.custom}.{event.at_us}"
    deed = Deed(str(by), Kind.CUSTOM, thing, "", thing, None, event.at_us, event.did)
    changed: Changed = {}
    await tell_of(tx, deed, changed, now=now)
    await say(tx, changed)
