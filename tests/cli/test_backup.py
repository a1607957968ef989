"""`qiao backup` and `qiao restore`: everything, whole, and nothing lost on the way."""

import asyncio
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from qiao.cli import run
from qiao.kit.db import Database, Sql, open_database
from qiao.kit.db.copying import Damaged, copy_file, must_be_whole
from tests.make import member, note

_NOTES = Sql("select id, body from notes order by id")
WRITES = """
import apsw, sys
file = apsw.Connection(sys.argv[1])
file.set_busy_timeout(10_000)
for n in range(10**9):
    with file:
        file.execute("insert into a values (?)", (n,))
        file.execute("insert into b values (?)", (n,))
"""
PICTURE = Path("media/83/9b/839b47/full.webp")


def said(capsys: pytest.CaptureFixture[str], *typed: str, code: int = 0) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        run(list(typed))
    assert (ended.value.code or 0) == code
    told = capsys.readouterr()
    return " ".join((told.out + told.err).split())


async def _write(url: str, body: str) -> None:
    database = await open_database(url)
    try:
        author = await member(database, f"a{body}")
        await note(database, author, body)
    finally:
        await database.close()


def notes(folder: Path) -> list[str]:
    async def read(database: Database) -> list[str]:
        async with database.read() as tx:
            return [str(row[1]) for row in await tx.rows(_NOTES, {})]

    async def opened() -> list[str]:
        database = await open_database(f"sqlite:///{folder / 'square.db'}")
        try:
            return await read(database)
        finally:
            await database.close()

    return asyncio.run(opened())


@pytest.fixture
def home(sqlite_url: str, tmp_path: Path) -> Path:
    """A square with a note, a picture and a secret."""
    asyncio.run(_write(sqlite_url, "first"))
    (tmp_path / PICTURE).parent.mkdir(parents=True)
    (tmp_path / PICTURE).write_bytes(b"a picture")
    (tmp_path / "secret").write_bytes(b"s" * 32)
    (tmp_path / "secret").chmod(0o600)
    return tmp_path


@pytest.fixture
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("away")


def test_what_is_backed_up_is_restored_whole(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path
) -> None:
    said(capsys, "backup", str(away / "b"), "--data", str(home))
    told = said(capsys, "restore", str(away / "b"), "--data", str(away / "new"))

    assert "qiao serve" in told
    assert notes(away / "new") == notes(home) == ["first"]
    assert (away / "new" / PICTURE).read_bytes() == b"a picture"
    assert (away / "new" / "secret").read_bytes() == b"s" * 32
    assert (away / "new" / "secret").stat().st_mode & 0o777 == 0o600
    assert (away / "b").stat().st_mode & 0o777 == 0o700
    assert not [*away.rglob("*.part")]


def test_a_second_one_brings_what_is_new_and_drops_what_was_erased(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path
) -> None:
    said(capsys, "backup", str(away), "--data", str(home))
    asyncio.run(_write(f"sqlite:///{home / 'square.db'}", "second"))
    (home / PICTURE).rename(home / PICTURE.with_name("card.webp"))

    told = said(capsys, "backup", str(away), "--data", str(home))

    assert "1 new files; 1 that were erased are gone" in told
    assert notes(away) == ["first", "second"]
    assert [path.name for path in away.rglob("*.webp")] == ["card.webp"]


def test_a_damaged_square_does_not_take_the_place_of_a_good_backup(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path
) -> None:
    said(capsys, "backup", str(away), "--data", str(home))
    before = (away / "square.db").read_bytes()
    spoil(home / "square.db")

    told = said(capsys, "backup", str(away), "--data", str(home), code=1)

    assert "damaged" in told
    assert (away / "square.db").read_bytes() == before
    assert not [*away.rglob("*.part")]


def spoil(path: Path) -> None:
    """Write over pages in the middle of a database."""
    file = apsw.Connection(str(path))
    file.execute("pragma wal_checkpoint(truncate)").fetchall()
    file.close()
    size = path.stat().st_size
    with path.open("r+b") as raw:
        raw.seek(size // 2 // 4096 * 4096)
        raw.write(b"\xff" * 20 * 4096)


def test_a_damaged_backup_is_not_restored(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path
) -> None:
    said(capsys, "backup", str(away / "b"), "--data", str(home))
    spoil(away / "b" / "square.db")

    told = said(capsys, "restore", str(away / "b"), "--data", str(away / "new"), code=1)

    assert "damaged" in told
    assert not (away / "new").exists()


@pytest.mark.parametrize("name", ["square.db", "square.db-wal"])
def test_a_square_that_is_there_stays(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path, name: str
) -> None:
    said(capsys, "backup", str(away / "b"), "--data", str(home))
    (away / "new").mkdir()
    (away / "new" / name).write_bytes(b"theirs")

    told = said(capsys, "restore", str(away / "b"), "--data", str(away / "new"), code=1)

    assert "it stays" in told
    assert [path.name for path in (away / "new").iterdir()] == [name]


def test_restoring_beside_newer_pictures_takes_none_away(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path
) -> None:
    said(capsys, "backup", str(away / "b"), "--data", str(home))
    newer = away / "new" / "media" / "aa" / "newer.webp"
    newer.parent.mkdir(parents=True)
    newer.write_bytes(b"newer")

    said(capsys, "restore", str(away / "b"), "--data", str(away / "new"))

    assert newer.exists()


def test_what_cannot_be_is_said(
    capsys: pytest.CaptureFixture[str], home: Path, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "another disk" in said(capsys, "backup", str(home / "here"), "--data", str(home), code=1)
    assert "no square" in said(capsys, "backup", str(away), "--data", str(away / "x"), code=1)
    assert "no backup" in said(capsys, "restore", str(away), "--data", str(away / "x"), code=1)
    (away / "square.db").write_bytes(b"")
    (away / "square.db-wal").write_bytes(b"")
    assert "serves the backup" in said(
        capsys, "restore", str(away), "--data", str(away / "x"), code=1
    )
    monkeypatch.setenv("QIAO_DATABASE_URL", "postgresql://nowhere")
    assert "pg_dump" in said(capsys, "backup", str(away), "--data", str(home), code=1)


def test_a_copy_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    path = tmp_path / "busy.db"
    file = apsw.Connection(str(path))
    file.execute("pragma journal_mode = wal").fetchall()
    file.execute("create table a (n)")
    file.execute("create table b (n)")
    # both tables grow in one transaction: a copy that saw half of one is found out
    writer = subprocess.Popen(
        [
            sys.executable, "-c", WRITES, str(path),
        ]
    )  # fmt: skip
    try:
        while not file.execute("select count(*) from a").fetchall()[0][0]:
            assert writer.poll() is None
        for at in range(20):
            copy = tmp_path / f"copy{at}.db"
            copy_file(path, copy)
            must_be_whole(copy)
            read = apsw.Connection(str(copy))
            a, b = (read.execute(f"select count(*) from {t}").fetchall()[0][0] for t in "ab")
            read.close()
            assert a == b > 0
    finally:
        writer.kill()
        writer.wait()
        file.close()


def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database" * 1_000)

    with pytest.raises(Damaged):
        must_be_whole(tmp_path / "x")
