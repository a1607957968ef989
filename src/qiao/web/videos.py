"""Videos over HTTP: sent in pieces that survive a lost connection, looked after, given out."""

from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, post, put
from litestar.exceptions import ClientException
from litestar.params import FromPath, FromQuery, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx, WriteTx
from qiao.kit.http import Db, Injected, created, json, shows
from qiao.media.models import MediaId, Size, address, film_address
from qiao.media.queries import by_ids
from qiao.media.video import receiving, store
from qiao.media.video.models import (
    CHUNK_BYTES,
    NoVideo,
    State,
    Video,
    VideoAt,
    VideoGarbled,
)
from qiao.media.video.settings import VideoSettings
from qiao.notes import waiting
from qiao.people.door import AnyRequest, SignedIn
from qiao.web.pictures import Blobs

VideoOffer = Annotated[VideoSettings | None, Injected]
"""What is taken in; None where this square takes no videos."""


class BeginVideo(msgspec.Struct, frozen=True):
    """How many bytes will come."""

    bytes: int


class VideoSentWhole(msgspec.Struct, frozen=True):
    """All was sent. `sha256`: of the whole file, in hex; `poster_ms`: the moment for the card."""

    sha256: str | None = None
    poster_ms: int | None = None


class PosterAt(msgspec.Struct, frozen=True):
    """The moment for the card, in ms from the beginning."""

    at_ms: int


class Why(msgspec.Struct, frozen=True):
    """Why something could not be."""

    code: str
    facts: dict[str, Any]


class VideoView(msgspec.Struct, frozen=True):
    """One's own video. `state`: sending, waiting, working, ready, failed.

    `got`: bytes that are here; `done`: how far the making is, 0 to 1; `waits`: a note was posted
    with it and comes out when it is ready; `refused`: why it could not.
    """

    id: str
    state: str
    bytes: int
    got: int
    done: float
    reason: Why | None
    src: str | None
    card: str | None
    full: str | None
    w: int
    h: int
    ms: int
    sound: bool
    waits: bool
    refused: str
    at: str


class VideoDesk(msgspec.Struct, frozen=True):
    """Whether videos are taken, how large and long, and one's own that no note shows yet."""

    offered: bool
    max_bytes: int
    max_s: int
    chunk_bytes: int
    items: list[VideoView]


async def _view(tx: ReadTx, found: Video) -> VideoView:
    media = (await by_ids(tx, [MediaId(found.id)])).get(MediaId(found.id))
    ready = found.state is State.READY and media is not None
    return VideoView(
        id=found.id,
        state=found.state,
        bytes=found.bytes,
        got=found.got,
        done=found.done_permille / 1000,
        reason=Why(found.reason, msgspec.json.decode(found.facts)) if found.reason else None,
        src=film_address(found.film_sha) if ready else None,
        card=address(media.sha, Size.CARD) if ready and media else None,
        full=address(media.sha, Size.FULL) if ready and media else None,
        w=media.w if ready and media else 0,
        h=media.h if ready and media else 0,
        ms=found.ms,
        sound=found.sound,
        waits=await waiting.waits(tx, found.id),
        refused=await waiting.refused_for(tx, found.id),
        at=rfc3339(found.created_us),
    )


@get("/api/v1/videos", responses=shows(VideoDesk))
async def videos(me: SignedIn, db: Db, offer: VideoOffer) -> Response[bytes]:
    """Say what is taken, and list one's own videos that no note shows yet."""
    async with db.read() as tx:
        items = [await _view(tx, found) for found in await store.unused_videos(tx, me.id)]
    taken = offer or VideoSettings()
    return json(VideoDesk(offer is not None, taken.max_bytes, taken.max_s, CHUNK_BYTES, items))


@post("/api/v1/videos", status_code=201, responses=shows(VideoView, status=201))
async def begin_video(
    data: JSONBody[BeginVideo], request: AnyRequest, me: SignedIn, db: Db, offer: VideoOffer
) -> Response[bytes]:
    """Begin to send a video."""
    if offer is None:
        raise NoVideo

    async def make(tx: WriteTx) -> bytes:
        begun = await store.begin(tx, me.id, data.bytes, offer, now_us=now_us())
        return msgspec.json.encode(await _view(tx, begun))

    return json(await created(request, db, me.id, make), status=201)


@get("/api/v1/videos/{id:str}", responses=shows(VideoView))
async def video(id: FromPath[str], me: SignedIn, db: Db) -> Response[bytes]:
    """Say how far one's own video is."""
    async with db.read() as tx:
        return json(await _view(tx, await store.own_video(tx, me.id, id)))


@put(
    "/api/v1/videos/{id:str}/bytes",
    responses=shows(VideoView),
    request_max_body_size=CHUNK_BYTES + 1,
)
async def put_bytes(
    id: FromPath[str],
    offset: FromQuery[int],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    blobs: Blobs,
) -> Response[bytes]:
    """Send the next piece, the body; the header `X-Sha256` may hold its hash in hex."""
    async with db.read() as tx:
        found = await store.own_video(tx, me.id, id)
    if found.state is not State.SENDING or offset != found.got:
        raise VideoAt(got=found.got)
    try:
        data = await request.body()
    except ClientException as error:
        if error.status_code == 413:
            raise VideoGarbled(got=found.got) from error
        raise
    if offset + len(data) > found.bytes:
        raise VideoGarbled(got=found.got)
    await receiving.put_piece(blobs.room(id), offset, data, request.headers.get("x-sha256"))
    now = await db.write(store.have_got, me.id, id, offset, len(data), now_us=now_us())
    async with db.read() as tx:
        return json(await _view(tx, now))


@put("/api/v1/videos/{id:str}/sent", responses=shows(VideoView))
async def sent(
    id: FromPath[str], data: JSONBody[VideoSentWhole], me: SignedIn, db: Db, blobs: Blobs
) -> Response[bytes]:
    """Say that all was sent: a worker makes it playable."""
    async with db.read() as tx:
        found = await store.own_video(tx, me.id, id)
    if found.state is State.SENDING:
        if found.got != found.bytes:
            raise VideoAt(got=found.got)
        try:
            await receiving.check_whole(blobs.room(id), found.bytes, data.sha256)
        except VideoGarbled:
            await db.write(store.begin_again, me.id, id, now_us=now_us())
            raise
        poster_ms = None if data.poster_ms is None else max(0, data.poster_ms)
        found = await db.write(store.have_all, me.id, id, poster_ms, now_us=now_us())
    async with db.read() as tx:
        return json(await _view(tx, found))


@put("/api/v1/videos/{id:str}/poster", responses=shows(VideoView))
async def put_poster(
    id: FromPath[str], data: JSONBody[PosterAt], me: SignedIn, db: Db, offer: VideoOffer
) -> Response[bytes]:
    """Choose the moment that stands on the card."""
    if offer is None:
        raise NoVideo
    at_ms = min(max(0, data.at_ms), offer.max_s * 1000)
    found = await db.write(store.choose_poster, me.id, id, at_ms, now_us=now_us())
    async with db.read() as tx:
        return json(await _view(tx, found))


@delete("/api/v1/videos/{id:str}", status_code=204)
async def delete_video(id: FromPath[str], me: SignedIn, db: Db, blobs: Blobs) -> None:
    """Take away a video that no note shows; what is being made of it stops."""

    async def drop(tx: WriteTx) -> Video:
        found = await store.remove(tx, me.id, id)
        await waiting.forget(tx, [id])
        return found

    await db.write(drop)
    await blobs.clear_room(id)


ROUTES = [videos, begin_video, video, put_bytes, sent, put_poster, delete_video]
