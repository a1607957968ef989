"""A file from elsewhere may mean harm: what is refused, and what is left out."""

import json
import os
import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from qiao.kit.db import Database, Sql
from qiao.media.providers.folder import Folder
from qiao.travel.unpacking import zips
from qiao.travel.unpacking.checking import is_picture_name
from qiao.travel.unpacking.models import Arrival, NotThisKind, ParcelRefused, Wanted
from qiao.travel.unpacking.planning import look
from qiao.travel.unpacking.zips import Zip
from tests import make
from tests.travel.things import painted
from tests.travel.unpacking.test_equal import LATER, arrive

MANIFEST = {
    "format": "qiao-export",
    "version": 1,
    "square": "https://there.example",
    "handle": "ana",
    "made": "2026-01-01T00:00:00Z",
    "rows": {},
}


def note(number: int = 1, **more: Any) -> dict[str, Any]:
    return {"id": f"note-{number}", "at": "2025-01-01T00:00:00Z", "body": f"Bread {number}"} | more


def media_line(name: str, file: str, kind: str = "png") -> str:
    """Make a line of media.jsonl."""
    return json.dumps(
        {"id": name, "file": file, "w": 1, "h": 1, "kind": kind, "at": "2025-01-01T00:00:00Z"}
    )


def parcel(path: Path, notes: list[Any] | bytes = b"", **files: bytes) -> Path:
    """Make a file; `files`: more of them, by names in which __ stands for a slash."""
    text = notes if isinstance(notes, bytes) else b"\n".join(json.dumps(n).encode() for n in notes)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("qiao.json", json.dumps(MANIFEST))
        made.writestr("qiao/notes.jsonl", text)
        for name, content in files.items():
            made.writestr(name.replace("__", "/"), content)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "brought.zip"


@pytest.fixture
def blobs(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "media")


async def planned(db: Database, path: Path) -> Any:
    with Zip(path) as opened:
        return await look(db, opened, "nobody", now=LATER)


def refused(path: Path, **bounds: int) -> str:
    with pytest.raises(ParcelRefused) as caught, Zip(path, **bounds) as opened:
        list(opened.lines("qiao/notes.jsonl"))
    return str(caught.value.facts["why"])


def test_what_is_no_zip_is_refused(path: Path):
    for content in (b"", b"PK", b"hello", os.urandom(4_000), b"PK\x05\x06" + b"\xff" * 18):
        path.write_bytes(content)

        assert refused(path)


def test_a_directory_larger_than_memory_is_not_read(path: Path):
    parcel(path, [note()])
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<HH", content, at + 8, 0xFFFF, 0xFFFF)
    struct.pack_into("<I", content, at + 12, 0xFFFFFFFE)
    path.write_bytes(content)

    assert refused(path) == "too_many_files"


def test_too_many_files_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(zips, "MAX_FILES", 50)
    parcel(path, [note()], **{f"x{n}": b"" for n in range(60)})

    assert refused(path) == "too_many_files"


def test_a_bomb_is_counted_while_it_inflates(path: Path):
    parcel(path, b"\n".join([b" " * 1_000_000] * 20))

    assert refused(path, max_text_bytes=5 << 20) == "too_large_inside"


def test_a_line_without_end_is_refused(path: Path):
    parcel(path, b"x" * (5 << 20))

    assert refused(path) == "too_long_a_line"


def test_what_lies_about_its_size_is_refused(path: Path):
    parcel(path, b"a line\n" * 1_000)
    content = bytearray(path.read_bytes())
    at = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)  # the second one's entry
    struct.pack_into("<I", content, at + 24, 10)
    path.write_bytes(content)

    assert refused(path) in ("broken", "no_zip")


def test_two_files_of_one_name_are_refused(path: Path):
    parcel(path, [note()])
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as made:
        made.writestr("qiao.json", "{}")

    assert refused(path) == "same_name_twice"


def test_links_and_locked_files_are_refused(path: Path):
    with zipfile.ZipFile(path, "w") as made:
        link = zipfile.ZipInfo("qiao/notes.jsonl")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
    assert refused(path) == "no_plain_file"

    parcel(path, [note()])
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02", 0, content.rfind(b"PK\x05\x06"))
    content[at + 8] |= 1
    path.write_bytes(content)
    assert refused(path) == "locked_or_strange"


