"""Telling who invited that somebody came by her link; who it was only where she wants it known."""

from collections.abc import Sequence
from datetime import UTC, datetime

from qiao.kit.clock import DAY, Micros, now_us
from qiao.kit.db import Database, WriteTx
from qiao.kit.ids import named_id
from qiao.notices.jobs import Changed, say, tell_of
from qiao.notices.models import Deed, Kind
from qiao.people.events import MemberJoined
from qiao.people.inviting import Arrival, arrival


async def tell_came(db: Database, told: Sequence[MemberJoined]) -> None:
    """Tell whoever made the link, once for each who came by it; a day's are shown together."""
    for member in dict.fromkeys(event.member for event in told):
        async with db.read() as tx:
            found = await arrival(tx, member)
        if found is not None:
            await db.write(_tell, member, found, now=now_us())


async def _tell(tx: WriteTx, member: str, found: Arrival, *, now: Micros) -> None:
    day = datetime.fromtimestamp(found.at_us / 1e6, UTC).date().isoformat()
    deed = Deed(found.by, Kind.CAME, member, member, f"came {day}", None, found.at_us)
    if not found.told:
        # neither who she is nor when in the day she came: both would lead to her
        named = named_id(0, f"{member} came by {found.invitation}")
        deed = deed._replace(thing=named, actor="", at_us=found.at_us - found.at_us % DAY)
    changed: Changed = {}
    await tell_of(tx, deed, changed, now=now)
    # nothing rings for her either: a phone that rings tells the minute
    await say(tx, changed if found.told else {(member_id, None): None for member_id, _ in changed})
