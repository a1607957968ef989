"""Cards in memory: what was told is shown, what was taken down is gone, counts are fresh."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from qiao.kit.db import Database, ReadTx, Sql
from qiao.kit.db.sql import Param
from qiao.kit.db.tx import Row
from qiao.kit.follow import Follower
from qiao.notes import commands, comments, keeping
from qiao.notes.card_pages import page_of
from qiao.notes.cards import Cards
from qiao.notes.models import Standing
from qiao.people.commands import ProfileChange, change_profile
from tests import make


class Shelf:
    """Cards that follow a database, as a web process has them."""

    def __init__(self, db: Database, *, max_cards: int = 100) -> None:
        self.db = db
        self.cards = Cards(max_cards)
        self._follower = Follower(db)

    async def open(self) -> "Shelf":
        async def follow(_: ReadTx, told: Any) -> None:
            self.cards.follow(told)

        await self._follower.start([follow])
        return self

    async def page(self, *notes: str, reader: str | None = None) -> list[dict[str, Any]]:
        await self._follower.catch_up(own_write=True)
        async with self.db.read() as tx:
            page = await page_of(self.cards, tx, notes, reader=reader, cursor=None)
        found: list[dict[str, Any]] = msgspec.json.decode(page)["items"]
        return found

    async def one(self, note: str, *, reader: str | None = None) -> dict[str, Any]:
        [card] = await self.page(note, reader=reader)
        return card


class Counting(ReadTx):
    """A transaction that counts its statements, or lets something happen in their middle."""

    def __init__(self, tx: ReadTx, meanwhile: Callable[[], None] = lambda: None) -> None:
        self._tx = tx
        self._meanwhile = meanwhile
        self.statements = 0

    async def rows(self, sql: Sql, params: Mapping[str, Param]) -> list[tuple[object, ...]]:
        self.statements += 1
        return await self._tx.rows(sql, params)

    async def all(self, row: Callable[..., Row], sql: Sql, **params: Param) -> list[Row]:
        found = await super().all(row, sql, **params)
        self._meanwhile()
        return found


async def test_a_card_shows_the_note_its_author_and_its_cover(database: Database):
    ana = await make.member(database, name="Ana")
    picture = await make.picture(database, ana)
    note = await make.note(
        database, ana, "Rise,  then\nbake", title="Bread", topics=["Baking"], photos=[picture]
    )

    card = await (await Shelf(database).open()).one(note)

    assert (card["title"], card["excerpt"], card["kind"]) == ("Bread", "Rise, then bake", "photo")
    assert card["author"] == {"handle": "ana", "name": "Ana", "avatar": None, "momo": False}
    assert (card["photos"], card["cover"]["w"], card["topics"]) == (1, 1, ["Baking"])
    assert (card["likes"], card["comments"], card["liked"], card["reason"]) == (0, 0, False, None)


async def test_counts_and_the_readers_own_marks_are_fresh(database: Database):
    shelf = await Shelf(database).open()
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana)
    await shelf.page(note)

    await database.write(keeping.like, bo.id, note, now=make.NOW)
    await database.write(keeping.collect, bo.id, note, now=make.NOW)
    comment = await make.comment(database, bo, note)

    for_bo, for_ana = await shelf.one(note, reader=bo.id), await shelf.one(note, reader=ana.id)
    assert (for_bo["likes"], for_bo["comments"]) == (1, 1)
    assert (for_bo["liked"], for_bo["collected"]) == (True, True)
    assert (for_ana["liked"], for_ana["collected"]) == (False, False)

    await database.write(keeping.unlike, bo.id, note)
    await database.write(comments.delete_comment, bo.id, comment)
    for_bo = await shelf.one(note, reader=bo.id)
    assert (for_bo["likes"], for_bo["comments"], for_bo["liked"]) == (0, 0, False)


async def test_a_card_changes_with_its_note_and_its_author(database: Database):
    shelf = await Shelf(database).open()
    ana = await make.member(database)
    note = await make.note(database, ana)
    assert (await shelf.one(note))["author"]["momo"]

    await database.write(change_profile, ana.id, ProfileChange(name="Ana"))
    await database.write(commands.set_language, "note", note, "mul", ("en", "zh-Hans"))
    await database.write(
        commands.put_version, ana.id, note, "ar", title="خبز", body="دافئ", now=make.NOW
    )

    card = await shelf.one(note)
    assert card["author"]["name"] == "Ana"
    assert (card["lang"], card["mixed"]) == ("mul", ["en", "zh-Hans"])
    assert card["versions"] == {"ar": {"title": "خبز", "excerpt": "دافئ"}}


async def test_standing_shows_at_once_and_what_is_deleted_is_gone(database: Database):
    shelf = await Shelf(database).open()
    ana = await make.member(database)
    note, other = await make.note(database, ana), await make.note(database, ana)
    await shelf.page(note, other)

    await database.write(commands.set_standing, "note", note, Standing.REMOVED)
    await shelf.page()
    async with database.read() as tx:
        assert (await shelf.cards.get(tx, [note]))[note].standing == "removed"

    await database.write(commands.delete_note, ana.id, note)
    assert [card["id"] for card in await shelf.page(note, other)] == [other]


async def test_a_warm_page_asks_the_database_for_nothing(sqlite: Database):
    shelf = await Shelf(sqlite).open()
    ana = await make.member(sqlite)
    notes = [await make.note(sqlite, ana) for _ in range(5)]
    await shelf.page(*notes)

    async with sqlite.read() as tx:
        counting = Counting(tx)
        found = await shelf.cards.get(counting, notes)

    assert list(found) == notes
    assert counting.statements == 0


async def test_a_shelf_has_an_end_and_pages_are_whole_beyond_it(sqlite: Database):
    shelf = await Shelf(sqlite, max_cards=3).open()
    ana = await make.member(sqlite)
    notes = [await make.note(sqlite, ana) for _ in range(8)]

    for _ in range(2):
        assert [card["id"] for card in await shelf.page(*notes)] == notes


async def test_what_changes_while_it_is_read_is_read_again(sqlite: Database):
    shelf = await Shelf(sqlite).open()
    ana = await make.member(sqlite)
    note = await make.note(sqlite, ana)

    async with sqlite.read() as tx:
        # on PostgreSQL other tasks run between two statements
        await shelf.cards.get(Counting(tx, meanwhile=lambda: shelf.cards.follow([])), [note])
        counting = Counting(tx)
        await shelf.cards.get(counting, [note])

    assert counting.statements > 0
