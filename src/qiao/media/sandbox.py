"""Decoding what a stranger sent, in a child process that can do nothing else and is gone after."""

import asyncio
import os
import signal
import sys
from collections.abc import Collection
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import structlog

from qiao.media.answer import Answer, AnswerBroken, parse_answer
from qiao.media.child.headers import kind_of
from qiao.media.models import (
    Decoded,
    DecodeLimits,
    MediaBroken,
    MediaBusy,
    MediaNotAnImage,
    MediaTooLarge,
    MediaTooManyPixels,
)

log = structlog.get_logger()

# Two pictures at the agreed sizes are below 6 MB even where they are pure noise.
_ANSWER_MAX_BYTES: Final = 8 << 20
_CHUNK_BYTES: Final = 256 << 10
_BUSY_RETRY_S: Final = 5

# -I and -S: no environment, no site folders; so what the child may import is said here.
_BOOT: Final = (
    "import sys; sys.path += sys.argv[1:3]; "
    "from qiao.media.child.main import main; main(sys.argv[3:])"
)
_PROFILE_MARKS: Final = (b"ICC_PROFILE\0", b"iCCP", b"ICCP")
_PROFILE_WITHIN_BYTES: Final = 64 << 10

_REFUSALS: Final = {
    refusal.code: refusal
    for refusal in (MediaTooLarge, MediaNotAnImage, MediaBroken, MediaTooManyPixels)
}

_FACTS: Final = frozenset(
    ("w", "h", "frames", "max_bytes", "max_pixels", "max_side", "max_frames_pixels")
)


class Sandbox:
    """Decodes pictures, a few at a time; the others wait, and beyond that are sent away."""

    def __init__(
        self,
        limits: DecodeLimits | None = None,
        *,
        at_once: int = 2,
        max_waiting: int = 24,
    ) -> None:
        self._limits = limits or DecodeLimits()
        self._turns = asyncio.Semaphore(at_once)
        self._max_inside = at_once + max_waiting
        self._inside = 0

    @property
    def limits(self) -> DecodeLimits:
        return self._limits

    async def decode(self, data: bytes) -> Decoded:
        """Make two clean pictures of `data`.

        Raises:
            MediaTooLarge, MediaNotAnImage, MediaBroken, MediaTooManyPixels: for good.
            MediaBusy: the same picture may be taken later.
        """
        limits = self._limits
        if len(data) > limits.max_bytes:
            raise MediaTooLarge(max_bytes=limits.max_bytes)
        if not kind_of(data[:12]):
            raise MediaNotAnImage
        if self._inside >= self._max_inside:
            raise MediaBusy(retry_s=_BUSY_RETRY_S)
        head = data[:_PROFILE_WITHIN_BYTES]
        numbers = (
            limits.max_bytes,
            limits.max_pixels,
            limits.max_side,
            limits.max_frames_pixels,
            int(any(mark in head for mark in _PROFILE_MARKS)),
        )
        self._inside += 1
        try:
            async with self._turns:
                answer = await self._ask([str(number) for number in numbers], data)
        finally:
            self._inside -= 1
        return _decoded(answer)

    async def probe(self, name: str, layers: Collection[str] | None = None) -> Answer:
        """Let the child try to break out, as `child.probes` names it, and hear how it went.

        `layers` leaves only some of the jail's layers standing.
        """
        chosen = [] if layers is None else [",".join(layers) or "none"]
        return await self._ask(["--probe", name, *chosen], b"")

    async def strength(self) -> dict[str, int]:
        """What holds the child on this machine: `landlock` is a version, the others 0 or 1.

        Where `seccomp` or `landlock` is 0 (an old kernel, macOS), `audit` is 1: Python code in
        the child is still refused files and sockets; a codec that was taken over is not.
        """
        return (await self.probe("strength")).head.holds

    async def _ask(self, arguments: list[str], data: bytes) -> Answer:
        try:
            async with asyncio.timeout(self._limits.deadline_s):
                return parse_answer(await _converse(arguments, data))
        except TimeoutError:
            log.warning("media_child_late", deadline_s=self._limits.deadline_s)
        except AnswerBroken as error:
            log.warning("media_child_died", why=str(error))
        raise MediaBroken


def _decoded(answer: Answer) -> Decoded:
    head = answer.head
    if head.ok and answer.full:
        return Decoded(answer.card, answer.full, head.w, head.h, head.kind)
    if head.why:
        log.info("media_refused", code=head.code, why=head.why)
    facts = {name: value for name, value in head.facts.items() if name in _FACTS}
    raise _REFUSALS.get(head.code, MediaBroken)(**facts)


def _command() -> list[str]:
    pillow = find_spec("PIL")
    assert pillow is not None and pillow.origin is not None
    house = Path(__file__).parents[2]
    return [
        sys.executable,
        "-I",
        "-S",
        "-c",
        _BOOT,
        str(house),
        str(Path(pillow.origin).parents[1]),
    ]


async def _converse(arguments: list[str], data: bytes) -> bytes:
    """Run one child over `data`; it is dead and its pipes are closed whatever happens here."""
    child = await asyncio.create_subprocess_exec(
        *_command(),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
        start_new_session=True,
    )
    assert child.stdin is not None and child.stdout is not None
    try:
        await _feed(child.stdin, data)
        return await _read(child.stdout)
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):  # it may leave by itself this very moment
                os.killpg(child.pid, signal.SIGKILL)
        child.stdin.close()
        # A pipe with something in it stays open, and `wait` waits for the pipes.
        while await child.stdout.read(_CHUNK_BYTES):
            pass
        await child.wait()


async def _feed(stdin: asyncio.StreamWriter, data: bytes) -> None:
    # The child reads to the end before it answers, so nothing needs to be read meanwhile.
    view = memoryview(data)
    try:
        for start in range(0, len(view), _CHUNK_BYTES):
            stdin.write(view[start : start + _CHUNK_BYTES])
            await stdin.drain()
        stdin.close()
        await stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it died or had enough; what it said, if anything, tells


async def _read(stdout: asyncio.StreamReader) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := await stdout.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > _ANSWER_MAX_BYTES:
            raise AnswerBroken("the answer does not end")
        chunks.append(chunk)
    return b"".join(chunks)
