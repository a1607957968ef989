"""Whose deeds a member does not want to hear of, or must not."""

from qiao.kit.db import ReadTx, Sql

_SILENT = Sql("""
    select 1 from blocks where (by_id = :member and of_id = :actor)
      or (by_id = :actor and of_id = :member)
    union all
    select 1 from mutes where member_id = :member and kind = 'member' and value = :actor
    limit 1
""")


async def is_silent(tx: ReadTx, member: str, actor: str) -> bool:
    """Say whether one of the two blocks the other, or the member muted the actor."""
    return await tx.value(_SILENT, member=member, actor=actor) is not None
