"""What is packed here and unpacked in an empty square is the same, line by line."""

import json
import re
import shutil
import zipfile
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import numpy as np
import psycopg
import pytest
from PIL import Image

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql, open_database
from qiao.kit.ids import new_id
from qiao.media.providers.folder import Folder
from qiao.people.models import Caller
from qiao.travel.packing.pack import pack
from qiao.travel.shelf import Shelf
from qiao.travel.unpacking import keeping
from qiao.travel.unpacking.films import FilmMaker
from qiao.travel.unpacking.jobs import attend
from qiao.travel.unpacking.models import Arrival, Wanted
from tests import make
from tests.media.video import clips
from tests.postgres import Postgres
from tests.travel.more import MORE, fill_more
from tests.travel.things import InThisProcess, fill

HOME, AWAY = "https://home.example", "https://away.example"
COMES = (
    "member", "notes", "comments", "boards", "collects", "captions", "media", "videos", "questions",
    "figures", "bios", "chosen", "links",
)  # fmt: skip
NOTES = 500
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
LATER = Micros(make.NOW + 200 * DAY)


@pytest.fixture
async def away(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path
) -> AsyncIterator[Database]:
    """Another, empty square on the same engine."""
    if database.engine == "sqlite":
        other = tmp_path / "other.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), other)
        opened = await open_database(f"sqlite:///{other}")
        yield opened
        await opened.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("create database away template template_qiao")
    opened = await open_database(server.url("away"))
    yield opened
    await opened.close()
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("drop database away with (force)")


def canonical(path: Path) -> dict[str, list[str]]:
    """Return the lines that come, with ids called by the order in which they appear."""
    names: dict[str, str] = {}

    def called(found: re.Match[str]) -> str:
        return names.setdefault(found[0], f"id{len(names)}")

    with zipfile.ZipFile(path) as opened:
        texts = {name: opened.read(f"qiao/{name}.jsonl").decode() for name in COMES}
    # by their times, which are all different; ids of one millisecond have no order of their own
    lines = {name: texts[name].splitlines() for name in COMES}
    for name in ("collects", "captions", "media", "videos", "figures"):
        lines[name] = sorted(lines[name], key=lambda one: _ID.sub("", one))
    found = {name: [_ID.sub(called, one) for one in lines[name]] for name in COMES}
    # all of them named before; many say the same of other notes
    return found | {name: sorted(found[name]) for name in ("questions", "links")}


def put_on(shelf: Shelf, arrival: str, path: Path) -> None:
    shelf.path(arrival).parent.mkdir(exist_ok=True)
    shutil.copy(path, shelf.path(arrival))


async def arrive(
    db: Database,
    blobs: Folder,
    folder: Path,
    who: Caller,
    path: Path,
    wanted: Wanted | None = None,
    films: FilmMaker | None = None,
) -> Arrival:
    """Bring a file as the worker does; return what became of it."""
    shelf, arrival = Shelf(folder / "travel"), new_id(LATER)
    put_on(shelf, arrival, path)
    await db.write(keeping.add, arrival, who.id, "qiao", now=_next())
    for _ in range(2):
        await attend(db, blobs, shelf, InThisProcess(), arrival, films=films, pause_s=0)
        async with db.read() as tx:
            found = await keeping.one(tx, arrival)
        assert found is not None
        if found.state == "planned":
            await db.write(keeping.start, arrival, who.id, wanted or Wanted("as_was", profile=True))
    return found


_times = iter(range(1_000))


def _next() -> Micros:
    """Return a day of its own: how often one may bring is another test's matter."""
    return Micros(LATER + next(_times) * 2 * DAY)


async def counted(db: Database, table: str) -> int:
    async with db.read() as tx:
        return await tx.count(Sql(f"select count(*) from {table}"))


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


async def test_all_notes_come_into_an_empty_square_equal(
    database: Database, away: Database, blobs: Folder, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    await fill(database, blobs, ana, bo, notes=NOTES)
    await fill_more(database, blobs, tmp_path, ana)
    there = tmp_path / "there.zip"
    await pack(database, blobs, ana.id, there, square=HOME, now=LATER)
    other_blobs = Folder(tmp_path / "media2")
    anna, _ = await make.member(away, "ana_q"), await make.member(away, "bob")

    arrival = await arrive(away, other_blobs, tmp_path, anna, there, films=clips.studio())
    here = tmp_path / "here.zip"
    await pack(away, other_blobs, anna.id, here, square=AWAY, now=LATER)
    tables = (
        "notes", "comments", "boards", "media", "videos", "note_versions", "note_edits",
        "comment_media", "comment_figures", "member_bios", "brought",
    )  # fmt: skip
    once = [await counted(away, table) for table in tables]
    again = await arrive(away, other_blobs, tmp_path, anna, there, films=clips.studio())

    assert arrival.state == "here"
    assert arrival.plan.notes == NOTES + MORE
    # as momo it comes for herself alone, which it was; what others did is theirs
    assert set(arrival.plan.left) == {"momo_for_oneself", "counted"}
    before, after = canonical(there), canonical(here)
    for name in COMES:
        assert after[name] == before[name], name
    assert again.state == "here"
    assert again.plan.already == NOTES + MORE
    assert [await counted(away, table) for table in tables] == once
    _pictures_are_alike(there, here)


def _pictures_are_alike(there: Path, here: Path) -> None:
    """Pictures are decoded and encoded anew, which costs a little; they show the same."""

    def pictures(path: Path) -> list[np.ndarray]:
        with zipfile.ZipFile(path) as opened:
            lines = [json.loads(one) for one in opened.read("qiao/media.jsonl").splitlines()]
            lines.sort(key=lambda line: line["at"])
            return [
                np.asarray(Image.open(BytesIO(opened.read(line["file"]))).convert("RGB"), float)
                for line in lines
            ]

    before, after = pictures(there), pictures(here)
    assert len(before) == len(after) > NOTES / 2
    for one, other in zip(before, after, strict=True):
        assert one.shape == other.shape
        assert np.abs(one - other).mean() < 4
