"""`qiao rehearse` at the command line."""

import json
from pathlib import Path

import pytest

from qiao.cli import rehearse as command
from qiao.cli import run
from tests.rehearsal import small


def said(capsys: pytest.CaptureFixture[str], *typed: str, code: int = 0) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["rehearse", *typed])
    assert (ended.value.code or 0) == code
    told = capsys.readouterr()
    return told.out + told.err


def test_what_there_is_is_told(capsys: pytest.CaptureFixture[str]):
    told = said(capsys, "--list")

    for name in ("S1", "S5", "Refugees", "home_share", "ladder"):
        assert name in told


def test_a_scenario_is_printed_and_can_be_read_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    (tmp_path / "mine.toml").write_text(said(capsys, "--show", "S3"), encoding="utf-8")

    assert small.parse((tmp_path / "mine.toml").read_text(encoding="utf-8")).title == "Refugees"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("S9",), "S1, S2"),
        (("S3", "--members", "-3"), "1,000,000"),
        (("S3", "--without", "gravity"), "newcomer_share"),
        (("S3",), "too little to read"),
    ],
)
def test_what_cannot_be_is_said(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path,
    typed: tuple[str, ...], says: str,
):  # fmt: skip
    assert sqlite_url

    assert says in " ".join(said(capsys, *typed, "--data", str(tmp_path), code=1).split())


def test_a_report_and_figures_are_written(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    assert sqlite_url

    async def copy(*_: object) -> object:
        return small.ground()

    monkeypatch.setattr(command, "_copied", copy)
    (tmp_path / "two.toml").write_text(small.WAVE, encoding="utf-8")
    (tmp_path / "measured.json").write_text('{"requests_per_s": 321.0}', encoding="utf-8")
    out, figures = tmp_path / "two.html", tmp_path / "two.json"

    told = said(
        capsys, str(tmp_path / "two.toml"), "--data", str(tmp_path), "--no-controls",
        "--without", "ladder", "--out", str(out), "--json", str(figures),
    )  # fmt: skip

    assert "Home share kept" in told
    page = out.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "measured to hold 321" in page
    assert [run["name"] for run in json.loads(figures.read_bytes())] == [
        "with measures", "without ladder",
    ]  # fmt: skip
    assert not (tmp_path / "two.rehearsal").exists()
