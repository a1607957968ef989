"""Questions: the answer that helped, what came of it, and numbers compared."""

import pytest

from qiao.kit.clock import SECOND, Micros
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.notes import figures
from qiao.notes.asking import OwnAnswer, accept, tell_outcome, unaccept
from qiao.notes.cards import Cards
from qiao.notes.commands import delete_note, set_standing
from qiao.notes.comments import delete_comment
from qiao.notes.figures import CurrencyUnknown, ValueRefused, give, groups
from qiao.notes.gate import OpenGate
from qiao.notes.models import (
    CommentSettled,
    Question,
    Standing,
    Unit,
    UnitMissing,
    checked_question,
)
from qiao.notes.thread_order import Sort
from qiao.notes.threads import Threads
from qiao.people.blocks import block
from qiao.people.models import Caller
from tests import make

RENT = Question(Unit.MONEY)


async def talk(db: Database, note: str, author: Caller) -> str:
    async with db.read() as tx:
        page = await Threads().page(tx, note, author=author.id, reader=author.id, sort=Sort.HELPFUL)
    return page.decode()


async def answered(db: Database, note: str) -> bool:
    async with db.read() as tx:
        entry = (await Cards().get(tx, [note]))[note]
    assert b'"asks":{"unit":' in entry.head
    return b'"answered":true' in entry.head


async def test_whoever_asks_marks_what_helped_and_it_stands_first(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, "Which flour?", asks=Question())
    first = await make.comment(database, bo, note, "Rye")
    helped = await make.comment(database, bo, note, "Spelt")
    below = await make.comment(database, bo, note, "the old kind", parent=first)
    for who in (bo, ana):
        with pytest.raises(NotFound):
            await database.write(accept, who.id, note, "comment", "nothing")
    with pytest.raises(NotFound):
        await database.write(accept, bo.id, note, "comment", helped)

    await database.write(accept, ana.id, note, "comment", helped)

    said = await talk(database, note, ana)
    assert said.index("Spelt") < said.index("Rye")
    assert said.count('"accepted":true') == 1
    assert await answered(database, note)
    await database.write(accept, ana.id, note, "comment", below)
    said = await talk(database, note, ana)
    assert said.index("Rye") < said.index("the old kind") < said.index("Spelt")
    await database.write(unaccept, ana.id, note)
    assert '"accepted":true' not in await talk(database, note, ana)
    assert not await answered(database, note)


async def test_ones_own_answer_is_not_what_helped(database: Database):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana, asks=Question())
    with pytest.raises(OwnAnswer):
        await database.write(
            accept, ana.id, note, "comment", await make.comment(database, ana, note)
        )


async def test_only_a_question_has_an_answer(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    said = await make.comment(database, bo, note)
    with pytest.raises(NotFound):
        await database.write(accept, ana.id, note, "comment", said)
    with pytest.raises(NotFound):
        await database.write(tell_outcome, ana.id, note, "All well", OpenGate(), now=make.NOW)


async def test_an_answer_that_goes_is_accepted_no_longer(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, asks=Question())
    said = await make.comment(database, bo, note)
    await database.write(accept, ana.id, note, "comment", said)
    await database.write(delete_comment, bo.id, said)
    assert not await answered(database, note)

    with_note = await make.note(database, bo, answers=note)
    quoting = await make.note(database, bo, quotes=note)
    with pytest.raises(NotFound):
        await database.write(accept, ana.id, note, "note", quoting)
    await database.write(accept, ana.id, note, "note", with_note)
    assert await answered(database, note)
    await database.write(delete_note, bo.id, with_note)
    assert not await answered(database, note)


async def test_what_came_of_it_is_told_first_by_whoever_asked(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, asks=Question(), momo=True)
    await make.comment(database, bo, note, "Spelt")
    with pytest.raises(NotFound):
        await database.write(tell_outcome, bo.id, note, "All well", OpenGate(), now=make.NOW)

    await database.write(tell_outcome, ana.id, note, "It rose!", OpenGate(), now=make.moment())

    said = await talk(database, note, bo)
    assert said.index("It rose!") < said.index("Spelt")
    assert '"outcome":true' in said
    # she asked as momo: what came of it does not say who she is
    assert '"handle":"ana"' not in said


async def test_a_unit_without_a_name_is_asked_for():
    with pytest.raises(UnitMissing):
        checked_question(Question(Unit.FREE, " "))
    assert checked_question(Question(Unit.HOURS, "ignored")) == Question(Unit.HOURS)


async def say(db: Database, who: Caller, note: str, value: float, place: str, **more: object):
    given = {"currency": "EUR", "now": make.moment()} | more
    return await db.write(
        give,
        who.id,
        note,
        OpenGate(),
        value=value,
        place=place,
        **given,  # type: ignore[arg-type]
    )


async def table(db: Database, note: str, reader: Caller | None = None) -> list[tuple[object, ...]]:
    async with db.read() as tx:
        found = await groups(tx, note, reader=reader.id if reader else None)
    return [(g.place, g.currency, g.n, g.median, g.low, g.high) for g in found]


async def test_numbers_are_compared_place_by_place_and_currency_by_currency(database: Database):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana, "Rent in your city?", asks=RENT)
    people = [await make.member(database, f"tenant_{n}") for n in range(5)]
    for who, value, place in zip(
        people,
        (700, 9_000, 800, 600, 500),
        ("Lyon", "Lyon", "lyon ", "ＬＹＯＮ", "Graz"),
        strict=True,
    ):
        await say(database, who, note, value, place)
    await say(database, ana, note, 5_200, "Lyon", currency="cny")

    # who is far off is shown, and moves the middle little
    assert await table(database, note) == [
        ("Lyon", "EUR", 4, 750, 600, 9_000),
        ("Lyon", "CNY", 1, 5_200, 5_200, 5_200),
        ("Graz", "EUR", 1, 500, 500, 500),
    ]


