"""A web of our own for tests: servers on this machine, under names of the public net.

Every check is the real one; only the last step, dialling a public address, ends here.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import httpcore

PUBLIC = "93.184.216.34"

Serve = Callable[[str], bytes | Awaitable[bytes]]


def ok(body: str | bytes, *, kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    """Return a whole answer."""
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{more}\r\n"
    return head.encode() + data


def moved(to: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()


class Web(httpcore.AsyncNetworkBackend):
    """Names, and what stands behind them. `asked`: the first lines and headers that arrived."""

    def __init__(self) -> None:
        self.names: dict[str, list[str]] = {}
        self.pages: dict[str, Serve] = {}
        self.asked: list[str] = []
        self.dialled: list[str] = []
        self.looked_up: list[str] = []
        self._inner = httpcore.AnyIOBackend()
        self.ports: dict[int, int] = {}

    async def resolve(self, host: str, _: int) -> list[str]:
        self.looked_up.append(host)
        if host not in self.names:
            raise OSError("no such name")
        return self.names[host]

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.dialled.append(host)
        return await self._inner.connect_tcp(
            "127.0.0.1", self.ports[port], timeout, local_address, socket_options
        )

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise AssertionError("nobody asked for it")

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def page(self, url: str, serve: Serve, *, address: str = PUBLIC) -> str:
        """Put a page on the net."""
        host = url.split("/")[2]
        self.names.setdefault(host, [address])
        self.pages[url.partition("://")[2]] = serve
        return url

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(asked)
            path = asked.split(" ")[1]
            host = asked.lower().split("host: ")[1].split("\r\n")[0]
            made = self.pages[f"{host}{path}"](asked)
            data = made if isinstance(made, bytes) else await made
            writer.write(data)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def standing(tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """Serve until the end of the block."""
    web = Web()
    plain = await asyncio.start_server(web._answer, "127.0.0.1", 0)
    web.ports[80] = plain.sockets[0].getsockname()[1]
    servers = [plain]
    if tls is not None:
        secure = await asyncio.start_server(web._answer, "127.0.0.1", 0, ssl=tls)
        web.ports[443] = secure.sockets[0].getsockname()[1]
        servers.append(secure)
    try:
        yield web
    finally:
        for server in servers:
            server.close()
