"""What notices read of notes and people beyond what they lend, all of it on this page."""

from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql
from qiao.notes.visibility import Where, visible, visible_comment
from qiao.people.momo import known_as


class Liked(NamedTuple):
    """Whose it is that somebody likes or keeps, and since when; None where nobody does (now)."""

    owner: str
    note: str
    at_us: int | None


class Said(NamedTuple):
    """A comment, with whom it answers. `actor`: whom others know as its author."""

    author: str
    actor: str
    note: str
    body: str
    at_us: int
    standing: str
    deleted: int
    note_author: str
    note_standing: str
    answered: str | None


class Written(NamedTuple):
    """A note's words, and who wrote them."""

    author: str
    momo: int
    text: str
    at_us: int
    standing: str


class NoteSeen(NamedTuple):
    """What a reader sees of a note in one line."""

    id: str
    title: str
    body: str
    lang: str
    sha: str | None


class CommentSeen(NamedTuple):
    """What a reader sees of a comment in one line."""

    id: str
    note: str
    parent: str | None
    body: str
    lang: str


_LIKED: dict[str, Sql] = {
    "like": Sql("""
        select n.author_id, n.id, k.at_us from notes n
        left join likes k on k.note_id = n.id and k.member_id = :actor where n.id = :thing
    """),
    "collect": Sql("""
        select n.author_id, n.id, k.at_us from notes n
        left join collects k on k.note_id = n.id and k.member_id = :actor where n.id = :thing
    """),
    "comment_like": Sql("""
        select c.author_id, c.note_id, k.at_us from comments c
        left join comment_likes k on k.comment_id = c.id and k.member_id = :actor
        where c.id = :thing and c.deleted = 0
    """),
}
_FOLLOWED = Sql("""
    select at_us from follows where follower_id = :actor and followed_id = :member
""")
_SAID = Sql(
    f"""
    select c.author_id, {known_as("c", "c.note_id")}, c.note_id,
           c.body, c.at_us, c.standing, c.deleted, n.author_id, n.standing, p.author_id
    from comments c join notes n on n.id = c.note_id
    left join comments p on p.id = c.parent_id and p.deleted = 0
    where c.id = :comment
"""
)
_ANSWERED = Sql("select author_id from comments where id = :comment and deleted = 0")
_WRITTEN = Sql("""
    select author_id, momo, title || ' ' || body, at_us, standing from notes where id = :note
""")
_SEES_NOTE = Sql(
    "select 1 from notes n where n.id = :thing and " + visible("n", where=Where.DIRECT)
)
_SEES_COMMENT = Sql(
    "select 1 from comments c where c.id = :thing and c.deleted = 0 and " + visible_comment("c")
)
_EARLIER_NOTE = Sql("select 1 from notes where author_id = :author and id < :note limit 1")
_EARLIER_ANSWER = Sql("""
    select 1 from comments
    where note_id = :note and id < :comment and author_id <> :author
      and deleted = 0 and standing = 'public' limit 1
""")
_NOTES = Sql(
    """
    select n.id, n.title, n.body, n.lang,
           (select p.sha from note_media p where p.note_id = n.id and p.pos = 0)
    from notes n where n.id in (:ids...) and """
    + visible("n", where=Where.DIRECT)
)
_COMMENTS = Sql(
    """
    select c.id, c.note_id, c.parent_id, c.body, c.lang from comments c
    where c.id in (:ids...) and c.deleted = 0 and """
    + visible_comment("c")
)
_LINKS = Sql(
    f"""
    select l.how, l.to_id, o.author_id, {known_as("n", "n.id")}, n.author_id, n.at_us,
           n.standing, l.off, n.title || ' ' || n.body
    from note_links l join notes n on n.id = l.note_id join notes o on o.id = l.to_id
    where l.note_id = :note
"""
)
_ASKED = Sql(
    f"""
    select n.author_id, {known_as("n", "n.id")}, n.title, q.outcome_id, q.accepted_of, q.accepted_id
    from note_questions q join notes n on n.id = q.note_id where n.id = :note
"""
)
_ANSWERED_BY: dict[str, Sql] = {
    "comment": Sql("select author_id, at_us from comments where id = :id and deleted = 0"),
    "note": Sql("select author_id, at_us from notes where id = :id"),
}
_ANSWERERS = Sql("""
    select c.author_id from comments c
    where c.note_id = :note and c.deleted = 0 and c.standing = 'public'
    union select n.author_id from note_links l join notes n on n.id = l.note_id
    where l.to_id = :note and l.how = 'answer' and l.off = 0
    limit 300
""")
_SAID_AT = Sql("select at_us, body from comments where id = :comment and deleted = 0")
_JOINT = Sql("""
    select by_id, with_id, state, note_id, moved_us from joint_drafts where id = :draft
""")
_BESIDE = Sql("select with_id from notes where id = :note")
_IDS = Sql("select handle, id from members where handle in (:handles...)")
_JOINED = Sql("select joined_us from members where id = :member")


