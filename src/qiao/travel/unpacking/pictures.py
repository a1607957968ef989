"""The pictures of a file from elsewhere: each is decoded in the sandbox like any stranger's."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from qiao.kit.clock import Micros
from qiao.kit.db import WriteTx
from qiao.kit.refusals import Refusal
from qiao.media import commands as media
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded, MediaBusy
from qiao.travel.packing import shapes
from qiao.travel.unpacking import keeping, reading
from qiao.travel.unpacking.checking import checked_at
from qiao.travel.unpacking.models import Plan
from qiao.travel.unpacking.zips import Zip

BUSY_S = 1.0
_KINDS = frozenset(("jpeg", "png", "webp", "gif"))


class Decoder(Protocol):
    """Makes clean pictures of what a stranger sent, as `media.sandbox.Sandbox` does."""

    async def decode(self, data: bytes, /) -> Decoded:
        """Raise a Refusal for what is no picture, MediaBusy for later."""
        ...


class Picture(NamedTuple):
    """A picture of a note: here already (`kept`, an id), or decoded and about to be kept."""

    name: str
    alt: str
    kept: str | None
    decoded: Decoded | None


class Pictures:
    """The pictures of one arrival."""

    def __init__(
        self,
        blobs: BlobStore,
        decoder: Decoder,
        parcel: Zip,
        member: str,
        arrival: str,
        now: Micros,
    ) -> None:
        self._blobs, self._decoder, self._parcel = blobs, decoder, parcel
        self._member, self._arrival, self._now = member, arrival, now
        self._files: dict[str, shapes.Media] = {}
        self._square = ""

    async def open(self, square: str) -> None:
        """Read what is there; raises ParcelRefused."""
        self._square = square
        self._files = await reading.pictures_of(self._parcel)

    async def decoded(
        self, photos: Sequence[shapes.Photo], known: Mapping[str, str], left: Plan
    ) -> list[Picture]:
        """Return pictures in their order; what is none, or is not there, is counted in `left`.

        Args:
            known: ids of those that are here already.
        """
        found: list[Picture] = []
        for photo in photos:
            if photo.media in known:
                found.append(Picture(photo.media, photo.alt, known[photo.media], None))
            elif (decoded := await self._decode(photo.media, left)) is not None:
                found.append(Picture(photo.media, photo.alt, None, decoded))
        return found

    async def _decode(self, name: str, left: Plan) -> Decoded | None:
        there = self._files.get(name)
        content = await asyncio.to_thread(self._parcel.picture, there.file) if there else None
        if there is None or content is None:
            left.leave("photos_missing")
            return None
        while True:
            try:
                decoded = await self._decoder.decode(content)
            except MediaBusy:
                await asyncio.sleep(BUSY_S)  # whoever uploads now goes first
                continue
            except Refusal:
                left.leave("photos_broken")
                return None
            await self._blobs.put(decoded)
            kind = there.kind if there.kind in _KINDS else decoded.kind
            return replace(decoded, kind=kind)

    async def written(self, tx: WriteTx, picture: Picture) -> str:
        """Write a picture down and return its id."""
        if picture.kept is not None:
            return picture.kept
        assert picture.decoded is not None
        at_us = checked_at(self._files[picture.name].at, self._now) or self._now
        made = await media.add(tx, self._member, picture.decoded, now_us=at_us)
        source = keeping.source_of(self._square, "media", picture.name)
        await keeping.keep(tx, self._member, self._arrival, "media", source, made.id)
        return made.id
