"""Moving and leaving at the command line."""

import asyncio
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qiao.cli import erase as erase_command
from qiao.kit.db import Sql, open_database
from tests import make
from tests.cli.test_commands import Said, qiao
from tests.travel.unpacking.test_hostile import note, parcel

__all__ = ["qiao"]
SAID = "A sentence about quinces that nobody else has ever written"


@pytest.fixture
def square(sqlite_template: Path, tmp_path: Path) -> Path:
    """A square with ana, who wrote a note."""
    folder = tmp_path / "square"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "square.db")

    async def fill() -> None:
        db = await open_database(f"sqlite:///{folder / 'square.db'}")
        await make.note(db, await make.member(db, "ana_q"), SAID)
        await db.close()

    asyncio.run(fill())
    return folder


def counted(square: Path, sql: str) -> int:
    async def count() -> int:
        db = await open_database(f"sqlite:///{square / 'square.db'}")
        async with db.read() as tx:
            found = await tx.count(Sql(sql))
        await db.close()
        return found

    return asyncio.run(count())


def test_out_into_a_file_and_in_from_it(qiao: Callable[..., Said], square: Path, tmp_path: Path):
    out = tmp_path / "ana.zip"
    assert qiao("export", "@ana_q", str(out), "--data", str(square)).code == 0
    with zipfile.ZipFile(out) as opened:
        assert SAID in opened.read("qiao/notes.jsonl").decode()

    back = qiao(
        "import", "qiao", str(out), "--as", "ana_q", "--data", str(square), "--yes", "--json"
    )
    assert back.code == 0, back.err
    # she is where her notes are: nothing comes twice
    assert json.loads(back.out.splitlines()[-1])["plan"]["already"] == 1
    assert counted(square, "select count(*) from notes") == 1


def test_without_yes_it_is_only_said(qiao: Callable[..., Said], square: Path, tmp_path: Path):
    path = parcel(tmp_path / "mine.zip", [note(n) for n in range(3)])
    typed = ("import", "qiao", str(path), "--as", "@ana_q", "--data", str(square))

    looked = qiao(*typed)
    assert "would come: 3 notes" in looked.out
    assert counted(square, "select count(*) from notes") == 1
    assert qiao(*typed, "--yes").code == 0
    assert counted(square, "select count(*) from notes where audience = 'private'") == 3
    assert qiao(*typed, "--yes").code == 0
    assert counted(square, "select count(*) from notes") == 4


def test_what_cannot_be_brought_is_said_clearly(
    qiao: Callable[..., Said], square: Path, tmp_path: Path
):
    path = tmp_path / "odd.zip"
    path.write_bytes(b"odd")
    data = ("--as", "ana_q", "--data", str(square))

    assert "cannot be brought" in qiao("import", "qiao", str(path), *data).err
    assert "not_this_kind" in qiao("import", "tiktok", str(path), *data).err
    assert "no file" in qiao("import", "qiao", str(tmp_path / "none"), *data).err
    assert "no member" in qiao("import", "qiao", str(path), "--as", "nobody", *data[2:]).err


def test_erasing_asks_for_yes_and_finds_nothing_after_it(
    qiao: Callable[..., Said], square: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(erase_command, "HEARD_AFTER_S", 0)
    typed = ("erase", "@ana_q", "--data", str(square), "--verify")
    assert qiao(*typed).code == 1
    assert counted(square, "select count(*) from notes") == 1

    done = qiao(*typed, "--yes")

    assert done.code == 0, done.out + done.err
    assert "nothing found" in done.out
    assert SAID.encode() not in b"".join(f.read_bytes() for f in square.glob("square.db*"))
    assert qiao(*typed, "--yes").code == 1
