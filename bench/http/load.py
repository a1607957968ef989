"""Asks a server for things over a few connections; a process of its own, told what by its input.

A line of JSON in, {"connections": 4, "chains": [[[method, path, token, key, body], ...], ...]}:
each chain is asked in one go, as an app does. A line out: how long it took, what came back.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

Ask = tuple[str, str, str, str, str]


class Seen:
    """What came back in one run."""

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.bytes = 0
        self.bodies: list[str] = []


async def ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Ask
) -> tuple[int, bytes]:
    method, path, token, key, body = ask
    content = body.encode()
    head = [f"{method} {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
    if key:
        head.append(f"Idempotency-Key: {key}")
    if content:
        head += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    writer.write("\r\n".join([*head, "", ""]).encode() + content)
    answer = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in answer.split(b"\r\n")[1:]:
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return int(answer[9:12]), await reader.readexactly(length)


async def _connection(port: int, chains: Iterator[list[Ask]], seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    for chain in chains:
        for ask in chain:
            status, body = await ask(reader, writer, ask)
            seen.statuses[status] += 1
            seen.bytes += len(body)
            seen.bodies.append(body.decode())
    writer.close()


async def run(port: int, order: dict[str, Any]) -> dict[str, Any]:
    """Ask all; the connections share the work."""
    seen, chains = Seen(), iter(order["chains"])
    began = time.perf_counter()
    await asyncio.gather(*(_connection(port, chains, seen) for _ in range(order["connections"])))
    return {
        "seconds": time.perf_counter() - began,
        "statuses": dict(seen.statuses),
        "bytes": seen.bytes,
        "bodies": seen.bodies if order.get("bodies") else seen.bodies[:1],
    }


def main() -> None:
    port = int(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(asyncio.run(run(port, json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
