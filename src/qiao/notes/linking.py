"""Answering and quoting with a note: what a note points to, who may, and taking it off again.

A note points to at most one note that it answers and one that it quotes, chosen when it is
published and never after: all of them are older, so that nothing goes in a circle.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.notes.events import AnswersClosed, NoteLinked, NoteUnlinked
from qiao.notes.models import Audience, NotesClosed
from qiao.notes.momos import MomoForAll
from qiao.notes.visibility import Where, visible
from qiao.people.circles import Circle
from qiao.people.may import is_in

How = Literal["answer", "quote"]
MAX_ORDERED = 1_000
"""Of so many answering notes, the newest, the helpful ones are found."""

_TO = Sql(
    "select n.author_id, n.audience, n.answer_by, n.with_id from notes n where n.id = :to and "
    + visible("n", where=Where.DIRECT)
)
_PUT = Sql("""
    insert into note_links (note_id, how, to_id, at_us) values (:note, :how, :to, :now_us)
""")
_FROM = Sql("select how, to_id from note_links where note_id = :note and to_id <> ''")
_POINTING = Sql("select note_id, how from note_links where to_id = :note")
_LET_GO = Sql("update note_links set to_id = '' where to_id = :note")
_OWNED = Sql("select answer_by, momo from notes where id = :note and author_id = :author")
_CHOOSE = Sql("update notes set answer_by = :circle where id = :note")
_SET_OFF = Sql("""
    update note_links set off = :off where note_id = :answer and to_id = :note and off <> :off
""")
_ARE_LINKED = Sql("select how from note_links where note_id = :answer and to_id = :note")
_ANSWERING = Sql(
    """
    select n.id, n.at_us, c.likes from note_links l join notes n on n.id = l.note_id
    join note_counts c on c.note_id = n.id
    where l.to_id = :note and l.off = 0 and n.standing = 'public' and """
    + visible("n", where=Where.SHELF)
    + """
    order by n.id desc limit :limit_rows
"""
)
_SEEN = Sql(
    "select n.id from notes n where n.id in (:ids...) and " + visible("n", where=Where.DIRECT)
)


class AnsweredItself(Invalid):
    """One note cannot be answered and quoted at once. Facts: field."""

    code = "answered_and_quoted"


class MomoAnswersAll(Invalid):
    """Of a momo's note only everybody or nobody may answer: fewer would tell who it is."""

    code = "momo_answers_all"


class Answering(NamedTuple):
    """A note that points to another one."""

    id: str
    at_us: int
    likes: int


async def put_links(
    tx: WriteTx,
    author: str,
    note: str,
    wanted: Sequence[tuple[How, str]],
    *,
    momo: bool,
    now: Micros,
) -> None:
    """Let a note that was just published point to others.

    Raises:
        NotFound: one of them is not there for its author. Facts: field.
        NotesClosed: whoever wrote it lets others, or nobody, answer with a note.
        MomoForAll: so few may answer that a momo would be known.
        AnsweredItself: both are the same note.
    """
    if len({to for _, to in wanted}) < len(wanted):
        raise AnsweredItself(field="quotes")
    for how, to in wanted:
        found = await tx.one_or_none(tuple, _TO, to=to, reader=author, reviewer=0)
        if found is None or to == note:
            raise NotFound(field=f"{how}s")
        host, audience, circle = str(found[0]), str(found[1]), Circle(str(found[2]))
        if author != found[3] and not await is_in(tx, author, circle, host):
            raise NotesClosed(field=f"{how}s")
        if momo and (audience != Audience.PUBLIC or circle != Circle.EVERYONE):
            raise MomoForAll(field="momo")
        await tx.run(_PUT, note=note, how=how, to=to, now_us=now)
        await tell(tx, NoteLinked(note, to))


async def forget_links(tx: WriteTx, note: str) -> None:
    """A note is about to go: those it pointed to hear of it, those that point to it stay."""
    for _, to in await tx.all(tuple, _FROM, note=note):
        await tell(tx, NoteUnlinked(note, str(to)))
    for pointing, _ in await tx.all(tuple, _POINTING, note=note):
        await tell(tx, NoteUnlinked(str(pointing), note))
    await tx.run(_LET_GO, note=note)


async def choose_who_answers(tx: WriteTx, author: str, note: str, circle: Circle) -> None:
    """Choose who may answer or quote one's note with one of theirs; what is there stays.

    Raises:
        NotFound: the note is not there or not the author's.
        MomoAnswersAll: it was published as momo.
    """
    owned = await tx.one_or_none(tuple, _OWNED, note=note, author=author)
    if owned is None:
        raise NotFound
    if owned[1] and circle not in (Circle.EVERYONE, Circle.NOBODY):
        raise MomoAnswersAll(field="who")
    await tx.run(_CHOOSE, note=note, circle=circle)
    await tell(tx, AnswersClosed(note))


async def who_answers(tx: ReadTx, author: str, note: str) -> Circle:
    """Return who may answer one's own note; raises NotFound."""
    owned = await tx.one_or_none(tuple, _OWNED, note=note, author=author)
    if owned is None:
        raise NotFound
    return Circle(str(owned[0]))


async def take_off(tx: WriteTx, author: str, note: str, answer: str, *, off: bool) -> None:
    """Take a note that answers or quotes one's own off it, or put it back; twice is fine.

    It stays where it is, but says no more what it answers.

    Raises:
        NotFound: the note is not the author's, or the other does not point to it.
    """
    owned = await tx.one_or_none(tuple, _OWNED, note=note, author=author)
    if owned is None or await tx.value(_ARE_LINKED, answer=answer, note=note) is None:
        raise NotFound
    if await tx.run(_SET_OFF, answer=answer, note=note, off=int(off)):
        await tell(tx, NoteUnlinked(answer, note) if off else NoteLinked(answer, note))


async def answering(tx: ReadTx, note: str, *, reader: str | None) -> list[Answering]:
    """Return the notes that point to this one and that the reader may see, newest first."""
    found = await tx.all(Answering, _ANSWERING, note=note, reader=reader, limit_rows=MAX_ORDERED)
    # what answers and quotes it counts once
    return list({one.id: one for one in found}.values())


async def seen_of(
    tx: ReadTx, ids: Sequence[str], *, reader: str | None, reviewer: bool = False
) -> set[str]:
    """Return those of these notes that a reader may open."""
    if not ids:
        return set()
    rows = await tx.rows(_SEEN, {"ids": list(ids), "reader": reader, "reviewer": int(reviewer)})
    return {str(row[0]) for row in rows}
