"""From a page to a promise kept: serving, records, the log and the worker, in two web processes."""

from qiao.feed.commands import Read, log_reading
from qiao.feed.ladder.jobs import climb
from qiao.feed.ladder.models import State
from qiao.feed.ladder.queries import steps_of
from qiao.feed.models import Reader, Served
from qiao.feed.records import PageRecords, fitting_bits
from qiao.kit.clock import HOUR
from qiao.kit.db import Database
from tests.feed.town import Following, Town


class Square:
    """A town of readers who like boats, and two web processes."""

    town: Town
    one: Following
    other: Following
    readers: list[str]
    records: PageRecords

    @classmethod
    async def open(cls, db: Database) -> "Square":
        made = cls()
        made.town = Town(db)
        ana = await made.town.join("ana")
        boats = [
            await made.town.publish(ana, f"{n} wooden boats on the river ferry", topics=["boats"])
            for n in ("two", "five", "nine", "sixty", "six", "eleven")
        ]
        await made.town.embed(*boats)
        made.readers = [await made.town.join(f"reader{n}") for n in range(8)]
        for reader in made.readers:
            await made.town.like(reader, boats[0])
        await climb(db, made.town.now)
        made.one, made.other = await Following.start(made.town), await Following.start(made.town)
        made.records = PageRecords(
            db, made.one.feeds.ladder, relevant=fitting_bits(made.one.feeds.sources)
        )
        return made

    async def page(self, reader: str) -> list[Served]:
        await self.one.catch_up()
        now_us = self.town.later()
        async with self.town.db.read() as tx:
            page, _ = await self.one.feeds.page(
                tx, Reader(reader, ("en",)), None, limit=20, now_us=now_us
            )
        self.records.add(now_us, reader, "explore", "s", 0, page)
        await self.records.flush()
        return page

    async def see(self, reader: str, page: list[Served]) -> None:
        seen = [Read("impression", one.note, "explore", at) for at, one in enumerate(page)]
        await self.town.db.write(log_reading, reader, seen, self.town.later())


async def test_a_new_note_gets_the_readers_it_was_promised(database: Database) -> None:
    square = await Square.open(database)
    bo = await square.town.join("bobo")
    new = await square.town.publish(bo, "seven wooden boats on the river ferry", topics=["boats"])
    await square.town.embed(new)

    held = []
    for reader in square.readers:
        page = await square.page(reader)
        held.append(next((one.slot for one in page if one.note == new), None))
        await square.see(reader, page)

    await climb(database, square.town.now)
    async with database.read() as tx:
        (step,) = await steps_of(tx, [new])
    assert all(slot is not None for slot in held)
    assert step.given == 8
    assert step.promised == 5
    assert step.state in (State.RESTING, State.DONE)


async def test_every_web_process_knows_at_once_what_another_one_gave(database: Database) -> None:
    square = await Square.open(database)
    bo = await square.town.join("bobo")
    new = await square.town.publish(bo, "seven wooden boats on the river ferry", topics=["boats"])
    await square.town.embed(new)

    for reader in square.readers[:3]:
        await square.see(reader, await square.page(reader))
    await square.one.catch_up()
    await square.other.catch_up()

    for process in (square.one, square.other):
        ladder = process.feeds.ladder
        row = process.feeds.index.rows([new])
        assert ladder.standing(row).given.tolist() == [3]
        assert ladder.standing(row).owed.tolist() == [2]


async def test_a_slot_says_how_likely_it_was(database: Database) -> None:
    square = await Square.open(database)
    bo = await square.town.join("bobo")
    for n in range(6):
        note = await square.town.publish(bo, f"{n} wooden boats on the ferry", topics=["boats"])
        await square.town.embed(note)

    page = await square.page(square.readers[0])

    slots = [one for one in page if one.slot]
    assert slots
    assert all(0 < one.propensity <= 1 for one in slots)
    assert all(one.propensity == 1 for one in page if not one.slot)


async def test_a_held_note_is_gone_from_the_slots_at_once(database: Database) -> None:
    from qiao.notes import commands as notes
    from qiao.notes.models import Standing

    square = await Square.open(database)
    bo = await square.town.join("bobo")
    new = await square.town.publish(bo, "seven wooden boats on the river ferry", topics=["boats"])
    await square.town.embed(new)
    await square.one.catch_up()
    assert square.one.feeds.index.rows([new])[0] in square.one.feeds.ladder.offers(
        square.town.now + HOUR
    )

    await database.write(notes.set_standing, "note", new, Standing.HELD)
    await square.one.catch_up()

    assert square.one.feeds.index.rows([new])[0] not in square.one.feeds.ladder.offers(
        square.town.now + HOUR
    )
