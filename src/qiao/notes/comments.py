"""Changing comments: publishing, deleting, versions in other languages, likes."""

from qiao.kit.clock import Micros
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import Forbidden, NotFound
from qiao.kit.text import clean
from qiao.media import commands as media
from qiao.media.models import MediaId
from qiao.notes.events import (
    AnswerAccepted,
    CommentDeleted,
    CommentLiked,
    CommentPublished,
    CommentUnliked,
    CommentVersionAdded,
)
from qiao.notes.gate import Gate
from qiao.notes.models import MAX_COMMENT_CHARS, NO_THINGS, Audience, CommentId, CommentThings
from qiao.notes.momos import MomoForAll, number_for, refuse_known_photos
from qiao.notes.photos import put_photos
from qiao.notes.stickers import known_sticker
from qiao.notes.visibility import Where, visible, visible_comment, visible_words
from qiao.notes.web_links import forget_web_links
from qiao.people.circles import Circle
from qiao.people.commands import checked_lang
from qiao.people.may import is_in, who_may

_NOTE = Sql(
    "select n.author_id, n.audience, n.momo, n.with_id from notes n where n.id = :note and "
    + visible("n", where=Where.DIRECT)
)
_PARENT = Sql(
    """
    select coalesce(c.parent_id, c.id) from comments c
    where c.id = :parent and c.note_id = :note and c.deleted = 0 and
"""
    + visible_words("c")
)
_PUBLISH = Sql("""
    insert into comments
      (id, note_id, parent_id, author_id, body, lang, standing, momo, sticker, at_us)
    values
      (:id, :note, :parent, :author, :body, :lang, :standing, :momo, :sticker, :now_us)
""")
_COUNTS = Sql("insert into comment_counts (comment_id) values (:id)")
_COUNT_NOTE = Sql("update note_counts set comments = comments + :step where note_id = :note")
_COUNT_ANSWERS = Sql(
    "update comment_counts set answers = answers + :step where comment_id = :parent"
)
_OWNED = Sql("""
    select note_id, parent_id from comments where id = :id and author_id = :author and deleted = 0
""")
_DELETE = Sql("""
    update comments set deleted = 1, body = '', sticker = '', lang = 'und'
    where id = :id and deleted = 0
""")
_MEDIA = Sql("select media_id from comment_media where comment_id = :id")
_DELETE_MEDIA = Sql("delete from comment_media where comment_id = :id")
_DELETE_VERSIONS = Sql("delete from comment_versions where comment_id = :id")
_DELETE_READS = Sql("""
    delete from comment_reads where comment_id = :id
      or (of_id = :id and comment_id in (select id from comments where note_id = :note))
""")
_PUT_VERSION = Sql("""
    insert into comment_versions (comment_id, lang, body, by_id, at_us)
    values (:comment, :lang, :body, :by, :now_us)
    on conflict (comment_id, lang) do update set body = :body, by_id = :by, at_us = :now_us
""")
_SEEN = Sql(
    """
    select c.note_id from comments c
    where c.id = :comment and c.deleted = 0 and
"""
    + visible_comment("c")
)
# a stub stays where a comment had answers: those are read below it all the same
_NOTE_OF = Sql(
    """
    select c.note_id from comments c where c.id = :comment and
"""
    + visible_comment("c")
)
_FORGET_FIGURE = Sql("delete from comment_figures where comment_id = :id")
_UNACCEPT = Sql("""
    update note_questions set accepted_of = '', accepted_id = ''
    where note_id = :note and accepted_id = :id
""")
_UNTELL = Sql(
    "update note_questions set outcome_id = '' where note_id = :note and outcome_id = :id"
)
_UNPIN = Sql("delete from note_pins where note_id = :note and comment_id = :id")
_LIKE = Sql("""
    insert into comment_likes (member_id, comment_id, at_us) values (:member, :comment, :now_us)
    on conflict (member_id, comment_id) do nothing
""")
_UNLIKE = Sql("delete from comment_likes where member_id = :member and comment_id = :comment")
_COUNT_LIKES = Sql("update comment_counts set likes = likes + :step where comment_id = :comment")
_LIKES = Sql("select likes from comment_counts where comment_id = :comment")


class CommentsClosed(Forbidden):
    """Whoever wrote the note lets only some people comment on her notes."""

    code = "comments_closed"


