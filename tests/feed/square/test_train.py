"""A lesson: what goes together is found, judged, kept; with too little nothing is made."""

from pathlib import Path

import numpy as np
import pytest

from qiao.feed.learned import Learned
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.refresh import NothingNew, NothingUsed, refresh
from qiao.feed.learning.square.train import TooLittle, learn
from qiao.feed.settings import FeedSettings
from qiao.feed.versions import VersionRow, keep_version
from qiao.kit.clock import DAY
from qiao.kit.db import Database, WriteTx
from tests.feed.make import NOW_US
from tests.feed.square.world import _LIKE, World, circles_of_taste

QUIET = Meter(lambda _step, _done, _of: None)


async def keep(db: Database, files: LearnedFiles, made: Learned, report: bytes) -> None:
    row = VersionRow(made.version, NOW_US, 1, "used", await files.put(made.dump()), report.decode())
    await db.write(keep_version, row, keep=5)


async def test_a_square_learns_what_goes_together_and_uses_it(database: Database, tmp_path: Path):
    world = circles_of_taste()
    await world.write(database)

    made, report, _ = await learn(
        database, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US
    )

    assert (report.used, report.why) == (True, "better")
    assert report.verdict is not None
    assert report.verdict.after > 2 * report.verdict.before
    assert report.second == "ease"
    circle = {note: name.split()[0] for name, note in names(world)}
    notes = made.neighbours.notes
    first = made.neighbours.near[:, :5]
    same = [
        circle[notes[row]] == circle[notes[other]]
        for row, others in enumerate(first)
        for other in others[others >= 0]
    ]
    assert np.mean(same) > 0.95


async def test_a_square_too_large_for_exact_models_learns_by_factors(
    sqlite: Database, tmp_path: Path
):
    world = circles_of_taste()
    await world.write(sqlite)
    settings = FeedSettings(learn_exact_notes=10)

    _, report, _ = await learn(sqlite, LearnedFiles(tmp_path), settings, QUIET, now_us=NOW_US)

    assert (report.second, report.used) == ("ials", True)


async def test_likes_without_a_pattern_are_not_used(database: Database, tmp_path: Path):
    world = World(seed=5)
    world.circle("c ", members=60, notes=200, liked=0.1)
    await world.write(database)

    made, report, _ = await learn(
        database, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US
    )

    assert (report.used, report.why) == (False, "not_better")
    assert len(made.neighbours) > 100  # it was made, and can be looked at


async def test_a_few_likes_teach_nothing(database: Database, tmp_path: Path):
    world = World()
    world.circle("c ", members=19, notes=30, liked=0.9)
    await world.write(database)

    with pytest.raises(TooLittle) as little:
        await learn(database, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US)

    assert little.value.members == 19


async def test_an_empty_square_teaches_nothing(database: Database, tmp_path: Path):
    with pytest.raises(TooLittle):
        await learn(database, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US)
    with pytest.raises(NothingUsed):
        await refresh(database, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US)


async def test_a_new_note_gets_neighbours_between_lessons(database: Database, tmp_path: Path):
    import msgspec

    world = circles_of_taste()
    new = world.publish("new note", days_ago=1)
    await world.write(database)
    files = LearnedFiles(tmp_path)
    made, report, _ = await learn(database, files, FeedSettings(), QUIET, now_us=NOW_US)
    await keep(database, files, made, msgspec.json.encode(report))
    assert new not in made.neighbours.notes
    with pytest.raises(NothingNew):
        await refresh(database, files, FeedSettings(), QUIET, now_us=NOW_US + 1)
    first = [member for member, (_, at_us) in world.members.items() if world.likes][:20]

    async def like_it(tx: WriteTx) -> None:
        at_us = NOW_US + DAY // 24
        await tx.run_many(_LIKE, [{"member": m, "note": new, "at_us": at_us} for m in first])

    await database.write(like_it)
    later = NOW_US + DAY // 12
    again, told, _ = await refresh(database, files, FeedSettings(), QUIET, now_us=later)

    circle = {note: name.split()[0] for name, note in names(world)}
    row = again.neighbours.notes.index(new)
    near = again.neighbours.near[row]
    found = [circle[again.neighbours.notes[other]] for other in near[near >= 0][:10]]
    assert found == ["c0"] * 10
    back = again.neighbours.near[again.neighbours.notes.index(again.neighbours.notes[near[0]])]
    assert row in back
    assert (told.why, told.base) == ("refreshed", made.version)
    assert again.ridge == made.ridge


def names(world: World) -> list[tuple[str, str]]:
    """Return (name, id) of the notes of circles: c0 … c5, in the order they were made."""
    ids = list(world.notes)
    return [(f"c{i // 24} note", note) for i, note in enumerate(ids[: 6 * 24])]
