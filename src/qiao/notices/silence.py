"""Whose deeds a member does not want to hear of, or must not."""

from qiao.kit.db import ReadTx, Sql
from qiao.people.blocks import are_apart

_MUTED = Sql("""
    select 1 from mutes where member_id = :member and kind = 'member' and value = :actor
""")


async def is_silent(tx: ReadTx, member: str, actor: str) -> bool:
    """Say whether one of the two blocks the other, or the member muted the actor."""
    if await are_apart(tx, member, actor):
        return True
    return await tx.value(_MUTED, member=member, actor=actor) is not None
