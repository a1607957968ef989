"""The real server, started and killed like a machine that loses its power: all at once."""

import asyncio
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path

START_S = 90.0
DEATH_S = 10.0
POLL_S = 0.03

ENVIRONMENT = {
    # the writers of a test are faster than people
    "QIAO_REVIEW__MAX_NOTES_PER_HOUR": "100000",
    "QIAO_REVIEW__MAX_COMMENTS_PER_10MIN": "100000",
}


class NotServing(RuntimeError):
    """The server ended, or did not answer in time."""


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`python -m qiao serve` over one data folder, again and again."""

    def __init__(self, data: Path, *, module: Sequence[str] = ("qiao",)) -> None:
        self.data = data
        self.port = free_port()
        self._module = module
        self._process: asyncio.subprocess.Process | None = None
        self._log = data.parent / "server.log"

    @property
    def database(self) -> Path:
        """Where the square's state is."""
        return self.data / "square.db"

    async def start(self) -> float:
        """Start it and wait until it is healthy; return the seconds that took."""
        began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", *self._module, "serve",
                "--data", str(self.data), "--port", str(self.port),
                stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **ENVIRONMENT}, start_new_session=True,
            )  # fmt: skip
        while time.monotonic() < began + START_S:
            if self._process.returncode is not None:
                break
            if await self.get("/api/health"):
                return time.monotonic() - began
            await asyncio.sleep(POLL_S)
        raise NotServing(self._log.read_text(errors="replace")[-2_000:])

    async def get(self, path: str) -> bytes:
        """Return what the server answers to one plain request; nothing if it is not there."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                writer.write(request.encode())
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
            finally:
                writer.close()
        except OSError:
            return b""
        return body if b" 200 " in head[:20] else b""

    async def kill(self) -> None:
        """SIGKILL the web process, its worker and their children; return when all are gone."""
        process, self._process = self._process, None
        if process is None:
            return
        tree = [process.pid, *_below(process.pid)]
        handles = []
        for pid in tree:
            try:
                handles.append(os.pidfd_open(pid))
            except ProcessLookupError:
                continue
        try:
            for handle in handles:
                _kill(handle)
            await process.wait()
            await asyncio.to_thread(_all_gone, handles)
        finally:
            for handle in handles:
                os.close(handle)


def _kill(handle: int) -> None:
    try:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except ProcessLookupError:
        return


def _below(pid: int) -> list[int]:
    """Return the descendants of a process."""
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(c) for t in threads for c in (t / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [each for child in children for each in (child, *_below(child))]


def _all_gone(handles: list[int]) -> None:
    poll = select.poll()
    for handle in handles:
        poll.register(handle, select.POLLIN)
    left = set(handles)
    until = time.monotonic() + DEATH_S
    while left and time.monotonic() < until:
        for handle, _ in poll.poll(1_000):
            poll.unregister(handle)
            left.discard(handle)
    if left:
        raise NotServing("a process outlives SIGKILL")
