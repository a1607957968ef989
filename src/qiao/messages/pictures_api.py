"""Pictures within messages over HTTP, and what a member chooses about her messages."""

from typing import Annotated

import msgspec
from litestar import Response, get, post, put
from litestar.exceptions import ClientException
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, json, key_of, shows
from qiao.kit.refusals import NotFound
from qiao.media.blobs import BlobMissing, BlobStore
from qiao.media.intake import take_in
from qiao.media.models import MediaTooLarge, Sha, Size
from qiao.media.sandbox import Sandbox
from qiao.messages import keeping, pictures, queries, views, waiting
from qiao.messages.models import Choices
from qiao.people.door import AnyRequest, SignedIn

Letters = Annotated[BlobStore, Injected]
DecodeSandbox = Annotated[Sandbox, Injected]

WEBP = {
    200: ResponseSpec(
        data_container=bytes,
        media_type="image/webp",
        description="The picture itself.",
        generate_examples=False,
    )
}
PRIVATE_PICTURE = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


async def given_out(letters: BlobStore, sha: Sha, size: str) -> Response[bytes]:
    """Answer with a picture that its reader may see; nobody on the way keeps it."""
    if size not in ("card.webp", "full.webp"):
        raise NotFound
    try:
        data = await letters.get(sha, Size(size.removesuffix(".webp")))
    except BlobMissing as error:
        raise NotFound from error
    return Response(data, media_type="image/webp", headers=PRIVATE_PICTURE)


@post(
    "/api/v1/message-pictures",
    status_code=201,
    responses=shows(views.PictureTaken, status=201),
    request_max_body_size=21 << 20,
)
async def upload(
    request: AnyRequest, me: SignedIn, db: Db, letters: Letters, sandbox: DecodeSandbox
) -> Response[bytes]:
    """Take in a picture for a message: the request's body is the file itself."""
    key_of(request)
    try:
        data = await request.body()
    except ClientException as error:
        if error.status_code == 413:
            raise MediaTooLarge(max_bytes=20 << 20) from error
        raise
    picture = await take_in(sandbox, letters, data)

    async def make(tx: WriteTx) -> bytes:
        made = await pictures.add(tx, me.id, picture, now=now_us())
        card, full = views.address(made, "card"), views.address(made, "full")
        return msgspec.json.encode(views.PictureTaken(made, card, full, picture.w, picture.h))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/message-pictures/{picture:str}/{size:str}", responses=WEBP)
async def picture(
    picture: FromPath[str], size: FromPath[str], me: SignedIn, db: Db, letters: Letters
) -> Response[bytes]:
    """Give a picture to one of the two whose conversation it is in."""
    async with db.read() as tx:
        sha = await pictures.sha_for(tx, picture, me.id)
    return await given_out(letters, sha, size)


@get("/api/v1/me/messages/unread", responses=shows(views.Counts))
async def unread(me: SignedIn, db: Db) -> Response[bytes]:
    """Count the conversations with something unread, and the strangers who wait."""
    async with db.read() as tx:
        return json(await waiting.counts(tx, me.id))


@get("/api/v1/me/messages/choices", responses=shows(Choices))
async def choices(me: SignedIn, db: Db) -> Response[bytes]:
    """Show how long one's messages stay, and whether read marks are shown."""
    async with db.read() as tx:
        return json(await queries.choices(tx, me.id))


@put("/api/v1/me/messages/choices", responses=shows(Choices))
async def choose(data: JSONBody[Choices], me: SignedIn, db: Db) -> Response[bytes]:
    """Choose how long one's messages stay, and whether read marks are shown."""
    await db.write(keeping.choose, me.id, data)
    return json(data)


ROUTES = [upload, picture, unread, choices, choose]
