"""What a process that serves holds of what was learnt: kept whole, or refused."""

import io
import json
from pathlib import Path

import numpy as np
import pytest

from qiao.feed.learned import Learned, LearnedUnreadable, Neighbours, newest
from qiao.feed.learned_files import LearnedFiles, LearnedMissing
from qiao.feed.rankers import Rankers
from qiao.feed.versions import VersionRow, keep_version
from qiao.kit.db import Database
from tests.feed.make import NOW_US

F32 = np.float32
ONE = np.ones((1, 1), F32)


def rankers(features: tuple[str, ...] = ("near", "age_h"), *, out: float = 1.0) -> Rankers:
    wide = len(features)
    return Rankers(
        features,
        np.zeros(wide, F32),
        np.ones(wide, F32),
        np.eye(wide, 3, dtype=F32),
        np.zeros(3, F32),
        np.full((3, 6), out, F32),
        np.full(6, -2.0, F32),
    )


def learned(version: str = "v1") -> Learned:
    near = np.array([[1, 2], [0, -1], [0, -1]], np.int32)
    weights = np.array([[1.0, 0.5], [1.0, 0.0], [0.5, 0.0]], F32)
    neighbours = Neighbours(("a", "b", "c"), near, weights, 0.5)
    return Learned(version, {"usem3": 0.01}, neighbours, rankers(), {"open": 0.2})


def saying(**changes: object) -> bytes:
    """Return a version that says something else about itself."""
    with np.load(io.BytesIO(learned().dump())) as file:
        arrays = {name: file[name] for name in file.files}
    about = json.loads(arrays["about"].tobytes()) | changes
    arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def test_what_is_read_is_what_was_written():
    read = Learned.load(learned().dump())

    assert read.version == "v1"
    assert read.ridge == {"usem3": 0.01}
    assert read.rates == {"open": 0.2}
    assert read.neighbours.notes == ("a", "b", "c")
    assert read.neighbours.near.tolist() == [[1, 2], [0, -1], [0, -1]]
    assert read.neighbours.scale == 0.5
    assert read.rankers is not None
    assert read.rankers.features == ("near", "age_h")


def test_a_square_without_history_can_be_kept_too():
    read = Learned.load(Learned.none().dump())

    assert (read.version, len(read.neighbours), read.rankers) == ("", 0, None)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"not an archive",
        learned().dump()[:-200],
        saying(form=9),
        saying(scale=float("nan")),
        saying(features=["near"]),
        Learned("v", neighbours=Neighbours(("a",), np.full((1, 1), 7, np.int32), ONE)).dump(),
    ],
    ids=["empty", "nonsense", "cut short", "other form", "no number", "no ranker", "no such row"],
)
def test_what_is_broken_is_refused(broken: bytes):
    with pytest.raises(LearnedUnreadable):
        Learned.load(broken)


def test_neighbours_are_found_by_the_rows_of_an_index():
    rows = {"c": 0, "a": 1, "new": 2}  # b was taken down
    places = learned().neighbours.placed(rows.get)

    assert places.of(1)[0].tolist() == [0]
    assert places.of(2)[0].tolist() == []
    assert places.of(99)[0].tolist() == []


def test_what_she_liked_tells_how_near_others_are():
    rows = {"a": 0, "b": 1, "c": 2}
    places = learned().neighbours.placed(rows.get)

    found, how = places.towards(np.array([0, 9], np.int32), np.ones(2, F32), size=10)

    assert found.tolist() == [1, 2]
    assert how == pytest.approx([1 - np.exp(-2), 1 - np.exp(-1)], abs=1e-3)


def test_nobody_s_likes_are_near_nothing():
    places = Neighbours.none().placed(lambda _: None)

    found, how = places.towards(np.zeros(0, np.int32), np.zeros(0, F32), size=10)

    assert (found.tolist(), how.tolist()) == ([], [])


async def test_a_file_that_was_damaged_is_missing(tmp_path: Path):
    files = LearnedFiles(tmp_path)
    sha = await files.put(b"a version")
    (tmp_path / f"{sha}.npz").write_bytes(b"a versiom")

    with pytest.raises(LearnedMissing):
        await files.get(sha)


async def test_files_are_put_twice_and_deleted_twice(tmp_path: Path):
    files = LearnedFiles(tmp_path / "learned")
    sha = await files.put(b"a version")

    assert await files.put(b"a version") == sha
    assert files.shas() == [sha]
    await files.delete(sha)
    await files.delete(sha)
    assert files.shas() == []


async def test_a_version_that_cannot_be_read_changes_nothing(database: Database, tmp_path: Path):
    files = LearnedFiles(tmp_path)
    have = learned("before")
    sha = await files.put(b"no version at all")
    await database.write(keep_version, VersionRow("bad", NOW_US, 1, "used", sha, "{}"), keep=5)

    async with database.read() as tx:
        assert await newest(tx, files, have) is have


async def test_the_version_in_use_is_read_once(database: Database, tmp_path: Path):
    files = LearnedFiles(tmp_path)
    sha = await files.put(learned("v1").dump())
    await database.write(keep_version, VersionRow("v1", NOW_US, 1, "used", sha, "{}"), keep=5)

    async with database.read() as tx:
        first = await newest(tx, files, Learned.none())
        again = await newest(tx, files, first)

    assert first.version == "v1"
    assert again is first
