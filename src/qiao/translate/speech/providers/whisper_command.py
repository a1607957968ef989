"""A program on this machine, named by the operator, that writes WebVTT."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from qiao.kit.refusals import Refusal
from qiao.translate.models import Lang
from qiao.translate.speech.captions import MAX_CHARS, checked, parse
from qiao.translate.speech.models import Transcript
from qiao.translate.speech.settings import WhisperCommandSettings
from qiao.translate.speech.transcriber import SoundUnreadable, Transcriber, TranscriberDown

Options = WhisperCommandSettings

_KEPT_ENVIRONMENT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "TMPDIR")


class WhisperCommand(Transcriber):
    """Keeps the `Transcriber` promise with a child process; no shell reads its arguments."""

    private = True

    def __init__(self, options: WhisperCommandSettings) -> None:
        self._options = options
        self.name = options.name
        self._turn = asyncio.Lock()  # one at a time: it takes the machine's cores

    async def transcribe(self, sound: bytes, *, lang: Lang | None = None) -> Transcript:
        if not 0 < len(sound) <= self._options.max_bytes:
            raise SoundUnreadable("nothing, or more than it takes")
        async with self._turn:
            with tempfile.TemporaryDirectory(prefix="qiao-speech-") as folder:
                vtt = await self._run(Path(folder), sound, lang)
        try:
            cues = parse(vtt)
        except Refusal as refusal:
            raise TranscriberDown(f"no WebVTT: {refusal.facts.get('why')}") from refusal
        return Transcript(checked(cues), lang)

    async def _run(self, folder: Path, sound: bytes, lang: Lang | None) -> str:
        heard, out = folder / "sound", folder / "out"
        await asyncio.to_thread(heard.write_bytes, sound)
        words = {
            "{sound}": str(heard),
            "{out}": str(out),
            "{lang}": lang.split("-")[0] if lang else "auto",
        }
        if not self._options.command:
            raise TranscriberDown("no command is set")
        arguments = [_filled(argument, words) for argument in self._options.command]
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ},
                cwd=folder,
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise TranscriberDown(type(error).__name__) from error
        try:
            async with asyncio.timeout(self._options.total_s):
                said = await _all_of(process)
        except TimeoutError:
            raise TranscriberDown("deadline") from None
        finally:
            # its children too, whatever happened
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if process.returncode != 0:
            raise TranscriberDown(f"ended with {process.returncode}")
        return await asyncio.to_thread(_written, out.with_suffix(".vtt"), said)


def _filled(argument: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        argument = argument.replace(name, value)
    return argument


async def _all_of(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    chunks, size = [], 0
    while chunk := await process.stdout.read(1 << 16):
        chunks.append(chunk)
        size += len(chunk)
        if size > 4 * MAX_CHARS:
            raise TranscriberDown("an answer that does not end")
    await process.wait()
    return b"".join(chunks)


def _written(file: Path, said: bytes) -> str:
    if file.is_file() and not file.is_symlink():
        with file.open("rb") as opened:
            said = opened.read(4 * MAX_CHARS)
    return said.decode("utf-8", "replace")


build = WhisperCommand
