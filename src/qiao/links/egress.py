"""Asking other places for a page: the one door of the square to addresses that members write.

An address is looked up once, every answer is checked, and exactly what was checked is dialled: a
name that changes its mind meanwhile changes nothing. Redirects begin anew at the first check.
"""

import asyncio
import socket
import zlib
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urljoin

import httpcore
import httpx

from qiao.links.models import HostFailed, NotFetched, Target, is_public, target

MAX_REDIRECTS = 5
MAX_PAGE_BYTES = 1 << 20
MAX_PICTURE_BYTES = 5 << 20
DEADLINE_S = 5.0
PICTURE_DEADLINE_S = 8.0
CONNECT_S = 3.0
_CHUNK_BYTES = 16 << 10

Resolve = Callable[[str, int], Awaitable[list[str]]]


class Answer(NamedTuple):
    """What a place answered in the end; `content_type` as it said it, in lower case."""

    url: str
    content_type: str
    body: bytes


async def look_up(host: str, port: int) -> list[str]:
    """Return every address of a host."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Checked(httpcore.AsyncNetworkBackend):
    """Dials only what was looked up and found public."""

    def __init__(
        self, resolve: Resolve = look_up, dial: httpcore.AsyncNetworkBackend | None = None
    ) -> None:
        self._resolve = resolve
        self._dial = dial or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await self._resolve(host, port)
        except OSError:
            raise NotFetched("not found") from None
        if not addresses:
            raise NotFetched("not found")
        # one that is not public spoils all: who may answer twice may answer differently
        if not all(is_public(address) for address in addresses):
            raise NotFetched("not public")
        for address in addresses[:3]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._dial.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
        raise HostFailed("does not answer")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise NotFetched("not public")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Egress:
    """Asks other places: without cookies, without saying where a link stood."""

    def __init__(self, agent: str, network: Checked | None = None) -> None:
        self._agent = agent
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            network_backend=network or Checked(),
            max_connections=16,
            max_keepalive_connections=0,
        )

    async def page(self, url: str, allowed: Callable[[Target], None]) -> Answer:
        """Return a page of HTML, no more of it than is read.

        `allowed` is asked before each host is, and raises where it is not. Raises NotFetched.
        """
        return await self._within(
            DEADLINE_S,
            url,
            allowed,
            accept="text/html,application/xhtml+xml;q=0.9",
            kinds=("text/html", "application/xhtml+xml"),
            most_bytes=MAX_PAGE_BYTES,
            whole=False,
        )

    async def picture(self, url: str, allowed: Callable[[Target], None]) -> bytes:
        """Return a picture's file, whole or not at all. Raises NotFetched."""
        answer = await self._within(
            PICTURE_DEADLINE_S,
            url,
            allowed,
            accept="image/webp,image/jpeg,image/png,image/gif",
            kinds=("image/webp", "image/jpeg", "image/png", "image/gif", "image/jpg"),
            most_bytes=MAX_PICTURE_BYTES,
            whole=True,
        )
        return answer.body

    async def close(self) -> None:
        await self._pool.aclose()

    async def _within(
        self, deadline_s: float, url: str, allowed: Callable[[Target], None], **how: Any
    ) -> Answer:
        try:
            async with asyncio.timeout(deadline_s):
                for _ in range(MAX_REDIRECTS + 1):
                    to = target(url)
                    allowed(to)
                    answer = await self._ask(to, **how)
                    if isinstance(answer, Answer):
                        return answer
                    url = urljoin(to.url, answer)
        except TimeoutError:
            raise HostFailed("too slow") from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as fault:
            raise HostFailed(type(fault).__name__) from fault
        except OSError as fault:  # ssl.SSLError is one
            raise HostFailed(type(fault).__name__) from fault
        raise NotFetched("too many redirects")

    async def _ask(
        self, to: Target, *, accept: str, kinds: tuple[str, ...], most_bytes: int, whole: bool
    ) -> Answer | str:
        headers: dict[bytes | str, bytes | str] = {
            "Host": to.host,
            "User-Agent": self._agent,
            "Accept": accept,
            "Accept-Encoding": "gzip",
        }
        timeouts = {
            "connect": CONNECT_S,
            "read": DEADLINE_S,
            "write": CONNECT_S,
            "pool": DEADLINE_S,
        }
        async with self._pool.stream(
            "GET", to.url, headers=headers, extensions={"timeout": timeouts}
        ) as answer:
            said = {name.lower(): value for name, value in answer.headers}
            if answer.status in (301, 302, 303, 307, 308) and b"location" in said:
                return said[b"location"].decode("utf-8", "replace").strip()
            if answer.status == 429 or answer.status >= 500:
                raise HostFailed(f"status {answer.status}")
            if answer.status != 200:
                raise NotFetched(f"status {answer.status}")
            kind = said.get(b"content-type", b"").decode("latin-1").lower()
            if kind.partition(";")[0].strip() not in kinds:
                raise NotFetched("content type")
            body = await _read(answer, said.get(b"content-encoding", b""), most_bytes, whole=whole)
            return Answer(to.url, kind, body)


async def _read(
    answer: httpcore.Response, encoding: bytes, most_bytes: int, *, whole: bool
) -> bytes:
    """Read so much and no more, before and after it is unpacked."""
    if encoding.strip().lower() not in (b"", b"identity", b"gzip"):
        raise NotFetched("content encoding")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if b"gzip" in encoding.lower() else None
    made, packed = bytearray(), 0
    async for chunk in answer.aiter_stream():
        packed += len(chunk)
        if unpack is None:
            made += chunk
        else:
            try:
                made += unpack.decompress(chunk, most_bytes + 1 - len(made))
            except zlib.error:
                raise NotFetched("broken gzip") from None
        if len(made) > most_bytes or packed > most_bytes:
            if whole:
                raise NotFetched("too large")
            break
        if unpack is not None and unpack.eof:
            break
    return bytes(made[:most_bytes])
