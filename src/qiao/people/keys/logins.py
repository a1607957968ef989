"""Who holds the ways in of a login: a member herself, or another of her identities."""

from qiao.kit.db import ReadTx, Sql

_HOLDER = Sql("""
    select h.member_id from identities i
    join identities h on h.login_id = i.login_id and h.holds = 1
    where i.member_id = :member
""")
_TOGETHER = Sql("""
    select s.member_id from identities i join identities s on s.login_id = i.login_id
    where i.member_id = :member order by s.at_us, s.member_id
""")


async def holder(tx: ReadTx, member: str) -> str:
    """Return the member whose passkeys, password, codes and contacts open this one."""
    found = await tx.value(_HOLDER, member=member)
    return member if found is None else str(found)


async def together(tx: ReadTx, member: str) -> list[str]:
    """Return all identities of the person behind a member, the oldest first; her alone for most."""
    rows = await tx.all(tuple, _TOGETHER, member=member)
    return [str(row[0]) for row in rows] or [member]
