"""Putting the demo community into a square: once, the same each time, its counters right."""

import json
from pathlib import Path

import pytest

from qiao.demo import content, engagement, load, paint
from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql
from qiao.media.models import Decoded
from qiao.media.providers.folder import Folder
from qiao.people.commands import checked_joining, join

NOW = Micros(1_764_000_000_000_000)


def quiet(what: str, done: int, of: int) -> None:
    del what, done, of


@pytest.fixture(autouse=True)
def _small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hundred drawings take half a minute; how they look is tested where they are drawn."""
    one = paint.paint(("cat", 1))

    def same(wanted: list[paint.Wanted], **_: object) -> list[tuple[paint.Wanted, Decoded]]:
        return [(which, one) for which in sorted(set(wanted))]

    monkeypatch.setattr(paint, "paint_all", same)


async def dump(database: Database) -> list[tuple[object, ...]]:
    statements = (
        "select id, author_id, title, body, at_us from notes order by id",
        "select id, note_id, parent_id, body, at_us from comments order by id",
        "select member_id, note_id, at_us from likes order by member_id, note_id",
        "select id, handle, joined_us from members order by id",
        "select follower_id, followed_id from follows order by follower_id, followed_id",
    )
    async with database.read() as tx:
        return [row for text in statements for row in await tx.rows(Sql(text), {})]


async def test_loading_twice_changes_nothing(sqlite: Database, tmp_path: Path):
    blobs = Folder(tmp_path / "media")

    assert await load.load_demo(sqlite, blobs, now=NOW, progress=quiet)
    before = await dump(sqlite)
    again = await load.load_demo(sqlite, blobs, now=Micros(NOW + 10**12), progress=quiet)

    assert not again
    assert await dump(sqlite) == before
    assert len(before) > 1_500


async def test_the_counters_are_those_of_the_rows(sqlite: Database, tmp_path: Path):
    await load.load_demo(sqlite, Folder(tmp_path / "media"), now=NOW, progress=quiet)

    async with sqlite.read() as tx:
        wrong = await tx.rows(
            Sql("""
                select c.note_id from note_counts c where
                  c.likes <> (select count(*) from likes l where l.note_id = c.note_id) or
                  c.collects <> (select count(*) from collects k where k.note_id = c.note_id) or
                  c.comments <> (select count(*) from comments o where o.note_id = c.note_id)
            """),
            {},
        )
        held_out = await tx.value(Sql("select value from facts where name = 'demo_held_out'"))
    lived = engagement.month(content.members(), content.notes(), seed=load.SEED)
    assert wrong == []
    assert len(json.loads(str(held_out))) == len(lived.held_out) > 0


async def test_a_square_with_members_of_its_own_is_left_alone(sqlite: Database, tmp_path: Path):
    somebody = checked_joining(handle="somebody", name="", langs=["en"], region="", ui_lang="en")
    await sqlite.write(join, somebody, "!", now=NOW)

    with pytest.raises(load.SquareNotEmpty):
        await load.load_demo(sqlite, Folder(tmp_path / "media"), now=NOW, progress=quiet)
