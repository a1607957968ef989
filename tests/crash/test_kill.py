"""Nothing acknowledged is lost or doubled when everything dies; and this test can tell."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.crash.programme import Plan, run

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc to find what to kill"),
]


@pytest.fixture
def square(tmp_path: Path, sqlite_template: Path) -> Path:
    """The folder of an empty square whose database is up to date."""
    data = tmp_path / "square"
    data.mkdir()
    shutil.copy(sqlite_template, data / "square.db")
    return data


async def test_what_was_acknowledged_is_there_once_after_kills(square: Path) -> None:
    report = await run(Plan(square, kills=3, most_answers=80))

    assert report.findings == []
    assert report.kills == 3
    assert report.acknowledged > 100


async def test_the_same_check_finds_an_answer_before_the_commit(square: Path) -> None:
    plan = Plan(square, kills=2, most_answers=80, defect="answer_before_commit")

    report = await run(plan)

    assert any("acknowledged" in finding for finding in report.findings)
