"""One at a time: what a member does at once is counted as if it came one after the other."""

from qiao.kit.clock import Micros
from qiao.kit.db import Sql, WriteTx

_TAKE = Sql("""
    insert into member_turns (member_id, at_us) values (:member, :now_us)
    on conflict (member_id) do update set at_us = :now_us
""")


async def take_turn(tx: WriteTx, member: str, *, now: Micros) -> None:
    """Wait for the member's other transactions; without it, fifty at once would each count none."""
    await tx.run(_TAKE, member=member, now_us=now)
