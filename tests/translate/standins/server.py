"""A small HTTP server that answers by a function of the test's, or fails in a named way."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Literal

Fault = Literal[
    "refuse", "hang", "slow", "garbage", "html", "429", "500", "wrong length", "wrong order",
    "huge", "reset", "half",
]  # fmt: skip
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]
HUGE_BYTES = 64 << 20


@dataclass
class Asked:
    """A request as it came."""

    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class StandIn:
    """One server. `answers` makes an answer's JSON from a request, or a (status, JSON) pair."""

    answers: Callable[[Asked], Any]
    spoil: Callable[[Any, Fault], Any]  # an answer with the wrong length, or in the wrong order
    fault: Fault | None = None
    faults_left: int = 1_000_000
    asked: list[Asked] = field(default_factory=list)
    sent_bytes: int = 0
    url: str = ""
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (request := await _read(reader)) is not None:
                self.asked.append(request)
                fault = self.fault if self.faults_left > 0 else None
                if fault:
                    self.faults_left -= 1
                if not await self._answer(request, fault, writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(
        self, request: Asked, fault: Fault | None, writer: asyncio.StreamWriter
    ) -> bool:
        match fault:
            case "hang":
                await self.gone.wait()
                return False
            case "reset":
                socket = writer.get_extra_info("socket")
                socket.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
                return False
            case "garbage":
                return await self._send(writer, 200, b"\x00\xff{{{ not json \xfe")
            case "html":
                return await self._send(writer, 200, b"<!doctype html><h1>It works!</h1>")
            case "429":
                return await self._send(writer, 429, b'{"error":"slow down"}', "Retry-After: 7\r\n")
            case "500":
                return await self._send(writer, 500, b'{"error":"oops"}')
            case "huge":
                return await self._huge(writer)
        made = self.answers(request)
        status, made = made if isinstance(made, tuple) else (200, made)
        if fault in {"wrong length", "wrong order"}:
            made = self.spoil(made, fault)
        body = json.dumps(made, ensure_ascii=False).encode()
        if fault == "half":
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            writer.write(head + body[: len(body) // 2])
            await writer.drain()
            return False
        if fault == "slow":
            return await self._drip(writer, body)
        return await self._send(writer, status, body)

    async def _send(
        self, writer: asyncio.StreamWriter, status: int, body: bytes, headers: str = ""
    ) -> bool:
        head = f"HTTP/1.1 {status} X\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        return True

    async def _drip(self, writer: asyncio.StreamWriter, body: bytes) -> bool:
        """A byte now and then: each arrives in time, all of them never do."""
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body) + 10_000}\r\n\r\n".encode())
        while not self.gone.is_set():
            writer.write(b" ")
            await writer.drain()
            try:
                async with asyncio.timeout(0.02):
                    await self.gone.wait()
            except TimeoutError:
                continue
        return False

    async def _huge(self, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        part = b"[" * 65_536
        while self.sent_bytes < HUGE_BYTES:
            writer.write(b"10000\r\n" + part + b"\r\n")
            await writer.drain()
            self.sent_bytes += len(part)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(first.split()[1], headers, json.loads(body))


@asynccontextmanager
async def serving(standin: StandIn) -> AsyncIterator[StandIn]:
    """Serve until left; the address is in `url`."""
    server = await asyncio.start_server(standin.serve, "127.0.0.1", 0)
    standin.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield standin
    finally:
        standin.gone.set()
        server.close()
        await server.wait_closed()
