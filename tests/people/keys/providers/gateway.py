"""A stand-in for gateways: takes messages, is busy, breaks, is slow, and knows what it took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs


@dataclass
class Message:
    """What was handed over."""

    path: str
    headers: dict[str, str]
    body: str

    @property
    def form(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(self.body).items()}


@dataclass
class Gateway:
    """Answers what it is told to, once each; then it takes messages, each reference once."""

    answers: list[tuple[int, str]] = field(default_factory=list)
    asked: list[Message] = field(default_factory=list)
    sent: dict[str, Message] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        except asyncio.IncompleteReadError:
            writer.close()
            return
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        values = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1]
                  for line in head[1:] if ": " in line}  # fmt: skip
        body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
        message = Message(head[0].split(" ")[1], values, body)
        self.asked.append(message)
        if self.hold is not None:
            await self.hold.wait()
        status, more = self.answers.pop(0) if self.answers else (201, "")
        if status < 300:
            self.sent.setdefault(values["idempotency-key"], message)
        ends = "Content-Length: 2\r\nConnection: close\r\n\r\n{}"
        writer.write(f"HTTP/1.1 {status} So\r\n{more}{ends}".encode())
        await writer.drain()
        writer.close()


@asynccontextmanager
async def standing_in() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    listening = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/messages"
    try:
        yield gateway
    finally:
        if gateway.hold is not None:
            gateway.hold.set()
        listening.close()
        await listening.wait_closed()
