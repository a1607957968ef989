"""Publishing, deleting, writing again in another language, standing: what each leaves behind."""

import asyncio

import pytest

from qiao.kit.db import Database, Event, Sql, WriteTx, events_after
from qiao.kit.ids import new_id
from qiao.kit.refusals import Forbidden, NotFound
from qiao.media.models import MediaNotFound
from qiao.notes import commands, comments, keeping
from qiao.notes.events import NoteDeleted, NotePublished, NoteVersionAdded, StandingChanged
from qiao.notes.gate import Gate
from qiao.notes.models import NoteEmpty, OfKind, Standing, checked_draft
from qiao.people.commands import LangUnknown
from tests import make

LEFT = {
    table: Sql(f"select count(*) from {table}")
    for table in (
        "notes", "note_counts", "note_media", "note_topics", "note_versions", "likes", "collects",
        "comments", "comment_counts", "comment_likes", "comment_versions",
    )
}  # fmt: skip


class ShutGate(Gate):
    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: int
    ) -> Standing:
        raise Forbidden


class HoldingGate(Gate):
    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: int
    ) -> Standing:
        return Standing.HELD


async def left(db: Database) -> dict[str, int]:
    async with db.read() as tx:
        return {table: n for table, sql in LEFT.items() if (n := await tx.count(sql))}


async def told(db: Database) -> list[Event | None]:
    async with db.read() as tx:
        return [line.event() for line in await events_after(tx, 0)]


async def used(db: Database) -> list[int]:
    async with db.read() as tx:
        return [int(row[0]) for row in await tx.all(tuple, Sql("select used from media"))]  # type: ignore[call-overload]


async def test_a_note_is_told_of_when_it_can_be_read(database: Database):
    ana = await make.member(database)

    note = await make.note(database, ana)

    assert (await told(database))[-1] == NotePublished(note, ana.id)


async def test_what_the_gate_refuses_leaves_nothing(database: Database):
    ana = await make.member(database)
    draft = checked_draft(title="", body="Bread", topics=["bread"], photos=[])

    with pytest.raises(Forbidden):
        await database.write(commands.publish, ana.id, draft, ShutGate(), now=make.NOW)

    assert await left(database) == {}
    assert NotePublished not in map(type, await told(database))


async def test_the_gate_may_let_in_with_another_standing(database: Database):
    ana = await make.member(database)
    draft = checked_draft(title="", body="Bread", topics=[], photos=[])

    await database.write(commands.publish, ana.id, draft, HoldingGate(), now=make.NOW)

    async with database.read() as tx:
        assert await tx.value(Sql("select standing from notes")) == "held"


async def test_photos_are_ones_own(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    picture = await make.picture(database, ana)

    with pytest.raises(MediaNotFound):
        await make.note(database, bo, topics=["bread"], photos=[picture])

    assert await left(database) == {}
    assert await used(database) == [0]


async def test_a_deleted_note_takes_everything_along(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    picture = await make.picture(database, ana)
    note = await make.note(database, ana, topics=["bread", "salt"], photos=[picture])
    first = await make.comment(database, bo, note)
    await make.comment(database, ana, note, parent=first)
    await database.write(keeping.like, bo.id, note, now=make.NOW)
    await database.write(keeping.collect, bo.id, note, now=make.NOW)
    await database.write(comments.like_comment, ana.id, first, now=make.NOW)
    await database.write(comments.put_comment_version, bo.id, first, "ar", "كم؟", now=make.NOW)
    await database.write(
        commands.put_version, ana.id, note, "ar", title="", body="خبز", now=make.NOW
    )
    assert set(await left(database)) == set(LEFT)

    await database.write(commands.delete_note, ana.id, note)

    assert await left(database) == {}
    assert await used(database) == [0]
    assert (await told(database))[-1] == NoteDeleted(note, ana.id)
    async with database.read() as tx:
        assert await tx.count(Sql("select max(notes) from topics")) == 0
        assert await tx.count(Sql("select max(notes) from boards")) == 0
        assert await tx.count(Sql("select max(notes) from member_counts")) == 0


async def test_one_deletes_ones_own_note_and_only_once(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana, topics=["bread"])
    other = await make.note(database, ana, topics=["bread"])

    with pytest.raises(NotFound):
        await database.write(commands.delete_note, bo.id, note)
    outcomes = await asyncio.gather(
        *(database.write(commands.delete_note, ana.id, note) for _ in range(8)),
        return_exceptions=True,
    )

    assert sorted(map(str, outcomes)) == sorted(["None", *["not_found"] * 7])
    async with database.read() as tx:
        assert await tx.all(tuple, Sql("select id from notes")) == [(other,)]
        assert await tx.count(Sql("select notes from topics")) == 1
        assert await tx.count(Sql("select notes from member_counts where notes > 0")) == 1


async def test_nothing_hangs_on_a_note_that_was_deleted_meanwhile(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    for _ in range(6):
        note = await make.note(database, ana)
        first = await make.comment(database, bo, note)
        await asyncio.gather(
            database.write(keeping.like, bo.id, note, now=make.NOW),
            database.write(keeping.collect, bo.id, note, now=make.NOW),
            database.write(comments.like_comment, ana.id, first, now=make.NOW),
            make.comment(database, bo, note),
            make.comment(database, bo, note, parent=first),
            database.write(
                commands.put_version, ana.id, note, "fr", title="", body="Pain", now=make.NOW
            ),
            database.write(commands.delete_note, ana.id, note),
            make.comment(database, ana, note),
            database.write(keeping.like, ana.id, note, now=make.NOW),
            return_exceptions=True,
        )

        assert await left(database) == {}


async def version(db: Database, who: str, note: str, lang: str, body: str = "خبز") -> None:
    await db.write(commands.put_version, who, note, lang, title="", body=body, now=make.NOW)


async def test_a_version_belongs_to_a_language_and_is_the_authors(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana)

    await version(database, ana.id, note, "pt-BR", "Pão")
    await version(database, ana.id, note, "pt", "Pão quente")
    with pytest.raises(NotFound):
        await version(database, bo.id, note, "ar")
    with pytest.raises(NotFound):
        await version(database, ana.id, "no such note", "ar")
    with pytest.raises(LangUnknown):
        await version(database, ana.id, note, "not a language")

    async with database.read() as tx:
        rows = await tx.all(tuple, Sql("select lang, body from note_versions"))
    assert rows == [("pt", "Pão quente")]
    assert (await told(database))[-1] == NoteVersionAdded(note, "pt")


async def test_an_empty_version_does_not_stand_for_a_note(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)

    with pytest.raises(NoteEmpty):
        await version(database, ana.id, note, "ar", " \u200b")


async def test_standing_is_told_of_when_it_changes(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)

    async def stand(standing: Standing) -> bool:
        return await database.write(commands.set_standing, "note", note, standing)

    assert not await stand(Standing.PUBLIC)
    assert await stand(Standing.LIMITED)
    assert not await stand(Standing.LIMITED)
    with pytest.raises(NotFound):
        await database.write(commands.set_standing, "note", new_id(0), Standing.HELD)

    changes = [event for event in await told(database) if isinstance(event, StandingChanged)]
    assert changes == [StandingChanged("note", note, note, ana.id, "limited")]
