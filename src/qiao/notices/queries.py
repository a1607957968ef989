"""Looking at what a member is told, always as she may see it now."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql
from qiao.notes.models import excerpt
from qiao.notices import announcements, neighbours
from qiao.notices.customs import proposed
from qiao.notices.models import (
    FIRST_ANSWER,
    MAX_ACTORS,
    MAX_UNREAD,
    Box,
    Choices,
    Kind,
    Unread,
    read_choices,
)
from qiao.notices.views import CommentLine, CustomLine, LeverLine, NoteLine, Notice, StatementLine
from qiao.people.models import Face
from qiao.people.queries import faces

PAGE = 20
_BY_NOBODY = (Kind.STATEMENT, Kind.LEDGER, Kind.CAME, Kind.CUSTOM)
LINE_CHARS = 90


class _Group(NamedTuple):
    id: str
    box: Box
    kind: str
    thing: str
    note: str | None
    mark: str
    people: int
    fresh: int
    at_us: int
    moved_us: int


_COLUMNS = """
    select id, box, kind, thing_id, note_id, mark, people, fresh, at_us, moved_us
    from notice_groups
"""
_LIST = Sql(
    _COLUMNS
    + """
    where member_id = :member and box = :box and people > 0
      and (moved_us < :moved_us or (moved_us = :moved_us and id < :id))
    order by moved_us desc, id desc limit :limit_rows
"""
)
_NEWS = Sql(
    _COLUMNS
    + """
    where member_id = :member and fresh > 0 and people > 0 and moved_us > :after_us
    order by moved_us desc limit :limit_rows
"""
)
_FIRST = Sql(
    _COLUMNS
    + """
    where member_id = :member and mark = 'first' and people > 0 order by moved_us limit 1
"""
)
_UNREAD = Sql("""
    select box, count(*) from (
      select box from notice_groups where member_id = :member and fresh > 0 limit 1000
    ) as counted group by box
""")
_ACTORS = Sql("""
    select actor_id from notice_deeds where group_id = :group and gone = 0 and actor_id <> ''
    order by at_us desc limit :most
""")
_NEWEST = Sql("""
    select thing_id from notice_deeds where group_id = :group and gone = 0
    order by at_us desc limit 1
""")
_CHOICES = Sql("select choices from notice_choices where member_id = :member")


async def choices(tx: ReadTx, member: str) -> Choices:
    """Return what a member chose to hear of."""
    return read_choices(str(await tx.value(_CHOICES, member=member) or "{}"))


async def unread(tx: ReadTx, member: str) -> Unread:
    """Return how many things each box holds that were not seen, up to 100."""
    counts = {str(box): int(n) for box, n in await tx.all(tuple, _UNREAD, member=member)}
    if (await choices(tx, member)).square.bell:
        news = await announcements.unseen(tx, member)
        counts["square"] = counts.get("square", 0) + news
    return Unread(**{box: min(n, MAX_UNREAD) for box, n in counts.items()})


async def box(
    tx: ReadTx, member: str, box: Box, *, lang: str, cursor: str | None = None
) -> tuple[list[Notice], str | None, int]:
    """Return a page of a box, where it goes on, and what time to name when it was seen."""
    before_us, before = _read_cursor(cursor)
    rows = await tx.all(
        _Group, _LIST, member=member, box=box, moved_us=before_us, id=before, limit_rows=PAGE
    )
    shown = [(row.moved_us, row.id, one) for row, one in await _shown(tx, member, rows)]
    full = len(rows) == PAGE
    last = (rows[-1].moved_us, rows[-1].id) if full else (0, "")
    if box == "square":
        told = await announcements.page(tx, member, lang=lang, before_us=before_us, limit=PAGE)
        shown += [(at, one.id, one) for at, one in told]
        shown = [each for each in shown if (each[0], each[1]) < (before_us, before)]
        shown.sort(key=lambda each: each[:2], reverse=True)
        full = len(shown) >= PAGE or full
        shown = shown[:PAGE]
        last = (shown[-1][0], shown[-1][1]) if shown else last
    next_page = f"{last[0]}.{last[1]}" if full else None
    until_us = max((each[0] for each in shown), default=0)
    return [one for _, _, one in shown], next_page, until_us


async def news(
    tx: ReadTx, member: str, after_us: int, *, limit: int = 3
) -> tuple[list[Notice], int]:
    """Return what is fresh and came after `after_us`, newest first, and how far that reaches."""
    rows = await tx.all(_Group, _NEWS, member=member, after_us=after_us, limit_rows=limit)
    until_us = max((row.moved_us for row in rows), default=after_us)
    return [one for _, one in await _shown(tx, member, rows)], until_us


async def first_answer(tx: ReadTx, member: str) -> Notice | None:
    """Return the first answer to a member's first note, where there is one."""
    rows = await tx.all(_Group, _FIRST, member=member)
    shown = await _shown(tx, member, rows)
    return shown[0][1] if shown else None


