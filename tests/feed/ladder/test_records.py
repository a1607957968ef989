"""Pages are written down in batches, and only what was served moves a ladder."""

from typing import NamedTuple

import msgspec
import pytest

from qiao.feed.commands import Read, log_reading
from qiao.feed.forget import forget_reader, forget_reading
from qiao.feed.records import (
    Alternative,
    PageRecords,
    Reading,
    Row,
    forget_old_pages,
    served_to,
    write_pages,
)
from qiao.feed.records import Page as Written
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database, Sql, events_after
from qiao.people.models import Caller
from tests import make
from tests.feed.make import NOW_US

NEAR, NEWEST = 1, 2
_ROWS = Sql("select member_id, feed, session, first_position, page from served_pages order by seq")
_GIVEN = Sql("select given from ladder where note_id = :note")
_FEEDS = Sql("select feed, served from reading_log order by seq")


class Card(NamedTuple):
    note: str
    propensity: float = 1.0
    slot: bool = False
    sources: int = NEAR
    home: bool = False
    newcomer: bool = False
    foreign: bool = False
    bridging: bool = False


class Dealer:
    def alternative(self, reader: str, note: str) -> Alternative | None:
        return Alternative(0.25, note == "b") if reader == "bo" else None


def records(db: Database, *, max_waiting: int = 100) -> PageRecords:
    return PageRecords(db, Dealer(), relevant=NEAR, max_waiting=max_waiting)


async def rung(db: Database, note: str) -> None:
    async def begin(tx):  # type: ignore[no-untyped-def]
        await tx.run(
            Sql(
                "insert into ladder (note_id, rung, promised, prior, rung_us, due_us, state)"
                " values (:note, 0, 30, 0.1, 0, 0, 'first')"
            ),
            note=note,
        )

    await db.write(begin)


async def given(db: Database, note: str) -> int:
    async with db.read() as tx:
        return await tx.count(_GIVEN, note=note)


class Square:
    """A note on the ladder, its author and a reader."""

    ana: Caller
    bo: Caller
    note: str

    @classmethod
    async def open(cls, db: Database) -> "Square":
        made = cls()
        made.ana, made.bo = await make.member(db, "ana"), await make.member(db, "bobo")
        made.note = await make.note(db, made.ana)
        await rung(db, made.note)
        return made

    def page(self, *, sources: int = NEAR, slot: bool = False) -> list[Card]:
        return [Card(self.note, 0.5, slot, sources)]


async def test_a_page_is_kept_with_chances_slots_and_who_proposed_what(database: Database) -> None:
    kept = records(database)

    kept.add(NOW_US, "bo", "explore", "s1", 20, [
        Card("a", home=True), Card("b", 0.123456, True, NEWEST, foreign=True, bridging=True),
        Card("c", 0.5, True, newcomer=True), Card("d", 1, False, 2, home=True, newcomer=True),
    ], Reading((600, 100), (7, 3), newcomer=True, group="zh"))  # fmt: skip
    kept.add(NOW_US, None, "explore", "s2", 0, [Card("a")])
    await kept.flush()

    async with database.read() as tx:
        (first,) = await tx.all(tuple, _ROWS)  # a visitor's page is not kept
    page = msgspec.json.decode(first[4], type=Written)
    assert first[:4] == ("bo", "explore", "s1", 20)
    assert page == Written(
        ["a", "b", "c", "d"], [1.0, 0.1235, 0.5, 1.0], 0b110, 0b111, [1, 2, 1, 2],
        [0.25, 0.25], 0b01, h=0b1001, w=0b1100, a=0b11, x=0b10, b=0b10, o=[7, 3], q=[600, 100],
        t=1, k="zh",
    )  # fmt: skip


async def test_when_the_database_cannot_keep_up_the_oldest_pages_are_dropped(
    database: Database,
) -> None:
    kept = records(database, max_waiting=3)

    for number in range(5):
        kept.add(NOW_US, "bo", "explore", f"s{number}", 0, [Card("a")])
    await kept.close()

    async with database.read() as tx:
        rows = await tx.all(tuple, _ROWS)
    assert [row[2] for row in rows] == ["s2", "s3", "s4"]
    assert (kept.dropped, kept.written) == (2, 3)


