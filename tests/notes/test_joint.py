"""Two write one note: inviting, saving without loss, saying yes, and what becomes of it after."""

from typing import Any

import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound, Refusal
from qiao.notes import joint_drafts as drafts
from qiao.notes import joint_notes as joint
from qiao.notes.cards import Cards
from qiao.notes.commands import delete_note, put_version, set_audience, set_standing
from qiao.notes.editing import edit_note
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, Standing, WrittenTogether, checked_draft
from qiao.notes.queries import notes_by
from qiao.people.blocks import block
from qiao.people.circles import Circle, WhoMay
from qiao.people.commands import follow
from qiao.people.may import choose_who_may
from qiao.people.models import Caller, MemberId
from tests import make


async def pair(db: Database) -> tuple[Caller, Caller]:
    ana, bo = await make.member(db, "ana"), await make.member(db, "bob", langs=("zh-Hans",))
    for one, other in ((ana, bo), (bo, ana)):
        await db.write(follow, one.id, other.id, now=make.NOW)
    return ana, bo


async def begun(db: Database, ana: Caller, bo: Caller) -> str:
    draft = await db.write(drafts.invite, ana.id, "@Bob", "en", now=make.moment())
    await db.write(drafts.join, bo.id, draft, "zh-Hans", now=make.moment())
    return draft


async def write(db: Database, who: Caller, draft: str, body: str, **more: Any) -> None:
    given = {"title": "", "lang": who.langs[0], "base": 0, "now": make.moment()} | more
    await db.write(drafts.save, who.id, draft, body=body, **given)


async def yes(db: Database, who: Caller, draft: str, rev: int) -> str | None:
    return await db.write(drafts.say_yes, who.id, draft, OpenGate(), rev=rev, now=make.moment())


async def published(db: Database) -> tuple[Caller, Caller, str]:
    ana, bo = await pair(db)
    draft = await begun(db, ana, bo)
    await write(db, ana, draft, "Bread")
    await write(db, bo, draft, "面包")
    assert await yes(db, ana, draft, 2) is None
    note = await yes(db, bo, draft, 2)
    assert note is not None
    return ana, bo, note


async def seen(db: Database, note: str) -> str:
    async with db.read() as tx:
        entry = (await Cards().get(tx, [note]))[note]
    return (entry.head + b"," + entry.tail).decode()


async def of(db: Database, who: Caller) -> list[str]:
    async with db.read() as tx:
        return await notes_by(tx, who.id, reader=None)


async def counted(db: Database, who: Caller) -> int:
    async with db.read() as tx:
        return await tx.count(
            Sql("select notes from member_counts where member_id = :id"), id=who.id
        )


