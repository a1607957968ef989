"""Meaning a note for others: what is counted, who is asked, and what everybody is told."""

import pytest

from qiao.kit.db import Database, Sql, events_after
from qiao.kit.refusals import NotFound
from qiao.notes.commands import delete_note, publish, set_audience
from qiao.notes.events import AudienceChanged
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, ChosenUnknown, TooManyChosen, checked_draft
from qiao.notes.queries import audience_of
from qiao.notes.words import is_public
from qiao.people.blocks import block
from qiao.people.models import Caller
from qiao.people.queries import profile_by_id
from qiao.topics import queries as topics
from tests import make


async def published(
    db: Database, author: Caller, audience: Audience, chosen: tuple[str, ...] = ()
) -> str:
    draft = checked_draft(
        title="", body="Bread", topics=["rye"], photos=[], audience=audience, chosen=chosen
    )
    return await db.write(publish, author.id, draft, OpenGate(), now=make.moment())


async def counted(db: Database, author: Caller) -> tuple[int, int | None]:
    """Return how many notes of the author and of the topic everybody is told of."""
    async with db.read() as tx:
        notes = (await profile_by_id(tx, author.id, reader=None)).counts.notes
        try:
            return notes, (await topics.topic(tx, "rye")).notes
        except NotFound:
            return notes, None


async def test_what_is_not_for_everybody_is_in_no_count_and_makes_no_topic(database: Database):
    ana = await make.member(database)
    note = await published(database, ana, Audience.PRIVATE)
    assert await counted(database, ana) == (0, None)

    await database.write(set_audience, ana.id, note, Audience.PUBLIC)
    assert await counted(database, ana) == (1, 1)
    await database.write(set_audience, ana.id, note, Audience.PUBLIC)
    assert await counted(database, ana) == (1, 1)
    async with database.read() as tx:
        assert await is_public(tx, "note", note)

    await database.write(set_audience, ana.id, note, Audience.MUTUALS)
    await database.write(set_audience, ana.id, note, Audience.PRIVATE)
    assert await counted(database, ana) == (0, 0)
    async with database.read() as tx:
        assert not await is_public(tx, "note", note)

    await database.write(delete_note, ana.id, note)
    assert await counted(database, ana) == (0, 0)


async def test_only_the_author_is_told_whom_she_chose(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await published(database, ana, Audience.CHOSEN, ("@Bob", "bob"))

    async with database.read() as tx:
        assert await audience_of(tx, ana.id, note) == ("chosen", [bo.id])
        with pytest.raises(NotFound):
            await audience_of(tx, bo.id, note)
    with pytest.raises(NotFound):
        await database.write(set_audience, bo.id, note, Audience.PUBLIC)


async def test_who_is_not_there_or_kept_apart_cannot_be_chosen(database: Database):
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    note = await published(database, ana, Audience.CHOSEN, ("bob",))

    with pytest.raises(ChosenUnknown):
        await database.write(set_audience, ana.id, note, Audience.CHOSEN, ("nobody",))
    await database.write(block, bo.id, ana.id, now=make.NOW)
    with pytest.raises(ChosenUnknown):
        await database.write(set_audience, ana.id, note, Audience.CHOSEN, ("bob",))
    async with database.read() as tx:
        assert await audience_of(tx, ana.id, note) == ("chosen", [])
        # what was refused changed nothing
        assert await tx.count(Sql("select count(*) from note_chosen")) == 1
    with pytest.raises(TooManyChosen):
        await published(database, ana, Audience.CHOSEN, tuple(f"h{n}" for n in range(101)))


async def test_a_change_is_told_once_and_nothing_is_left_of_a_note_that_goes(database: Database):
    ana = await make.member(database, "ana")
    await make.member(database, "bob")
    note = await published(database, ana, Audience.PUBLIC)
    for audience in (Audience.PUBLIC, Audience.CHOSEN, Audience.CHOSEN):
        await database.write(set_audience, ana.id, note, audience, ("bob",))

    async with database.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    # who is chosen may be others each time
    assert [e for e in told if isinstance(e, AudienceChanged)] == [
        AudienceChanged(note, ana.id, "chosen")
    ] * 2
    await database.write(delete_note, ana.id, note)
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from note_chosen")) == 0
