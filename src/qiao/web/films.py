"""Giving films out in ranges, as players ask for them, without holding one in memory (RFC 9110)."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from litestar import HttpMethod, Response, route
from litestar.params import FromPath
from litestar.response import Stream

from qiao.kit.refusals import NotFound
from qiao.media.blobs import parse_sha
from qiao.media.models import FILM_TYPE
from qiao.people.door import AnyRequest
from qiao.web.pictures import FOREVER, Blobs

PIECE_BYTES: Final = 256 << 10

_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)

Span = tuple[int, int]


def span_of(asked: str | None, size: int) -> Span | None:
    """Return the first and last byte that a Range header asks for, None for all of it.

    What is no single range of bytes is answered whole, as the standard allows. Raises IndexError
    where nothing of it is there.
    """
    found = _RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        count = int(last)
        if count == 0:
            raise IndexError
        return max(0, size - count), size - 1
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise IndexError
    return start, min(int(last), size - 1) if last else size - 1


@route(
    "/media/{sha:str}/film.mp4",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    include_in_schema=False,
)
async def film(sha: FromPath[str], request: AnyRequest, blobs: Blobs) -> Response[Any]:
    """Give a film out; what is behind an address never changes."""
    known = parse_sha(sha)
    path = blobs.film_path(known) if known else None
    if path is None:
        raise NotFound
    size = (await asyncio.to_thread(path.stat)).st_size
    etag = f'"{sha}"'
    headers = {**FOREVER, "Accept-Ranges": "bytes", "ETag": etag}
    if request.headers.get("if-none-match") == etag:
        return Response(b"", status_code=304, headers=headers)
    asked = request.headers.get("range")
    if request.headers.get("if-range", etag) != etag:
        asked = None
    try:
        span = span_of(asked, size)
    except IndexError:
        headers = {**headers, "Content-Range": f"bytes */{size}", "Cache-Control": "no-store"}
        return Response(b"", status_code=416, headers=headers)
    start, end = span or (0, size - 1)
    headers["Content-Length"] = str(end - start + 1)
    if span:
        headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    status = 206 if span else 200
    if request.method == HttpMethod.HEAD:
        return Response(b"", status_code=status, headers=headers, media_type=FILM_TYPE)
    return Stream(
        _pieces(path, start, end), status_code=status, headers=headers, media_type=FILM_TYPE
    )


async def _pieces(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    descriptor = await asyncio.to_thread(os.open, path, os.O_RDONLY)
    try:
        while start <= end:
            count = min(PIECE_BYTES, end - start + 1)
            piece = await asyncio.to_thread(os.pread, descriptor, count, start)
            if not piece:
                return
            start += len(piece)
            yield piece
    finally:
        os.close(descriptor)


ROUTES = [film]
