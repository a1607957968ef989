"""Fetching a pinned file from a mirror: resumed where it broke off, hashed while it comes."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import os
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx
import structlog

from qiao import __version__
from qiao.translate.models_store.manifest import ModelFile
from qiao.translate.models_store.trouble import (
    FolderUnusable,
    MirrorDown,
    MirrorLacks,
    MirrorStrange,
    ModelDamaged,
    NoRoom,
)
from qiao.translate.models_store.verify import READ_BYTES, sync_folder

log = structlog.get_logger(__name__)

FRUITLESS = 4
"""So many attempts in a row that brought nothing new are enough."""

_MAX_REDIRECTS = 3
_MAX_PAUSE_S = 30.0
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")

Progress = Callable[[int], Awaitable[None]]
"""Told how many bytes of the file are here."""

Pause = Callable[[float], Awaitable[None]]


def open_client() -> httpx.AsyncClient:
    """Open a client as mirrors are asked with. Proxies of the environment are used: what comes
    through them is compared with what is pinned.
    """
    return httpx.AsyncClient(
        timeout=httpx.Timeout(30.0, connect=10.0),
        headers={"User-Agent": f"qiao/{__version__}", "Accept-Encoding": "identity"},
        follow_redirects=False,
    )


class _Again(Exception):
    """It broke off; what is here stays. `pause_s`: what the mirror asked for."""

    def __init__(self, why: str, pause_s: float | None = None) -> None:
        super().__init__(why)
        self.pause_s = pause_s


async def _unwatched(_: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class Mirror:
    """An address under which the pinned paths are served, and how to wait for it."""

    address: str
    client: httpx.AsyncClient
    pause: Pause = asyncio.sleep

    @property
    def host(self) -> str:
        """Its host, for messages; never with a user name or password in it."""
        return httpx.URL(self.address).host

    async def fetch(self, file: ModelFile, folder: Path, progress: Progress = _unwatched) -> None:
        """Bring `file` into `folder`, whole and verified, or leave a `.part` to go on from.

        Raises:
            MirrorDown, MirrorLacks, MirrorStrange, ModelDamaged, NoRoom, FolderUnusable.
        """
        part = folder / f"{file.name}.part"
        fruitless, best = 0, 0
        while True:
            try:
                await self._go_on(file, part, progress)
                await asyncio.to_thread(_keep, part, folder / file.name)
            except _Again as broken:
                here = part.stat().st_size if part.exists() else 0
                fruitless = 0 if here > best else fruitless + 1
                best = max(best, here)
                if fruitless >= FRUITLESS:
                    raise MirrorDown(file=file.name, host=self.host, why=str(broken)) from broken
                log.info("model_fetch_broke_off", file=file.name, why=str(broken), bytes=here)
                pause_s = broken.pause_s if broken.pause_s is not None else 2.0**fruitless
                await self.pause(min(pause_s, _MAX_PAUSE_S))
            except OSError as error:
                raise disk_trouble(error) from error
            else:
                return

    async def _go_on(self, file: ModelFile, part: Path, progress: Progress) -> None:
        here, digest = await asyncio.to_thread(_begun, part, file.bytes)
        begun = here
        if here < file.bytes:
            response = await self._ask(file, here)
            try:
                if response.status_code == 200:
                    here, begun, digest = 0, 0, hashlib.sha256()  # it does not know ranges
                _check_size(file, here, response, self.host)
                with _opened(part, here) as out:
                    async for chunk in response.aiter_bytes():
                        here += len(chunk)
                        if here > file.bytes:
                            raise self._strange(file, "size")
                        digest.update(chunk)
                        write(out, chunk)
                        await progress(here)
            except httpx.TransportError as error:
                raise _Again(type(error).__name__) from error
            finally:
                await response.aclose()
        if here < file.bytes:
            raise _Again("cut")
        if digest.hexdigest() != file.sha256:
            await asyncio.to_thread(part.unlink)
            if begun:  # perhaps what was begun was another version: once more from the start
                raise _Again("checksum")
            raise ModelDamaged(file=file.name)
        await progress(here)

    async def _ask(self, file: ModelFile, here: int) -> httpx.Response:
        """Return an answer whose body is the file from `here` on (206), or from its start (200)."""
        headers = {"Range": f"bytes={here}-"} if here else {}
        url = httpx.URL(f"{self.address.rstrip('/')}/{file.path}")
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                request = self.client.build_request("GET", url, headers=headers)
                response = await self.client.send(request, stream=True)
            except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
                raise self._strange(file, "address") from error
            except httpx.TransportError as error:
                raise _Again(type(error).__name__) from error
            if not response.has_redirect_location:
                break
            await response.aclose()
            url = self._moved(file, url, response)
        else:
            raise self._strange(file, "redirects")
        try:
            self._check_answer(file, here, response)
        except BaseException:
            await response.aclose()
            raise
        return response

    def _moved(self, file: ModelFile, url: httpx.URL, response: httpx.Response) -> httpx.URL:
        target = url.join(response.headers["location"])
        upgrade = (url.scheme, target.scheme) == ("http", "https") and target.port is None
        same = (target.scheme, target.port) == (url.scheme, url.port)
        if target.host != url.host or not (same or upgrade):
            raise self._strange(file, "other_host", to=target.host)
        return target

    def _check_answer(self, file: ModelFile, here: int, response: httpx.Response) -> None:
        status = response.status_code
        if status == 416 and here:
            raise _Again("range")
        if status == 429 or status >= 500:
            raise _Again(f"status {status}", _seconds(response.headers.get("retry-after", "")))
        if status in (401, 403, 404, 410):
            raise MirrorLacks(file=file.name, host=self.host, status=status)
        if status not in (200, 206) or (status == 206 and not here):
            raise self._strange(file, "status", status=status)
        if response.headers.get("content-type", "").startswith("text/html"):
            raise self._strange(file, "page")
        if status == 206:
            found = _RANGE.fullmatch(response.headers.get("content-range", ""))
            if found is None or int(found[1]) != here:
                raise self._strange(file, "status", status=status)
            if found[3] not in ("*", str(file.bytes)):
                raise self._strange(file, "size")

    def _strange(self, file: ModelFile, why: str, **facts: object) -> MirrorStrange:
        return MirrorStrange(file=file.name, host=self.host, why=why, **facts)


def _check_size(file: ModelFile, here: int, response: httpx.Response, host: str) -> None:
    length = response.headers.get("content-length", "")
    plain = "content-encoding" not in response.headers
    if plain and length.isdecimal() and here + int(length) != file.bytes:
        raise MirrorStrange(file=file.name, host=host, why="size")


def _begun(part: Path, most: int) -> tuple[int, hashlib._Hash]:
    """Return how much of a file is here, and the digest of that."""
    digest = hashlib.sha256()
    if part.is_symlink() or (part.exists() and part.stat().st_size > most):
        part.unlink()
    if not part.exists():
        return 0, digest
    with part.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            digest.update(chunk)
    return part.stat().st_size, digest


def _opened(part: Path, here: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | (os.O_APPEND if here else os.O_TRUNC)
    return os.fdopen(os.open(part, flags, 0o644), "wb")


def write(out: BinaryIO, chunk: bytes) -> None:
    """Write a chunk; on its own so that a test can be a full disk."""
    out.write(chunk)


def _keep(part: Path, final: Path) -> None:
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(final)
    sync_folder(final.parent)


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isdecimal() and len(retry_after) < 6 else None


def disk_trouble(error: OSError) -> Exception:
    """Say in the store's words what a disk said."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return NoRoom()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR):
        return FolderUnusable(why=error.strerror or "")
    return error
