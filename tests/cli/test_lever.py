"""Levers at the command line: set, listed, looked back on; a running square hears of it."""

import json
from pathlib import Path

import pytest

from qiao.cli import run


def said(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["lever", *typed])
    assert not ended.value.code
    return capsys.readouterr().out


@pytest.fixture
def data(sqlite_url: str, tmp_path: Path) -> str:
    assert sqlite_url.endswith("square.db")
    return str(tmp_path)


def test_a_lever_is_set_listed_and_looked_back_on(data: str, capsys: pytest.CaptureFixture[str]):
    why = ("--reason", "likes are being bought")
    said(capsys, "set", "feed", "chronological", *why, "--data", data)

    listed = json.loads(said(capsys, "list", "--json", "--data", data))["items"]
    history = json.loads(said(capsys, "history", "feed", "--json", "--data", data))["items"]

    assert {item["name"]: item["value"] for item in listed}["feed"] == "chronological"
    assert [(line["value"], line["by"], line["reason"]) for line in history] == [
        ("chronological", "", "likes are being bought")
    ]


def test_people_read_tables(data: str, capsys: pytest.CaptureFixture[str]):
    assert "stands at 0.2" in said(capsys, "set", "explore_share", "0.2", "--data", data)
    assert "already" in said(capsys, "set", "explore_share", "0.2", "--data", data)

    assert "ranked | chronological" in said(capsys, "list", "--data", data)
    assert "command line" in said(capsys, "history", "--data", data)


@pytest.mark.parametrize("typed", [("feed", "by_magic"), ("gravity", "off")])
def test_what_cannot_be_is_a_failure_that_says_what_can(
    data: str, capsys: pytest.CaptureFixture[str], typed: tuple[str, str]
):
    with pytest.raises(SystemExit) as ended:
        run(["lever", "set", *typed, "--data", data])

    assert ended.value.code == 1
    assert "qiao lever list" in capsys.readouterr().err
