"""Bringing one's people: who one was elsewhere, whom one looks for, who of them is here."""

import asyncio
import hashlib
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, Injected, created, json, key_of, shows
from qiao.kit.idempotency import body_hash, once
from qiao.people import elsewhere
from qiao.people.commands import follow, unfollow
from qiao.people.door import AnyRequest, Reader, SignedIn
from qiao.people.elsewhere import Hashes, Platform
from qiao.people.models import Face, MemberId
from qiao.people.queries import faces, id_of
from qiao.travel.unpacking import foreign
from qiao.travel.unpacking.api import body_of
from qiao.travel.unpacking.following import names_in
from qiao.travel.unpacking.models import UnpackingBusy

HouseHashes = Annotated[Hashes, Injected]
MAX_FILE_BYTES = 96 << 20
MAX_FOLLOWS = 500


class ClaimView(msgspec.Struct, frozen=True):
    """Who one says one is elsewhere; nobody has proved it.

    `shown`: it stands on one's page. `found`: whoever looks for that name finds one by it.
    """

    platform: str
    handle: str
    shown: bool
    found: bool


class SoughtView(msgspec.Struct, frozen=True):
    """How many names one looks for, and until when. The names themselves are not kept."""

    platform: str
    count: int
    until: str


class FoundView(msgspec.Struct, frozen=True):
    """A member who says that she is somebody one looks for. `contested`: others say so too."""

    member: Face
    platform: str
    handle: str
    followed: bool
    contested: bool


class PeopleView(msgspec.Struct, frozen=True):
    """Who one was elsewhere, whom one looks for, who of them is here and wants to be found."""

    claims: list[ClaimView]
    sought: list[SoughtView]
    found: list[FoundView]


class PutClaim(msgspec.Struct, frozen=True):
    """A name elsewhere. Without more it is neither shown nor found."""

    handle: str
    shown: bool = False
    found: bool = False


class Seek(msgspec.Struct, frozen=True):
    """Names of people elsewhere: with or without @, or as links."""

    platform: Platform
    names: list[str]


class Handles(msgspec.Struct, frozen=True):
    """Members, by their handles here."""

    handles: list[str]


class Elsewhere(msgspec.Struct, frozen=True):
    """What a member shows of who she says she is elsewhere."""

    items: list[ClaimView]


def _claim(one: elsewhere.Claim) -> ClaimView:
    return ClaimView(one.platform, one.handle, bool(one.shown), bool(one.found))


async def _people(tx: ReadTx, member: str) -> PeopleView:
    now = now_us()
    found = await elsewhere.matches(tx, member, now=now)
    known = await faces(tx, list({one.member for one in found}))
    return PeopleView(
        [_claim(one) for one in await elsewhere.claims(tx, member)],
        [SoughtView(p, n, rfc3339(until)) for p, n, until in await elsewhere.sought(
            tx, member, now=now
        )],
        [
            FoundView(
                known[one.member], one.platform, one.handle, bool(one.followed), one.others > 0
            )
            for one in found
            if one.member in known
        ],
    )  # fmt: skip


@get("/api/v1/me/elsewhere", responses=shows(PeopleView))
async def my_people(me: SignedIn, db: Db) -> Response[bytes]:
    """Show who one says one is elsewhere, whom one looks for, and who of them is here."""
    async with db.read() as tx:
        return json(await _people(tx, me.id))


@put("/api/v1/me/elsewhere/{platform:str}", responses=shows(ClaimView))
async def put_claim(
    platform: FromPath[Platform],
    data: JSONBody[PutClaim],
    me: SignedIn,
    db: Db,
    name_hashes: HouseHashes,
) -> Response[bytes]:
    """Say who one is elsewhere, whether it is shown, and whether others find one by it."""
    made = await db.write(
        elsewhere.claim, me.id, name_hashes, platform, data.handle,
        shown=data.shown, found=data.found, now=now_us(),
    )  # fmt: skip
    return json(_claim(made))


@delete("/api/v1/me/elsewhere/{platform:str}", status_code=204)
async def drop_claim(platform: FromPath[Platform], me: SignedIn, db: Db) -> None:
    """Say it no longer."""
    await db.write(elsewhere.unclaim, me.id, platform)


