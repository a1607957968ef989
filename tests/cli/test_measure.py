"""`qiao measure` asks a copy, and the square hears nothing of it."""

import asyncio
import json
from pathlib import Path

import pytest

from qiao.cli import run
from qiao.kit.db import Database, Sql, open_database
from tests.make import member, note

_STATE = Sql("""
    select (select count(*) from sessions), (select count(*) from likes),
      (select count(*) from reading_log), (select coalesce(max(seq), 0) from events)
""")


def said(capsys: pytest.CaptureFixture[str], *typed: str, code: int = 0) -> tuple[str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(["measure", *typed])
    assert (ended.value.code or 0) == code
    told = capsys.readouterr()
    return told.out, told.err


async def people(database: Database) -> None:
    for at in range(3):
        author = await member(database, f"ana{at}")
        for number in range(10):
            await note(database, author, f"note {at} {number}")


def used(url: str, use: object) -> object:
    async def opened() -> object:
        database = await open_database(url)
        try:
            return await use(database)  # type: ignore[operator]
        finally:
            await database.close()

    return asyncio.run(opened())


async def state(database: Database) -> object:
    async with database.read() as tx:
        return await tx.all(tuple, _STATE)


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_a_machine_holds_is_found_on_a_copy(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    used(sqlite_url, people)
    before = used(sqlite_url, state)
    # whoever follows this would serve the square itself to those who measure
    monkeypatch.setenv("QIAO_DATA_DIR", str(tmp_path))

    told, _ = said(capsys, "--data", str(tmp_path), "--seconds", "1", "--json")

    found = json.loads(told)
    assert found["requests"] > 12
    assert found["refused"] == 0
    assert 0 < found["page_p50_ms"] <= found["page_p99_ms"]
    assert json.loads((tmp_path / "measured.json").read_bytes()) == found
    assert used(sqlite_url, state) == before
    assert not [*tmp_path.glob("measure-*")]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("--seconds", "0"), "From 1 to 600"),
        (("--data", "nowhere"), "no square"),
        ((), "Nobody is here"),
    ],
)
def test_what_cannot_be_is_said(
    capsys: pytest.CaptureFixture[str], sqlite_url: str, tmp_path: Path,
    typed: tuple[str, ...], says: str,
) -> None:  # fmt: skip
    assert sqlite_url
    where = () if "--data" in typed else ("--data", str(tmp_path))

    _, told = said(capsys, *typed, *where, code=1)

    assert says in " ".join(told.split())
    assert not (tmp_path / "measured.json").exists()
    assert not [*tmp_path.glob("measure-*")]


def test_a_square_in_postgresql_is_not_copied(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QIAO_DATABASE_URL", "postgresql://nowhere")

    _, told = said(capsys, code=1)

    assert "SQLite" in told
