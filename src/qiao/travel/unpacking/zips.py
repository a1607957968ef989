"""Opening a ZIP that a stranger made. Nothing is written to a path it names; all is counted.

Files are read by the names we look for, from the place the directory says, and never extracted:
so a path, a link or a device in it is only a name nobody asks for. What inflates is counted while
it does, since what a ZIP says of its sizes may be a lie.
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from qiao.travel.unpacking.models import ParcelRefused

MAX_DIRECTORY_BYTES: Final = 32 << 20
MAX_FILES: Final = 100_000
MAX_LINE_BYTES: Final = 4 << 20
MAX_TEXT_BYTES: Final = 1 << 30
"""Of all files of lines together, inflated."""
MAX_PICTURE_BYTES: Final = 20 << 20
_CHUNK_BYTES: Final = 256 << 10
_END: Final = b"PK\x05\x06"
_END_BYTES: Final = 22
_END64: Final = b"PK\x06\x06"
_LOCATOR64: Final = b"PK\x06\x07"
_METHODS: Final = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
_ENCRYPTED: Final = 0x1


def _directory(path: Path) -> tuple[int, int]:
    """Return how many files a ZIP says to have and how large its directory is, before reading it.

    Python's own reader takes the whole directory into memory, however large it says to be.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_BYTES - 0xFFFF))
        tail = file.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_BYTES:
            raise ParcelRefused(why="no_zip")
        count, directory = struct.unpack_from("<HI", tail, at + 10)
        if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR64:
            (place,) = struct.unpack_from("<Q", tail, at - 12)
            if place > size:
                raise ParcelRefused(why="no_zip")
            file.seek(place)
            end = file.read(56)
            if len(end) < 56 or end[:4] != _END64:
                raise ParcelRefused(why="no_zip")
            count, directory = struct.unpack_from("<QQ", end, 32)
    return int(count), int(directory)


class Zip:
    """A ZIP that is read by names. Blocking: its caller works in a thread.

    Raises everywhere:
        ParcelRefused: it is broken, or means to do harm.
    """

    def __init__(self, path: Path, *, max_text_bytes: int = MAX_TEXT_BYTES) -> None:
        self._left_bytes = max_text_bytes
        try:
            count, directory = _directory(path)
            if count > MAX_FILES or directory > MAX_DIRECTORY_BYTES:
                raise ParcelRefused(why="too_many_files")
            self._zip = zipfile.ZipFile(path)
            self.size = path.stat().st_size
        except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
            raise ParcelRefused(why="no_zip") from None
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            if entry.filename in self._entries:
                self._zip.close()
                # two files of one name: who looked first and who reads later may read another
                raise ParcelRefused(why="same_name_twice")
            self._entries[entry.filename] = entry

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def names(self) -> list[str]:
        """Return what it holds."""
        return list(self._entries)

    def has(self, name: str) -> bool:
        """Say whether there is an ordinary file of that name."""
        return name in self._entries

    def picture(self, name: str) -> bytes | None:
        """Return a small file whole; None where there is none, or it is larger than a picture."""
        if name not in self._entries:
            return None
        content = b"".join(self._pieces(name, MAX_PICTURE_BYTES, count=False))
        return content if len(content) <= MAX_PICTURE_BYTES else None

    def pour(self, name: str, to: Path, max_bytes: int) -> int:
        """Write a large file to a place of ours; return its bytes, at most a piece too many."""
        written = 0
        with to.open("wb") as file:
            for piece in self._pieces(name, max_bytes, count=False):
                written += file.write(piece)
        return written

    def whole(self, name: str, max_bytes: int) -> bytes:
        """Return a text file whole; refuses one that is larger."""
        content = b"".join(self._pieces(name, max_bytes, count=True))
        if len(content) > max_bytes:
            raise ParcelRefused(why="too_large_inside")
        return content

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a file's lines without their ends; nothing where there is no such file."""
        if name not in self._entries:
            return
        rest = b""
        for piece in self._pieces(name, None, count=True):
            *whole, rest = (rest + piece).split(b"\n")
            yield from (one for one in whole if one.strip())
            if len(rest) > MAX_LINE_BYTES:
                raise ParcelRefused(why="too_long_a_line")
        if rest.strip():
            yield rest

    def _pieces(self, name: str, most: int | None, *, count: bool) -> Iterator[bytes]:
        """Yield a file's content, at most a piece more than `most` bytes of it."""
        entry = self._entries.get(name)
        if entry is None:
            raise ParcelRefused(why="file_missing")
        mode = entry.external_attr >> 16
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise ParcelRefused(why="locked_or_strange")
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            raise ParcelRefused(why="no_plain_file")
        read = 0
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(_CHUNK_BYTES):
                    read += len(piece)
                    if count:
                        self._left_bytes -= len(piece)
                        if self._left_bytes < 0:
                            raise ParcelRefused(why="too_large_inside")
                    yield piece
                    if most is not None and read > most:
                        return
        except (
            zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            struct.error, NotImplementedError,
        ):  # fmt: skip
            raise ParcelRefused(why="broken") from None


def is_zip(start: bytes) -> bool:
    """Say by its first bytes whether something is a ZIP."""
    return start[:4] in (b"PK\x03\x04", b"PK\x05\x06")
