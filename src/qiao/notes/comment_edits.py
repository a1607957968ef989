"""What becomes of a comment after it was said: written anew for a while, or pinned."""

from qiao.kit.clock import SECOND, Micros
from qiao.kit.db import Sql, WriteTx, tell
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.notes.commands import set_standing
from qiao.notes.events import CommentEdited, CommentPinned
from qiao.notes.gate import Gate
from qiao.notes.models import MAX_COMMENT_CHARS, CommentSettled, Standing, UnderReview
from qiao.notes.visibility import visible_words

EDIT_MINUTES = 10

_OWNED = Sql("""
    select note_id, body, standing, at_us, sticker <> '' or exists (
      select 1 from comment_media m where m.comment_id = comments.id
    ) from comments
    where id = :id and author_id = :author and deleted = 0
""")
_WRITE = Sql("""
    update comments set body = :body, lang = 'und', mixed = '[]', edited_us = :now_us
    where id = :id and deleted = 0
""")
# what its author said of it in other languages is said of other words
_UNVERSION = Sql("delete from comment_versions where comment_id = :id")
_TOP = Sql(
    """
    select c.note_id from comments c join notes n on n.id = c.note_id
    where c.id = :comment and c.parent_id is null and c.deleted = 0 and n.author_id = :reader and
"""
    + visible_words("c")
)
_PIN = Sql("""
    insert into note_pins (note_id, comment_id) values (:note, :comment)
    on conflict (note_id) do update set comment_id = :comment
""")
_UNPIN = Sql("delete from note_pins where note_id = :note and comment_id = :comment")
_FALLS = (Standing.PUBLIC, Standing.LIMITED, Standing.HELD, Standing.REMOVED)


async def edit_comment(
    tx: WriteTx, author: str, comment: str, body: str, gate: Gate, *, now: Micros
) -> str:
    """Write one's own comment anew; return its note. The same again changes nothing.

    Raises:
        NotFound: it is not there or not the author's.
        CommentSettled: it was said too long ago.
        UnderReview: it is held or was taken down.
        Refusal: whatever the gate says, and those of `kit.text.clean`.
    """
    row = await tx.one_or_none(tuple, _OWNED, id=comment, author=author)
    if row is None:
        raise NotFound
    # a picture or a sticker speaks for itself
    body = clean(body, field="body", max_chars=MAX_COMMENT_CHARS, empty=bool(row[4]))
    note, before, stands, at_us = str(row[0]), str(row[1]), Standing(str(row[2])), int(row[3])
    if body == before:
        return note
    if stands in (Standing.HELD, Standing.REMOVED):
        raise UnderReview
    if now - at_us > EDIT_MINUTES * 60 * SECOND:
        raise CommentSettled(minutes=EDIT_MINUTES)
    standing = await gate.standing(tx, author, "comment", body, now=now)
    if not await tx.run(_WRITE, id=comment, body=body, now_us=now):
        raise NotFound
    await tx.run(_UNVERSION, id=comment)
    if _FALLS.index(standing) > _FALLS.index(stands):
        await set_standing(tx, "comment", comment, standing)
    await tell(tx, CommentEdited(comment, note))
    return note


async def pin_comment(tx: WriteTx, author: str, comment: str) -> None:
    """Put a comment first below one's own note, instead of any other.

    Raises:
        NotFound: it is not there, is an answer, or the note is not the author's.
    """
    note = await tx.value(_TOP, comment=comment, reader=author, reviewer=0)
    if note is None:
        raise NotFound
    await tx.run(_PIN, note=str(note), comment=comment)
    await tell(tx, CommentPinned(comment, str(note)))


async def unpin_comment(tx: WriteTx, author: str, comment: str) -> None:
    """Put a comment first no longer. Raises NotFound as `pin_comment` does."""
    note = await tx.value(_TOP, comment=comment, reader=author, reviewer=0)
    if note is None:
        raise NotFound
    if await tx.run(_UNPIN, note=str(note), comment=comment):
        await tell(tx, CommentPinned(comment, str(note)))
