"""The copy of a square: true to it, and the square is none the wiser."""

from pathlib import Path

import numpy as np
import pytest

from qiao.feed.learned_files import LearnedFiles
from qiao.feed.versions import VersionRow, keep_version
from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.keeping import like
from qiao.rehearsal.desk import Desk
from qiao.rehearsal.ground import SquareTooSmall, copied, watched_every
from qiao.review import queries
from qiao.review.commands import report
from qiao.search.vectors import keep
from tests.feed.square.test_learned import learned
from tests.make import NOW, member, note
from tests.review.make import LIMITS

_EVENTS = Sql("select count(*), max(seq) from events")
_VECTOR = Sql("""
    insert into note_vectors (note_id, model, scale, vector)
    values (:note_id, :model, :scale, :vector)
""")


async def square(database: Database, *, notes: int = 24) -> list[str]:
    """Make notes with meanings, by two members; return them."""
    ana = await member(database, "ana", langs=("zh-Hans",))
    bo = await member(database, "boo", langs=("en",), operator=True)
    rng = np.random.default_rng(1)
    made = []
    for n in range(notes):
        made.append(await note(database, ana if n % 3 else bo, f"note {n}"))
        vector = rng.standard_normal(32).astype(np.float32)

        async def place(tx: WriteTx, row: dict[str, object]) -> None:
            await tx.run(_VECTOR, **row)

        await database.write(place, keep(made[-1], "test", vector)._asdict())
    await database.write(like, ana.id, made[0], now=NOW)
    await database.write(report, ana, "note", made[0], "hate", "", LIMITS, now=NOW)
    return made


async def test_it_has_the_notes_the_members_and_what_waits(database: Database):
    made = await square(database)

    ground = await copied(database)

    assert set(made) <= set(ground.index.notes.texts)
    assert ground.vectors.shape == (len(ground.index), 32)
    assert len(ground.members) == 2
    boo = ground.langs.index(("en",))
    row = ground.index.notes.find(made[0])
    assert row is not None
    assert ground.owner[row] == boo
    assert ground.chars[row] == len("note 0")
    assert ground.reviewers == [("en",)]
    assert [case.severity for case in ground.cases] == [3]
    assert ground.index.likes[row] == 1
    assert set(ground.tastes) == {0, 1}


async def test_it_has_what_the_feed_learnt(database: Database, tmp_path: Path):
    await square(database)
    files = LearnedFiles(tmp_path)
    sha = await files.put(learned("v1").dump())
    await database.write(keep_version, VersionRow("v1", NOW, 1, "used", sha, "{}"), keep=5)

    ground = await copied(database, files=files)

    assert ground.learned.version == "v1"
    assert (await copied(database)).learned.version == ""


async def test_the_square_is_as_it_was(database: Database):
    await square(database)
    async with database.read() as tx:
        before = await tx.all(tuple, _EVENTS)

    await copied(database, members=500)

    async with database.read() as tx:
        assert await tx.all(tuple, _EVENTS) == before


async def test_a_square_without_meanings_is_too_small(database: Database):
    await square(database, notes=5)

    with pytest.raises(SquareTooSmall) as refused:
        await copied(database)

    assert refused.value.notes == 5


async def test_the_desk_keeps_the_order_of_the_real_queue(database: Database):
    ana, op = await member(database, "ana"), await member(database, "opp", operator=True)
    rules = ["spam", "kindness", "privacy", "kindness", "hate", "spam", "threats"]
    desk = Desk([("en",)], hours_a_day=24, cases_an_hour=1, routed=False)
    wanted = []
    for n, rule in enumerate(rules):
        seen = await note(database, ana, f"note {n}")
        now = Micros(NOW + (n * 7 % 5) * HOUR)
        await database.write(report, op, "note", seen, rule, "", LIMITS, now=now)
    async with database.read() as tx:
        files = await queries.cases(tx, "open", op)
    for file in sorted(files, key=lambda file: file.row.id):
        desk.open("en", file.row.severity, file.row.opened_us, day=0)

    async with database.read() as tx:
        wanted = [(f.row.severity, f.row.opened_us) for f in await queries.cases(tx, "open", op)]

    taken = []
    while desk.waiting:
        before = set(desk.waiting)
        desk.work(NOW, 1)
        taken += [(-case[0], case[1]) for case in before - set(desk.waiting)]
    assert taken == wanted


def test_about_fifteen_hundred_are_watched():
    assert [watched_every(n) for n in (10, 1_500, 20_000)] == [1, 1, 13]
