"""What a live stream costs that waits: memory and processor time of the web process, and delay.

Usage: python -m bench.notices.streams [--streams 1000] [--idle-s 60]
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from tests import make
from tests.journeys.square import free_port

from qiao.kit.clock import now_us
from qiao.kit.db import open_database
from qiao.migrations import migrate
from qiao.notices import announcements
from qiao.notices.announcements import Words
from qiao.people.commands import follow

TICKS = os.sysconf("SC_CLK_TCK")


def pss_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ValueError


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "qiao", "serve", "--data", str(folder), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


class Listener:
    """A browser that does nothing but listen."""

    def __init__(self) -> None:
        self.told = 0
        self.last_s = 0.0

    async def listen(self, port: int, token: str) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /api/v1/me/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n\r\n"
            % token.encode()
        )
        try:
            while line := await reader.readline():
                if line.startswith(b"data:"):
                    self.told += 1
                    self.last_s = time.perf_counter()
        finally:
            writer.close()


async def measure(streams: int, idle_s: float) -> None:
    folder = Path(tempfile.mkdtemp())
    url = f"sqlite:///{folder / 'square.db'}"
    migrate(url)
    db = await open_database(url)
    people = [await make.member(db, f"member_{n}") for n in range(streams)]
    tokens = [await make.session(db, who, now=now_us()) for who in people]
    operator = await make.member(db, "keeper", operator=True)
    port = free_port()
    server = serve(folder, port)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            await make.until(lambda: _up(client))
        await asyncio.sleep(10)
        before = pss_mb(server.pid)
        spent = cpu_s(server.pid)
        await asyncio.sleep(idle_s)
        alone = (cpu_s(server.pid) - spent) / idle_s
        spent = cpu_s(server.pid)
        listeners = [Listener() for _ in tokens]
        tasks = [
            asyncio.create_task(one.listen(port, token))
            for one, token in zip(listeners, tokens, strict=True)
        ]
        await make.until(lambda: all(one.told >= 1 for one in listeners))
        opening = cpu_s(server.pid) - spent
        await asyncio.sleep(5)
        after = pss_mb(server.pid)
        spent = cpu_s(server.pid)
        await asyncio.sleep(idle_s)
        idle = (cpu_s(server.pid) - spent) / idle_s

        began = time.perf_counter()
        await db.write(follow, people[1].id, people[0].id, now=now_us())
        await make.until(lambda: listeners[0].told >= 2)
        one_s = listeners[0].last_s - began

        counts = [one.told for one in listeners]
        spent = cpu_s(server.pid)
        began = time.perf_counter()
        await db.write(announcements.announce, operator, "en", {"en": Words("Hello")}, now=now_us())
        await make.until(
            lambda: all(one.told > n for one, n in zip(listeners, counts, strict=True))
        )
        all_s = max(one.last_s for one in listeners) - began
        telling = cpu_s(server.pid) - spent
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        server.terminate()
        server.wait()
        await db.close()
    each_kb = (after - before) * 1024 / streams
    print(f"{streams} streams: {before:.0f} -> {after:.0f} MB PSS, {each_kb:.0f} KB each")
    print(f"opening: {opening / streams * 1e3:.2f} ms of processor each")
    print(f"waiting: {idle * 1e3:.1f} ms/s of processor, {alone * 1e3:.1f} without them")
    print(f"a follow is told after {one_s * 1e3:.0f} ms")
    print(f"an announcement reaches all after {all_s * 1e3:.0f} ms, {telling * 1e3:.0f} ms of CPU")


async def _up(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/api/health")).status_code == 200
    except httpx.HTTPError:
        return False


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--streams", type=int, default=1_000)
    arguments.add_argument("--idle-s", type=float, default=60)
    asked = arguments.parse_args()
    asyncio.run(measure(asked.streams, asked.idle_s))
