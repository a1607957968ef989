"""A program of the operator's, and programs that fail."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from qiao.translate.models import Lang
from qiao.translate.speech.captions import serialise
from qiao.translate.speech.providers.whisper_command import WhisperCommand
from qiao.translate.speech.settings import WhisperCommandSettings
from qiao.translate.speech.transcriber import Transcriber, TranscriberDown
from tests.translate.speech.contract import SAID, TranscriberContract

pytestmark = pytest.mark.anyio

VTT = serialise(SAID)


def program(code: str, *arguments: str, **options: object) -> WhisperCommand:
    command = (sys.executable, "-c", code, *arguments)
    return WhisperCommand(WhisperCommandSettings(command=command, **options))  # type: ignore[arg-type]


class TestContract(TranscriberContract):
    @pytest.fixture
    async def transcriber(self) -> Transcriber:
        code = f"import sys; open(sys.argv[2] + '.vtt', 'w').write({VTT!r})"
        return program(code, "{sound}", "{out}", max_bytes=2_000_000)


async def test_a_program_may_write_to_standard_output() -> None:
    made = await program(f"print({VTT!r})").transcribe(b"sound")

    assert made.cues == SAID


async def test_it_is_handed_the_sound_and_the_language() -> None:
    code = (
        "import sys; print('WEBVTT\\n\\n00:00.000 --> 00:01.000\\n'"
        " + open(sys.argv[1], 'rb').read().decode() + ' ' + sys.argv[2])"
    )

    hinted = await program(code, "{sound}", "{lang}").transcribe(b"words", lang=Lang("zh-Hant"))
    not_hinted = await program(code, "{sound}", "{lang}").transcribe(b"words")

    assert hinted.cues[0].text == "words zh"
    assert not_hinted.cues[0].text == "words auto"


async def test_no_secret_of_ours_and_no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QIAO_TRANSLATE__DEEPL__API_KEY", "secret")
    code = (
        "import os, sys; print('WEBVTT\\n\\n00:00.000 --> 00:01.000\\n'"
        " + str(len([n for n in os.environ if 'QIAO' in n])) + sys.argv[1])"
    )

    made = await program(code, "; echo $HOME").transcribe(b"x")

    assert made.cues[0].text == "0; echo $HOME"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise SystemExit(3)", "ended with 3"),
        ("print('1\\n00:00:01,000 --> 00:00:02,000\\nSubRip')", "no_header"),
        ("print('x' * 3_000_000)", "does not end"),
        ("import os; os.kill(os.getpid(), 9)", "ended with -9"),
    ],
)
async def test_whatever_it_does_it_is_only_down(code: str, why: str) -> None:
    with pytest.raises(TranscriberDown, match=why):
        await program(code).transcribe(b"sound")


async def test_a_program_that_is_not_there_is_down() -> None:
    for command in ((), ("/no/such/program",)):
        made = WhisperCommand(WhisperCommandSettings(command=command))
        with pytest.raises(TranscriberDown):
            await made.transcribe(b"sound")


async def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import subprocess, sys, time;"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        f"open({str(pid_file)!r}, 'w').write(str(child.pid)); time.sleep(600)"
    )

    with pytest.raises(TranscriberDown, match="deadline"):
        await program(code, total_s=3.0).transcribe(b"sound")

    assert not alive(int(pid_file.read_text()))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    return state != "Z"  # whoever adopted it may not have looked yet
