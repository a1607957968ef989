"""Blocking over HTTP."""

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromPath

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.people import blocks
from qiao.people.door import SignedIn
from qiao.people.models import Face
from qiao.people.queries import faces, id_of


class BlockView(msgspec.Struct, frozen=True):
    """Whom one blocks, and since when."""

    member: Face
    at: str


class BlockPage(msgspec.Struct, frozen=True):
    """All whom one blocks, the last one first."""

    items: list[BlockView]


@get("/api/v1/me/blocks", responses=shows(BlockPage))
async def blocked(me: SignedIn, db: Db) -> Response[bytes]:
    """List whom one blocks."""
    async with db.read() as tx:
        rows = await blocks.blocked_by(tx, me.id)
        shown = await faces(tx, [row.member for row in rows])
    return json(
        BlockPage([BlockView(shown[r.member], rfc3339(r.at_us)) for r in rows if r.member in shown])
    )


@put("/api/v1/members/{handle:str}/block", status_code=204)
async def block(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Block a member: neither of the two sees the other any more, anywhere."""
    async with db.read() as tx:
        # whoever blocks her already may be blocked back, as when both press at once
        of = await id_of(tx, handle, reader=None)
    await db.write(blocks.block, me.id, of, now=now_us())


@delete("/api/v1/members/{handle:str}/block", status_code=204)
async def unblock(handle: FromPath[str], me: SignedIn, db: Db) -> None:
    """Block a member no longer."""
    async with db.read() as tx:
        of = await id_of(tx, handle, reader=None)
    await db.write(blocks.unblock, me.id, of)


ROUTES = [blocked, block, unblock]
