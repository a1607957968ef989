"""The films of a file from elsewhere: each goes through the jail that every upload goes through.

What plays already is only wrapped anew. A small ZIP can promise films without end, so what is
taken out of it, and what is encoded, is bounded for the whole file.
"""

import asyncio
import shutil
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from qiao.kit.refusals import Refusal
from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded, Sha
from qiao.media.video.child_process import OnTime
from qiao.media.video.models import Made, Probe, VideoTooLong, Work, kind_of, work_for
from qiao.media.video.settings import VideoSettings
from qiao.travel.packing import shapes
from qiao.travel.shelf import LEAST_FREE_BYTES
from qiao.travel.unpacking.checking import is_picture_name
from qiao.travel.unpacking.models import ParcelRefused, Plan
from qiao.travel.unpacking.zips import Zip

KIND: Final = "video"
MAX_FILMS: Final = 500
MAX_ANEW_MS: Final = 30 * 60_000
"""So much film that does not play as it is may be encoded for one file."""
_LOOSER: Final = 2
"""Films do not get smaller in a ZIP: one that holds more than so many times its size lies."""
_ASKEW: Final = 0.03


class FilmMaker(Protocol):
    """Makes films playable, as `media.video.studio.Studio` does."""

    @property
    def settings(self) -> VideoSettings: ...

    async def probe(self, file: Path) -> Probe: ...

    async def make(
        self, file: Path, room: Path, probe: Probe, on_time: OnTime | None, *, anew: bool = True
    ) -> Made: ...

    async def poster(
        self, film: Path, room: Path, length_ms: int, wanted_ms: int | None
    ) -> bytes: ...


class Film(NamedTuple):
    """A film that is kept by its hash, and no row names yet."""

    sha: Sha
    made: Made

    def fits(self, still: Decoded) -> bool:
        """Say whether a picture has the film's proportions."""
        wide = self.made.w * still.h
        return abs(wide - self.made.h * still.w) <= _ASKEW * wide


def film_name(media: str) -> str:
    """Return where the film of a media line lies."""
    return f"media/{media}.mp4"


def is_film(parcel: Zip, media: shapes.Media) -> bool:
    """Say whether a media line is a film's, and the film is there."""
    name = film_name(media.id)
    return media.kind == KIND and is_picture_name(name) and parcel.has(name)


class Films:
    """The films of one arrival. `maker` None: this square has no films."""

    def __init__(
        self, blobs: BlobStore, maker: FilmMaker | None, parcel: Zip, arrival: str
    ) -> None:
        self._blobs, self._maker, self._parcel = blobs, maker, parcel
        self._room_name = f"{arrival}-films"
        self._left = MAX_FILMS
        self._left_bytes = _LOOSER * parcel.size
        self._left_anew_ms = MAX_ANEW_MS

    async def made(self, media: shapes.Media, left: Plan) -> Film | None:
        """Make a film playable and keep its file; where it cannot be, say why in `left`.

        Raises:
            ParcelRefused: more comes out of the file than can be in it.
        """
        if self._maker is None:
            left.leave("films_not_here")
            return None
        if not is_film(self._parcel, media):
            left.leave("films_missing")
            return None
        try:
            return await self._made(self._maker, media, left)
        finally:
            await self._blobs.clear_room(self._room_name)

    async def _made(self, maker: FilmMaker, media: shapes.Media, left: Plan) -> Film | None:
        room = self._blobs.room(self._room_name)
        if self._left <= 0 or await asyncio.to_thread(_free_bytes, room) < LEAST_FREE_BYTES:
            left.leave("films_too_much")
            return None
        self._left -= 1
        sent, made_in, most = room / "sent", room / "made", maker.settings.max_bytes
        made_in.mkdir(exist_ok=True)
        size = await asyncio.to_thread(self._parcel.pour, film_name(media.id), sent, most)
        self._left_bytes -= size
        if self._left_bytes < 0:
            raise ParcelRefused(why="too_large_inside")
        if size > most:
            left.leave("films_too_large")
            return None
        if await asyncio.to_thread(_kind, sent) != "mp4":
            left.leave("films_broken")
            return None
        try:
            made = await self._watched(maker, sent, made_in)
        except VideoTooLong:
            left.leave("films_too_large")
        except _TooMuch:
            left.leave("films_too_much")
        except Refusal:
            left.leave("films_broken")
        else:
            return Film(await self._blobs.put_film(made_in / "film.mp4"), made)
        return None

    async def _watched(self, maker: FilmMaker, sent: Path, made_in: Path) -> Made:
        """Make it, as long as encoding is left; what is not encoded costs nothing."""
        probe = await maker.probe(sent)
        length_ms = probe.ms or maker.settings.max_s * 1000
        may = length_ms <= self._left_anew_ms
        if not may and work_for(probe) is Work.ANEW:
            raise _TooMuch
        costs = True
        try:
            made = await maker.make(sent, made_in, probe, None, anew=may)
            costs = made.work is Work.ANEW
            return made
        finally:
            if may and costs:
                self._left_anew_ms -= length_ms

    async def still(self, film: Film) -> bytes:
        """Return a frame of a film as PNG; raises a Refusal."""
        assert self._maker is not None
        path = self._blobs.film_path(film.sha)
        assert path is not None
        try:
            room = self._blobs.room(self._room_name)
            return await self._maker.poster(path, room, film.made.ms, None)
        finally:
            await self._blobs.clear_room(self._room_name)


class _TooMuch(Exception):
    """It would have to be encoded, and enough was."""


def _free_bytes(room: Path) -> int:
    return shutil.disk_usage(room).free


def _kind(file: Path) -> str:
    with file.open("rb") as opened:
        return kind_of(opened.read(12))
