"""Pictures and films of a file from elsewhere, decoded in the sandbox like any stranger's."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from qiao.kit.db import WriteTx
from qiao.kit.refusals import Refusal
from qiao.media import commands as media
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded, MediaBusy, Sha
from qiao.media.queries import is_kept
from qiao.media.video import store as videos
from qiao.travel.packing import shapes
from qiao.travel.unpacking import reading
from qiao.travel.unpacking.checking import Unfit, checked_at
from qiao.travel.unpacking.films import KIND, Film, Films
from qiao.travel.unpacking.models import Plan
from qiao.travel.unpacking.way import Way

BUSY_S = 1.0
_KINDS = frozenset(("jpeg", "png", "webp", "gif"))


class Decoder(Protocol):
    """Makes clean pictures of what a stranger sent, as `media.sandbox.Sandbox` does."""

    async def decode(self, data: bytes, /) -> Decoded:
        """Raise a Refusal for what is no picture, MediaBusy for later."""
        ...


class Picture(NamedTuple):
    """A picture of a note: here already (`kept`, an id), or decoded and about to be kept.

    `film`: it is the still of one, whose file is kept already.
    """

    name: str
    alt: str
    kept: str | None
    decoded: Decoded | None
    film: Film | None = None


class Pictures:
    """The pictures of one arrival."""

    def __init__(self, blobs: BlobStore, decoder: Decoder, films: Films, way: Way) -> None:
        self._blobs, self._decoder, self._films, self._way = blobs, decoder, films, way
        self._files: dict[str, shapes.Media] = {}
        self._sent: dict[str, int] = {}  # when films were sent

    async def open(self) -> None:
        """Read what is there; raises ParcelRefused."""
        way = self._way
        self._files = await reading.pictures_of(way.parcel)
        async for batch in reading.lines(
            way.parcel, "videos", shapes.Video, most=reading.MAX_PICTURES
        ):
            for one in batch:
                if not isinstance(one, Unfit):
                    self._sent[one.id] = checked_at(one.at, way.now)

    async def of(self, photos: Sequence[shapes.Photo], *, films: bool = False) -> list[Picture]:
        """Return pictures in their order; what is none, or is not there, is counted as left.

        Args:
            films: a film may stand there, and not only its still.
        """
        left = self._way.left
        known = await self._way.known("media", [photo.media for photo in photos])
        found: list[Picture] = []
        for photo in photos:
            if photo.media in known:
                found.append(Picture(photo.media, photo.alt, known[photo.media], None))
            elif films and self._is_film(photo.media):
                if (shown := await self._film(photo, left)) is not None:
                    found.append(shown)
            elif (decoded := await self._decode(photo.media, left)) is not None:
                await self._blobs.put(decoded)
                found.append(Picture(photo.media, photo.alt, None, decoded))
        return found

    def _is_film(self, name: str) -> bool:
        return name in self._files and self._files[name].kind == KIND

    async def _film(self, photo: shapes.Photo, left: Plan) -> Picture | None:
        """Return a film with its still; where there is no film, the still comes as a picture."""
        film = await self._films.made(self._files[photo.media], left)
        if film is None:
            still = await self._decode(photo.media, left)
            if still is None:
                return None
            await self._blobs.put(still)
            return Picture(photo.media, photo.alt, None, still)
        still = await self._decode(photo.media, Plan())
        if still is None or not film.fits(still):
            # whoever looks at a card sees something of the film
            try:
                still = await self._clean(await self._films.still(film))
            except Refusal:
                still = None
        if still is None:
            left.leave("films_broken")
            await self._drop(film.sha)
            return None
        await self._blobs.put(still)
        return Picture(photo.media, photo.alt, None, still, film)

    async def let_go(self, pictures: Sequence[Picture]) -> None:
        """Delete what was kept for a note that did not come."""
        for picture in pictures:
            if picture.decoded is not None:
                await self._drop(picture.decoded.sha)
            if picture.film is not None:
                await self._drop(picture.film.sha)

    async def _drop(self, sha: Sha) -> None:
        async with self._way.db.read() as tx:
            kept = await is_kept(tx, sha)
        if not kept:
            await self._blobs.delete(sha)

    async def _decode(self, name: str, left: Plan) -> Decoded | None:
        there = self._files.get(name)
        content = await asyncio.to_thread(self._way.parcel.picture, there.file) if there else None
        if there is None or content is None:
            left.leave("photos_missing")
            return None
        try:
            decoded = await self._clean(content)
        except Refusal:
            left.leave("photos_broken")
            return None
        kind = there.kind if there.kind in _KINDS else decoded.kind
        return replace(decoded, kind=kind)

    async def _clean(self, content: bytes) -> Decoded:
        while True:
            try:
                return await self._decoder.decode(content)
            except MediaBusy:
                await asyncio.sleep(BUSY_S)  # whoever uploads now goes first

    async def all_written(self, tx: WriteTx, pictures: Sequence[Picture]) -> list[tuple[str, str]]:
        """Write pictures down; return their ids and what those are told who cannot see them."""
        return [(await self.written(tx, picture), picture.alt) for picture in pictures]

    async def written(self, tx: WriteTx, picture: Picture) -> str:
        """Write a picture down and return its id."""
        if picture.kept is not None:
            return picture.kept
        assert picture.decoded is not None
        way = self._way
        at_us = checked_at(self._files[picture.name].at, way.now) or way.now
        if picture.film is not None:
            sent_us = self._sent.get(picture.name) or at_us
            id_ = await videos.bring(
                tx, way.member, picture.film.sha, picture.film.made, picture.decoded,
                sent_us=sent_us, now_us=at_us,
            )  # fmt: skip
        else:
            id_ = (await media.add(tx, way.member, picture.decoded, now_us=at_us)).id
        await way.keep(tx, "media", way.source("media", picture.name), id_)
        return id_
