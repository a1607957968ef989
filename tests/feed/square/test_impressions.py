"""Impressions are told as the feed knew them then, and by what came of them soon after."""

from pathlib import Path

import numpy as np
import pytest

from qiao.feed.commands import Read, log_reading
from qiao.feed.learned_files import LearnedFiles
from qiao.feed.learning.square.circles import Slice, slice_of
from qiao.feed.learning.square.gather import gather
from qiao.feed.learning.square.impressions import (
    FEATURES,
    Visit,
    examples,
    read_lines,
    visits_of,
)
from qiao.feed.learning.square.meter import Meter
from qiao.feed.learning.square.rewind import Rewound
from qiao.feed.learning.square.train import School, open_school
from qiao.feed.rankers import TARGETS
from qiao.feed.settings import FeedSettings
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import Database, Sql, WriteTx
from tests.feed.make import NOW_US
from tests.feed.square.world import World
from tests.feed.town import Town

LATER = NOW_US + 24 * HOUR


async def school_of(db: Database, folder: Path, *, now_us: int = LATER) -> School:
    quiet = Meter(lambda _step, _done, _of: None)
    return await open_school(db, LearnedFiles(folder), FeedSettings(), quiet, now_us=now_us)


def reader_of(world: World, note: str) -> str:
    """Join somebody whose pair with the note is for teaching."""
    number = 0
    while True:
        id_ = world.join(f"reader{number}")
        if slice_of(id_, note) == Slice.TAUGHT:
            return id_
        del world.members[id_]
        number += 1


async def test_what_came_of_a_card_is_told_by_target(database: Database, tmp_path: Path):
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bo")
    ids = [await town.publish(ana, f"note {i}") for i in range(4)]
    shown = [Read("impression", note, "explore", i) for i, note in enumerate(ids)]
    await database.write(log_reading, bo, shown, town.later())
    did = [Read("open", ids[0], "explore"), Read("hide", ids[2], "explore")]
    await database.write(log_reading, bo, did, town.later())
    await town.like(bo, ids[0])
    await town.follow(bo, ana)
    school = await school_of(database, tmp_path)
    async with database.read() as tx:
        lines = await read_lines(tx, school.past, school.feeds.index)
    index = school.feeds.index
    member = school.past.members.index(bo)
    visit = Visit(member, lines[0].at_us, index.rows(ids), np.arange(4, dtype=np.int32))

    told = examples([visit], lines, school.past, index)

    assert told is not None
    kept = [i for i, note in enumerate(ids) if slice_of(bo, note) != Slice.JUDGED]
    hits = {target: told.hits[:, n].tolist() for n, target in enumerate(TARGETS)}
    assert hits["open"] == [float(i == 0) for i in kept]
    assert hits["like"] == [float(i == 0) for i in kept]
    assert hits["hide"] == [float(i == 2) for i in kept]
    assert hits["follow"] == [1.0 for _ in kept]  # all are by the author she then followed
    assert hits["comment"] == [0.0 for _ in kept]


async def test_a_note_is_not_popular_yet_when_it_was_shown(database: Database, tmp_path: Path):
    world = World()
    note, other = world.publish("note"), world.publish("other")
    rea = reader_of(world, note)
    fans = [world.join(f"fan{i}") for i in range(10)]
    for fan in fans:
        world.like(fan, note, days_ago=1)
        world.like(fan, other, days_ago=9)
    world.show(rea, [note], days_ago=5)
    await world.write(database)
    school = await school_of(database, tmp_path, now_us=NOW_US)
    index, past = school.feeds.index, school.past
    row = index.notes.find(note)
    assert row is not None
    at_us = world.lines[0][0]
    async with database.read() as tx:
        lines = await read_lines(tx, past, index)

    visit = Visit(past.members.index(rea), at_us, np.array([row], np.int32), np.zeros(1, np.int32))
    told = examples([visit], lines, past, index)

    assert told is not None
    assert told.columns[0, FEATURES.index("popularity")] == 0
    assert index.likes[row] > 5  # and now it is again
    assert index.audience[row] == 1


async def test_time_goes_forward_and_ends_where_it_is_now(sqlite: Database, tmp_path: Path):
    world = World()
    _, notes = world.circle("c ", members=20, notes=5)
    for member in list(world.members)[:20]:
        world.show(member, notes, days_ago=3)
    await world.write(sqlite)
    school = await school_of(sqlite, tmp_path, now_us=NOW_US)
    index, past = school.feeds.index, school.past
    async with sqlite.read() as tx:
        lines = await read_lines(tx, past, index)
    likes, audience = index.likes.copy(), index.audience.copy()
    rows = index.rows(notes)

    with Rewound(index, past, lines, NOW_US - 30 * 24 * HOUR) as rewound:
        assert index.likes[rows].sum() == 0
        assert index.audience[rows].sum() == 0
        rewound.forward(NOW_US - 4 * 24 * HOUR)
        some = index.likes[rows].sum()
        rewound.forward(NOW_US + SECOND)
        assert (index.likes == likes).all()
        assert (index.audience == audience).all()

    assert 0 < some < likes.sum()
    assert (index.likes == likes).all()


async def test_what_is_kept_back_to_judge_by_is_in_no_example(sqlite: Database, tmp_path: Path):
    world = World()
    who, notes = world.circle("c ", members=30, notes=30, days=12)
    for member in who:
        world.show(member, notes, days_ago=2)
    await world.write(sqlite)
    school = await school_of(sqlite, tmp_path, now_us=NOW_US)
    async with sqlite.read() as tx:
        lines = await read_lines(tx, school.past, school.feeds.index)

    told = examples(visits_of(lines, school.past), lines, school.past, school.feeds.index)

    assert told is not None
    kept_back = sum(slice_of(m, n) == Slice.JUDGED for m in who for n in notes)
    assert len(told) == len(who) * len(notes) - kept_back


async def test_trust_goes_with_every_deed(database: Database, tmp_path: Path):
    world = World()
    who, _ = world.circle("c ", members=3, notes=4)
    await world.write(database)

    async def distrust(tx: WriteTx) -> None:
        sql = Sql("insert into member_trust (member_id, trust, at_us) values (:id, 0.2, 1)")
        await tx.run(sql, id=who[1])

    await database.write(distrust)
    index = (await school_of(database, tmp_path)).feeds.index
    async with database.read() as tx:
        past = await gather(tx, index.notes.find, now_us=NOW_US)

    trust = dict(zip(past.members, past.trust.tolist(), strict=True))
    assert [trust[member] for member in who] == pytest.approx([1.0, 0.2, 1.0])