@pytest.mark.parametrize(
    "name",
    [
        "media/../../etc/passwd",
        "/etc/passwd",
        "media/",
        "media/a/b",
        "media/..",
        "other/x",
        "media\\x",
        "media/x\0y",
        "media/" + "x" * 300,
    ],
)
def test_no_path_is_a_picture(name: str):
    assert not is_picture_name(name)


async def test_nothing_is_ever_written_where_a_file_says(
    path: Path, tmp_path: Path, sqlite: Database
):
    media = media_line("m1", "media/../../../evil.webp")
    parcel(
        path,
        [note(photos=[{"media": "m1", "alt": ""}])],
        qiao__media=b"",
        **{"qiao/media.jsonl": media.encode(), "media/../../../evil.webp": painted(1)},
    )

    plan = await planned(sqlite, path)

    assert plan.left == {"photos_missing": 1}
    assert plan.notes == 1
    assert not list(tmp_path.parent.rglob("evil.webp"))


@pytest.mark.parametrize(
    "line",
    [
        b"null",
        b"[]",
        b"3",
        b'"x"',
        b"{",
        b"\xff\xfe",
        b'{"id": 3}',
        b'{"id": "x"}',
        b'{"id": "x", "at": "2025-01-01T00:00:00Z", "body": 7}',
        b'{"id": "x", "at": "2025-01-01T00:00:00Z", "photos": {"a": 1}}',
        b'{"id": "x", "at": "99999-01-01", "body": "x"}',
        b'{"id": "x", "at": "2025-01-01T00:00:00Z", "body": "x", "audience": "the world"}',
        b'{"id": "", "at": "2025-01-01T00:00:00Z", "body": "x"}',
        b'{"id": "x", "at": "2025-01-01T00:00:00Z", "body": "x\\u202e"}',
        b'{"id": "x", "at": "2025-01-01T00:00:00Z", "body": "x", "lang": "no such language"}',
        b'{"other": ' + b"[" * 100_000,
        b'{"id": "x", "at": "2025-01-01", "versions": [{"lang": "<script>"}]}',
    ],
)
async def test_a_line_of_wrong_things_does_not_come_and_the_others_do(
    line: bytes, path: Path, sqlite: Database
):
    good = json.dumps(note(2)).encode()
    parcel(path, line + b"\n" + good)

    plan = await planned(sqlite, path)

    assert plan.notes == 1
    assert sum(plan.left.values()) == 1


async def test_another_kind_of_file_is_told_from_ours(path: Path, sqlite: Database):
    for manifest in (
        b"{}",
        b"[]",
        b"\xff",
        json.dumps(MANIFEST | {"version": 99}).encode(),
        json.dumps(MANIFEST | {"format": "other"}).encode(),
    ):
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("qiao.json", manifest)
        with pytest.raises(NotThisKind):
            await planned(sqlite, path)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("hello.txt", "hello")
    with pytest.raises(NotThisKind):
        await planned(sqlite, path)


