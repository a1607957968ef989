"""Every command: its help is a page, its answers are data on request, its failures are clear."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from qiao import __version__
from qiao.cli import run

COMMANDS = ("serve", "work", "migrate", "demo", "check", "translate", "language", "models", "feed")


class Said(NamedTuple):
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def qiao(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Command:
    """Run the command line in this process, in an empty folder; return what it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")

    def typed(*arguments: str, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            run(list(arguments))
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        return Said(code, *capsys.readouterr())

    return typed


def lines(said: Said) -> list[Any]:
    return [json.loads(line) for line in said.out.splitlines()]


def test_the_first_page_says_what_qiao_is_how_to_begin_and_what_there_is(qiao: Command):
    said = qiao("--help")

    assert said.code == 0
    assert "without sharing a language" in said.out
    assert "qiao serve --demo" in said.out
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", said.out)


@pytest.mark.parametrize("command", [*COMMANDS, "feed explain"])
def test_each_command_has_its_page(qiao: Command, command: str):
    said = qiao(*command.split(), "--help")

    assert said.code == 0
    assert "Usage" in said.out
    assert len(said.out.split("\n\n")) >= 2


def test_the_version_is_told(qiao: Command):
    assert __version__ in qiao("--version").out


@pytest.mark.parametrize(
    "typed", [["no-such-command"], ["check", "--no-such-option"], ["translate"]]
)
def test_a_mistake_in_what_was_typed_is_pointed_out(qiao: Command, typed: list[str]):
    said = qiao(*typed)

    assert said.code == 2
    assert said.out + said.err
    assert "Traceback" not in said.err


def test_a_database_is_prepared_and_preparing_it_again_changes_nothing(
    qiao: Command, tmp_path: Path
):
    assert qiao("migrate", "--data", str(tmp_path / "new" / "folder")).code == 0
    made = (tmp_path / "new" / "folder" / "square.db").read_bytes()

    assert qiao("migrate", "--data", str(tmp_path / "new" / "folder")).code == 0

    assert (tmp_path / "new" / "folder" / "square.db").read_bytes() == made


def findings(said: Said) -> dict[str, dict[str, str]]:
    return {finding["name"]: finding for finding in json.loads(said.out)}


def test_where_there_is_no_square_checking_says_so_and_makes_none(qiao: Command, tmp_path: Path):
    said = qiao("check", "--json", "--data", str(tmp_path / "nothing"))

    assert said.code == 1
    database = findings(said)["database"]
    assert database["state"] == "broken"
    assert "qiao" in database["what_next"]
    assert not (tmp_path / "nothing").exists()


def test_a_healthy_square_is_said_to_be_well(
    qiao: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("qiao.web.static.StaticApp.built", True)
    qiao("migrate", "--data", str(tmp_path))

    said = qiao("check", "--json", "--data", str(tmp_path))

    assert said.code == 0
    found = findings(said)
    assert found["database"] == {
        "name": "database", "state": "well", "found": "sqlite", "what_next": "",
    }  # fmt: skip
    assert {"disk", "web app", "picture sandbox", "operator", "lane understand"} <= set(found)
    assert not [finding for finding in found.values() if finding["state"] == "broken"]
    for finding in found.values():
        assert (finding["state"] == "well") == (not finding["what_next"])


def test_the_check_for_eyes_says_the_same(qiao: Command, tmp_path: Path):
    said = qiao("check", "--data", str(tmp_path / "nothing"))

    assert said.code == 1
    assert "→" in said.out


def test_a_file_that_is_no_database_is_found_broken(qiao: Command, tmp_path: Path):
    (tmp_path / "square.db").write_bytes(b"this is no database" * 100)

    said = qiao("check", "--json", "--data", str(tmp_path))

    assert said.code == 1
    assert findings(said)["database"]["state"] == "broken"


def test_a_wrong_setting_is_named(qiao: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QIAO_PORT", "a hundred")

    said = qiao("check")

    assert said.code == 1
    assert "port" in said.err
    assert "Traceback" not in said.err


def test_the_language_of_each_line_is_told(qiao: Command):
    said = qiao("language", stdin="今天好开心\nThe bread is warm and soft today\n\n")

    assert said.out.splitlines() == ["zh-Hans", "en", "und"]


def test_the_language_of_each_line_as_data(qiao: Command):
    [chinese, nothing] = lines(qiao("language", "--json", stdin="今天好开心 😀\n...\n"))

    assert (chinese["text"], chinese["lang"]) == ("今天好开心 😀", "zh-Hans")
    assert 0 < chinese["confidence"] <= 1
    assert nothing["lang"] == "und"


def test_lines_are_translated_by_the_engine_that_is_there(qiao: Command, tmp_path: Path):
    said = qiao(
        *("translate", "--from", "en", "--to", "pt", "--json", "--data", str(tmp_path)),
        stdin="The bread is warm 🍞.\n",
    )

    assert said.code == 0, said.err
    [line] = lines(said)
    assert (line["input"], line["source"], line["target"]) == ("The bread is warm 🍞.", "en", "pt")
    assert "pão" in line["text"].lower()
    assert "🍞" in line["text"]
    assert line["engine"] == {"kind": "machine", "name": "neural en-pt"}
    assert 0 < line["confidence"] <= 1
    assert (line["decoded"], line["refused"]) == (None, None)
    assert line["emoji"] == [{"emoji": "🍞", "name": "pão"}]


def test_what_no_engine_translates_comes_through_and_is_told(qiao: Command, tmp_path: Path):
    said = qiao(
        *("translate", "--from", "lo", "--to", "ar", "--data", str(tmp_path)), stdin="ສະບາຍດີ\n"
    )

    assert said.code == 3
    assert said.out == "ສະບາຍດີ\n"
    assert "no engine" in said.err


@pytest.mark.parametrize("typed", [["--to", "nonsense!"], ["--to", "pt", "--from", "12"]])
def test_a_wrong_language_tag_is_a_clear_failure(qiao: Command, typed: list[str], tmp_path: Path):
    said = qiao("translate", *typed, "--data", str(tmp_path), stdin="Bread\n")

    assert said.code == 1
    assert "is not a language tag" in said.err
    assert "zh-Hans" in said.err


@pytest.mark.parametrize("typed", [["feed", "explain", "ana"], ["work"]])
def test_without_a_prepared_database_a_command_says_what_to_do(
    qiao: Command, typed: list[str], tmp_path: Path
):
    said = qiao(*typed, "--data", str(tmp_path))

    assert said.code == 1
    assert "qiao migrate" in said.err


def test_nobody_has_no_feed_to_explain(qiao: Command, tmp_path: Path):
    qiao("migrate", "--data", str(tmp_path))

    said = qiao("feed", "explain", "nobody", "--data", str(tmp_path))

    assert said.code == 1
    assert "nobody" in said.err


def test_python_dash_m_is_the_same_command():
    said = subprocess.run(
        [sys.executable, "-m", "qiao", "--version"], capture_output=True, text=True, check=True
    )

    assert said.stdout.strip() == __version__


def test_groups_are_shown_for_people_and_for_programs(qiao: Command, tmp_path: Path):
    qiao("migrate", "--data", str(tmp_path / "square"))

    said = qiao("circles", "--data", str(tmp_path / "square"))
    data = qiao("circles", "--count", "--data", str(tmp_path / "square"), "--json")

    assert "qiao circles --count" in said.out
    assert json.loads(data.out) == {"day": "", "groups": []}


def test_newcomers_are_counted_for_people_and_for_programs(qiao: Command, tmp_path: Path):
    qiao("migrate", "--data", str(tmp_path / "square"))

    said = qiao("newcomers", "--data", str(tmp_path / "square"), "--days", "2")
    data = qiao("newcomers", "--data", str(tmp_path / "square"), "--days", "2", "--json")

    assert "nobody yet of those who came" in said.out
    assert len(json.loads(data.out)["days"]) == 2
