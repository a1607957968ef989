"""Reads pictures in a child process that can do nothing else and goes when it has nothing to do."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import msgspec
import structlog

from qiao.translate.pictures.child import HEADER, MAX_BOXES, MAX_PICTURE_BYTES
from qiao.translate.pictures.models import Line, Point, ReaderFailed, ReaderMissing

log = structlog.get_logger(__name__)

_ANSWER_MAX_BYTES: Final = 1 << 20
_MAX_LINE_CHARS: Final = 500
_MIN_CONFIDENCE: Final = 0.6
_LONE_CHARACTER_CONFIDENCE: Final = 0.9  # a window frame is read as a 口 now and then

# ONNX Runtime would report to its maker and keep a database for that, from a thread of its own
_ENVIRONMENT: Final = {
    "ORT_DISABLE_TELEMETRY": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "HOME": "/nonexistent",
}
_BOOT: Final = (
    "import sys; sys.path += sys.argv[1:]; from qiao.translate.pictures.child import main; main()"
)


class _Answer(msgspec.Struct, frozen=True):
    w: int = 0
    h: int = 0
    boxes: list[tuple[tuple[Point, Point, Point, Point], str, float]] = []
    error: str = ""
    ready: bool = False
    holds: dict[str, int] = {}


class PictureReader:
    """One child at a time; who asks meanwhile waits for the turn."""

    def __init__(
        self, *, deadline_s: float = 60.0, start_timeout_s: float = 60.0, idle_s: float = 60.0
    ) -> None:
        self._deadline_s = deadline_s
        self._start_timeout_s = start_timeout_s
        self._idle_s = idle_s
        self._turn = asyncio.Lock()
        self._process: asyncio.subprocess.Process | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self.holds: dict[str, int] = {}

    @staticmethod
    def installed() -> bool:
        """Whether the extra `ocr` is here. Loads nothing."""
        return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._process.pid if self._process is not None else None

    async def read(self, picture: bytes) -> tuple[int, int, list[Line]]:
        """Read a WebP picture: its width, its height, its lines.

        Raises:
            ReaderMissing: the extra is not installed.
            ReaderFailed: the child died, was late or made no sense.
        """
        if not self.installed():
            raise ReaderMissing
        if len(picture) > MAX_PICTURE_BYTES:
            raise ReaderFailed("too large")
        async with self._turn:
            if self._idle is not None:
                self._idle.cancel()
            try:
                answer = await self._ask(picture)
            except TimeoutError:
                self._kill()
                raise ReaderFailed("deadline") from None
            except (OSError, EOFError, msgspec.MsgspecError) as error:
                self._kill()
                raise ReaderFailed(type(error).__name__) from error
            except BaseException:
                # cancelled: the answer still to come would be taken for that to the next picture
                self._kill()
                raise
            finally:
                self._idle = asyncio.get_running_loop().call_later(self._idle_s, self._kill)
        if answer.error:
            raise ReaderFailed(answer.error)
        return answer.w, answer.h, _lines(answer)

    async def close(self) -> None:
        """End the child and wait until it is gone."""
        if self._idle is not None:
            self._idle.cancel()
        self._kill()
        await asyncio.gather(*self._ending)

    async def _ask(self, picture: bytes) -> _Answer:
        process = await self._loaded()
        assert process.stdin is not None
        async with asyncio.timeout(self._deadline_s):
            process.stdin.write(HEADER.pack(len(picture)) + picture)
            await process.stdin.drain()
            return await _answer(process)

    async def _loaded(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        self._kill()
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", "-c", _BOOT, *_paths(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )  # fmt: skip
        async with asyncio.timeout(self._start_timeout_s):
            ready = await _answer(process)
        if not ready.ready:
            log.warning("picture_reader_broken", why=ready.error)
            raise EOFError(ready.error)
        self.holds = ready.holds
        return process

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            ending = asyncio.get_running_loop().create_task(_end(process))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(OSError, RuntimeError):
        await process.communicate()
    await process.wait()


async def _answer(process: asyncio.subprocess.Process) -> _Answer:
    assert process.stdout is not None
    (size,) = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
    if size > _ANSWER_MAX_BYTES:
        raise EOFError("answer too large")
    return msgspec.json.decode(await process.stdout.readexactly(size), type=_Answer)


def _paths() -> list[str]:
    """Where the child finds the house and the packages: it reads no environment."""
    found = [str(Path(__file__).parents[3])]
    for name in ("rapidocr", "onnxruntime", "cv2", "PIL"):
        spec = find_spec(name)
        if spec is not None and spec.origin is not None:
            found.append(os.fspath(Path(spec.origin).parents[1]))
    return list(dict.fromkeys(found))


def _lines(answer: _Answer) -> list[Line]:
    """What is worth believing of it, inside the picture."""
    lines = []
    for quad, said, confidence in answer.boxes[:MAX_BOXES]:
        text = " ".join(said[:_MAX_LINE_CHARS].split())
        least = _MIN_CONFIDENCE if len(text) > 1 else _LONE_CHARACTER_CONFIDENCE
        if not text or not confidence >= least or not any(char.isalnum() for char in text):
            continue
        across = [min(max(x, 0.0), float(answer.w)) for x, _ in quad]
        down = [min(max(y, 0.0), float(answer.h)) for _, y in quad]
        if max(across) - min(across) < 2 or max(down) - min(down) < 2:
            continue
        lines.append(
            Line(min(across), min(down), max(across), max(down), text, min(confidence, 1.0))
        )
    return lines