async def test_each_member_has_one_number_and_may_change_it(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, asks=RENT)
    first = await say(database, bo, note, 700, "Lyon", line="two rooms")
    later = Micros(make.moment() + 3600 * SECOND)
    assert await say(database, bo, note, 720, "Lyon", line="two rooms", now=later) == first
    assert await table(database, note) == [("Lyon", "EUR", 1, 720, 720, 720)]
    with pytest.raises(CommentSettled):
        await say(database, bo, note, 720, "Lyon", line="other words", now=later)
    said = await talk(database, note, ana)
    assert '"figure":{"value":720.0,"place":"Lyon","currency":"EUR"}' in said
    assert "two rooms" in said

    await database.write(figures.take_back, bo.id, note)
    assert await table(database, note) == []
    assert "two rooms" not in await talk(database, note, ana)
    with pytest.raises(NotFound):
        await database.write(figures.take_back, bo.id, note)
    assert await say(database, bo, note, 1, "Lyon") != first


async def test_a_number_is_one_that_its_unit_has(database: Database):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana, asks=RENT)
    for value in (float("nan"), float("inf"), -1.0, 1e13):
        with pytest.raises(ValueRefused):
            await say(database, ana, note, value, "Lyon")
    for currency in ("", "EURO", "XQZ"):
        with pytest.raises(CurrencyUnknown):
            await say(database, ana, note, 1, "Lyon", currency=currency)
    cold = await make.note(database, ana, asks=Question(Unit.CELSIUS))
    await say(database, ana, cold, -31, "Harbin")
    assert await table(database, cold) == [("Harbin", "", 1, -31, -31, -31)]
    with pytest.raises(NotFound):
        await say(database, ana, await make.note(database, ana, asks=Question()), 1, "Lyon")


async def test_what_a_reader_may_not_see_is_not_counted(database: Database):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyr")]
    note = await make.note(database, ana, asks=RENT)
    held = await say(database, bo, note, 1, "Lyon")
    await say(database, cy, note, 700, "Lyon")
    await database.write(block, cy.id, ana.id, now=make.NOW)
    assert await table(database, note, ana) == [("Lyon", "EUR", 1, 1, 1, 1)]
    await database.write(set_standing, "comment", held, Standing.HELD)
    assert await table(database, note, ana) == []
    assert await table(database, note, None) == [("Lyon", "EUR", 1, 700, 700, 700)]


async def test_a_note_that_goes_leaves_nothing(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, asks=RENT)
    await say(database, bo, note, 1, "Lyon")
    await make.note(database, bo, answers=note)
    await database.write(delete_note, ana.id, note)
    async with database.read() as tx:
        for rows in ("note_questions", "comment_figures"):
            assert await tx.count(Sql(f"select count(*) from {rows}")) == 0
        assert await tx.count(Sql("select count(*) from note_links where to_id = :n"), n=note) == 0
