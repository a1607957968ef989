"""Asking with a note: the answer that helped, and what came of it.

Answers are comments, or notes that answer; what came of it is a comment of whoever asked. So they
are read, translated, reported and taken away like everything that people say.
"""

from typing import Literal

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.refusals import Invalid, NotFound
from qiao.kit.text import clean
from qiao.notes.comments import publish_comment
from qiao.notes.events import AnswerAccepted, OutcomeTold
from qiao.notes.gate import Gate
from qiao.notes.models import MAX_COMMENT_CHARS, CommentId
from qiao.notes.visibility import Where, visible, visible_words

Of = Literal["comment", "note"]

_OWNED = Sql("""
    select n.momo, q.accepted_of, q.accepted_id from notes n
    join note_questions q on q.note_id = n.id where n.id = :note and n.author_id = :author
""")
_COMMENT = Sql(
    """
    select c.author_id from comments c
    where c.id = :id and c.note_id = :note and c.deleted = 0 and """
    + visible_words("c")
)
_NOTE = Sql(
    """
    select n.author_id from notes n join note_links l on l.note_id = n.id
    where n.id = :id and l.to_id = :note and l.how = 'answer' and l.off = 0 and """
    + visible("n", where=Where.DIRECT)
)
_ACCEPTED_NOTE = Sql("""
    select accepted_id from note_questions where note_id = :note and accepted_of = 'note'
""")
_ACCEPT = Sql("""
    update note_questions set accepted_of = :of, accepted_id = :id where note_id = :note
""")
_TELL = Sql("update note_questions set outcome_id = :comment where note_id = :note")


class OwnAnswer(Invalid):
    """What came of it is told in another way than by taking one's own answer."""

    code = "own_answer"


async def accept(tx: WriteTx, author: str, note: str, of: Of, id: str) -> None:
    """Mark one answer as the one that helped, instead of any other; twice is fine.

    Raises:
        NotFound: the question or the answer is not there, or the question is not the author's.
        OwnAnswer: it is hers.
    """
    owned = await _owned(tx, author, note)
    found = await tx.value(
        _COMMENT if of == "comment" else _NOTE, id=id, note=note, reader=author, reviewer=0
    )
    if found is None:
        raise NotFound(field="id")
    if found == author:
        raise OwnAnswer(field="id")
    if (owned[1], owned[2]) == (of, id):
        return
    await tx.run(_ACCEPT, note=note, of=of, id=id)
    if owned[2]:
        await tell(tx, AnswerAccepted(note, str(owned[1]), str(owned[2]), on=False))
    await tell(tx, AnswerAccepted(note, of, id, on=True))


async def unaccept(tx: WriteTx, author: str, note: str) -> None:
    """Take the mark back; twice is fine. Raises NotFound."""
    owned = await _owned(tx, author, note)
    if owned[2]:
        await tx.run(_ACCEPT, note=note, of="", id="")
        await tell(tx, AnswerAccepted(note, str(owned[1]), str(owned[2]), on=False))


async def tell_outcome(
    tx: WriteTx,
    author: str,
    note: str,
    body: str,
    gate: Gate,
    *,
    now: Micros,
    id: str | None = None,
) -> CommentId:
    """Say what came of one's question; the newest stands first, earlier ones stay in the talk.

    Raises:
        NotFound: the question is not there or not the author's.
        Refusal: as for a comment.
    """
    owned = await _owned(tx, author, note)
    body = clean(body, field="body", max_chars=MAX_COMMENT_CHARS, empty=False)
    comment = await publish_comment(
        tx, author, note, body, gate, now=now, momo=bool(owned[0]), id=id
    )
    await tx.run(_TELL, note=note, comment=comment)
    await tell(tx, OutcomeTold(note, comment))
    return comment


async def accepted_note(tx: ReadTx, note: str) -> str:
    """Return the note that helped whoever asked, or nothing ("")."""
    return str(await tx.value(_ACCEPTED_NOTE, note=note) or "")


async def _owned(tx: WriteTx, author: str, note: str) -> tuple[int, str, str]:
    row = await tx.one_or_none(tuple, _OWNED, note=note, author=author)
    if row is None:
        raise NotFound
    return int(row[0]), str(row[1]), str(row[2])
