"""Erasing a member: what is counted goes by the commands that count, the rest by each table's rule.

In small writes, so that the square goes on; safe to run again from any point.
"""

from collections.abc import Sequence

from qiao.kit.clock import Micros
from qiao.kit.db import Database, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.media.blobs import BlobStore
from qiao.media.models import Sha
from qiao.media.queries import is_kept
from qiao.notes.commands import delete_note
from qiao.notes.comments import delete_comment
from qiao.notes.events import CommentUnliked, NoteUncollected, NoteUnliked
from qiao.notes.joint_notes import leave
from qiao.people.commands import unfollow
from qiao.people.events import MemberChanged
from qiao.people.keys.logins import pass_on
from qiao.people.models import MemberId
from qiao.search.indexing import forget_pages
from qiao.translate.pictures.store import forget as forget_picture_texts
from qiao.travel import leaving
from qiao.travel.models import Traces
from qiao.travel.tables import RULES
from qiao.travel.traces import together, traces_of

AT_ONCE = 20
IDS_AT_ONCE = 500

_NOTES = Sql("select id from notes where author_id = :member limit :most")
_TOGETHER = Sql("""
    select id from notes where with_id <> '' and (author_id = :member or with_id = :member)
    limit :most
""")
_COMMENTS = Sql("""
    select id, deleted, at_us, exists (select 1 from comments a where a.parent_id = comments.id)
    from comments where author_id = :member limit :most
""")
_DROP_COMMENT = [
    Sql("delete from comment_counts where comment_id = :comment"),
    Sql("delete from comment_likes where comment_id = :comment"),
    Sql("delete from comments where id = :comment"),
]
# a stub that stays gets another name, of the same time: its old one was told as hers
_STUB = [
    Sql("update comments set author_id = '', id = :stub where id = :comment"),
    Sql("update comments set parent_id = :stub where parent_id = :comment"),
    Sql("update comment_counts set comment_id = :stub, likes = 0 where comment_id = :comment"),
]
_LIKES = Sql("select note_id from likes where member_id = :member limit :most")
_UNLIKE = Sql("delete from likes where member_id = :member and note_id = :id")
_COUNT_LIKES = Sql("update note_counts set likes = likes - 1 where note_id = :id")
_COMMENT_LIKES = Sql("""
    select l.comment_id, c.note_id from comment_likes l
    left join comments c on c.id = l.comment_id where l.member_id = :member limit :most
""")
_UNLIKE_COMMENT = Sql("delete from comment_likes where member_id = :member and comment_id = :id")
_COUNT_COMMENT_LIKES = Sql("update comment_counts set likes = likes - 1 where comment_id = :id")
_COLLECTS = Sql("select note_id from collects where member_id = :member limit :most")
_UNCOLLECT = Sql("delete from collects where member_id = :member and note_id = :id")
_COUNT_COLLECTS = Sql("update note_counts set collects = collects - 1 where note_id = :id")
_FOLLOWS = Sql("""
    select follower_id, followed_id from follows
    where follower_id = :member or followed_id = :member limit :most
""")
_SLUGS = Sql("""
    select distinct t.slug from note_topics t join notes n on n.id = t.note_id
    where n.author_id = :member
""")
_UNUSED = "slug in (:slugs...) and not exists (select 1 from note_topics t where t.slug = {0}.slug)"
_TOPICS = [
    Sql(f"delete from {table} where {_UNUSED.format(table)}")
    for table in ("topic_hours", "search_topics", "topic_families", "topic_mutes", "topics")
]


async def erase(db: Database, blobs: BlobStore, member: str, *, now: Micros) -> Traces:
    """Erase a member and what was made from what she did; return what she is found by.

    What has been told of her stays in the event log for those who follow it, until
    `echoes.silence`.
    """
    await db.write(pass_on, member)  # her other identities stay, and are to be got into
    await db.write(leaving.ask_to_be_gone, member, now=now)
    async with db.read() as tx:
        kept = await leaving.kept_traces(tx, member)
        traces = together(kept, await traces_of(tx, member))
        slugs = [str(row[0]) for row in await tx.rows(_SLUGS, {"member": member})]
    await db.write(leaving.keep_traces, member, traces)
    for step in (_some_together, _some_notes, _some_comments, _some_deeds, _some_follows):
        while await db.write(step, member):
            pass
    if slugs:
        await db.write(_forget_topics, slugs)
    await sweep(db, member, traces)
    await _forget_pictures(db, blobs, traces.shas)
    for media in traces.media:
        await blobs.clear_room(media)
    await db.write(_say_gone, member, now)
    return traces