async def test_what_is_no_picture_does_not_come(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana = await make.member(database, "ana_q")
    lines = [
        json.dumps(
            {
                "id": f"m{n}",
                "file": f"media/m{n}.webp",
                "w": 1,
                "h": 1,
                "kind": "exe",
                "at": "2025-01-01T00:00:00Z",
            }
        )
        for n in range(2)
    ]
    parcel(
        path,
        [
            note(
                photos=[
                    {"media": "m0", "alt": "a loaf"},
                    {"media": "m1", "alt": ""},
                    {"media": "m9"},
                ]
            )
        ],
        **{
            "qiao/media.jsonl": "\n".join(lines).encode(),
            "media/m0.webp": painted(3),
            "media/m1.webp": b"MZ<script>",
        },
    )

    arrival = await arrive(database, blobs, tmp_path, ana, path)

    assert arrival.state == "here"
    assert arrival.plan.left == {"photos_missing": 1, "photos_broken": 1}
    async with database.read() as tx:
        assert await tx.all(tuple, Sql("select alt from note_media")) == [("a loaf",)]


async def test_nobody_elses_and_nothing_newer_than_a_day_comes(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    ana, bo = await make.member(database, "ana_q"), await make.member(database, "bob")
    his = await make.note(database, bo, "Mine")
    comments = [
        {"id": "c1", "note": str(his), "at": "2025-01-01T00:00:00Z", "body": "below another's"},
        {"id": "c2", "note": "note-1", "at": "2025-01-01T00:00:00Z", "body": "as bob", "momo": 3},
    ]
    parcel(
        path,
        [note(1, at="2999-01-01T00:00:00Z", standing="removed"), note(2, momo=True), note(3)],
        **{"qiao/comments.jsonl": "\n".join(map(json.dumps, comments)).encode()},
    )

    arrival: Arrival = await arrive(database, blobs, tmp_path, ana, path)

    assert arrival.plan.left["comments_elsewhere"] == 1
    assert arrival.plan.left["momo_for_oneself"] == 1
    # below her own note only her own words come: everybody would know who that momo is
    assert arrival.plan.left["momo_comments"] == 1
    assert arrival.plan.left["taken_down_elsewhere"] == 1
    async with database.read() as tx:
        rows = await tx.all(
            tuple,
            Sql("""
            select body, audience, standing, momo, at_us, brought from notes
            where author_id = :ana order by body
        """),
            ana=ana.id,
        )
        below = await tx.count(Sql("select count(*) from comments where note_id = :his"), his=his)
    assert [row[1] for row in rows] == ["private", "private", "public"]
    assert all(row[5] == 1 for row in rows)
    # a day older than the moment at which it came
    assert rows[0][4] < 4_000_000_000_000_000
    assert below == 0


async def test_all_that_came_can_be_taken_back(
    database: Database, blobs: Folder, path: Path, tmp_path: Path
):
    from qiao.travel.shelf import Shelf
    from qiao.travel.unpacking import keeping
    from qiao.travel.unpacking.jobs import attend
    from tests.travel.things import InThisProcess

    ana = await make.member(database, "ana_q")
    mine = await make.note(database, ana, "Written here")
    line = json.dumps(
        {
            "id": "m0",
            "file": "media/m0.webp",
            "w": 1,
            "h": 1,
            "kind": "png",
            "at": "2025-01-01T00:00:00Z",
        }
    )
    board = json.dumps(
        {"id": "b1", "title": "Loaves", "first": False, "at": "2025-01-01T00:00:00Z"}
    )
    kept = json.dumps({"note": "note-1", "board": "b1", "at": "2025-01-01T00:00:00Z"})
    parcel(
        path,
        [note(n, topics=["bread"], photos=[{"media": "m0"}]) for n in range(45)],
        **{
            "qiao/media.jsonl": line.encode(),
            "media/m0.webp": painted(3),
            "qiao/boards.jsonl": board.encode(),
            "qiao/collects.jsonl": kept.encode(),
        },
    )
    arrival = await arrive(database, blobs, tmp_path, ana, path, Wanted("as_was"))
    assert arrival.plan.notes == 45

    await database.write(keeping.take_back, arrival.id, ana.id)
    await attend(
        database, blobs, Shelf(tmp_path / "travel"), InThisProcess(), arrival.id, pause_s=0
    )

    async with database.read() as tx:
        left = await tx.all(str, Sql("select id from notes"))
        for table in ("note_media", "media", "boards", "collects", "brought"):
            assert await tx.count(Sql(f"select count(*) from {table}")) == 0, table
        assert await tx.count(Sql("select notes from topics where slug = 'bread'")) == 0
        assert await tx.count(Sql("select notes from member_counts")) == 1
    assert left == [mine]
    assert not list((tmp_path / "media").rglob("*.webp"))
    assert not list((tmp_path / "travel").iterdir())


def test_a_parcel_is_not_held_in_memory(path: Path):
    """A picture is read by itself, and no more of it than a picture may have."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("media/big.webp", b"\0" * (40 << 20))
    path.write_bytes(out.getvalue())

    with Zip(path) as opened:
        assert opened.picture("media/big.webp") is None
        assert opened.picture("media/none.webp") is None
