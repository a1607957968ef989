"""Answering and quoting with a note: who may, who sees it, and taking it off again."""

import pytest

from qiao.kit.db import Database
from qiao.kit.refusals import NotFound
from qiao.notes.card_pages import refs_of
from qiao.notes.cards import Cards
from qiao.notes.commands import delete_note, set_audience, set_standing
from qiao.notes.linking import (
    AnsweredItself,
    MomoAnswersAll,
    answering,
    choose_who_answers,
    take_off,
)
from qiao.notes.models import Audience, NotesClosed, Standing
from qiao.notes.momos import MomoForAll
from qiao.people.blocks import block
from qiao.people.circles import Circle
from qiao.people.commands import follow
from qiao.people.models import Caller
from tests import make


async def listed(db: Database, note: str, reader: Caller | None) -> list[str]:
    async with db.read() as tx:
        found = await answering(tx, note, reader=reader.id if reader else None)
    return [one.id for one in found]


async def shown(db: Database, note: str, reader: Caller | None) -> str:
    """Return what is said of what a note answers, as JSON."""
    cards = Cards()
    async with db.read() as tx:
        entries = await cards.get(tx, [note])
        refs = await refs_of(cards, tx, entries, reader=reader.id if reader else None)
    return refs[note].decode()


async def test_a_note_answers_another_and_is_listed_below_it(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    kitchen = await make.note(database, ana, title="Show me your kitchen")
    other = await make.note(database, ana, title="A letter")

    mine = await make.note(database, bo, "Mine is green", answers=kitchen, quotes=other)

    assert await listed(database, kitchen, None) == [mine]
    assert await listed(database, other, None) == [mine]
    said = await shown(database, mine, None)
    assert "Show me your kitchen" in said
    assert "A letter" in said
    assert '"handle":"ana"' in said


async def test_what_its_reader_may_not_see_is_not_shown_in_what_quotes_it(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    cy, dee = await make.member(database, "cyr"), await make.member(database, "dee")
    for one, other in ((ana, bo), (bo, ana)):
        await database.write(follow, one.id, other.id, now=make.NOW)
    secret = await make.note(database, ana, "secret words", title="secret title")
    mine = await make.note(database, bo, "I say the same", quotes=secret)
    await database.write(set_audience, ana.id, secret, Audience.MUTUALS)

    for reader in (None, cy):
        said = await shown(database, mine, reader)
        assert '"seen":false' in said
        assert "secret" not in said
        assert secret not in said
    assert "secret title" in await shown(database, mine, bo)

    await database.write(set_audience, ana.id, secret, Audience.PUBLIC)
    await database.write(block, ana.id, dee.id, now=make.NOW)
    assert "secret" not in await shown(database, mine, dee)
    await database.write(set_standing, "note", secret, Standing.REMOVED)
    assert "secret" not in await shown(database, mine, cy)
    assert "secret" in await shown(database, mine, ana)


async def test_one_cannot_answer_what_one_may_not_see(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    private = await make.note(database, ana)
    await database.write(set_audience, ana.id, private, Audience.PRIVATE)
    blocked = await make.note(database, ana)
    for note in (private, "nothing"):
        with pytest.raises(NotFound):
            await make.note(database, bo, answers=note)
    await database.write(block, ana.id, bo.id, now=make.NOW)
    with pytest.raises(NotFound):
        await make.note(database, bo, quotes=blocked)
    with pytest.raises(NotFound):
        await make.note(database, ana, answers=await make.note(database, bo))


async def test_its_author_chooses_who_answers(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana)
    with pytest.raises(NotFound):
        await database.write(choose_who_answers, bo.id, note, Circle.NOBODY)
    await database.write(choose_who_answers, ana.id, note, Circle.FOLLOWING)
    with pytest.raises(NotesClosed):
        await make.note(database, bo, answers=note)
    await database.write(follow, ana.id, bo.id, now=make.NOW)
    mine = await make.note(database, bo, quotes=note)
    assert await listed(database, note, bo) == [mine]
    # a momo would be one of the few whom she follows
    with pytest.raises(MomoForAll):
        await make.note(database, bo, answers=note, momo=True)


async def test_a_momo_is_not_told_apart_by_who_may_answer(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, momo=True)
    for circle in (Circle.FOLLOWING, Circle.MUTUALS):
        with pytest.raises(MomoAnswersAll):
            await database.write(choose_who_answers, ana.id, note, circle)
    await database.write(choose_who_answers, ana.id, note, Circle.NOBODY)
    with pytest.raises(MomoForAll):
        await make.note(database, ana, answers=note, momo=True)
    with pytest.raises(NotesClosed):
        await make.note(database, bo, answers=note)


async def test_whoever_wrote_it_takes_one_off_and_puts_it_back(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, title="Kitchen")
    mine, other = [await make.note(database, bo, answers=note) for _ in range(2)]
    for who, answer in ((bo, mine), (ana, note)):
        with pytest.raises(NotFound):
            await database.write(take_off, who.id, note, answer, off=True)

    await database.write(take_off, ana.id, note, mine, off=True)

    assert await listed(database, note, bo) == [other]
    assert "Kitchen" not in await shown(database, mine, bo)
    assert "Kitchen" in await shown(database, other, bo)
    await database.write(take_off, ana.id, note, mine, off=False)
    assert await listed(database, note, None) == [other, mine]


async def test_what_was_answered_may_go_and_the_answer_stays(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, title="Kitchen")
    mine = await make.note(database, bo, answers=note)
    await database.write(delete_note, ana.id, note)
    said = await shown(database, mine, bo)
    assert said == '"answers":' + said.split('"answers":')[1]
    assert '"seen":false' in said
    assert note not in said


async def test_one_note_is_not_answered_and_quoted_at_once(database: Database):
    ana = await make.member(database, "ana")
    note = await make.note(database, ana)
    with pytest.raises(AnsweredItself):
        await make.note(database, ana, answers=note, quotes=note)


async def test_blocks_hide_answers_both_ways(database: Database):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyr")]
    note = await make.note(database, ana)
    mine = await make.note(database, bo, answers=note)
    await database.write(block, cy.id, bo.id, now=make.NOW)
    assert await listed(database, note, cy) == []
    assert await listed(database, note, ana) == [mine]
    await database.write(block, bo.id, ana.id, now=make.NOW)
    assert await listed(database, note, ana) == []
