"""Pictures and films in a folder: `ab/cd/<sha>/…`, whole and durable or not there."""

import asyncio
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from qiao.media.blobs import BlobMissing, BlobStore
from qiao.media.models import Decoded, Sha, Size

# A pair is made here and moved to its place in one step.
_INCOMING: Final = "incoming"
_ROOMS: Final = "rooms"
_FILM: Final = "film.mp4"


class Folder(BlobStore):
    """One folder on a local disk. Several processes may share it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, picture: Decoded) -> Sha:
        sha = picture.sha
        await asyncio.to_thread(self._put, sha, picture)
        return sha

    async def get(self, sha: Sha, size: Size) -> bytes:
        try:
            return await asyncio.to_thread(self._file(sha, size).read_bytes)
        except FileNotFoundError:
            raise BlobMissing(sha) from None

    def path(self, sha: Sha, size: Size) -> Path | None:
        file = self._file(sha, size)
        return file if file.is_file() else None

    async def exists(self, sha: Sha) -> bool:
        return await asyncio.to_thread(self._place(sha).is_dir)

    async def delete(self, sha: Sha) -> None:
        await asyncio.to_thread(self._delete, sha)

    async def put_film(self, made: Path) -> Sha:
        return await asyncio.to_thread(self._put_film, made)

    def film_path(self, sha: Sha) -> Path | None:
        file = self._place(sha) / _FILM
        return file if file.is_file() else None

    def room(self, id_: str) -> Path:
        room = self._root / _ROOMS / id_
        room.mkdir(parents=True, exist_ok=True)
        return room

    async def clear_room(self, id_: str) -> None:
        await asyncio.to_thread(shutil.rmtree, self._root / _ROOMS / id_, ignore_errors=True)

    async def sweep(self, *, older_than_s: float, now_s: float) -> int:
        """Remove what a crash left half made. Returns how many pairs."""
        return await asyncio.to_thread(self._sweep, now_s - older_than_s)

    def _place(self, sha: Sha) -> Path:
        return self._root / sha[:2] / sha[2:4] / sha

    def _file(self, sha: Sha, size: Size) -> Path:
        return self._place(sha) / f"{size}.webp"

    def _put(self, sha: Sha, picture: Decoded) -> None:
        def fill(made: Path) -> None:
            _write(made / f"{Size.CARD}.webp", picture.card)
            _write(made / f"{Size.FULL}.webp", picture.full)

        self._put_whole(sha, fill)

    def _put_film(self, file: Path) -> Sha:
        with file.open("rb") as opened:
            sha = Sha(hashlib.file_digest(opened, "sha256").hexdigest())
            os.fsync(opened.fileno())
        self._put_whole(sha, lambda made: file.rename(made / _FILM))
        return sha

    def _put_whole(self, sha: Sha, fill: Callable[[Path], object]) -> None:
        place = self._place(sha)
        if place.is_dir():
            # It may have been moved there by another process whose rename is not yet durable.
            _make_durable(place.parent)
            return
        made = self._root / _INCOMING / f"{sha}-{secrets.token_hex(8)}"
        made.mkdir(parents=True)
        try:
            fill(made)
            _make_durable(made)
            self._make_parents(place)
            try:
                made.rename(place)
            except OSError:
                # Someone else kept the same meanwhile; anything else is a real failure.
                if not place.is_dir():
                    raise
            _make_durable(place.parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def _make_parents(self, place: Path) -> None:
        for folder in (place.parents[1], place.parents[0]):
            if not folder.is_dir():
                folder.mkdir(exist_ok=True)
                _make_durable(folder.parent)

    def _delete(self, sha: Sha) -> None:
        # Out of the way in one step, so that nobody meets a pair with one size.
        gone = self._root / _INCOMING / f"{sha}-{secrets.token_hex(8)}"
        gone.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._place(sha).rename(gone)
        except FileNotFoundError:
            return
        shutil.rmtree(gone)

    def _sweep(self, before_s: float) -> int:
        incoming = self._root / _INCOMING
        swept = 0
        for left in incoming.iterdir() if incoming.is_dir() else ():
            try:
                if left.stat().st_mtime >= before_s:
                    continue
            except FileNotFoundError:
                continue  # its maker was not dead, only slow
            shutil.rmtree(left, ignore_errors=True)
            swept += 1
        return swept


def _write(file: Path, content: bytes) -> None:
    with file.open("xb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _make_durable(folder: Path) -> None:
    """A name in a folder survives a power cut only once the folder itself is synced."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