async def sweep(db: Database, member: str, traces: Traces) -> None:
    """Follow each table's rule; every write is short."""
    for start in range(0, len(traces.notes), AT_ONCE):
        await db.write(forget_pages, traces.notes[start : start + AT_ONCE])
    for rule in RULES.values():
        for statement in rule.run:
            await db.write(_run, statement, member, traces)


async def _run(tx: WriteTx, statement: Sql, member: str, traces: Traces) -> None:
    given: dict[str, str] = {}
    if ":member" in statement.text:
        given["member"] = member
    if ":handle" in statement.text:
        if not traces.handle:
            return
        given["handle"] = traces.handle
    if ":things" not in statement.text:
        await tx.run(statement, **given)
        return
    for start in range(0, len(traces.things), IDS_AT_ONCE):
        await tx.run(statement, **given, things=traces.things[start : start + IDS_AT_ONCE])


async def _some_together(tx: WriteTx, member: str) -> int:
    """What she wrote with others stays with them, without her words."""
    rows = await tx.rows(_TOGETHER, {"member": member, "most": AT_ONCE})
    for (note,) in rows:
        await leave(tx, member, str(note))
    return len(rows)


async def _some_notes(tx: WriteTx, member: str) -> int:
    notes = [str(row[0]) for row in await tx.rows(_NOTES, {"member": member, "most": AT_ONCE})]
    for note in notes:
        await delete_note(tx, member, note)
    return len(notes)


async def _some_comments(tx: WriteTx, member: str) -> int:
    rows = await tx.all(tuple, _COMMENTS, member=member, most=AT_ONCE)
    for comment, deleted, at_us, answered in rows:
        if not deleted:
            await delete_comment(tx, member, comment)
        if answered:
            stub = new_id(at_us)
            for statement in _STUB:
                await tx.run(statement, comment=comment, stub=stub)
        else:
            for statement in _DROP_COMMENT:
                await tx.run(statement, comment=comment)
    return len(rows)


async def _some_deeds(tx: WriteTx, member: str) -> int:
    """Take back likes and what she keeps, as one does oneself; but whether or not she sees it."""
    done = 0
    for (note,) in await tx.rows(_LIKES, {"member": member, "most": AT_ONCE}):
        # counted only where it was there: the timetable and an operator may both be at it
        if await tx.run(_UNLIKE, member=member, id=str(note)):
            await tx.run(_COUNT_LIKES, id=str(note))
        done += 1
        await tell(tx, NoteUnliked(str(note), member))
    for comment, note in await tx.all(tuple, _COMMENT_LIKES, member=member, most=AT_ONCE):
        if await tx.run(_UNLIKE_COMMENT, member=member, id=comment):
            await tx.run(_COUNT_COMMENT_LIKES, id=comment)
        done += 1
        if note is not None:
            await tell(tx, CommentUnliked(comment, note, member))
    for (note,) in await tx.rows(_COLLECTS, {"member": member, "most": AT_ONCE}):
        # counted only where it was there: the timetable and an operator may both be at it
        if await tx.run(_UNCOLLECT, member=member, id=str(note)):
            await tx.run(_COUNT_COLLECTS, id=str(note))
        done += 1
        await tell(tx, NoteUncollected(str(note), member))
    return done


async def _some_follows(tx: WriteTx, member: str) -> int:
    rows = await tx.all(tuple, _FOLLOWS, member=member, most=AT_ONCE)
    for follower, followed in rows:
        await unfollow(tx, MemberId(follower), MemberId(followed))
    return len(rows)


async def _forget_topics(tx: WriteTx, slugs: Sequence[str]) -> None:
    """A topic that only she used says what she wrote about."""
    for statement in _TOPICS:
        await tx.run(statement, slugs=list(slugs))


async def _forget_pictures(db: Database, blobs: BlobStore, shas: Sequence[str]) -> None:
    for sha in map(Sha, shas):
        async with db.read() as tx:
            kept = await is_kept(tx, sha)
        if not kept:
            await blobs.delete(sha)
            await db.write(forget_picture_texts, [sha])


async def _say_gone(tx: WriteTx, member: str, now: Micros) -> None:
    await leaving.mark_erased(tx, member, now=now)
    # whoever keeps her name in memory forgets it
    await tell(tx, MemberChanged(member))
