"""Lines in, lines out: everything about a line is in its object, and no line stops the next."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from qiao.translate.models import Lang
from qiao.translate.pipeline import MAX_CHARS, Pipeline
from qiao.translate.translator import Kind, TranslatorDown
from tests.translate.make import Fake


def qiao(*words: str, typed: bytes, ends: int = 0) -> tuple[bytes, str]:
    """Run a command in a process of its own, under the plainest of terminals."""
    done = subprocess.run(
        [sys.executable, "-m", "qiao", *words],
        input=typed,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONUTF8": "0"},
    )
    assert done.returncode == ends, done.stderr
    return done.stdout, done.stderr.decode()


def objects(out: bytes) -> list[Any]:
    return [json.loads(line) for line in out.decode().split("\n") if line]


def test_each_line_has_its_object_whatever_is_in_it(tmp_path: Path):
    typed = [
        "I just baked bread for 20 people @ana https://x.org 🍞",
        "",
        "Bonjour tout le monde, comment allez-vous",
        "x" * (MAX_CHARS + 1),
        "Eu gosto muito de pão quente",
        "This is YYDS",
    ]
    where = ("--data", str(tmp_path))

    out, said = qiao(
        *("translate", "--to", "pt", "--json", *where), typed="\n".join(typed).encode(), ends=3
    )

    bread, blank, french, long, there, slang = objects(out)
    assert [line["input"] for line in objects(out)] == typed
    assert all(each in bread["text"] for each in ("20", "@ana", "https://x.org", "🍞"))
    assert (blank["text"], blank["refused"]) == ("", None)
    assert french["text"] is None
    assert french["refused"] == {
        "code": "no_engine",
        "facts": {"source": "fr", "target": "pt"},
        "say": "no engine here translates fr into pt",
    }
    assert long["refused"]["code"] == "too_long"
    assert there["refused"]["code"] == "same_language"
    assert slang["notes"][0]["term"] == "YYDS"
    assert said == ""


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path):
    out, _ = qiao("language", "--json", typed=b"\xff\xfe the bread is warm today\n")

    (line,) = objects(out)
    assert line["text"] == "\ufffd\ufffd the bread is warm today"
    assert line["lang"] == "en"


def test_where_nobody_reads_on_it_ends_quietly(tmp_path: Path):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "qiao", "language"],
        input=b"the bread is warm today\n" * 3,
        stdout=write,
        stderr=subprocess.PIPE,
    )
    os.close(write)

    assert (done.returncode, done.stderr) == (141, b"")


def test_a_code_is_read_and_named():
    out, _ = qiao("language", "--json", typed=b".... . .-.. .-.. --- / .-- --- .-. .-.. -..\n")

    (line,) = objects(out)
    assert line["decoded"] == {"kind": "Morse", "detail": "", "text": "hello world"}


def test_the_runs_of_mixed_text_are_told():
    out, _ = qiao("language", "--json", typed="今天好开心 so happy\n666\n".encode())

    mixed, nothing = objects(out)
    assert (mixed["lang"], mixed["mixed"]) == ("mul", ["zh-Hans", "en"])
    assert [run["lang"] for run in mixed["runs"]] == ["zh-Hans", "en"]
    assert mixed["refused"] is None
    assert nothing["refused"]["code"] == "undetermined"


class _DownOnce(Pipeline):
    """Its engine is down for the first line."""

    async def translate(self, passage: Any, **asked: Any) -> Any:
        if passage == "first":
            raise TranslatorDown("deadline")
        return await super().translate(passage, **asked)


async def test_an_engine_that_is_down_costs_a_line_and_not_the_rest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from qiao.cli.translate import _all_lines
    from qiao.translate.language import Detector
    from qiao.translate.providers.script import ScriptConversion
    from qiao.translate.slang import shipped

    pipeline = _DownOnce((ScriptConversion(),), Detector(), shipped())
    monkeypatch.setattr("sys.stdin", io.StringIO("first\n这个图书馆很漂亮\n"))

    assert await _all_lines(pipeline, Lang("zh-Hans"), Lang("zh-Hant"), json=True) == 1

    lines: Sequence[Any] = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0]["refused"]["code"] == "engine_down"
    assert lines[1]["text"] == "這個圖書館很漂亮"


@pytest.mark.parametrize(("kind", "shown", "ends"), [("local", True, 0), ("llm", False, 3)])
def test_a_wrong_sentence_is_doubted_of_an_engine_and_refused_of_a_model(
    kind: Kind,
    shown: bool,
    ends: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    from qiao.cli.translate import translate

    said = {
        "I love my cat very much": "Eu amo muito o meu gato",
        "The train leaves at noon": "A conta foi paga ontem à noite",
    }
    engine = Fake(("en", "pt"), how=lambda text: said[text], kind=kind)
    monkeypatch.setattr(engine, "options", SimpleNamespace(private=True), raising=False)
    monkeypatch.setattr("qiao.assemble.translators", lambda _: (engine,))
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(said) + "\n"))

    with pytest.raises(SystemExit) if ends else nullcontext() as ended:
        translate(to="pt", source="en", json=True, data=tmp_path)

    out = [line for line in capsys.readouterr().out.split("\n") if line.startswith("{")]
    right, wrong = map(json.loads, out)  # among lines of a log that this process leaves on stdout
    assert (ended.value.code if ended else 0) == ends
    assert right["text"] == "Eu amo muito o meu gato"
    assert right["confidence"] > 0.8
    assert (wrong["text"] is not None) is shown
    assert (wrong["confidence"] or 0) < 0.45
