"""Telling who looks for somebody from elsewhere that she is here now, and wants to be found."""

from collections.abc import Sequence
from datetime import UTC, datetime

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import Database, WriteTx
from qiao.notices.jobs import Changed, say, tell_of
from qiao.notices.models import Deed, Kind
from qiao.people.elsewhere import seekers
from qiao.people.events import CalledElsewhere

AT_ONCE = 200
"""So many are told in one transaction: others want to write too."""


async def tell_found(db: Database, told: Sequence[CalledElsewhere]) -> None:
    """Tell whoever has her on a list, once, however often she says it."""
    for member in dict.fromkeys(event.member for event in told):
        now = now_us()
        async with db.read() as tx:
            waiting = await seekers(tx, member, now=now)
        for start in range(0, len(waiting), AT_ONCE):
            await db.write(_tell, member, waiting[start : start + AT_ONCE], now=now)


async def _tell(tx: WriteTx, member: str, waiting: Sequence[str], *, now: Micros) -> None:
    changed: Changed = {}
    day = datetime.fromtimestamp(now / 1e6, UTC).date().isoformat()
    for seeker in waiting:
        deed = Deed(seeker, Kind.FOUND, member, member, f"found {day}", None, now)
        await tell_of(tx, deed, changed, now=now)
    await say(tx, changed)
