"""A mail server that keeps what it is given, and refuses what it is told to refuse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class MailServer:
    """Speaks as much SMTP as a client needs."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.refuses = b""
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                writer.write(b"354 go on\r\n")
                letter = b""
                while (part := await reader.readline()) != b".\r\n":
                    letter += part
                self.letters.append(letter)
            elif word == b"RCPT" and self.refuses:
                writer.write(self.refuses + b"\r\n")
                continue
            elif word == b"QUIT":
                writer.write(b"221 bye\r\n")
                break
            writer.write(b"250 fine\r\n")
        writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[MailServer]:
    server = MailServer()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
