"""Taking one's things along over HTTP: asking for the file, how far it is, fetching it."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import File

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, json, shows
from qiao.kit.refusals import NotFound
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, SignedIn, session_token
from qiao.people.keys import sittings
from qiao.people.keys.models import ProofNeeded
from qiao.travel.packing import keeping
from qiao.travel.settings import TravelSettings
from qiao.travel.shelf import Shelf

HouseTravel = Annotated[TravelSettings, Injected]
HouseShelf = Annotated[Shelf, Injected]


class ExportShown(msgspec.Struct, frozen=True):
    """How far an export is. `state`: none, waiting, packing, ready, failed.

    `done` of `total` notes and pictures; `bytes` and `until`, when it is taken away, once ready.
    """

    state: str
    done: int = 0
    total: int = 0
    bytes: int = 0
    asked: str | None = None
    until: str | None = None


_ZIP = {
    200: ResponseSpec(
        data_container=bytes, media_type="application/zip", description="The file.",
        generate_examples=False,
    )
}  # fmt: skip


def _shown(found: keeping.Export | None) -> ExportShown:
    if found is None:
        return ExportShown("none")
    until = rfc3339(found.until_us) if found.state == "ready" else None
    return ExportShown(
        found.state, found.done, found.total, found.bytes, rfc3339(found.asked_us), until
    )


@get("/api/v1/me/export", responses=shows(ExportShown))
async def show(me: SignedIn, db: Db) -> Response[bytes]:
    """Say how far one's newest export is."""
    async with db.read() as tx:
        return json(_shown(await keeping.last(tx, me.id, now=now_us())))


@post("/api/v1/me/export", status_code=201, responses=shows(ExportShown, status=201))
async def ask(
    request: AnyRequest, me: SignedIn, db: Db, travel_settings: HouseTravel
) -> Response[bytes]:
    """Ask for everything one has here in one file; it is made in the background."""

    async def make(tx: WriteTx) -> bytes:
        now = now_us()
        await keeping.ask(tx, me.id, now=now, kept_days=travel_settings.exports_kept_days)
        return msgspec.json.encode(_shown(await keeping.last(tx, me.id, now=now)))

    return json(await created(request, db, me.id, make), status=201)


@delete("/api/v1/me/export", status_code=204)
async def drop(me: SignedIn, db: Db, shelf_of_parcels: HouseShelf) -> None:
    """Throw one's export away."""
    async with db.read() as tx:
        found = await keeping.last(tx, me.id, now=now_us())
    await db.write(keeping.drop, me.id)
    if found is not None:
        await shelf_of_parcels.drop(found.id)


@get("/api/v1/me/export/file", responses=_ZIP)
async def fetch(request: AnyRequest, me: SignedIn, db: Db, shelf_of_parcels: HouseShelf) -> File:
    """Fetch the file; only a short while after proving who one is, being signed in is not enough.

    Raises:
        ProofNeeded: see `PUT /api/v1/me/proof`.
        NotFound: there is none.
    """
    here, now = token_hash(session_token(request) or ""), now_us()
    async with db.read() as tx:
        proved = await sittings.is_proved(tx, me.id, here, now=now)
        found = await keeping.last(tx, me.id, now=now)
    if not proved:
        raise ProofNeeded
    if found is None or found.state != "ready":
        raise NotFound
    path = shelf_of_parcels.path(found.id)
    if not path.is_file():
        raise NotFound
    day = rfc3339(found.asked_us)[:10]
    return File(
        path,
        filename=f"qiao-{me.handle}-{day}.zip",
        media_type="application/zip",
        content_disposition_type="attachment",
        headers={"Cache-Control": "no-store"},
    )


ROUTES = [show, ask, drop, fetch]
