"""After a member is gone, no byte of her words is left in the database's files."""

from pathlib import Path

import pytest

from qiao.kit.db import Database
from qiao.media.providers.folder import Folder
from qiao.search.indexing import index_notes
from qiao.travel.echoes import silence
from qiao.travel.erasing import erase
from qiao.travel.jobs import rewrite_after
from qiao.travel.verify import traces_left
from tests import make

SAID = "A sentence about quinces that nobody else has ever written"
WORD = b"zwetschgenknoedel"


def found_in(folder: Path) -> set[str]:
    """Return the files in whose bytes her sentence or her word is."""
    return {
        file.name
        for file in folder.glob("square.db*")
        if any(own in file.read_bytes().lower() for own in (SAID.lower().encode(), WORD))
    }


async def test_no_byte_of_what_she_said_is_left(sqlite: Database, tmp_path: Path):
    ana, bo = await make.member(sqlite, "ana_q"), await make.member(sqlite, "bob")
    notes = [
        await make.note(
            sqlite,
            ana if n % 2 else bo,
            f"{SAID} {n} {WORD.decode()}" * 20 if n % 2 else f"Pears {n}" * 50,
        )
        for n in range(60)
    ]
    await index_notes(sqlite, notes)
    blobs = Folder(tmp_path / "media")

    traces = await erase(sqlite, blobs, ana.id, now=make.NOW)
    await silence(sqlite, blobs, ana.id, now=make.NOW)
    kept = found_in(tmp_path)
    before = await traces_left(sqlite, tmp_path, ana.id, traces, bytes_too=True)
    await rewrite_after(sqlite, 1, up_to_mib=100)
    left = await traces_left(sqlite, tmp_path, ana.id, traces, bytes_too=True)

    assert kept, "deleted pages keep their words: that is what this is about"
    assert {place.place for place in before} & kept
    assert left == []
    assert found_in(tmp_path) == set()


async def test_on_both_engines_the_square_goes_on_after_it(database: Database):
    bo = await make.member(database, "bob")
    await make.note(database, bo, "Pears")

    await rewrite_after(database, 1, up_to_mib=1_000)

    assert await make.note(database, bo, "More pears")


async def test_a_large_one_is_left_to_the_operator(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    async def never() -> None:
        raise AssertionError("rewritten")

    monkeypatch.setattr(sqlite, "rewrite", never)

    await rewrite_after(sqlite, 1, up_to_mib=0)
    await rewrite_after(sqlite, 0, up_to_mib=1_000)
