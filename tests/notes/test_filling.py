"""A page is whole, whatever its reader muted."""

from qiao.kit.db import Database
from qiao.notes.cards import Cards
from qiao.notes.filling import MAX_ROUNDS, filled
from qiao.notes.queries import LAST
from qiao.notes.under import notes_under
from qiao.people.mutes import mute_word
from qiao.people.quiet import Mutes
from tests import make


async def pages(db: Database, reader: str | None, mutes: Mutes, *, limit: int) -> list[list[str]]:
    cards = Cards(mutes=mutes)
    made: list[list[str]] = []
    before: str | None = LAST
    async with db.read() as tx:
        while before is not None:
            found, before = await filled(
                cards,
                tx,
                lambda at: notes_under(tx, "bread", reader=reader, before=at, limit=limit),
                reader=reader,
                before=before,
                limit=limit,
            )
            made.append(found)
    return made


async def test_muted_notes_leave_no_gap(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    kept = []
    for number in range(12):
        words = "with raisins" if number % 3 else "plain"
        note = await make.note(database, ana, f"Bread {words}", topics=["bread"])
        if words == "plain":
            kept.append(note)
    kept.reverse()
    mutes = Mutes()
    await database.write(mute_word, bo.id, "raisins", now=make.NOW)
    async with database.read() as tx:
        await mutes.load(tx)

    assert await pages(database, bo.id, mutes, limit=2) == [kept[:2], kept[2:], []]
    assert len((await pages(database, ana.id, mutes, limit=12))[0]) == 12


async def test_whoever_mutes_nearly_all_waits_for_no_more_than_some_rounds(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    for _ in range(MAX_ROUNDS + 2):
        await make.note(database, ana, "raisins", topics=["bread"])
    mutes = Mutes()
    await database.write(mute_word, bo.id, "raisins", now=make.NOW)
    async with database.read() as tx:
        await mutes.load(tx)

    first, *_ = made = await pages(database, bo.id, mutes, limit=1)

    assert first == []
    assert len(made) == 2
