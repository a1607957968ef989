"""Bringing one's things over HTTP: a file, what would come of it, yes, and taking it all back."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from litestar import Response, delete, get, post, put
from litestar.exceptions import ClientException
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import Micros, now_us, rfc3339
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, json, key_of, shows
from qiao.kit.idempotency import body_hash, once
from qiao.people.door import AnyRequest, SignedIn
from qiao.travel.settings import TravelSettings
from qiao.travel.shelf import COMING, Shelf
from qiao.travel.unpacking import foreign, keeping
from qiao.travel.unpacking.models import (
    Arrival,
    Kind,
    ParcelTooLarge,
    Plan,
    UnpackingBusy,
    Wanted,
)

HouseTravel = Annotated[TravelSettings, Injected]
HouseShelf = Annotated[Shelf, Injected]

MIB = 1 << 20
MAX_REQUEST_BYTES = 64 << 30
"""The framework's bound; the square's own is a setting, and counted while the file comes."""


class ArrivalShown(msgspec.Struct, frozen=True):
    """A file that was brought. `state`: looking, planned, coming, here, going, gone, failed.

    `plan` says what comes, and under `left` how much does not and why. `done` of `total` notes.
    """

    id: str
    kind: str
    state: str
    plan: Plan
    reason: str
    done: int
    total: int
    asked: str


class Arrivals(msgspec.Struct, frozen=True):
    """One's arrivals, the last one first."""

    items: list[ArrivalShown]


class Coming(msgspec.Struct, frozen=True):
    """Yes to a plan: for whom, and whether what one says of oneself comes too."""

    audience: Literal["as_was", "private"] = "private"
    profile: bool = False


def _shown(found: Arrival) -> ArrivalShown:
    return ArrivalShown(
        found.id, found.kind, found.state, found.plan, found.reason, found.done, found.total,
        rfc3339(found.asked_us),
    )  # fmt: skip


async def body_of(request: AnyRequest, max_bytes: int) -> AsyncIterator[bytes]:
    """Yield the request's body as it comes; raises ParcelTooLarge as soon as it is."""
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > max_bytes:
                raise ParcelTooLarge(max_mib=max_bytes // MIB)
            yield chunk
    except ClientException as error:
        if error.status_code == 413:
            raise ParcelTooLarge(max_mib=max_bytes // MIB) from error
        raise


async def _to_disk(request: AnyRequest, path: Path, max_bytes: int) -> str:
    """Write the body to a file as it comes; return its hash."""
    digest = hashlib.blake2b(digest_size=16)
    await asyncio.to_thread(path.parent.mkdir, mode=0o700, parents=True, exist_ok=True)
    coming = path.with_suffix(COMING)
    file = await asyncio.to_thread(coming.open, "xb")
    try:
        async for chunk in body_of(request, max_bytes):
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    await asyncio.to_thread(coming.rename, path)
    return digest.hexdigest()


async def _sifted(request: AnyRequest, path: Path, kind: Kind, now: Micros) -> str:
    """Take another place's file in without it touching a disk; only what is let in is written."""
    if foreign.TURNS.locked():
        raise UnpackingBusy(retry_s=10)
    async with foreign.TURNS:
        whole = bytearray()
        async for chunk in body_of(request, foreign.MAX_BYTES):
            whole += chunk
        digest = hashlib.blake2b(whole, digest_size=16).hexdigest()
        await foreign.sift(kind, bytes(whole), path, now=now)
    return digest


@post(
    "/api/v1/me/arrivals",
    status_code=201,
    responses=shows(ArrivalShown, status=201),
    request_max_body_size=MAX_REQUEST_BYTES,
)
async def bring(
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    shelf_of_parcels: HouseShelf,
    travel_settings: HouseTravel,
    kind: FromQuery[Kind] = "qiao",
) -> Response[bytes]:
    """Bring a file: the request's body is the file itself. Nothing of it comes before one says yes.

    Of another place's file only one's own posts are let in; all else is dropped before anything is
    stored.
    """
    key, now = key_of(request), now_us()
    await shelf_of_parcels.must_have_room()
    async with db.read() as tx:
        kept = await keeping.answered(tx, me.id, key)
        if not kept:
            await keeping.may_bring(tx, me.id, now=now)
    id_ = keeping.new_arrival_id(now)
    path = shelf_of_parcels.path(id_)
    try:
        if kind == "qiao":
            digest = await _to_disk(request, path, travel_settings.max_upload_mib * MIB)
        else:
            digest = await _sifted(request, path, kind, now)

        async def make(tx: WriteTx) -> bytes:
            await keeping.add(tx, id_, me.id, kind, now=now)
            found = await keeping.one(tx, id_)
            assert found is not None
            return msgspec.json.encode(_shown(found))

        fingerprint = body_hash(request.url.path.encode(), kind.encode(), digest.encode())
        answer = await db.write(
            once, make, caller=me.id, key=key, fingerprint=fingerprint, at_us=now
        )
        shown = msgspec.json.decode(answer, type=ArrivalShown)
    except BaseException:
        # nobody has a row for it: it would lie there until the next round
        await shelf_of_parcels.drop(id_)
        raise
    if shown.id != id_:
        await shelf_of_parcels.drop(id_)
    return json(answer, status=201)


@get("/api/v1/me/arrivals", responses=shows(Arrivals))
async def show(me: SignedIn, db: Db) -> Response[bytes]:
    """Show what one brought, what would come of it or came, and how far it is."""
    async with db.read() as tx:
        found = await keeping.all_of(tx, me.id, now=now_us())
    return json(Arrivals([_shown(one) for one in found]))


@put("/api/v1/me/arrivals/{arrival:str}", status_code=204)
async def start(arrival: FromPath[str], data: JSONBody[Coming], me: SignedIn, db: Db) -> None:
    """Say yes to a plan: what it says comes, in the background."""
    await db.write(keeping.start, arrival, me.id, Wanted(data.audience, data.profile))


@delete("/api/v1/me/arrivals/{arrival:str}", status_code=204)
async def take_back(
    arrival: FromPath[str], me: SignedIn, db: Db, shelf_of_parcels: HouseShelf
) -> None:
    """Throw a plan away; or take all that came with it away again, in the background."""
    dropped = await db.write(keeping.take_back, arrival, me.id)
    if dropped:
        await shelf_of_parcels.drop(arrival)


ROUTES = [bring, show, start, take_back]
