"""One's identities over HTTP: which one has, how much waits for each, and going on as another."""

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, created, json, shows
from qiao.kit.refusals import NotFound
from qiao.notices.queries import unread
from qiao.people.commands import checked_joining
from qiao.people.door import AnyRequest, SignedIn
from qiao.people.keys import logins
from qiao.people.keys.codes_api import HouseDoors
from qiao.people.keys.entering import HouseKeys, Want, Welcome, opened_for
from qiao.people.keys.proving import here, proved_login
from qiao.people.models import Face
from qiao.people.queries import faces, sign_in_row


class Identity(msgspec.Struct, frozen=True):
    """One of one's identities. `unread`: how much she was told and has not seen, up to 400.

    `here`: the one that asks. `signs_in`: the one whose handle one signs in with.
    """

    who: Face
    unread: int
    here: bool
    signs_in: bool


class Identities(msgspec.Struct, frozen=True):
    """All of one's identities, the oldest first; nobody else is told that they belong together."""

    items: list[Identity]
    most: int


class NewIdentity(msgspec.Struct, frozen=True):
    """What another identity is to be called."""

    handle: str
    name: str = ""


class Switch(msgspec.Struct, frozen=True):
    """As whom to go on."""

    handle: str
    want: Want = "cookie"


async def _shown(tx: ReadTx, member: str, most: int) -> Identities:
    everybody = await logins.together(tx, member)
    holder = await logins.holder(tx, member)
    shown = await faces(tx, everybody)
    items = []
    for one in everybody:
        counts = await unread(tx, one)
        total = counts.likes + counts.follows + counts.words + counts.square
        items.append(Identity(shown[one], total, one == member, one == holder))
    return Identities(items, most)


@get("/api/v1/me/identities", responses=shows(Identities))
async def identities(me: SignedIn, db: Db, door_settings: HouseDoors) -> Response[bytes]:
    """List one's identities, and how much waits for each."""
    async with db.read() as tx:
        return json(await _shown(tx, me.id, door_settings.identities))


@post("/api/v1/me/identities", status_code=201, responses=shows(Identities, status=201))
async def add(
    data: JSONBody[NewIdentity],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    keys: HouseKeys,
    door_settings: HouseDoors,
) -> Response[bytes]:
    """Take another identity, opened by the same ways in; one goes on as before until one switches.

    Raises:
        TooManyIdentities, AskedTooOften, HandleTaken, HandleInvalid, ProofNeeded.
    """
    await proved_login(request, db, me)
    joining = checked_joining(
        handle=data.handle, name=data.name, langs=list(me.langs), region="", ui_lang=me.ui_lang
    )
    most = door_settings.identities

    async def make(tx: WriteTx) -> bytes:
        # nothing is kept under the key: an answer kept would say who belongs together
        await logins.add(tx, keys, me.id, joining, most=most, now=now_us())
        return b""

    await created(request, db, me.id, make)
    async with db.read() as tx:
        return json(await _shown(tx, me.id, most), status=201)


@post("/api/v1/sessions/identity", status_code=201, responses=shows(Welcome, status=201))
async def switch(
    data: JSONBody[Switch], request: AnyRequest, me: SignedIn, db: Db, keys: HouseKeys
) -> Response[bytes]:
    """Go on as another of one's identities; the session before is over.

    Raises:
        NotFound: there is nobody of this handle, or she is somebody else's.
    """
    async with db.read() as tx:
        row = await sign_in_row(tx, data.handle.strip().casefold()[:64])
    if row is None:
        raise NotFound
    token = await db.write(logins.switch, me.id, here(request), row.id, now=now_us())
    return await opened_for(request, db, keys, row.id, token, data.want)


ROUTES = [identities, add, switch]
