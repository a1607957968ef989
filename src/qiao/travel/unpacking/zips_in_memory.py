"""Reading a ZIP that is held in memory: for what may not touch a disk."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator

from qiao.travel.unpacking.models import ParcelRefused

MAX_FILES = 5_000
_END = b"PK\x05\x06"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(content: bytes, *, max_bytes: int) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield each file's name and how to read it; all that is read together is bounded.

    Raises:
        ParcelRefused
    """
    left = max_bytes
    at = content.rfind(_END)
    if at < 0 or len(content) < at + 22:
        raise ParcelRefused(why="no_zip")
    if struct.unpack_from("<H", content, at + 10)[0] > MAX_FILES:
        raise ParcelRefused(why="too_many_files")
    try:
        opened = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
        raise ParcelRefused(why="no_zip") from None
    if len(opened.infolist()) > MAX_FILES:
        raise ParcelRefused(why="too_many_files")
    for entry in opened.infolist():

        def read(entry: zipfile.ZipInfo = entry) -> bytes:
            nonlocal left
            if entry.flag_bits & 1 or entry.compress_type not in _METHODS:
                raise ParcelRefused(why="locked_or_strange")
            try:
                with opened.open(entry) as file:
                    body = file.read(left + 1)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
                raise ParcelRefused(why="broken") from None
            left -= len(body)
            if left < 0:
                raise ParcelRefused(why="too_large_inside")
            return body

        if not entry.is_dir():
            yield entry.filename, read
