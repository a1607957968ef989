"""A version is used if it is better, and worse for no circle; a wave does not carry it."""

from pathlib import Path

import numpy as np

from qiao.feed.learned import Learned, Neighbours
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square import judge
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.report import Verdict
from qiao.feed.learning.square.train import judged, open_school
from qiao.feed.settings import FeedSettings
from qiao.kit.db import Database
from tests.feed.make import NOW_US
from tests.feed.square.world import World

QUIET = Meter(lambda _step, _done, _of: None)
NOBODY_MOVED = lambda _done, _of: None  # noqa: E731


def knowing(version: str, *groups: list[str]) -> Learned:
    """Return a version in which the notes of each group are neighbours of each other."""
    notes = [note for group in groups for note in group]
    width = max(len(group) for group in groups) - 1
    near = np.full((len(notes), width), -1, np.int32)
    weights = np.zeros((len(notes), width), np.float32)
    start = 0
    for group in groups:
        for i in range(len(group)):
            others = [start + j for j in range(len(group)) if j != i]
            near[start + i, : len(others)] = others
            weights[start + i, : len(others)] = 1.0
        start += len(group)
    return Learned(version, neighbours=Neighbours(tuple(notes), near, weights, 2.0))


async def beside(db: Database, folder: Path, before: Learned, after: Learned) -> Verdict:
    school = await open_school(db, LearnedFiles(folder), FeedSettings(), QUIET, now_us=NOW_US)
    return judged(school, after, before, NOBODY_MOVED)


async def write_wave(db: Database) -> tuple[list[list[str]], list[list[str]]]:
    """Write two circles of locals and five of newcomers; return the notes of each."""
    world = World()
    old = [world.circle(f"old{i} ", members=30, notes=40, liked=0.4)[1] for i in range(2)]
    new = [
        world.circle(f"new{i} ", members=40, notes=40, liked=0.4, joined_days_ago=6, days=5)[1]
        for i in range(5)
    ]
    await world.write(db)
    return old, new


async def test_what_is_better_for_a_wave_and_worse_for_locals_is_declined(
    database: Database, tmp_path: Path
):
    old, new = await write_wave(database)
    # the new version knows what goes together for the wave, and has forgotten what did for locals
    before, after = knowing("before", *old), knowing("after", *new)

    verdict = await beside(database, tmp_path, before, after)

    assert verdict.after > verdict.before
    assert verdict.sure > 0.99
    assert "all locals" in verdict.worse_for
    assert not judge.accepted(verdict)
    assert all(circle.name.endswith("locals") for circle in verdict.circles if circle.worse)


async def test_what_is_better_for_the_wave_and_as_good_for_locals_is_used(
    database: Database, tmp_path: Path
):
    old, new = await write_wave(database)

    verdict = await beside(
        database, tmp_path, knowing("before", *old), knowing("after", *old, *new)
    )

    assert judge.accepted(verdict)


async def test_the_same_version_is_not_better_than_itself(sqlite: Database, tmp_path: Path):
    world = World()
    _, notes = world.circle("c ", members=40, notes=60, liked=0.4)
    await world.write(sqlite)
    one, same = knowing("one", notes), knowing("two", notes)

    verdict = await beside(sqlite, tmp_path, one, same)

    assert (verdict.low, verdict.high, verdict.sure) == (0, 0, 0)
    assert not judge.accepted(verdict)


async def test_judging_leaves_the_index_as_it_was(sqlite: Database, tmp_path: Path):
    world = World()
    _, notes = world.circle("c ", members=30, notes=30, liked=0.4)
    await world.write(sqlite)
    school = await open_school(sqlite, LearnedFiles(tmp_path), FeedSettings(), QUIET, now_us=NOW_US)
    index = school.feeds.index
    before = index.likes.copy(), index.audience.copy(), index.liked_by.copy()

    judged(school, knowing("a", notes), Learned.none(), NOBODY_MOVED)

    after = index.likes, index.audience, index.liked_by
    assert all((a == b).all() for a, b in zip(before, after, strict=True))


def test_small_circles_are_judged_with_the_others_of_their_tenure():
    rng = np.random.default_rng(0)
    names = np.array(["en locals"] * 30 + ["lo locals"] * 6 + ["ar locals"] * 6)

    told = {name: int(which.sum()) for name, which in judge._circles(names)}

    assert told == {"en locals": 30, "other locals": 12, "all locals": 42}
    assert judge._interval(np.zeros(12), rng) == (0, 0, 0)