@get("/api/v1/members/{handle:str}/elsewhere", responses=shows(Elsewhere))
async def claims_of(handle: FromPath[str], reader: Reader, db: Db) -> Response[bytes]:
    """Show who a member says she is elsewhere, as far as she shows it."""
    async with db.read() as tx:
        member = await id_of(tx, handle, reader=reader.id if reader else None)
        said = await elsewhere.claims(tx, member)
    return json(Elsewhere([_claim(one) for one in said if one.shown]))


@post("/api/v1/me/sought", status_code=201, responses=shows(PeopleView, status=201))
async def seek(
    data: JSONBody[Seek], request: AnyRequest, me: SignedIn, db: Db, name_hashes: HouseHashes
) -> Response[bytes]:
    """Look for people by their names elsewhere. Hashes of the names are kept for 90 days."""

    async def make(tx: WriteTx) -> bytes:
        await elsewhere.seek(tx, me.id, name_hashes, data.platform, data.names, now=now_us())
        return msgspec.json.encode(await _people(tx, me.id))

    return json(await created(request, db, me.id, make), status=201)


@post(
    "/api/v1/me/sought/file",
    status_code=201,
    responses=shows(PeopleView, status=201),
    request_max_body_size=MAX_FILE_BYTES + 1,
)
async def seek_in_file(
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    name_hashes: HouseHashes,
    platform: FromQuery[Platform] = "tiktok",
) -> Response[bytes]:
    """The same out of the file that place gave one: the request's body. It is kept nowhere."""
    key, now = key_of(request), now_us()
    if foreign.TURNS.locked():
        raise UnpackingBusy(retry_s=10)
    async with foreign.TURNS:
        whole = bytearray()
        async for chunk in body_of(request, MAX_FILE_BYTES):
            whole += chunk
        digest = hashlib.blake2b(whole, digest_size=16).hexdigest()
        names = await asyncio.to_thread(names_in, platform, bytes(whole))

    async def make(tx: WriteTx) -> bytes:
        await elsewhere.seek(tx, me.id, name_hashes, platform, names, now=now)
        return msgspec.json.encode(await _people(tx, me.id))

    fingerprint = body_hash(request.url.path.encode(), platform.encode(), digest.encode())
    answer = await db.write(once, make, caller=me.id, key=key, fingerprint=fingerprint, at_us=now)
    return json(answer, status=201)


@delete("/api/v1/me/sought", status_code=204)
async def stop_seeking(me: SignedIn, db: Db) -> None:
    """Forget whom one looks for."""
    await db.write(elsewhere.stop_seeking, me.id)


@post("/api/v1/me/found/follows", status_code=201, responses=shows(Handles, status=201))
async def follow_found(request: AnyRequest, me: SignedIn, db: Db) -> Response[bytes]:
    """Follow all who are found and whom nobody else claims to be; answers whom one had not yet."""

    async def make(tx: WriteTx) -> bytes:
        now = now_us()
        found = await elsewhere.matches(tx, me.id, now=now)
        new = list(dict.fromkeys(m.member for m in found if not m.followed and not m.others))
        for member in new[:MAX_FOLLOWS]:
            await follow(tx, me.id, MemberId(member), now=now)
        known = await faces(tx, new[:MAX_FOLLOWS])
        return msgspec.json.encode(Handles([face.handle for face in known.values()]))

    return json(await created(request, db, me.id, make), status=201)


@post("/api/v1/me/found/unfollows", status_code=201, responses=shows(Handles, status=201))
async def unfollow_found(
    data: JSONBody[Handles], request: AnyRequest, me: SignedIn, db: Db
) -> Response[bytes]:
    """Undo it: follow these no longer."""

    async def make(tx: WriteTx) -> bytes:
        for handle in data.handles[:MAX_FOLLOWS]:
            await unfollow(tx, me.id, await id_of(tx, handle, reader=me.id))
        return msgspec.json.encode(Handles(data.handles[:MAX_FOLLOWS]))

    return json(await created(request, db, me.id, make), status=201)


ROUTES = [
    my_people,
    put_claim,
    drop_claim,
    claims_of,
    seek,
    seek_in_file,
    stop_seeking,
    follow_found,
    unfollow_found,
]
