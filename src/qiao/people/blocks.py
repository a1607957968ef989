"""Blocking: neither of the two sees the other anywhere, at once.

A block binds the person: whoever blocks one identity is neither seen nor reached by the others of
its login. She goes on seeing those, or she could tell by a block who belongs together; and one's
own blocks are each identity's own, for the same reason.
"""

from typing import NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.people import commands
from qiao.people.beside import not_apart
from qiao.people.commands import unfollow
from qiao.people.events import Blocked, Unblocked
from qiao.people.models import MemberId

MAX_BLOCKS = 5_000

_BLOCK = Sql("""
    insert into blocks (by_id, of_id, at_us) values (:by, :of, :now_us)
    on conflict (by_id, of_id) do nothing
""")
_UNBLOCK = Sql("delete from blocks where by_id = :by and of_id = :of")
_COUNT = Sql("select count(*) from blocks where by_id = :by")
_APART = Sql(f"""
    select 1 from members m where m.id = :member and not {not_apart("m.id")}
""")
_BLOCKED_BY = Sql("""
    select of_id, at_us from blocks where by_id = :by order by at_us desc, of_id
""")


class CannotBlockSelf(Invalid):
    """One has to live with oneself."""

    code = "cannot_block_self"


class TooManyBlocks(Invalid):
    """Facts: max_blocks."""

    code = "too_many_blocks"


class BlockRow(NamedTuple):
    """Whom a member blocks, and since when."""

    member: str
    at_us: int


async def block(tx: WriteTx, by: MemberId, of: MemberId, *, now: Micros) -> None:
    """Block a member; neither follows the other any more. Doing so twice is fine.

    Raises:
        CannotBlockSelf, TooManyBlocks.
    """
    if by == of:
        raise CannotBlockSelf
    if await tx.count(_COUNT, by=by) >= MAX_BLOCKS:
        raise TooManyBlocks(max_blocks=MAX_BLOCKS)
    if await tx.run(_BLOCK, by=by, of=of, now_us=now):
        await unfollow(tx, by, of)
        await unfollow(tx, of, by)
        await tell(tx, Blocked(by, of))


async def follow(tx: WriteTx, follower: MemberId, followed: MemberId, *, now: Micros) -> None:
    """Follow somebody whom no block keeps apart.

    Raises:
        NotFound: one of the two blocks the other.
        CannotFollowSelf: from `commands.follow`.
    """
    if await are_apart(tx, follower, followed):
        raise NotFound
    await commands.follow(tx, follower, followed, now=now)


async def unblock(tx: WriteTx, by: MemberId, of: MemberId) -> None:
    """Block a member no longer; doing so twice is fine. Nobody follows anybody again by it."""
    if await tx.run(_UNBLOCK, by=by, of=of):
        await tell(tx, Unblocked(by, of))


async def are_apart(tx: ReadTx, reader: str | None, member: str) -> bool:
    """Say whether a block keeps the reader from a member."""
    if reader is None:
        return False
    return await tx.value(_APART, reader=reader, member=member) is not None


async def blocked_by(tx: ReadTx, member: str) -> list[BlockRow]:
    """Return whom a member blocks, the last one first."""
    return await tx.all(BlockRow, _BLOCKED_BY, by=member)
