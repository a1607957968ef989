"""Taking a video in: pieces go to their place in a file, whole only when all of them came."""

import asyncio
import hashlib
import os
from pathlib import Path

from qiao.media.video.models import CHUNK_BYTES, NotAVideo, VideoGarbled, kind_of


async def put_piece(room: Path, offset: int, data: bytes, digest: str | None) -> None:
    """Write a piece at its place. `digest`: its SHA-256 in hex, where the sender knows it.

    Raises:
        VideoGarbled: something else came than was sent.
        NotAVideo: the first piece does not begin like a video.
    """
    if not data or len(data) > CHUNK_BYTES:
        raise VideoGarbled(got=offset)
    if digest is not None and hashlib.sha256(data).hexdigest() != digest.lower():
        raise VideoGarbled(got=offset)
    if offset == 0 and not kind_of(data[:12]):
        raise NotAVideo
    await asyncio.to_thread(_write, room / "sent", offset, data)


async def check_whole(room: Path, size: int, digest: str | None) -> None:
    """Look at what is there before it is believed to be all.

    Raises:
        VideoGarbled: it is not what was sent; all of it has to be sent again.
    """
    if not await asyncio.to_thread(_is_whole, room / "sent", size, digest):
        raise VideoGarbled(got=0)


def _write(file: Path, offset: int, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        view, at = memoryview(data), offset
        while view:
            count = os.pwrite(descriptor, view, at)
            view, at = view[count:], at + count
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)


def _is_whole(file: Path, size: int, digest: str | None) -> bool:
    try:
        # a piece that was sent and never written down may lie behind the end
        os.truncate(file, size) if file.stat().st_size > size else None
        if file.stat().st_size != size:
            return False
        if digest is None:
            return True
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == digest.lower()
    except FileNotFoundError:
        return False