async def publish_comment(
    tx: WriteTx,
    author: str,
    note: str,
    body: str,
    gate: Gate,
    *,
    now: Micros,
    parent: str | None = None,
    lang: str = "und",
    id: str | None = None,
    momo: bool = False,
    things: CommentThings = NO_THINGS,
) -> CommentId:
    """Publish a comment; an answer to an answer stands below the same first comment.

    `id` is for comments that have one already: what is imported keeps its name.

    Raises:
        NotFound: the note or the comment to answer is not there for this author.
        CommentsClosed: whoever wrote the note lets others comment.
        MomoForAll, MomoPhotoKnown: it would not stay unknown who momo is.
        MediaNotFound, StickerUnknown: of `things`, beside which there need be no words.
        Refusal: whatever the gate says, and those of `kit.text.clean`.
    """
    body = clean(body, field="body", max_chars=MAX_COMMENT_CHARS, empty=bool(things))
    found = await tx.one_or_none(tuple, _NOTE, note=note, reader=author, reviewer=0)
    if found is None:
        raise NotFound(field="note")
    host, audience, host_momo, beside = found
    circle = Circle.EVERYONE if host_momo else (await who_may(tx, str(host))).comment
    if author != beside and not await is_in(tx, author, circle, str(host)):
        raise CommentsClosed
    if momo and (audience != Audience.PUBLIC or circle != Circle.EVERYONE):
        raise MomoForAll(field="momo")
    first: str | None = None
    if parent is not None:
        answered = await tx.value(_PARENT, parent=parent, note=note, reader=author, reviewer=0)
        if answered is None:
            raise NotFound(field="parent")
        first = str(answered)
    photos = [photo.media_id for photo in things.photos]
    await refuse_known_photos(tx, author, photos, momo=momo, note=note)
    if things.sticker:
        await known_sticker(tx, things.sticker)
    standing = await gate.standing(tx, author, "comment", body, now=now)
    comment = CommentId(id or new_id(now))
    await tx.run(
        _PUBLISH,
        id=comment,
        note=note,
        parent=first,
        author=author,
        body=body,
        lang=lang,
        standing=standing,
        momo=await number_for(tx, note, author) if momo else 0,
        sticker=things.sticker,
        now_us=now,
    )
    await put_photos(tx, author, comment, things.photos, of="comment")
    await tx.run(_COUNTS, id=comment)
    if not await tx.run(_COUNT_NOTE, note=note, step=1):
        # deleted in the meantime, by a transaction that this one waited for
        raise NotFound(field="note")
    if first is not None:
        await tx.run(_COUNT_ANSWERS, parent=first, step=1)
    await tell(tx, CommentPublished(comment, note, author, parent))
    return comment


async def delete_comment(tx: WriteTx, author: str, comment: str) -> None:
    """Take one's own comment away; a stub stays where it has answers. Raises NotFound."""
    row = await tx.one_or_none(tuple, _OWNED, id=comment, author=author)
    if row is None:
        raise NotFound
    note, parent = row
    if not await tx.run(_DELETE, id=comment):
        raise NotFound
    pictures = [MediaId(str(row[0])) for row in await tx.rows(_MEDIA, {"id": comment})]
    await media.release(tx, pictures)
    await tx.run(_DELETE_MEDIA, id=comment)
    await forget_web_links(tx, comment)
    await tx.run(_DELETE_VERSIONS, id=comment)
    await tx.run(_DELETE_READS, id=comment, note=str(note))
    await tx.run(_UNPIN, id=comment, note=str(note))
    await tx.run(_FORGET_FIGURE, id=comment)
    await tx.run(_UNTELL, id=comment, note=str(note))
    if await tx.run(_UNACCEPT, id=comment, note=str(note)):
        await tell(tx, AnswerAccepted(str(note), "comment", comment, on=False))
    await tx.run(_COUNT_NOTE, note=str(note), step=-1)
    if parent is not None:
        await tx.run(_COUNT_ANSWERS, parent=str(parent), step=-1)
    await tell(tx, CommentDeleted(comment, str(note)))


async def put_comment_version(
    tx: WriteTx, author: str, comment: str, lang: str, body: str, *, now: Micros
) -> None:
    """Keep a version of one's own comment in another language; raises NotFound."""
    row = await tx.one_or_none(tuple, _OWNED, id=comment, author=author)
    if row is None:
        raise NotFound
    lang = checked_lang(lang, field="lang")
    await tx.run(
        _PUT_VERSION,
        comment=comment,
        lang=lang,
        body=clean(body, field="body", max_chars=MAX_COMMENT_CHARS * 2, empty=False),
        by=author,
        now_us=now,
    )
    await tell(tx, CommentVersionAdded(comment, str(row[0]), lang))


async def note_of(tx: ReadTx, comment: str, *, reader: str | None, reviewer: bool = False) -> str:
    """Return the note of a comment, or of its stub; raises NotFound."""
    note = await tx.value(_NOTE_OF, comment=comment, reader=reader, reviewer=int(reviewer))
    if note is None:
        raise NotFound
    return str(note)


async def like_comment(tx: WriteTx, member: str, comment: str, *, now: Micros) -> int:
    """Like a comment; return its likes. Liking twice is fine. Raises NotFound."""
    note = await tx.value(_SEEN, comment=comment, reader=member, reviewer=0)
    if note is None:
        raise NotFound
    if await tx.run(_LIKE, member=member, comment=comment, now_us=now):
        if not await tx.run(_COUNT_LIKES, comment=comment, step=1):
            raise NotFound
        await tell(tx, CommentLiked(comment, str(note), member))
    return await tx.count(_LIKES, comment=comment)


async def unlike_comment(tx: WriteTx, member: str, comment: str) -> int:
    """Like a comment no longer; return its likes. Doing so twice is fine. Raises NotFound."""
    note = await tx.value(_SEEN, comment=comment, reader=member, reviewer=0)
    if note is None:
        raise NotFound
    if await tx.run(_UNLIKE, member=member, comment=comment):
        await tx.run(_COUNT_LIKES, comment=comment, step=-1)
        await tell(tx, CommentUnliked(comment, str(note), member))
    return await tx.count(_LIKES, comment=comment)
