"""What members are told of momos, and what blocks and mutes do not give away by it."""

from qiao.kit.db import Database
from qiao.notes.commands import publish
from qiao.notes.comments import publish_comment
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.notices.sentences import told_outside
from qiao.people.blocks import block
from qiao.people.models import Caller, MemberId
from qiao.people.momo import alias
from qiao.people.mutes import mute_member
from tests import make
from tests.notices.make import Teller


async def says(db: Database, who: Caller, note: str, body: str = "Words") -> str:
    return await db.write(
        publish_comment, who.id, note, body, OpenGate(), now=make.moment(), momo=True
    )


async def test_a_comment_as_momo_is_told_of_a_momo(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, ana, title="Bread")
    await says(database, bo, note)

    await teller.tell()

    [notice] = await teller.box(ana, "words")
    assert [(who.handle, who.number) for who in notice.actors] == [("", 1)]
    async with database.read() as tx:
        sentence, _ = await told_outside(tx, notice, "en")
    assert "momo 1" in sentence
    assert "bob" not in sentence


async def test_a_momo_who_is_answered_hears_of_it(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    draft = checked_draft(title="", body="Who bakes?", topics=[], photos=[], momo=True)
    note = await database.write(publish, ana.id, draft, OpenGate(), now=make.moment())
    comment = await says(database, bo, note)
    await make.comment(database, ana, note, "Still in my own name", parent=comment)

    await teller.tell()

    assert [notice.kind for notice in await teller.box(ana, "words")] == ["comment"]
    assert [notice.kind for notice in await teller.box(bo, "words")] == ["answer"]


async def test_a_block_neither_takes_back_nor_keeps_what_a_momo_said(
    database: Database, teller: Teller
):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    cy = await make.member(database, "cyd")
    note = await make.note(database, cy)
    draft = checked_draft(title="", body="Who bakes?", topics=[], photos=[], momo=True)
    hers = await database.write(publish, ana.id, draft, OpenGate(), now=make.moment())
    first = await says(database, ana, note)
    await database.write(
        publish_comment, bo.id, note, "I", OpenGate(), now=make.moment(), momo=True, parent=first
    )
    await teller.tell()

    await database.write(block, ana.id, bo.id, now=make.moment())
    await says(database, bo, hers)
    await make.comment(database, bo, hers, "In my own name it does not reach her")
    await teller.tell()

    # had it rung for some and not for others, she could find out whom she blocks
    kinds = sorted(notice.kind for notice in await teller.box(ana, "words"))
    assert kinds == ["answer", "comment"]


async def test_a_momo_calls_nobody_by_name(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await make.note(database, bo)
    await says(database, bo, note, "@ana look")
    draft = checked_draft(title="", body="@ana look", topics=[], photos=[], momo=True)
    await database.write(publish, bo.id, draft, OpenGate(), now=make.moment())

    await teller.tell()

    assert not await teller.box(ana, "words")


async def test_a_muted_momo_is_not_heard_in_that_thread(database: Database, teller: Teller):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    quiet, other = await make.note(database, ana), await make.note(database, ana)
    await database.write(mute_member, ana.id, MemberId(alias(quiet, 1)), now=make.moment())
    await database.write(mute_member, ana.id, bo.id, now=make.moment())
    await says(database, bo, quiet)
    await says(database, bo, other)

    await teller.tell()

    # that she mutes bob by name must not tell which momo he is
    notes = [notice.note.id for notice in await teller.box(ana, "words") if notice.note]
    assert notes == [other]