async def groups(tx: ReadTx, member: str, ids: Sequence[str]) -> list[Notice]:
    """Return those of these groups that are hers, as she may see them."""
    rows = await tx.all(_Group, _BY_ID, member=member, ids=list(ids)) if ids else []
    return [one for _, one in await _shown(tx, member, rows)]


_BY_ID = Sql(_COLUMNS + "where member_id = :member and id in (:ids...) and people > 0")


async def _shown(tx: ReadTx, member: str, rows: Sequence[_Group]) -> list[tuple[_Group, Notice]]:
    if not rows:
        return []
    # one question each: a window over them all would read every like of a note
    actors = {
        row.id: [
            str(found[0]) for found in await tx.all(tuple, _ACTORS, group=row.id, most=MAX_ACTORS)
        ]
        for row in rows
    }
    pointing = {
        row.id: str(found[0][0])
        for row in rows
        if row.kind in (Kind.NOTE_ANSWER, Kind.NOTE_QUOTE)
        and (found := await tx.all(tuple, _NEWEST, group=row.id))
    }
    known = await faces(tx, list({who for each in actors.values() for who in each}))
    about_comments = [row.thing for row in rows if _of_comment(row)]
    comments = await neighbours.comments_seen(tx, about_comments, member)
    wanted = {row.note for row in rows if row.note} | set(pointing.values())
    notes = await neighbours.notes_seen(tx, list(wanted), member)
    made = []
    for row in rows:
        notice = _notice(row, [known[a] for a in actors.get(row.id, ()) if a in known],
                         notes, comments, pointing.get(row.id))  # fmt: skip
        if notice is not None and row.kind == Kind.CUSTOM:
            notice = await _of_custom(tx, row, notice, member)
        if notice is not None:
            made.append((row, notice))
    return made


async def _of_custom(tx: ReadTx, row: _Group, notice: Notice, member: str) -> Notice | None:
    found = await proposed(tx, row.thing, member)
    if found is None:
        return None
    line = CustomLine(found.id, found.title, found.lang, row.mark, found.reason)
    return msgspec.structs.replace(notice, custom=line)


def _of_comment(row: _Group) -> bool:
    words = row.kind in (Kind.COMMENT, Kind.ANSWER, Kind.MENTION) and row.thing != row.note
    accepted = row.kind == Kind.ACCEPTED and row.mark == "comment"
    return words or accepted or row.kind in (Kind.COMMENT_LIKE, Kind.OUTCOME)


def _notice(
    row: _Group,
    actors: list[Face],
    notes: dict[str, neighbours.NoteSeen],
    comments: dict[str, neighbours.CommentSeen],
    pointing: str | None,
) -> Notice | None:
    note = notes.get(row.note) if row.note else None
    comment = comments.get(row.thing) if _of_comment(row) else None
    # out of her sight by now, or its doer is gone: there is nothing to tell
    if (row.note and note is None) or (_of_comment(row) and comment is None):
        return None
    if row.kind not in _BY_NOBODY and not actors:
        return None
    statement = None
    if row.kind == Kind.STATEMENT:
        of, _, action = row.mark.partition(" ")
        statement = StatementLine(row.thing, of, action)
    lever = None
    if row.kind == Kind.LEDGER:
        name, _, way = row.mark.partition(" ")
        lever = LeverLine(name, way)
    return Notice(
        id=row.id,
        box=row.box,
        kind=row.kind,
        at=rfc3339(row.at_us),
        fresh=row.fresh > 0,
        first=row.mark == FIRST_ANSWER,
        people=max(row.people, len(actors)),
        actors=actors,
        note=None if note is None else _note_line(note),
        comment=None
        if comment is None
        else CommentLine(comment.id, excerpt(comment.body, max_chars=LINE_CHARS), comment.lang),
        statement=statement,
        answer=_note_line(notes[pointing]) if pointing in notes else None,
        draft=row.thing if row.kind in (Kind.TOGETHER, Kind.TOGETHER_JOINED) else None,
        lever=lever,
    )


def _note_line(note: neighbours.NoteSeen) -> NoteLine:
    cover = f"/media/{note.sha}/card.webp" if note.sha else None
    short = excerpt(note.body, max_chars=LINE_CHARS)
    return NoteLine(note.id, note.title, short, note.lang, cover)


def _read_cursor(cursor: str | None) -> tuple[int, str]:
    at_us, _, id_ = (cursor or "").partition(".")
    if at_us.isdecimal() and len(at_us) < 19:
        return int(at_us), id_
    return 1 << 62, "~"
