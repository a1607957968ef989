"""Writing a ZIP file bit by bit: nothing of it is held in memory but what is written now."""

import asyncio
import os
import time
import zipfile
from collections.abc import AsyncIterable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self


class Parcel:
    """A ZIP in the making; it has its name only once it is whole and on disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._making = path.with_suffix(".part")
        self._at = time.gmtime()[:6]

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._begin)
        return self

    def _begin(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # what a crash left is begun anew; nobody but the square reads it
        handle = os.open(self._making, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(handle, "r+b")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)

    async def __aexit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._end, whole=kind is None)

    def _end(self, *, whole: bool) -> None:
        if whole:
            self._zip.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._making.rename(self._path)
        else:
            self._file.close()
            self._making.unlink(missing_ok=True)

    async def put(self, name: str, content: bytes, *, packed: bool = False) -> None:
        """Write a file. `packed`: it is compressed already, as pictures are."""
        how = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        await asyncio.to_thread(self._zip.writestr, self._info(name, how), content)

    async def pour(self, name: str, chunks: AsyncIterable[bytes], *, packed: bool = False) -> None:
        """Write a file that comes in pieces; no other is written meanwhile."""
        info = self._info(name, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
        with self._zip.open(info, "w", force_zip64=True) as file:
            async for chunk in chunks:
                await asyncio.to_thread(file.write, chunk)

    def _info(self, name: str, how: int) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, date_time=self._at)
        info.compress_type = how
        info.external_attr = 0o600 << 16
        return info


def size_of(path: Path) -> int:
    """Return a file's size in bytes."""
    return path.stat().st_size


async def of_pages(pages: AsyncIterable[Iterable[bytes]]) -> AsyncIterable[bytes]:
    """Join each page of lines into one piece."""
    async for page in pages:
        yield b"".join(page)