async def liked(tx: ReadTx, kind: str, thing: str, actor: str) -> Liked | None:
    """Return how it stands between an actor and a note or comment; None where that is gone."""
    return await tx.one_or_none(Liked, _LIKED[kind], thing=thing, actor=actor)


async def followed_at(tx: ReadTx, actor: str, member: str) -> int | None:
    """Return since when the actor follows the member; None where she does not."""
    found = await tx.value(_FOLLOWED, actor=actor, member=member)
    return found if isinstance(found, int) else None


async def said(tx: ReadTx, comment: str, parent: str | None) -> Said | None:
    """Return a comment. `parent`: the one it answers, where that is not the first of its kind."""
    found = await tx.one_or_none(Said, _SAID, comment=comment)
    if found is not None and parent is not None:
        answered = await tx.value(_ANSWERED, comment=parent)
        found = found._replace(answered=None if answered is None else str(answered))
    return found


async def written(tx: ReadTx, note: str) -> Written | None:
    """Return a note's words; None where it is gone."""
    return await tx.one_or_none(Written, _WRITTEN, note=note)


class Link(NamedTuple):
    """A note that answers or quotes another. `actor`: whom others know as its author."""

    how: str
    to: str
    member: str
    actor: str
    author: str
    at_us: int
    standing: str
    off: int
    text: str


class Asked(NamedTuple):
    """A question. `actor`: whom others know as who asked."""

    author: str
    actor: str
    title: str
    outcome: str
    accepted_of: str
    accepted: str


async def links(tx: ReadTx, note: str) -> list[Link]:
    """Return what a note points to, those that are still there."""
    return await tx.all(Link, _LINKS, note=note)


async def asked(tx: ReadTx, note: str) -> Asked | None:
    """Return a question; None where it is gone, or none."""
    return await tx.one_or_none(Asked, _ASKED, note=note)


async def answered_by(tx: ReadTx, of: str, id: str) -> str | None:
    """Return whose an answer is; None where it is gone."""
    row = await tx.one_or_none(tuple, _ANSWERED_BY[of], id=id)
    return None if row is None else str(row[0])


async def answerers(tx: ReadTx, note: str) -> list[str]:
    """Return who answered a question, in comments and with notes."""
    return [str(row[0]) for row in await tx.rows(_ANSWERERS, {"note": note})]


async def said_at(tx: ReadTx, comment: str) -> tuple[int, str] | None:
    """Return when a comment was said, and its words; None where it is gone."""
    row = await tx.one_or_none(tuple, _SAID_AT, comment=comment)
    return None if row is None else (int(row[0]), str(row[1]))


class JointDraft(NamedTuple):
    """A note that two write together."""

    by: str
    other: str
    state: str
    note: str
    moved_us: int


async def joint_draft(tx: ReadTx, draft: str) -> JointDraft | None:
    """Return a draft of two; None where it is gone."""
    return await tx.one_or_none(JointDraft, _JOINT, draft=draft)


async def beside(tx: ReadTx, note: str) -> str:
    """Return who wrote a note with its author, or nobody ("")."""
    return str(await tx.value(_BESIDE, note=note) or "")


async def sees(tx: ReadTx, member: str, of: str, thing: str) -> bool:
    """Say whether a member may see a note or comment."""
    sql = _SEES_NOTE if of == "note" else _SEES_COMMENT
    return await tx.value(sql, thing=thing, reader=member, reviewer=0) is not None


async def is_first_answer(tx: ReadTx, comment: str, note: str, author: str) -> bool:
    """Say whether a comment is the first that others wrote below its author's first note."""
    if await tx.value(_EARLIER_NOTE, author=author, note=note) is not None:
        return False
    found = await tx.value(_EARLIER_ANSWER, note=note, comment=comment, author=author)
    return found is None


async def notes_seen(tx: ReadTx, ids: Sequence[str], reader: str) -> dict[str, NoteSeen]:
    """Return those of these notes that the reader may see."""
    if not ids:
        return {}
    rows = await tx.all(NoteSeen, _NOTES, ids=list(ids), reader=reader, reviewer=0)
    return {row.id: row for row in rows}


async def comments_seen(tx: ReadTx, ids: Sequence[str], reader: str) -> dict[str, CommentSeen]:
    """Return those of these comments that the reader may see."""
    if not ids:
        return {}
    rows = await tx.all(CommentSeen, _COMMENTS, ids=list(ids), reader=reader, reviewer=0)
    return {row.id: row for row in rows}


async def ids_of(tx: ReadTx, handles: Sequence[str]) -> list[str]:
    """Return the members with these handles, in their order."""
    if not handles:
        return []
    found = dict(await tx.all(tuple, _IDS, handles=list(handles)))
    return [str(found[handle]) for handle in handles if handle in found]


async def joined_us(tx: ReadTx, member: str) -> int:
    """Return when a member joined."""
    return await tx.count(_JOINED, member=member)
