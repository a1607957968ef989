"""Writing a note anew: what is kept, what is asked again, and who is shown what it said before."""

import pytest

from qiao.kit.clock import HOUR, Micros
from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.kit.refusals import NotFound, Refusal
from qiao.media.commands import remove_unused
from qiao.notes.commands import delete_note, put_version, set_audience, set_language, set_standing
from qiao.notes.editing import MAX_EDITS_PER_HOUR, earlier_texts, edit_note
from qiao.notes.events import NoteEdited, NotePublished
from qiao.notes.gate import OpenGate
from qiao.notes.models import (
    Audience,
    Draft,
    EditedTooMuch,
    Label,
    OfKind,
    Standing,
    UnderReview,
    checked_draft,
)
from qiao.notes.words import words_of
from qiao.people.models import Caller
from qiao.topics import queries as topics
from tests import make


def draft(body: str = "Bread, still warm", **more: object) -> Draft:
    return checked_draft(**{"title": "", "topics": [], "photos": []} | {"body": body} | more)  # type: ignore[arg-type]


async def edit(db: Database, who: Caller, note: str, new: Draft, *, now: Micros | None = None):
    await db.write(edit_note, who.id, note, new, OpenGate(), now=now or make.moment())


async def earlier(db: Database, note: str, reader: Caller | None) -> list[str]:
    async with db.read() as tx:
        found = await earlier_texts(tx, note, reader=reader.id if reader else None)
    return [one.body for one in found]


async def told(db: Database, kind: type) -> int:
    async with db.read() as tx:
        return sum(isinstance(line.event(), kind) for line in await events_after(tx, 0))


async def test_what_it_said_before_is_kept_and_it_is_read_anew(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana, "One", topics=["rye", "oven"])
    await database.write(set_language, "note", note, "en")
    await database.write(put_version, ana.id, note, "fr", title="", body="Un", now=make.moment())
    await edit(database, ana, note, draft("Two", topics=["oven", "salt"]))
    await edit(database, ana, note, draft("Three", labels=[Label.AI]))
    await edit(database, ana, note, draft("Three", labels=[Label.AI]))  # the same again

    assert await earlier(database, note, None) == ["Two", "One"]
    async with database.read() as tx:
        found = await earlier_texts(tx, note, reader=None)
        assert (found[0].topics, found[0].labels) == (["oven", "salt"], [])
        assert found[1].topics == ["rye", "oven"]
        assert found[1].until == found[0].at
        words = await words_of(tx, "note", note, reader=None)
        assert (words.body, words.lang) == ("Three", "und")
        assert await tx.count(Sql("select older from note_versions")) == 1
        assert await tx.count(Sql("select sum(notes) from topics")) == 0
    assert (await told(database, NoteEdited), await told(database, NotePublished)) == (2, 1)

    await database.write(put_version, ana.id, note, "fr", title="", body="Trois", now=make.moment())
    async with database.read() as tx:
        assert await tx.count(Sql("select older from note_versions")) == 0
    await database.write(delete_note, ana.id, note)
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from note_edits")) == 0


async def test_new_topics_or_labels_alone_leave_language_and_versions(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana, "One")
    await database.write(put_version, ana.id, note, "fr", title="", body="Un", now=make.moment())
    await edit(database, ana, note, draft("One", topics=["rye"], labels=[Label.PAID]))

    async with database.read() as tx:
        assert (await words_of(tx, "note", note, reader=None)).lang == "en"
        assert await tx.count(Sql("select older from note_versions")) == 0
        assert (await topics.topic(tx, "rye")).notes == 1


async def test_photos_change_places_and_those_taken_out_are_let_go(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    first, second = [await make.picture(database, ana, full=full) for full in (b"1", b"2")]
    note = await make.note(database, ana, photos=[first, second])
    await edit(database, ana, note, draft(photos=[(second, "A loaf"), (first, "")]))
    await edit(database, ana, note, draft(photos=[(second, "A loaf")]))

    async with database.read() as tx:
        assert (await earlier_texts(tx, note, reader=None))[0].alt == ["A loaf", ""]
        assert (await words_of(tx, "note", note, reader=None)).alts == ("A loaf",)
    assert len(await database.write(remove_unused, before_us=make.moment() + HOUR)) == 1
    theirs = await make.picture(database, bo, full=b"3")
    with pytest.raises(Refusal):
        await edit(database, ana, note, draft(photos=[(theirs, "")]))


async def test_what_was_for_fewer_stays_between_the_author_and_herself(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana, "open")
    for audience, body in (("private", "diary"), ("chosen", "letter"), ("public", "news")):
        await database.write(set_audience, ana.id, note, Audience(audience), ())
        await edit(database, ana, note, draft(body))
    await edit(database, ana, note, draft("last"))

    # what it said last before it was opened to everybody, everybody could read
    assert await earlier(database, note, bo) == ["news", "letter"]
    assert await earlier(database, note, ana) == ["news", "letter", "diary", "open"]


class Stern:
    """Refuses bad words, limits doubtful ones, and says what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def standing(
        self, tx: WriteTx, author: str, of: OfKind, text: str, *, now: Micros
    ) -> Standing:
        self.asked.append(text.strip())
        if "bad" in text:
            raise UnderReview
        return Standing.LIMITED if "doubtful" in text else Standing.PUBLIC


async def test_the_gate_is_asked_about_new_words_and_lifts_nothing(database: Database):
    ana, gate = await make.member(database), Stern()
    note = await make.note(database, ana, "fine")

    async def writes(body: str) -> str:
        await database.write(
            edit_note, ana.id, note, draft(body, topics=["rye"]), gate, now=make.moment()
        )
        async with database.read() as tx:
            return (await words_of(tx, "note", note, reader=ana.id)).standing

    assert await writes("fine") == "public"
    assert gate.asked == []
    with pytest.raises(UnderReview):
        await writes("bad")
    assert await writes("doubtful") == "limited"
    assert await writes("good") == "limited"  # what review lowered, an edit does not raise
    assert gate.asked == ["bad", "doubtful", "good"]
    await database.write(set_standing, "note", note, Standing.HELD)
    with pytest.raises(UnderReview):
        await writes("other")


async def test_nobody_else_edits_and_nobody_without_end(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana, "0")
    with pytest.raises(NotFound):
        await edit(database, bo, note, draft("mine"))
    now = make.moment()
    for n in range(MAX_EDITS_PER_HOUR):
        await edit(database, ana, note, draft(f"{n + 1}"), now=Micros(now + n))
    with pytest.raises(EditedTooMuch):
        await edit(database, ana, note, draft("more"), now=Micros(now + HOUR - 1))
    await edit(database, ana, note, draft("later"), now=Micros(now + HOUR + 1))
