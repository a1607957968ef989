"""The built web app, served from memory: hashed files for ever, the page itself always anew."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from litestar import Request, Response

FOLDER = Path(__file__).parents[1] / "static"
MIN_GZIP_BYTES = 600

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_PAGE_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-cache",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FILE_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_HASHED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=31536000, immutable",
}
_NOT_BUILT = b"""<!doctype html><meta charset="utf-8"><title>Qiao</title>
<p>The web app has not been built. Run <code>script/serve</code> in a checkout, or install a wheel.
"""


@dataclass(frozen=True)
class _File:
    data: bytes
    media_type: str
    etag: str
    level: int

    @cached_property
    def packed(self) -> bytes | None:
        """The same in gzip, where that is shorter; made when somebody first asks for it."""
        if len(self.data) <= MIN_GZIP_BYTES or self.media_type.startswith("image/png"):
            return None
        packed = gzip.compress(self.data, self.level, mtime=0)
        return packed if len(packed) < len(self.data) else None


class StaticApp:
    """The files of the built app, and the page for every other address."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            str(path.relative_to(folder)): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self._page = self._files.get("index.html") or _file(_NOT_BUILT, "text/html")

    @property
    def built(self) -> bool:
        """Whether there is an app to serve."""
        return "index.html" in self._files

    def answer(self, path: str, request: Request[Any, Any, Any]) -> Response[bytes]:
        """Return the file at `path`, or the page, which finds its own way."""
        file = self._files.get(path)
        if file is None or file is self._page:
            return _send(self._page, _PAGE_HEADERS, request)
        hashed = path.startswith("assets/")
        return _send(file, _HASHED_HEADERS if hashed else _FILE_HEADERS, request)

    @property
    def page(self) -> str:
        """The app's page, for who puts words into it."""
        return self._page.data.decode()

    def answer_page(
        self, page: bytes, request: Request[Any, Any, Any], *, status: int = 200
    ) -> Response[bytes]:
        """Answer with the app's page as it was filled for this address."""
        # filled for visitors; members have other blocks
        headers = {**_PAGE_HEADERS, "Vary": "Accept-Encoding, Cookie"}
        return _send(_file(page, "text/html", level=5), headers, request, status=status)

    def answer_file(
        self, data: bytes, media_type: str, request: Request[Any, Any, Any]
    ) -> Response[bytes]:
        """Answer with what was made just now, under the rules for files that change."""
        return _send(_file(data, media_type, level=5), _FILE_HEADERS, request)


def _file(data: bytes, media_type: str, *, level: int = 9) -> _File:
    return _File(data, media_type, f'"{hashlib.sha256(data).hexdigest()[:20]}"', level)


def _read(path: Path) -> _File:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".webmanifest":
        kind = "application/manifest+json"
    # Litestar says so of text/… by itself
    if kind in ("application/javascript", "image/svg+xml"):
        kind += "; charset=utf-8"
    return _file(path.read_bytes(), kind)


def _send(
    file: _File,
    headers: dict[str, str],
    request: Request[Any, Any, Any],
    *,
    status: int = 200,
) -> Response[bytes]:
    headers = {"Vary": "Accept-Encoding", **headers, "ETag": file.etag}
    if status == 200 and request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", "") and file.packed is not None:
        headers["Content-Encoding"] = "gzip"
        return Response(
            file.packed, status_code=status, media_type=file.media_type, headers=headers
        )
    return Response(file.data, status_code=status, media_type=file.media_type, headers=headers)
