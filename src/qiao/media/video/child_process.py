"""Running ffmpeg in its jail: with a deadline, hearing how far it is, gone whatever happens."""

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
import structlog

from qiao.media.video.models import Probe, VideoBroken

log = structlog.get_logger()

_BOOT: Final = (
    "import sys; sys.path += sys.argv[1:2]; "
    "from qiao.media.child.{0} import main; main(sys.argv[2:])"
)
_LOOK_S: Final = 15.0
_LOOK_BYTES: Final = 64 << 10
_SAID_LINES: Final = 12

OnTime = Callable[[int], Awaitable[None]]
"""Hears how many milliseconds of the result are written."""


class Failed(Exception):
    """ffmpeg ended without a result. `said`: its last words, for the log alone."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def _python(child: str) -> list[str]:
    house = Path(__file__).parents[3]
    return [sys.executable, "-I", "-S", "-c", _BOOT.format(child), str(house)]


async def look(file: Path) -> Probe:
    """Hear what an MP4 or MOV says it holds; a child without any rights reads it.

    Raises:
        VideoBroken.
    """
    with file.open("rb") as opened:
        child = await asyncio.create_subprocess_exec(
            *_python("look"),
            stdin=opened,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    assert child.stdout is not None
    try:
        async with asyncio.timeout(_LOOK_S):
            said = await _read(child.stdout, _LOOK_BYTES)
    except TimeoutError:
        raise VideoBroken from None
    finally:
        await _bury(child)
    try:
        return msgspec.json.decode(said, type=Probe)
    except msgspec.DecodeError:
        log.info("video_unreadable", said=said[:200].decode(errors="replace"))
        raise VideoBroken from None


async def run(
    program: Path,
    arguments: Sequence[str],
    *,
    read: Path | None,
    write: Path | None,
    memory_bytes: int,
    cpu_s: int,
    file_bytes: int,
    deadline_s: float,
    on_time: OnTime | None = None,
) -> None:
    """Run ffmpeg to its end; it may read `read` and write into the folder `write`, nothing else.

    Raises:
        Failed: it ended with an error, or was not done in time.
    """
    limits = [str(memory_bytes), str(cpu_s), str(file_bytes)]
    child = await asyncio.create_subprocess_exec(
        *_python("film"),
        str(read.resolve()) if read else "",
        str(write.resolve()) if write else "",
        *limits,
        str(program),
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdout is not None and child.stderr is not None
    said: deque[str] = deque(maxlen=_SAID_LINES)
    last = asyncio.create_task(_keep_last(child.stderr, said))
    try:
        async with asyncio.timeout(deadline_s):
            await _hear(child.stdout, on_time)
            await last
            code = await child.wait()
    except TimeoutError:
        raise Failed(f"not done within {deadline_s:.0f} s") from None
    finally:
        last.cancel()
        with suppress(asyncio.CancelledError):
            await last
        await _bury(child)
    if code != 0:
        raise Failed("\n".join(said) or f"ended with {code}")


async def _hear(stdout: asyncio.StreamReader, on_time: OnTime | None) -> None:
    async for line in _lines(stdout):
        name, _, value = line.partition("=")
        if on_time is not None and name == "out_time_us" and value.lstrip("-").isdecimal():
            await on_time(max(0, int(value) // 1000))


async def _keep_last(stderr: asyncio.StreamReader, said: deque[str]) -> None:
    async for line in _lines(stderr):
        said.append(line[:300])


async def _lines(stream: asyncio.StreamReader) -> AsyncIterator[str]:
    """Lines of any length, of which no more than a few thousand characters are kept."""
    line = b""
    while part := await stream.read(1 << 14):
        *whole, line = (line + part).split(b"\n")
        line = line[-4_000:]
        for one in whole:
            yield one.decode(errors="replace").strip()
    yield line.decode(errors="replace").strip()


async def _read(stream: asyncio.StreamReader, most: int) -> bytes:
    parts: list[bytes] = []
    while most > 0 and (part := await stream.read(most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


async def _bury(child: asyncio.subprocess.Process) -> None:
    if child.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    # a pipe with something in it stays open, and `wait` waits for the pipes
    for pipe in (child.stdout, child.stderr):
        while pipe is not None and await pipe.read(1 << 16):
            pass
    await child.wait()
