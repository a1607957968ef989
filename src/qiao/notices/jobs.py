"""Making what happened into what members are told: looks at how things stand now.

Each function brings the notices of one thing into line with the rows it is about, so it may run
twice, late, or in another order: what was taken back meanwhile is not told.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from qiao.kit.clock import DAY, Micros, now_us
from qiao.kit.db import Database, WriteTx, tell
from qiao.notes.events import (
    AudienceChanged,
    CommentDeleted,
    CommentEdited,
    CommentLiked,
    CommentPublished,
    CommentUnliked,
    NoteCollected,
    NoteDeleted,
    NoteEdited,
    NoteLiked,
    NotePublished,
    NoteUncollected,
    NoteUnliked,
    StandingChanged,
)
from qiao.notices import commands, neighbours
from qiao.notices.commands import choices_of, group_id, put, take_back
from qiao.notices.events import NoticesChanged
from qiao.notices.mentions import mentioned
from qiao.notices.models import FIRST_ANSWER, Deed, Kind
from qiao.notices.silence import is_silent
from qiao.people.events import Blocked, Followed, Unfollowed
from qiao.people.may import may
from qiao.review.events import CaseDecided
from qiao.review.models import TOLD
from qiao.review.queries import statement_about

Changed = dict[tuple[str, str | None], None]
"""Whose notices are others now, and the group that is new, in order."""

Likes = NoteLiked | NoteUnliked | NoteCollected | NoteUncollected | CommentLiked | CommentUnliked
LIKES = (NoteLiked, NoteUnliked, NoteCollected, NoteUncollected, CommentLiked, CommentUnliked)
Follows = Followed | Unfollowed
OLD_US = 14 * DAY
FOLLOWS = (Followed, Unfollowed)
Words = (
    NotePublished
    | NoteEdited
    | CommentEdited
    | CommentPublished
    | CommentDeleted
    | StandingChanged
    | AudienceChanged
    | NoteDeleted
)
WORDS = (
    NotePublished,
    NoteEdited,
    CommentEdited,
    CommentPublished,
    CommentDeleted,
    StandingChanged,
    AudienceChanged,
    NoteDeleted,
)


async def tell_likes(db: Database, told: Sequence[Likes]) -> None:
    """Tell of likes and collects, and no longer of those that were taken back."""
    asked: dict[tuple[Kind, str, str], None] = {}
    for event in told:
        if isinstance(event, CommentLiked | CommentUnliked):
            asked[Kind.COMMENT_LIKE, event.comment, event.member] = None
        elif isinstance(event, NoteLiked | NoteUnliked):
            asked[Kind.LIKE, event.note, event.member] = None
        else:
            asked[Kind.COLLECT, event.note, event.member] = None
    await db.write(_settle_likes, list(asked), now=now_us())


async def tell_follows(db: Database, told: Sequence[Follows]) -> None:
    """Tell of follows, all of a day together."""
    asked = dict.fromkeys((event.follower, event.followed) for event in told)
    await db.write(_settle_follows, list(asked), now=now_us())


async def tell_words(db: Database, told: Sequence[Words]) -> None:
    """Tell of comments, answers and mentions that whoever is told may see."""
    for event in told:
        if isinstance(event, CommentPublished):
            await db.write(settle_comment, event.comment, event.parent, now=now_us())
        elif isinstance(event, NotePublished | NoteEdited):
            await db.write(settle_note, event.note, now=now_us())
        elif isinstance(event, CommentDeleted | CommentEdited):
            await db.write(settle_comment, event.comment, None, now=now_us())
        elif isinstance(event, NoteDeleted):
            await db.write(commands.hide_note, event.note)
            # a note that everybody liked is forgotten in parts: others want to write too
            while await db.write(commands.forget_some, event.note):
                pass
        elif isinstance(event, AudienceChanged):
            await db.write(settle_note, event.note, now=now_us())
            if event.audience != "public":
                await db.write(commands.quiet_note, event.note, event.author)
        elif event.of == "comment":
            await db.write(settle_comment, event.id, None, now=now_us())
        else:
            await db.write(settle_note, event.note, now=now_us())
            if event.standing in ("held", "removed"):
                await db.write(commands.quiet_note, event.note, event.author)


async def tell_statements(db: Database, told: Sequence[CaseDecided]) -> None:
    """Tell authors that something of theirs was decided."""
    statements = [event.statement for event in told if event.statement is not None]
    await db.write(_settle_statements, statements, now=now_us())


async def hush_blocked(db: Database, told: Sequence[Blocked]) -> None:
    """Tell neither of two any more what the other did."""
    for event in told:
        await db.write(commands.hush, event.by, event.of)
        await db.write(commands.hush, event.of, event.by)


async def _settle_likes(
    tx: WriteTx, asked: Sequence[tuple[Kind, str, str]], *, now: Micros
) -> None:
    changed: Changed = {}
    for kind, thing, actor in asked:
        found = await neighbours.liked(tx, kind, thing, actor)
        if found is None or found.owner == actor:
            continue
        if found.at_us is None:
            if await take_back(tx, found.owner, kind, thing, actor):
                changed[found.owner, None] = None
            continue
        deed = Deed(found.owner, kind, thing, actor, thing, found.note, found.at_us)
        await tell_of(tx, deed, changed, now=now)
    await say(tx, changed)


async def _settle_follows(tx: WriteTx, asked: Sequence[tuple[str, str]], *, now: Micros) -> None:
    changed: Changed = {}
    for actor, member in asked:
        at_us = await neighbours.followed_at(tx, actor, member)
        if at_us is None:
            if await take_back(tx, member, Kind.FOLLOW, "", actor):
                changed[member, None] = None
            continue
        day = datetime.fromtimestamp(at_us / 1e6, UTC).date().isoformat()
        deed = Deed(member, Kind.FOLLOW, "", actor, day, None, at_us)
        await tell_of(tx, deed, changed, now=now)
    await say(tx, changed)


async def settle_comment(tx: WriteTx, comment: str, parent: str | None, *, now: Micros) -> None:
    """Tell whom a comment answers, mentions, or stands below; each of them once.

    `parent`: the comment that was answered, which may be an answer itself; None: its first one.
    """
    said = await neighbours.said(tx, comment, parent)
    if said is None:
        return
    if said.deleted:
        await commands.quiet_thing(tx, comment)
    wanted: dict[str, Kind] = {}
    if not said.deleted and said.standing == "public":
        wanted[said.note_author] = Kind.COMMENT
        if beside := await neighbours.beside(tx, said.note):
            wanted[beside] = Kind.COMMENT
        # a momo calls nobody by name: whom one blocks could reach one by it, or be found out
        named = mentioned(said.body) if said.actor == said.author else ()
        for member in await neighbours.ids_of(tx, named):
            if await may(tx, said.author, "mention", member):
                wanted[member] = Kind.MENTION
        if said.answered is not None:
            wanted[said.answered] = Kind.ANSWER
        wanted.pop(said.author, None)
    changed: Changed = {}
    told = {member: (kind, actor) for member, kind, actor in await commands.told_of(tx, comment)}
    for member, kind in wanted.items():
        if member in told:
            continue  # once, whatever it was told as
        if not await neighbours.sees(tx, member, "comment", comment):
            continue
        mark = ""
        if member == said.note_author and await neighbours.is_first_answer(
            tx, comment, said.note, member
        ):
            mark = FIRST_ANSWER
        deed = Deed(member, kind, comment, said.actor, comment, said.note, said.at_us, mark)
        await tell_of(tx, deed, changed, now=now, text=said.body)
    speaks = not said.deleted and said.standing == "public"
    for member, (was, actor) in told.items():
        if speaks and parent is None and was == Kind.ANSWER:
            continue  # she may have been answered by name: only what was published first says so
        if member not in wanted:
            await take_back(tx, member, was, comment, actor)
            changed[member, None] = None
    await say(tx, changed)


async def settle_note(tx: WriteTx, note: str, *, now: Micros) -> None:
    """Tell whom a note mentions, those of them who may see it."""
    written = await neighbours.written(tx, note)
    if written is None:
        return
    wanted: list[str] = []
    if written.standing == "public" and not written.momo:
        wanted = await neighbours.ids_of(tx, mentioned(written.text))
    changed: Changed = {}
    told = [member for member, _, _ in await commands.told_of(tx, note)]
    stays = set()
    for member in wanted:
        if member == written.author or not await neighbours.sees(tx, member, "note", note):
            continue
        if not await may(tx, written.author, "mention", member):
            continue
        stays.add(member)
        deed = Deed(member, Kind.MENTION, note, written.author, note, note, written.at_us)
        await tell_of(tx, deed, changed, now=now, text=written.text)
    for member in told:
        if member not in stays:
            await take_back(tx, member, Kind.MENTION, note, written.author)
            changed[member, None] = None
    await say(tx, changed)


async def _settle_statements(tx: WriteTx, statements: Sequence[str], *, now: Micros) -> None:
    changed: Changed = {}
    for statement in statements:
        about = await statement_about(tx, statement)
        if about is None:
            continue
        deed = Deed(
            about.member, Kind.STATEMENT, statement, "", statement, None, about.at_us,
            f"{about.of} {TOLD[about.action]}",
        )  # fmt: skip
        await tell_of(tx, deed, changed, now=now)
    await say(tx, changed)


async def tell_of(
    tx: WriteTx,
    deed: Deed,
    changed: Changed,
    *,
    now: Micros,
    text: str = "",
) -> None:
    """Tell a member of a deed, unless she does not want to hear of such or it is long past."""
    if deed.actor and await is_silent(tx, deed.member, deed.actor, text):
        await take_back(tx, deed.member, deed.kind, deed.thing, deed.actor)
        return
    if now - deed.at_us > OLD_US:
        return  # brought along from elsewhere, or heard late: no news
    loud = (await choices_of(tx, deed.member)).wants(deed.kind, "bell")
    if await put(tx, deed, loud=loud, now=now):
        changed[deed.member, group_id(deed)] = None
    else:
        changed[deed.member, None] = None


async def say(tx: WriteTx, changed: Changed) -> None:
    """Tell that these members' notices are others now."""
    for member, group in changed:
        await tell(tx, NoticesChanged(member, group))