async def test_who_is_invited_has_to_let_her(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")

    async def invite(handle: str = "bob") -> str:
        return await database.write(drafts.invite, ana.id, handle, "en", now=make.moment())

    with pytest.raises(drafts.TogetherClosed):
        await invite()
    await database.write(choose_who_may, bo.id, WhoMay(write=Circle.EVERYONE))
    draft = await invite()
    with pytest.raises(drafts.TogetherAlone):
        await invite("ana")
    for handle in ("nobody_here", ""):
        with pytest.raises(NotFound):
            await invite(handle)
    await database.write(block, bo.id, ana.id, now=make.NOW)
    with pytest.raises(NotFound):
        await invite()
    with pytest.raises(NotFound):
        await database.write(drafts.join, bo.id, draft, "fr", now=make.NOW)


async def test_nobody_else_comes_near_a_draft(database: Database):
    ana, bo = await pair(database)
    cy = await make.member(database, "cyr")
    draft = await begun(database, ana, bo)
    gate = OpenGate()
    for call in (
        lambda: database.write(drafts.join, cy.id, draft, "fr", now=make.NOW),
        lambda: write(database, cy, draft, "Mine"),
        lambda: database.write(drafts.say_yes, cy.id, draft, gate, rev=0, now=make.NOW),
        lambda: database.write(drafts.give_up, cy.id, draft, now=make.NOW),
        lambda: database.write(drafts.set_topics, cy.id, draft, ["rye"], rev=0, now=make.NOW),
    ):
        with pytest.raises(NotFound):
            await call()
    async with database.read() as tx:
        with pytest.raises(NotFound):
            await drafts.draft_of(tx, cy.id, draft)


async def test_what_is_saved_from_elsewhere_is_answered_with_what_is_there(database: Database):
    ana, bo = await pair(database)
    draft = await begun(database, ana, bo)
    await write(database, ana, draft, "From the phone")
    with pytest.raises(drafts.SavedElsewhere) as refused:
        await write(database, ana, draft, "From the desk")
    assert refused.value.facts["body"] == "From the phone"
    assert refused.value.facts["rev"] == 1
    await write(database, ana, draft, "From the desk", base=1)
    # the same again, sent twice, is no conflict; nor is what the other does
    await write(database, ana, draft, "From the desk", base=1)
    await write(database, bo, draft, "桌子")
    async with database.read() as tx:
        kept = await drafts.texts(tx, draft)
    assert (kept[ana.id].body, kept[bo.id].body) == ("From the desk", "桌子")


async def test_a_yes_is_to_what_was_read(database: Database):
    ana, bo = await pair(database)
    draft = await begun(database, ana, bo)
    with pytest.raises(drafts.NotBothWritten):
        await yes(database, ana, draft, 0)
    await write(database, ana, draft, "Bread")
    await write(database, bo, draft, "面包", lang="en")
    with pytest.raises(drafts.OneLanguage):
        await yes(database, ana, draft, 2)
    await write(database, bo, draft, "面包", base=1)
    with pytest.raises(drafts.MovedOn):
        await yes(database, bo, draft, 2)
    assert await yes(database, ana, draft, 3) is None
    # the other writes on: the yes was to other words
    await write(database, bo, draft, "热面包", base=2)
    assert await yes(database, bo, draft, 4) is None
    await database.write(drafts.take_yes_back, bo.id, draft)
    assert await yes(database, ana, draft, 4) is None
    note = await yes(database, bo, draft, 4)
    assert note is not None
    with pytest.raises(drafts.NotWriting):
        await write(database, ana, draft, "More", base=1)


async def test_one_note_with_both_names_and_each_language_by_a_person(database: Database):
    ana, bo, note = await published(database)
    said = await seen(database, note)
    assert '"together":{"handle":"bob"' in said
    assert '"author":{"handle":"ana"' in said
    assert '"zh-Hans":{"title":"","body":"面包"' in said
    for who in (ana, bo):
        assert await of(database, who) == [note]
        assert await counted(database, who) == 1


async def test_each_writes_only_her_own_part_anew(database: Database):
    ana, bo, note = await published(database)
    with pytest.raises(WrittenTogether):
        await database.write(
            put_version, ana.id, note, "zh-Hans", title="", body="Mine now", now=make.NOW
        )
    draft = checked_draft(title="", body="Not mine", topics=[], photos=[])
    with pytest.raises(NotFound):
        await database.write(edit_note, bo.id, note, draft, OpenGate(), now=make.moment())

    async def own(who: Caller, body: str) -> None:
        await database.write(
            joint.write_own, who.id, note, OpenGate(), title="", body=body, now=make.moment()
        )

    with pytest.raises(NotFound):
        await own(ana, "As the second")
    await own(bo, "热面包")
    assert "热面包" in await seen(database, note)
    await database.write(set_standing, "note", note, Standing.HELD)
    with pytest.raises(Refusal):
        await own(bo, "更热")


@pytest.mark.parametrize("first_leaves", [True, False])
async def test_who_leaves_takes_her_words_and_the_note_stays(
    database: Database, *, first_leaves: bool
):
    ana, bo, note = await published(database)
    leaves, stays = (ana, bo) if first_leaves else (bo, ana)
    await database.write(joint.leave, leaves.id, note)
    said = await seen(database, note)
    assert ("面包" in said, "Bread" in said) == (first_leaves, not first_leaves)
    assert '"together":null' in said
    assert f'"author":{{"handle":"{stays.handle}"' in said
    assert [await of(database, who) for who in (leaves, stays)] == [[], [note]]
    assert [await counted(database, who) for who in (leaves, stays)] == [0, 1]
    with pytest.raises(NotFound):
        await database.write(joint.leave, leaves.id, note)
    await database.write(delete_note, stays.id, note)
    assert await counted(database, stays) == 0


async def test_it_goes_when_both_want_it_gone(database: Database):
    ana, bo, note = await published(database)
    cy = await make.member(database, "cyr")
    with pytest.raises(WrittenTogether):
        await database.write(delete_note, ana.id, note)
    with pytest.raises(WrittenTogether):
        await database.write(set_audience, ana.id, note, Audience.PRIVATE)
    with pytest.raises(NotFound):
        await database.write(joint.wish_gone, cy.id, note, now=now_us())

    assert not await database.write(joint.wish_gone, ana.id, note, now=now_us())
    assert not await database.write(joint.wish_gone, ana.id, note, now=now_us())
    await database.write(joint.keep, ana.id, note)
    assert not await database.write(joint.wish_gone, bo.id, note, now=now_us())
    assert await of(database, bo) == [note]
    assert await database.write(joint.wish_gone, ana.id, note, now=now_us())
    for who in (ana, bo):
        assert await of(database, who) == []
        assert await counted(database, who) == 0


async def test_a_block_against_either_hides_it(database: Database):
    ana, bo, note = await published(database)
    cy, dee = await make.member(database, "cyr"), await make.member(database, "dee")
    await database.write(block, MemberId(cy.id), MemberId(bo.id), now=make.NOW)
    await database.write(block, MemberId(bo.id), MemberId(dee.id), now=make.NOW)
    async with database.read() as tx:
        for reader, expected in ((cy, []), (dee, []), (ana, [note]), (bo, [note])):
            assert await notes_by(tx, ana.id, reader=reader.id) == expected


async def test_given_up_each_keeps_her_own_words(database: Database):
    ana, bo = await pair(database)
    draft = await begun(database, ana, bo)
    await write(database, ana, draft, "Bread")
    await database.write(drafts.give_up, bo.id, draft, now=make.moment())
    with pytest.raises(drafts.NotWriting):
        await write(database, ana, draft, "More", base=1)
    async with database.read() as tx:
        assert (await drafts.draft_of(tx, ana.id, draft)).state == "closed"
        assert (await drafts.texts(tx, draft))[ana.id].body == "Bread"
