"""What an author said below her own notes elsewhere, as old as it is: comments, figures, outcomes.

Nobody is told of it, as of the notes it came with.
"""

import json
from collections.abc import Sequence

import msgspec

from qiao.kit.db import Sql, WriteTx
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound
from qiao.kit.text import clean
from qiao.notes.figures import MAX_PLACE_CHARS, checked_value, place_key
from qiao.notes.models import NO_THINGS, CommentThings
from qiao.notes.photos import put_photos
from qiao.notes.stickers import known_sticker

_OWN = Sql("""
    select at_us from notes where id = :note and author_id = :author and brought = 1
""")
_PARENT = Sql("""
    select id from comments
    where id = :parent and note_id = :note and author_id = :author and parent_id is null
""")
_COMMENT = Sql("""
    insert into comments
      (id, note_id, parent_id, author_id, body, lang, mixed, standing, sticker, at_us, edited_us)
    values
      (:id, :note, :parent, :author, :body, :lang, :mixed, 'public', :sticker, :at_us, :edited_us)
""")
_COMMENT_COUNTS = Sql("insert into comment_counts (comment_id) values (:id)")
_COUNT_COMMENT = Sql("update note_counts set comments = comments + 1 where note_id = :note")
_COUNT_ANSWER = Sql("update comment_counts set answers = answers + 1 where comment_id = :parent")
_COMMENT_VERSION = Sql("""
    insert into comment_versions (comment_id, lang, body, by_id, at_us)
    values (:comment, :lang, :body, :author, :at_us) on conflict (comment_id, lang) do nothing
""")
_PIN = Sql("""
    insert into note_pins (note_id, comment_id)
    select c.note_id, c.id from comments c join notes n on n.id = c.note_id
    where c.id = :comment and c.note_id = :note and n.author_id = :author and c.parent_id is null
    on conflict (note_id) do nothing
""")
_OUTCOME = Sql("""
    update note_questions set outcome_id = :comment
    where note_id = :note and outcome_id = '' and exists (
      select 1 from comments c join notes n on n.id = c.note_id
      where c.id = :comment and c.note_id = :note and c.author_id = :author
        and n.author_id = :author and n.brought = 1 and c.deleted = 0)
""")
_UNIT = Sql("""
    select q.unit from note_questions q join notes n on n.id = q.note_id
    join comments c on c.note_id = n.id
    where c.id = :comment and c.author_id = :author and c.deleted = 0 and n.author_id = :author
      and n.brought = 1 and q.unit <> ''
""")
_FIGURE = Sql("""
    insert into comment_figures (comment_id, note_id, member_id, place, place_key, amount, currency)
    select c.id, c.note_id, c.author_id, :place, :key, :value, :currency
    from comments c where c.id = :comment and not exists (
      select 1 from comment_figures f where f.note_id = c.note_id and f.member_id = c.author_id)
""")


class BroughtComment(msgspec.Struct, frozen=True):
    """An author's own comment below a note that came with it, checked."""

    note: str
    body: str
    at_us: int
    parent: str | None = None
    lang: str = "und"
    mixed: list[str] = []
    edited_us: int = 0
    versions: Sequence[tuple[str, str, int]] = ()  # language, body, when
    things: CommentThings = NO_THINGS


async def bring_comment(tx: WriteTx, author: str, comment: BroughtComment) -> str:
    """Put in an author's own comment below her own note that was brought; return its id.

    An answer to what did not come stands by itself.

    Raises:
        NotFound: there is no such note of hers.
        StickerUnknown, MediaNotFound, VideoAlone: of what it shows.
    """
    if await tx.value(_OWN, note=comment.note, author=author) is None:
        raise NotFound(field="note")
    parent = None
    if comment.parent is not None:
        parent = await tx.value(_PARENT, parent=comment.parent, note=comment.note, author=author)
    if comment.things.sticker:
        await known_sticker(tx, comment.things.sticker)
    id_ = new_id(comment.at_us)
    await tx.run(
        _COMMENT,
        id=id_,
        note=comment.note,
        parent=None if parent is None else str(parent),
        author=author,
        body=comment.body,
        lang=comment.lang,
        mixed=json.dumps(comment.mixed),
        sticker=comment.things.sticker,
        at_us=comment.at_us,
        edited_us=comment.edited_us,
    )
    await put_photos(tx, author, id_, comment.things.photos, of="comment")
    await tx.run(_COMMENT_COUNTS, id=id_)
    await tx.run(_COUNT_COMMENT, note=comment.note)
    if parent is not None:
        await tx.run(_COUNT_ANSWER, parent=str(parent))
    for lang, body, at_us in comment.versions:
        await tx.run(
            _COMMENT_VERSION, comment=id_, lang=lang, body=body, author=author, at_us=at_us
        )
    return id_


async def pin_brought(tx: WriteTx, author: str, note: str, comment: str) -> None:
    """Put a brought comment first below a brought note, where nothing stands first."""
    await tx.run(_PIN, note=note, comment=comment, author=author)


async def tell_brought(tx: WriteTx, author: str, note: str, comment: str) -> bool:
    """Let a brought comment be what came of a brought question; say whether it is by now."""
    return bool(await tx.run(_OUTCOME, note=note, comment=comment, author=author))


async def figure_brought(
    tx: WriteTx, author: str, comment: str, *, place: str, value: float, currency: str
) -> bool:
    """Let a brought comment be the figure it was, below a brought question of the author's.

    Say whether it is by now: twice, or a second one below the same question, is none.

    Raises:
        NotFound: it is no question for numbers, or the comment is not there.
        ValueRefused, CurrencyUnknown, and those of `kit.text.clean`.
    """
    unit = await tx.value(_UNIT, comment=comment, author=author)
    if unit is None:
        raise NotFound(field="comment")
    value, currency = checked_value(str(unit), value, currency)
    place = clean(place, field="place", max_chars=MAX_PLACE_CHARS, lines=False, empty=False)
    put = await tx.run(
        _FIGURE, comment=comment, place=place, key=place_key(place), value=value,
        currency=currency,
    )  # fmt: skip
    return bool(put)
