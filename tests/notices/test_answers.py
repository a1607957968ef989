"""Who is told of notes that answer, of what helped and of what came of it."""

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.notes.asking import accept, tell_outcome, unaccept
from qiao.notes.commands import delete_note, set_audience, set_standing
from qiao.notes.gate import OpenGate
from qiao.notes.joint_drafts import give_up, invite, join
from qiao.notes.linking import take_off
from qiao.notes.models import Audience, Question, Standing
from qiao.people.blocks import block
from qiao.people.circles import Circle, WhoMay
from qiao.people.may import choose_who_may
from tests import make
from tests.notices.make import Teller


async def test_notes_that_answer_one_note_are_one_notice(database: Database, teller: Teller):
    ana, bo, cy = [await make.member(database, handle) for handle in ("ana", "bob", "cyr")]
    kitchen = await make.note(database, ana, title="Kitchen", now=now_us())
    await make.note(database, bo, title="Green", answers=kitchen, now=now_us())
    last = await make.note(database, cy, title="Tiny", answers=kitchen, now=now_us())
    await make.note(database, ana, answers=kitchen, now=now_us())

    await teller.tell()
    await teller.tell(again=True)

    [told] = await teller.box(ana)
    assert (told.kind, told.people) == ("note_answer", 2)
    assert told.note is not None
    assert told.note.title == "Kitchen"
    assert told.answer is not None
    assert told.answer.id == last


async def test_what_is_taken_off_or_away_is_told_no_longer(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, now=now_us())
    mine = await make.note(database, bo, answers=note, now=now_us())
    other = await make.note(database, bo, quotes=note, now=now_us())
    await teller.tell()
    assert {told.kind for told in await teller.box(ana)} == {"note_answer", "note_quote"}

    await database.write(take_off, ana.id, note, mine, off=True)
    await database.write(delete_note, bo.id, other)
    await teller.tell()

    assert await teller.box(ana) == []
    await database.write(take_off, ana.id, note, mine, off=False)
    await teller.tell()
    assert len(await teller.box(ana)) == 1
    await database.write(set_audience, bo.id, mine, Audience.PRIVATE)
    await teller.tell()
    assert await teller.box(ana) == []
    await database.write(set_audience, bo.id, mine, Audience.PUBLIC)
    await database.write(set_standing, "note", mine, Standing.REMOVED)
    await teller.tell()
    assert await teller.box(ana) == []


async def test_a_momo_who_answers_keeps_her_alias(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, now=now_us())
    await make.note(database, bo, answers=note, momo=True, now=now_us())
    await teller.tell()
    [told] = await teller.box(ana)
    assert [(actor.handle, actor.momo) for actor in told.actors] == [("", True)]


async def test_who_is_blocked_is_not_told(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, now=now_us())
    await make.note(database, bo, answers=note, now=now_us())
    await database.write(block, ana.id, bo.id, now=now_us())
    await teller.tell()
    assert await teller.box(ana) == []


async def test_whose_answer_helped_is_told_until_it_is_taken_back(
    database: Database, teller: Teller
):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, title="Flour?", asks=Question(), now=now_us())
    said = await make.comment(database, bo, note, "Spelt")
    await database.write(accept, ana.id, note, "comment", said)
    await teller.tell()
    [told] = await teller.box(bo)
    assert told.kind == "accepted"
    assert told.comment is not None
    assert told.comment.excerpt == "Spelt"

    await database.write(unaccept, ana.id, note)
    await teller.tell()
    assert await teller.box(bo) == []


async def test_everybody_who_answered_is_told_what_came_of_it(database: Database, teller: Teller):
    ana, bo, cy, dee = [
        await make.member(database, handle) for handle in ("ana", "bob", "cyr", "dee")
    ]
    note = await make.note(database, ana, title="Flour?", asks=Question(), now=now_us())
    await make.comment(database, bo, note, "Spelt")
    await make.note(database, cy, answers=note, now=now_us())
    await database.write(tell_outcome, ana.id, note, "It rose", OpenGate(), now=now_us())
    await teller.tell()
    for who, kinds in ((bo, ["outcome"]), (cy, ["outcome"]), (dee, [])):
        assert [told.kind for told in await teller.box(who)] == kinds
    assert "outcome" not in [told.kind for told in await teller.box(ana)]


async def test_an_invitation_is_told_until_it_is_taken_back(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await database.write(choose_who_may, bo.id, WhoMay(write=Circle.EVERYONE))
    draft = await database.write(invite, ana.id, "bob", "en", now=now_us())
    await teller.tell()
    [told] = await teller.box(bo)
    assert (told.kind, told.draft) == ("together", draft)

    await database.write(join, bo.id, draft, "fr", now=now_us())
    await teller.tell()
    [told] = await teller.box(ana)
    assert (told.kind, told.draft) == ("together_joined", draft)

    other = await database.write(invite, ana.id, "bob", "en", now=now_us())
    await teller.tell()
    await database.write(give_up, ana.id, other, now=now_us())
    await teller.tell()
    assert [told.draft for told in await teller.box(bo)] == [draft]
