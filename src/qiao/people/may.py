"""Who may comment, mention, write to or write with a member: her choice, and its keeping."""

from typing import Literal

import msgspec

from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.people.circles import Circle, WhoMay, kept
from qiao.people.events import MemberChanged

Deed = Literal["comment", "mention", "message", "write"]


_KEPT = Sql("select who_may from members where id = :id")
_CHOOSE = Sql("update members set who_may = :who_may where id = :id")
_FOLLOWS = Sql("select 1 from follows where follower_id = :follower and followed_id = :followed")


async def who_may(tx: ReadTx, member: str) -> WhoMay:
    """Return a member's choice."""
    return kept(str(await tx.value(_KEPT, id=member) or "{}"))


async def choose_who_may(tx: WriteTx, member: str, choice: WhoMay) -> None:
    """Keep a member's choice. It holds from now on; what was said before stays."""
    await tx.run(_CHOOSE, id=member, who_may=msgspec.json.encode(choice).decode())
    await tell(tx, MemberChanged(member))


async def may(tx: ReadTx, actor: str, deed: Deed, member: str) -> bool:
    """Say whether `actor` may do that to `member`; somebody whom no block keeps apart from her."""
    return await is_in(tx, actor, getattr(await who_may(tx, member), deed), member)


async def is_in(tx: ReadTx, actor: str, circle: Circle, member: str) -> bool:
    """Say whether `actor` is among those whom `member` means by a circle. She always is."""
    if actor == member or circle == Circle.EVERYONE:
        return True
    if circle == Circle.NOBODY:
        return False
    if await tx.value(_FOLLOWS, follower=member, followed=actor) is None:
        return False
    return circle == Circle.FOLLOWING or (
        await tx.value(_FOLLOWS, follower=actor, followed=member) is not None
    )
