"""Invitations and the square's door over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody

from qiao.feed.trust.members import standings
from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, created, json, shows
from qiao.kit.refusals import NotFound
from qiao.people import inviting
from qiao.people.blocks import are_apart
from qiao.people.door import AnyRequest, Operator, Reader, SignedIn
from qiao.people.inviting import Door, Invitation
from qiao.people.keys.logins import together
from qiao.people.models import Face
from qiao.people.queries import faces

Days = Annotated[int, msgspec.Meta(ge=1, le=inviting.MAX_DAYS)]
Uses = Annotated[int, msgspec.Meta(ge=1, le=inviting.MAX_USES)]


class Invite(msgspec.Struct, frozen=True):
    """An invitation to make: for how many people, for how many days, with which hello."""

    hello: str = ""
    uses: Uses = 1
    days: Days = 14


class InvitationView(msgspec.Struct, frozen=True):
    """A link of one's own. `over`: why it lets nobody in any more, "" while it does.

    `came`: who came by it and wanted one to know.
    """

    id: str
    token: str
    hello: str
    uses: int
    most: int
    until: str
    over: str
    came: list[Face]


class Reserve(msgspec.Struct, frozen=True):
    """One's invitations, the newest first, and how many places one has left to give away.

    `more_s`: after so many seconds there is another one.
    """

    items: list[InvitationView]
    left: int
    more_s: int
    door: str


class Opened(msgspec.Struct, frozen=True):
    """An invitation as whoever has the link sees it."""

    by: Face
    hello: str
    hello_lang: str
    over: str
    door: str


class DoorView(msgspec.Struct, frozen=True):
    """Whom the square lets in."""

    door: str


def _view(one: Invitation, came: list[Face], *, now: int) -> InvitationView:
    return InvitationView(
        one.id, one.token, one.hello, one.uses, one.most, rfc3339(one.until_us), one.over(now), came
    )


async def _is_suspected(tx: ReadTx, member: str) -> bool:
    """Whether she is thought to be one of a crowd that acts as one: it is not to grow by links."""
    found = (await standings(tx, [member])).get(member)
    return bool(found and found.cluster)


@get("/api/v1/door", responses=shows(DoorView))
async def door(db: Db) -> Response[bytes]:
    """Say whom the square lets in: anybody, whom a member invites, or nobody at the moment."""
    async with db.read() as tx:
        return json(DoorView((await inviting.door(tx)).door))


@get("/api/v1/operator/door", responses=shows(Door))
async def operators_door(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """Show whom the square lets in, and how many people a member may invite."""
    async with db.read() as tx:
        return json(await inviting.door(tx))


@put("/api/v1/operator/door", responses=shows(Door))
async def set_door(
    data: JSONBody[Door],
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """Let in anybody, whom a member invites, or nobody; from the next sign-up on."""
    return json(await db.write(inviting.set_door, data))


@get("/api/v1/invitations/{token:str}", responses=shows(Opened))
async def opened(token: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show who invites, and with what hello, to whoever has the link."""
    async with db.read() as tx:
        found = await inviting.invitation(tx, token[:64])
        by = (await faces(tx, [found.by])).get(found.by)
        if by is None or await are_apart(tx, reader.id if reader else None, found.by):
            raise NotFound
        wanted = await inviting.door(tx)
    return json(Opened(by, found.hello, found.lang, found.over(now_us()), wanted.door))


@get("/api/v1/me/invitations", responses=shows(Reserve))
async def invitations(me: SignedIn, db: Db) -> Response[bytes]:
    """List one's invitations, who came by them, and how many more there are to give away."""
    now = now_us()
    async with db.read() as tx:
        wanted = await inviting.door(tx)
        mine = await inviting.invitations_of(tx, me.id)
        came = await inviting.came_by(tx, me.id)
        known = await faces(tx, [member for member, _ in came])
        suspected = await _is_suspected(tx, me.id)
        left, more_s = await inviting.left(tx, await together(tx, me.id), wanted, now=now)
    items = [
        _view(one, [known[m] for m, by in came if by == one.id and m in known], now=now)
        for one in mine
    ]
    return json(Reserve(items, 0 if suspected else left, more_s, wanted.door))


@post("/api/v1/me/invitations", status_code=201, responses=shows(InvitationView, status=201))
async def invite(
    data: JSONBody[Invite], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Make an invitation link."""

    async def make(tx: WriteTx) -> bytes:
        now = now_us()
        if await _is_suspected(tx, me.id):
            raise inviting.ReserveEmpty(left=0, retry_s=86_400)
        made = await inviting.invite(
            tx,
            me.id,
            names=await together(tx, me.id),
            hello=data.hello,
            lang=me.ui_lang,
            uses=data.uses,
            days=data.days,
            now=now,
        )
        return msgspec.json.encode(_view(made, [], now=now))

    return json(await created(request, db, me.id, make), status=201)


@delete("/api/v1/me/invitations/{id:str}", status_code=204)
async def withdraw(id: FromPath[str], me: SignedIn, db: Db) -> None:
    """Let nobody in by an invitation any more; places nobody took come back."""
    await db.write(inviting.withdraw, me.id, id, now=now_us())


ROUTES = [door, operators_door, set_door, opened, invitations, invite, withdraw]
