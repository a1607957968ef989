"""Stickers over HTTP: which there are; operators take some in and withdraw them."""

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.db import WriteTx
from qiao.kit.http import Db, created, json, shows
from qiao.notes import stickers, views
from qiao.people.door import AnyRequest, Operator


class AddSticker(msgspec.Struct, frozen=True):
    """A sent picture to offer in a set; `names` by language say what it shows."""

    media: str
    set: str
    names: dict[str, str]


@get("/api/v1/stickers", responses=shows(views.StickerSets))
async def offered(db: Db) -> Response[bytes]:
    """List the stickers that may be used, with what they show in each language."""
    async with db.read() as tx:
        return json(views.StickerSets(await stickers.offered(tx)))


@post("/api/v1/operator/stickers", status_code=201, responses=shows(views.StickerView, status=201))
async def add_sticker(
    data: JSONBody[AddSticker], request: AnyRequest, operator: Operator, db: Db
) -> Response[bytes]:
    """Offer a sticker."""

    async def make(tx: WriteTx) -> bytes:
        made = await stickers.add_sticker(
            tx, operator.id, data.media, data.set, data.names, now=now_us()
        )
        return msgspec.json.encode(made)

    return json(await created(request, db, operator.id, make), status=201)


@delete("/api/v1/operator/stickers/{sticker:str}", status_code=204)
async def withdraw_sticker(
    sticker: FromPath[str],
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> None:
    """Offer a sticker no longer, and show it nowhere."""
    await db.write(stickers.withdraw_sticker, sticker)


ROUTES = [offered, add_sticker, withdraw_sticker]