async def test_pages_wait_while_the_database_is_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = records(database)
    kept.add(NOW_US, "bo", "explore", "s1", 0, [Card("a")])

    async def away(*_: object) -> None:
        raise OSError("away")

    with monkeypatch.context() as patched:
        patched.setattr("qiao.feed.records.write_pages", away)
        with pytest.raises(OSError, match="away"):
            await kept.flush()
    await kept.flush()

    assert kept.written == 1


async def test_an_impression_of_a_served_page_moves_the_ladder_once(database: Database) -> None:
    square = await Square.open(database)
    kept = records(database)
    kept.add(NOW_US, square.bo.id, "explore", "s1", 0, square.page())
    await kept.flush()
    seen = [Read("impression", square.note, "explore", 0)]

    await database.write(log_reading, square.bo.id, seen * 3, NOW_US + 1)
    await database.write(log_reading, square.bo.id, seen, NOW_US + 2)

    assert await given(database, square.note) == 1
    async with database.read() as tx:
        shown = [t.event() for t in await events_after(tx, 0) if t.name == "NotesShown"]
    assert [event.served for event in shown] == [[square.note], []]  # type: ignore[union-attr]


async def test_a_forged_impression_burns_nobody_s_audience(database: Database) -> None:
    square = await Square.open(database)
    bots = [await make.member(database, f"bot{n}") for n in range(8)]
    seen = [Read("impression", square.note, "explore", 0), Read("open", square.note, "explore")]

    for bot in bots:
        await database.write(log_reading, bot.id, seen, NOW_US)

    assert await given(database, square.note) == 0
    async with database.read() as tx:
        assert {row[1] for row in await tx.all(tuple, _FEEDS)} == {0}


async def test_what_was_served_to_one_does_not_count_for_another_nor_a_day_later(
    database: Database,
) -> None:
    square = await Square.open(database)
    kept = records(database)
    kept.add(NOW_US, square.bo.id, "explore", "s1", 0, square.page())
    await kept.flush()
    seen = [Read("impression", square.note, "explore", 0)]

    await database.write(log_reading, square.ana.id, seen, NOW_US)
    await database.write(log_reading, square.bo.id, seen, NOW_US + DAY)

    assert await given(database, square.note) == 0


async def test_what_merely_was_new_or_came_from_elsewhere_is_no_first_audience(
    database: Database,
) -> None:
    square = await Square.open(database)
    kept = records(database)
    kept.add(NOW_US, square.bo.id, "explore", "s1", 0, square.page(sources=NEWEST))
    await kept.flush()

    await database.write(
        log_reading,
        square.bo.id,
        [Read("impression", square.note, "explore"), Read("impression", square.note, "profile")],
        NOW_US,
    )

    assert await given(database, square.note) == 0
    async with database.read() as tx:
        assert await tx.all(tuple, _FEEDS) == [("explore", 1), ("profile", 0)]


async def test_an_app_that_names_a_feed_nobody_knows_is_taken_for_other(database: Database) -> None:
    square = await Square.open(database)

    await database.write(log_reading, square.bo.id, [Read("open", square.note, "x" * 99)], NOW_US)

    async with database.read() as tx:
        assert await tx.all(tuple, _FEEDS) == [("other", 0)]


async def test_pages_are_forgotten_in_time_and_with_their_reader(database: Database) -> None:
    square = await Square.open(database)
    page = Written([square.note], [1.0], 0, 1, [NEAR])
    await database.write(
        write_pages,
        [
            Row(NOW_US - 100 * DAY, square.bo.id, "explore", "old", 0, page),
            Row(NOW_US, square.bo.id, "explore", "new", 0, page),
            Row(NOW_US, square.ana.id, "explore", "hers", 0, page),
        ],
    )

    assert await database.write(forget_old_pages, NOW_US) == 1
    await database.write(forget_reader, square.bo.id)

    async with database.read() as tx:
        assert [row[2] for row in await tx.all(tuple, _ROWS)] == ["hers"]
        assert await served_to(tx, square.bo.id, now_us=NOW_US + HOUR) == {}


async def test_a_deleted_note_leaves_the_ladder(database: Database) -> None:
    square = await Square.open(database)

    await database.write(forget_reading, [square.note])

    async with database.read() as tx:
        assert await tx.value(_GIVEN, note=square.note) is None
