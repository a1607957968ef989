"""Numbers of momos in a thread, and who sees what was said as momo."""

import asyncio

import pytest

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql
from qiao.notes.commands import delete_note, publish, set_audience, set_standing
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, Standing, checked_draft
from qiao.notes.momos import MomoForAll
from qiao.notes.queries import notes_by, notes_followed
from qiao.notes.visibility import Where, can_see, visible
from qiao.people.blocks import block
from qiao.people.commands import follow
from qiao.people.models import Caller
from qiao.people.momo import alias, momo, number_in, thread_of
from tests import make

NUMBERS = Sql("select momo from comments where note_id = :note order by id")
LEFT = Sql("select count(*) from momo_numbers")
MINE = Sql("select notes from member_counts where member_id = :member")


async def note_as_momo(db: Database, author: Caller, body: str = "Bread") -> str:
    draft = checked_draft(title="", body=body, topics=["bread"], photos=[], momo=True)
    return await db.write(publish, author.id, draft, OpenGate(), now=make.moment())


async def says(db: Database, author: Caller, note: str) -> str:
    now: Micros = make.moment()
    return await db.write(publish_comment, author.id, note, "Words", OpenGate(), now=now, momo=True)


async def test_one_person_has_one_number_however_many_come_at_once(database: Database):
    ana = await make.member(database)
    note = await note_as_momo(database, ana)
    others = [await make.member(database, f"other_{n}") for n in range(5)]

    await asyncio.gather(*(says(database, who, note) for who in (*others, *others, ana)))

    async with database.read() as tx:
        numbers = [int(row[0]) for row in await tx.all(tuple, NUMBERS, note=note)]
    assert sorted(numbers) == [1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]


async def test_what_is_said_as_momo_is_counted_nowhere_and_leaves_nothing(database: Database):
    ana = await make.member(database)
    note = await note_as_momo(database, ana)
    await database.write(set_audience, ana.id, note, Audience.PRIVATE)
    await database.write(set_audience, ana.id, note, Audience.PUBLIC)
    with pytest.raises(MomoForAll):
        await database.write(set_audience, ana.id, note, Audience.MUTUALS)

    async with database.read() as tx:
        assert await tx.count(MINE, member=ana.id) == 0
    await database.write(delete_note, ana.id, note)
    async with database.read() as tx:
        assert await tx.count(MINE, member=ana.id) == 0
        assert await tx.count(LEFT) == 0


@pytest.mark.parametrize("where", list(Where))
async def test_neither_blocks_nor_follows_change_who_sees_a_momo(database: Database, where: Where):
    ana = await make.member(database)
    readers = {kind: await make.member(database, kind) for kind in ("stranger", "fond", "apart")}
    await database.write(follow, readers["fond"].id, ana.id, now=make.NOW)
    await database.write(block, readers["apart"].id, ana.id, now=make.NOW)
    notes = {}
    for standing in Standing:
        notes[standing] = await note_as_momo(database, ana)
        await database.write(set_standing, "note", notes[standing], standing)
    sql = Sql("select n.id from notes n where " + visible("n", where=where))

    for kind, who in readers.items():
        params: dict[str, str | int] = {"reader": who.id}
        if where is Where.DIRECT:
            params["reviewer"] = 0
        async with database.read() as tx:
            listed = {str(row[0]) for row in await tx.rows(sql, params)}
            assert not await notes_by(tx, ana.id, reader=who.id)
            assert not await notes_followed(tx, reader=who.id)
        seen = {
            note
            for standing, note in notes.items()
            if can_see(
                who.id, ana.id, standing, where=where, momo=True,
                follows=kind == "fond", apart=kind == "apart",
            )
        }  # fmt: skip
        open_ones = {Standing.PUBLIC, *([Standing.LIMITED] if where is Where.DIRECT else [])}
        assert listed == seen == {notes[standing] for standing in open_ones}, kind


def test_an_alias_is_nobodys_id():
    known = alias("01ABC", 7)

    assert (thread_of(known), number_in(known)) == ("01ABC", 7)
    assert [number_in(other) for other in ("01ABC", "", "momo:x", "momo:x:")] == [0] * 4
    assert momo(7).handle == ""
