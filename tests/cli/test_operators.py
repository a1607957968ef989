"""Operators at the command line: made, listed, taken back, looked back on; never the last."""

import asyncio
import json
from pathlib import Path

import pytest

from qiao.cli import run
from qiao.kit.db import open_database
from tests import make


def said(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["operator", *typed])
    assert not ended.value.code
    return capsys.readouterr().out


@pytest.fixture
def data(sqlite_url: str, tmp_path: Path) -> str:
    async def people() -> None:
        database = await open_database(sqlite_url)
        await make.member(database, "opp", operator=True)
        await make.member(database, "ana")
        await database.close()

    asyncio.run(people())
    return str(tmp_path)


def test_an_operator_is_made_listed_and_taken_back(data: str, capsys: pytest.CaptureFixture[str]):
    made = json.loads(
        said(capsys, "add", "@ana", "--reason", "reads Lao", "--json", "--data", data)
    )
    assert {one["member"]["handle"] for one in made["items"]} == {"opp", "ana"}
    assert "@ana is one already" in said(capsys, "add", "ana", "--data", data)
    assert "@opp is an operator no longer" in said(capsys, "remove", "opp", "--data", data)

    listed = json.loads(said(capsys, "list", "--json", "--data", data))["items"]
    log = json.loads(said(capsys, "history", "--json", "--data", data))

    assert [one["member"]["handle"] for one in listed] == ["ana"]
    assert [(one["who"], one["did"], one["by"], one["reason"]) for one in log] == [
        ("opp", "taken", "", ""), ("ana", "made", "", "reads Lao"), ("opp", "claimed", "opp", ""),
    ]  # fmt: skip
    assert "@ana" in said(capsys, "list", "--data", data)
    assert "command line" in said(capsys, "history", "--data", data)


@pytest.mark.parametrize(
    ("typed", "why"),
    [(("remove", "opp"), "the last operator"), (("add", "nobody_here"), "no member @nobody_here")],
)
def test_what_cannot_be_is_a_failure_that_says_why(
    data: str, capsys: pytest.CaptureFixture[str], typed: tuple[str, str], why: str
):
    with pytest.raises(SystemExit) as ended:
        run(["operator", *typed, "--data", data])

    assert ended.value.code == 1
    assert why in capsys.readouterr().err
