"""Pictures over HTTP: taking them in, giving them out."""

from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.exceptions import ClientException
from litestar.params import FromPath

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, Injected, created, json, key_of, shows
from qiao.kit.refusals import NotFound
from qiao.media import commands, stickers
from qiao.media.blobs import BlobMissing, BlobStore, parse_sha
from qiao.media.intake import take_in
from qiao.media.models import MediaTooLarge, Size
from qiao.media.sandbox import Sandbox
from qiao.people.door import AnyRequest, SignedIn

Blobs = Annotated[BlobStore, Injected]
DecodeSandbox = Annotated[Sandbox, Injected]

FOREVER = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class MediaView(msgspec.Struct, frozen=True):
    """A picture that was taken in; `w` and `h` are pixels of the full one."""

    id: str
    card: str
    full: str
    w: int
    h: int


@post(
    "/api/v1/media",
    status_code=201,
    responses=shows(MediaView, status=201),
    request_max_body_size=21 << 20,
)
async def upload(
    request: AnyRequest, me: SignedIn, db: Db, blobs: Blobs, sandbox: DecodeSandbox
) -> Response[bytes]:
    """Take in a picture: the request's body is the file itself."""
    key_of(request)
    try:
        data = await request.body()
    except ClientException as error:
        if error.status_code == 413:
            raise MediaTooLarge(max_bytes=20 << 20) from error
        raise
    picture = await take_in(sandbox, blobs, data)

    async def make(tx: WriteTx) -> bytes:
        media = await commands.add(tx, me.id, picture, now_us=now_us())
        return msgspec.json.encode(
            MediaView(media.id, media.card_url, media.full_url, media.w, media.h)
        )

    return json(await created(request, db, me.id, make), status=201)


@get("/media/{sha:str}/{size:str}", include_in_schema=False)
async def picture(sha: FromPath[str], size: FromPath[str], blobs: Blobs) -> Response[bytes]:
    """Give a picture out; what is behind an address never changes."""
    known = parse_sha(sha)
    if known is None or size not in ("card.webp", "full.webp"):
        raise NotFound
    try:
        data = await blobs.get(known, Size(size.removesuffix(".webp")))
    except BlobMissing as error:
        raise NotFound from error
    return Response(data, media_type="image/webp", headers=FOREVER)


@get("/stickers/{file:str}", include_in_schema=False)
async def sticker(file: FromPath[str]) -> Response[bytes]:
    """Give out one of the square's own stickers."""
    drawn = stickers.picture(file.removesuffix(".svg")) if file.endswith(".svg") else None
    if drawn is None:
        raise NotFound
    headers = FOREVER | {"Cache-Control": "public, max-age=86400"}
    return Response(drawn, media_type="image/svg+xml", headers=headers)


ROUTES = [upload, picture, sticker]
