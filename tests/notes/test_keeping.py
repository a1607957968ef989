"""Likes and boards: doing it twice is doing it once, and doing it at once loses nothing."""

import asyncio

import pytest

from qiao.kit.db import Database
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextEmpty, TextTooLong
from qiao.notes import keeping, queries
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from tests import make


async def boards(db: Database, owner: str) -> list[tuple[str, int]]:
    async with db.read() as tx:
        return [(board.title, board.notes) for board in await queries.boards_of(tx, owner)]


async def test_liking_twice_is_liking_once(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)

    assert await database.write(keeping.like, ana.id, note, now=make.NOW) == 1
    assert await database.write(keeping.like, ana.id, note, now=make.NOW) == 1
    assert await database.write(keeping.unlike, ana.id, note) == 0
    assert await database.write(keeping.unlike, ana.id, note) == 0


async def test_fifty_likes_at_once_are_fifty_likes(database: Database):
    fans = [await make.member(database, f"fan_{i}") for i in range(50)]
    note = await make.note(database, fans[0])

    likes = await asyncio.gather(
        *(database.write(keeping.like, fan.id, note, now=make.NOW) for fan in fans)
    )

    assert max(likes) == 50
    assert await database.write(keeping.like, fans[0].id, note, now=make.NOW) == 50


async def test_what_may_not_be_seen_is_neither_liked_nor_kept(sqlite: Database):
    ana, bo = await make.member(sqlite), await make.member(sqlite, "bob")
    note = await make.note(sqlite, ana)
    await sqlite.write(set_standing, "note", note, Standing.REMOVED)

    for act in (keeping.like, keeping.collect):
        with pytest.raises(NotFound):
            await sqlite.write(act, bo.id, note, now=make.NOW)
        with pytest.raises(NotFound):
            await sqlite.write(act, bo.id, "no such note", now=make.NOW)
    assert await boards(sqlite, bo.id) == []


async def test_the_first_board_makes_itself_once(database: Database):
    ana = await make.member(database)
    notes = [await make.note(database, ana) for _ in range(6)]

    await asyncio.gather(
        *(database.write(keeping.collect, ana.id, note, now=make.NOW) for note in notes)
    )

    assert await boards(database, ana.id) == [("", 6)]


async def test_a_note_is_kept_in_one_board_and_moves(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)
    board = await database.write(keeping.make_board, ana.id, "Bread", now=make.NOW)

    assert await database.write(keeping.collect, ana.id, note, now=make.NOW) == 1
    moves = [
        database.write(keeping.collect, ana.id, note, now=make.NOW, board=board) for _ in range(6)
    ]
    assert set(await asyncio.gather(*moves)) == {1}
    assert await boards(database, ana.id) == [("", 0), ("Bread", 1)]

    assert await database.write(keeping.uncollect, ana.id, note) == 0
    assert await database.write(keeping.uncollect, ana.id, note) == 0
    assert await boards(database, ana.id) == [("", 0), ("Bread", 0)]


async def test_boards_are_ones_own(sqlite: Database):
    ana, bo = await make.member(sqlite), await make.member(sqlite, "bob")
    note = await make.note(sqlite, ana)
    board = await sqlite.write(keeping.make_board, ana.id, "Bread", now=make.NOW)

    with pytest.raises(NotFound) as refused:
        await sqlite.write(keeping.collect, bo.id, note, now=make.NOW, board=board)
    assert refused.value.facts == {"field": "board"}
    with pytest.raises(NotFound):
        async with sqlite.read() as tx:
            await queries.notes_in_board(tx, board, reader=bo.id)


async def test_a_board_has_a_name_and_there_is_an_end_to_boards(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
):
    ana = await make.member(sqlite)
    monkeypatch.setattr(keeping, "MAX_BOARDS", 2)

    with pytest.raises(TextEmpty):
        await sqlite.write(keeping.make_board, ana.id, " ", now=make.NOW)
    with pytest.raises(TextTooLong):
        await sqlite.write(keeping.make_board, ana.id, "x" * 41, now=make.NOW)
    for _ in range(2):
        await sqlite.write(keeping.make_board, ana.id, "Bread", now=make.NOW)
    with pytest.raises(keeping.TooManyBoards):
        await sqlite.write(keeping.make_board, ana.id, "Bread", now=make.NOW)
