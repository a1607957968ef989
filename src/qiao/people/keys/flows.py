"""What was begun is ended once."""

import hashlib

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx
from qiao.people.keys.models import Flow, FlowOver

_SPEND = Sql("""
    insert into spent_flows (challenge_hash, until_us) values (:challenge_hash, :until_us)
    on conflict (challenge_hash) do nothing
""")
_FORGET = Sql("delete from spent_flows where until_us < :now_us")


async def spend(tx: WriteTx, flow: Flow) -> None:
    """End a flow; raises FlowOver where it was ended before."""
    challenge_hash = hashlib.sha256(flow.challenge).digest()
    if not await tx.run(_SPEND, challenge_hash=challenge_hash, until_us=flow.until_us):
        raise FlowOver


async def forget_old_flows(tx: WriteTx, *, now: Micros) -> None:
    """Drop the marks of flows whose time is over anyway."""
    await tx.run(_FORGET, now_us=now)
