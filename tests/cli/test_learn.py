"""What was learnt, at the command line: looked at, chosen, turned off."""

import asyncio
import json
from pathlib import Path

import pytest

from qiao.cli import run
from qiao.feed.versions import VersionRow, keep_version
from qiao.kit.db import open_database

VERDICT = {
    "against": "", "pairs": 60, "members": 30, "before": 0.1, "after": 0.2, "low": 0.05,
    "high": 0.15, "recall_before": 0.1, "recall_after": 0.3, "sure": 0.99, "circles": [],
}  # fmt: skip


def said(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["learn", *typed])
    assert not ended.value.code
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *typed: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["learn", *typed])
    assert ended.value.code == 1
    return " ".join(capsys.readouterr().err.split())


@pytest.fixture
def data(sqlite_url: str, tmp_path: Path) -> str:
    async def keep() -> None:
        database = await open_database(sqlite_url)
        for version, state, why, worse in (
            ("20250101-000000", "used", "better", []),
            ("20250102-000000", "declined", "worse_for_some", ["ar locals"]),
        ):
            report = {"why": why, "worse_for": worse, "verdict": VERDICT}
            row = VersionRow(version, 1, 1, state, f"sha of {version}", json.dumps(report))  # type: ignore[arg-type]
            await database.write(keep_version, row, keep=5)
        await database.close()

    asyncio.run(keep())
    return str(tmp_path)


def test_versions_are_listed_with_what_was_said_of_them(
    data: str, capsys: pytest.CaptureFixture[str]
):
    listed = json.loads(said(capsys, "list", "--json", "--data", data))
    table = " ".join(said(capsys, "list", "--data", data).split())

    assert [(row["version"], row["state"]) for row in listed] == [
        ("20250102-000000", "declined"),
        ("20250101-000000", "used"),
    ]
    assert "worse for ar locals" in table
    assert "0.100 → 0.200" in table


def test_another_version_is_chosen_and_all_are_turned_off(
    data: str, capsys: pytest.CaptureFixture[str]
):
    def states() -> set[tuple[str, str]]:
        rows = json.loads(said(capsys, "list", "--json", "--data", data))
        return {(row["version"][:8], row["state"]) for row in rows}

    said(capsys, "use", "20250102-000000", "--data", data)
    assert states() == {("20250102", "used"), ("20250101", "kept")}
    said(capsys, "off", "--data", data)
    assert states() == {("20250102", "kept"), ("20250101", "kept")}


def test_mistakes_say_what_can_be_done(data: str, capsys: pytest.CaptureFixture[str]):
    assert "qiao learn list" in refused(capsys, "use", "never", "--data", data)
    assert "no square" in refused(capsys, "list", "--data", f"{data}/nowhere")


def test_with_too_little_it_says_how_much_it_takes(data: str, capsys: pytest.CaptureFixture[str]):
    told = refused(capsys, "now", "--data", data)

    assert "500 likes" in told
    assert "QIAO_FEED__LEARN_MIN_DEEDS" in told


def test_a_square_that_learnt_nothing_says_so(
    sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert sqlite_url.endswith("square.db")
    assert "Nothing was learnt yet" in said(capsys, "list", "--data", str(tmp_path))
