"""Local neural translation: one child process per loaded direction, replaced when it fails."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import msgspec
import structlog

from qiao.translate.models import Lang
from qiao.translate.providers.neural_child import HEADER, MAX_FRAME_BYTES, Answer, Ask, frame
from qiao.translate.providers.neural_models import ModelFiles, find_models
from qiao.translate.settings import NeuralSettings
from qiao.translate.translator import Kind, TooLong, Translator, TranslatorDown, Unsupported

log = structlog.get_logger(__name__)

Options = NeuralSettings

MAX_TEXT_CHARS = 2000
_TEXTS_A_TURN = 8  # so that a long note does not keep a comment waiting
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


class NeuralTranslator(Translator):
    """Firefox translation models through `fxtranslate`, each in its own process."""

    name = "neural"
    kind: Kind = "local"

    def __init__(self, options: NeuralSettings | None = None) -> None:
        self._settings = options or NeuralSettings()
        self._directions: dict[tuple[Lang, Lang], _Direction] = {}
        self._retired: list[_Direction] = []
        self.rescan()

    def rescan(self) -> None:
        """Look which models there are now. One that changed or went finishes what it was asked."""
        found = find_models(self._settings.models_dir)
        self._retired = [d for d in self._retired if d.pid is not None]
        for pair, direction in list(self._directions.items()):
            files = found.get(pair)
            if files is None or not direction.is_of(files):
                self._retired.append(self._directions.pop(pair))
                direction.retire()
        for pair, files in found.items():
            if pair not in self._directions:
                self._directions[pair] = _Direction(files, self._settings)

    def pairs(self) -> list[tuple[Lang, Lang]]:
        """The directions there are models for."""
        return list(self._directions)

    def speaks(self, source: Lang, target: Lang) -> bool:
        return (source, target) in self._directions

    async def translate(self, texts: Sequence[str], *, source: Lang, target: Lang) -> list[str]:
        direction = self._directions.get((source, target))
        if direction is None:
            raise Unsupported(f"{source}-{target}")
        if any(len(text) > MAX_TEXT_CHARS for text in texts):
            raise TooLong(f"more than {MAX_TEXT_CHARS} characters in one piece")
        out: list[str] = []
        for start in range(0, len(texts), _TEXTS_A_TURN):
            self._make_room(direction)
            out += await direction.ask(list(texts[start : start + _TEXTS_A_TURN]))
        return out

    def processes(self) -> dict[tuple[Lang, Lang], int]:
        """The loaded directions and their process ids, for health pages and tests."""
        return {pair: d.pid for pair, d in self._directions.items() if d.pid is not None}

    async def close(self) -> None:
        """End every process."""
        for direction in (*self._directions.values(), *self._retired):
            await direction.unload()

    def _make_room(self, wanted: _Direction) -> None:
        """Unload what was used longest ago until `wanted` fits the memory budget."""
        if wanted.pid is not None:
            return
        loaded = [d for d in self._directions.values() if d.pid is not None]
        used_mb = sum(d.memory_mb for d in loaded)
        for direction in sorted(loaded, key=lambda d: d.used_at):
            if used_mb + wanted.memory_mb <= self._settings.memory_budget_mb:
                return
            if not direction.busy:
                used_mb -= direction.memory_mb
                direction.kill()


class _Direction:
    """One model's process and those who wait for it."""

    def __init__(self, files: ModelFiles, settings: NeuralSettings) -> None:
        self._files = files
        self._settings = settings
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._stamp = files.stamp
        self._retired = False
        self.memory_mb = files.memory_mb
        self.used_at = 0.0

    def is_of(self, files: ModelFiles) -> bool:
        """Whether these are its files, and as they were."""
        return files == self._files and files.stamp == self._stamp

    def retire(self) -> None:
        """Take no more than what is being asked."""
        self._retired = True
        self._unload_if_idle()

    @property
    def pid(self) -> int | None:
        """The process id, None while nothing is loaded."""
        return self._process.pid if self._process is not None else None

    @property
    def busy(self) -> bool:
        """Whether someone waits for it."""
        return self._waiting > 0

    async def ask(self, texts: list[str]) -> list[str]:
        """Translate in turn; a process that dies or hangs is replaced and asked once more."""
        if self._waiting >= self._settings.max_waiting:
            raise TranslatorDown("queue full", retry_s=1.0)
        self._waiting += 1
        try:
            async with self._turn:
                return await self._ask_twice(texts)
        finally:
            self._waiting -= 1
            if self._retired:
                self._unload_if_idle()
            else:
                self._watch_idleness()

    async def _ask_twice(self, texts: list[str]) -> list[str]:
        why = ""
        for attempt in (1, 2):
            try:
                return await self._ask_once(texts)
            except (OSError, EOFError, asyncio.IncompleteReadError, msgspec.DecodeError) as error:
                why = type(error).__name__
            except TimeoutError:
                why = "deadline"
            log.warning(
                "neural_child_lost",
                source=self._files.source,
                target=self._files.target,
                why=why,
                attempt=attempt,
            )
        raise TranslatorDown(why, retry_s=2.0)

    async def _ask_once(self, texts: list[str]) -> list[str]:
        try:
            process = await self._loaded()
            # two attempts fit into one deadline
            async with asyncio.timeout(self._settings.deadline_s / 2):
                answer = await _exchange(process, frame(Ask(texts)))
        except BaseException:
            # also when the caller was cancelled: the answer still to come would be taken for
            # that to the next question
            self.kill()
            raise
        if answer.error or len(answer.texts) != len(texts):
            self.kill()
            raise EOFError(answer.error)
        return answer.texts

    async def _loaded(self) -> asyncio.subprocess.Process:
        if self._process is not None and self._process.returncode is None:
            return self._process
        self.kill()
        files = self._files
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "qiao.translate.providers.neural_child",
            str(files.model), str(files.source_vocab), str(files.target_vocab),
            str(files.shortlist or ""),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD},
        )  # fmt: skip
        async with asyncio.timeout(self._settings.start_timeout_s):
            ready = await _read(process)
        if ready.error:
            raise EOFError(ready.error)
        return process

    def _watch_idleness(self) -> None:
        loop = asyncio.get_running_loop()
        self.used_at = loop.time()
        if self._idle is not None:
            self._idle.cancel()
        self._idle = loop.call_later(self._settings.idle_unload_s, self._unload_if_idle)

    def _unload_if_idle(self) -> None:
        if not self.busy:
            self.kill()

    def kill(self) -> None:
        """End the process now; the next question starts another."""
        process, self._process = self._process, None
        if process is not None:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
            ending = asyncio.get_running_loop().create_task(_end(process))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def unload(self) -> None:
        """End the process and wait until it is gone."""
        if self._idle is not None:
            self._idle.cancel()
        self.kill()
        await asyncio.gather(*self._ending)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Reap a killed process and close its pipes."""
    with suppress(OSError, RuntimeError):
        await process.communicate()
    await process.wait()


async def _exchange(process: asyncio.subprocess.Process, question: bytes) -> Answer:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(question)
    await process.stdin.drain()
    return await _read(process)


async def _read(process: asyncio.subprocess.Process) -> Answer:
    if process.stdout is None:
        raise EOFError
    (size,) = HEADER.unpack(await process.stdout.readexactly(HEADER.size))
    if size > MAX_FRAME_BYTES:
        raise EOFError("answer too large")
    return msgspec.msgpack.decode(await process.stdout.readexactly(size), type=Answer)


build = NeuralTranslator
