"""Asking a server for many people at once, over a few connections that stay open."""

import asyncio
import json
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bench.http.load import ask

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Client:
    """Counts what was asked and answered, by kind."""

    def __init__(self, port: int, connections: int) -> None:
        self._port = port
        self._free: asyncio.Queue[Connection | None] = asyncio.Queue()
        for _ in range(connections):
            self._free.put_nowait(None)
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.took_s: dict[str, list[float]] = defaultdict(list)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        kept = await self._free.get()
        try:
            if kept is None:
                kept = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
            yield kept
        except BaseException:
            if kept is not None:
                kept[1].close()
            kept = None
            raise
        finally:
            self._free.put_nowait(kept)

    async def ask(
        self, kind: str, method: str, path: str, token: str, body: Any = None, *, new: bool = False
    ) -> Any:
        """Ask for one thing; return what was answered, None where it was refused.

        What waits for a connection counts as waiting. `new`: it makes something.
        """
        began = time.perf_counter()
        said = "" if body is None else json.dumps(body, ensure_ascii=False)
        try:
            async with self._connection() as (reader, writer):
                key = str(uuid.uuid4()) if new else ""
                status, answer = await ask(
                    reader, writer, (method, f"/api/v1{path}", token, key, said)
                )
        except (OSError, asyncio.IncompleteReadError):
            self.statuses[kind][0] += 1
            return None
        self.statuses[kind][status] += 1
        self.took_s[kind].append(time.perf_counter() - began)
        if status >= 300:
            return None
        return json.loads(answer) if answer else {}

    def close(self) -> None:
        while not self._free.empty():
            kept = self._free.get_nowait()
            if kept is not None:
                kept[1].close()
