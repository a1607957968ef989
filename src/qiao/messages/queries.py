"""Looking at messages, always for one of the two."""

import json
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, cast

from qiao.kit.clock import rfc3339
from qiao.kit.db import ReadTx, Sql
from qiao.kit.refusals import NotFound
from qiao.messages import views
from qiao.messages.models import Box, Choices
from qiao.messages.pictures import Shown, pictures_of
from qiao.messages.shared import shared_notes
from qiao.messages.visibility import LISTED, other_in, removed, sees, sees_message
from qiao.notes.models import excerpt
from qiao.people.circles import Circle
from qiao.people.may import is_in, may
from qiao.people.models import Face
from qiao.people.queries import faces
from qiao.people.quiet import Quiet

_BOXES: dict[Box, str] = {
    "open": "s.box in ('open', 'asked')",
    "requests": "s.box = 'request'",
}
_SIDES = (
    "select s.conversation_id, s.other_id, s.box, s.unread, s.last_id from conversation_sides s"
)
_LIST: dict[Box, Sql] = {
    box: Sql(
        f"{_SIDES} where {which} and s.last_id < :before and {LISTED}"
        " order by s.last_id desc limit :limit_rows"
    )
    for box, which in _BOXES.items()
}
_ONE = Sql(f"{_SIDES} where s.conversation_id = :conversation and {sees('s')}")
_WITH = Sql(f"{_SIDES} where s.other_id = :other and {sees('s')}")
_MESSAGE = f"""
    select m.id, m.conversation_id, m.author_id, m.body, m.lang, m.mixed, m.note_id, m.at_us,
           m.edited_us, m.gone, case when {removed("m")} then 1 else 0 end
    from messages m join conversation_sides s on s.conversation_id = m.conversation_id
    where {sees_message("s", "m")}
"""
_PAGE = Sql(
    _MESSAGE
    + """
    and m.conversation_id = :conversation and m.id < :before
    order by m.id desc limit :limit_rows
"""
)
_SOME = Sql(_MESSAGE + "and m.id in (:ids...)")
_CHOICES = Sql("select keep_days, read_marks from message_choices where member_id = :member")
_READ_UNTIL = Sql("""
    select s.seen_id from conversation_sides s
    where s.conversation_id = :conversation and s.member_id = :other
      and (select count(*) from message_choices c
           where c.member_id in (s.member_id, s.other_id) and c.read_marks = 1) = 2
""")

LAST = "~"
"""Sorts after every id."""


class _SideRow(NamedTuple):
    id: str
    other: str
    box: str
    unread: int
    last: str


class Row(NamedTuple):
    """A message as it is kept. `removed`: review took it down."""

    id: str
    conversation: str
    author: str
    body: str
    lang: str
    mixed: str
    note: str | None
    at_us: int
    edited_us: int | None
    gone: int
    removed: int

    def stub(self, reader: str) -> views.Gone:
        """Say why a reader finds a stub: its author still reads what review took down."""
        if self.gone:
            return "deleted"
        return "removed" if self.removed and self.author != reader else ""


async def conversations(
    tx: ReadTx, reader: str, box: Box, quiet: Quiet | None, *, before: str | None, limit: int
) -> tuple[list[views.Conversation], str | None]:
    """Return a page of one's conversations, and where the next one begins."""
    rows = await tx.all(
        _SideRow, _LIST[box], reader=reader, before=before or LAST, limit_rows=limit
    )
    shown = await _conversations(tx, reader, rows, quiet)
    return shown, rows[-1].last if len(rows) == limit else None


async def conversation(tx: ReadTx, reader: str, id: str, quiet: Quiet | None) -> views.Conversation:
    """Return one conversation; raises NotFound where the reader is neither of the two."""
    rows = await tx.all(_SideRow, _ONE, conversation=id, reader=reader)
    if not rows:
        raise NotFound
    return (await _conversations(tx, reader, rows, quiet))[0]


async def conversation_with(
    tx: ReadTx, reader: str, other: str, quiet: Quiet | None
) -> views.Conversation:
    """Return the conversation with a member, or what a first message to her would be."""
    rows = await tx.all(_SideRow, _WITH, other=other, reader=reader)
    if rows:
        return (await _conversations(tx, reader, rows, quiet))[0]
    state: Literal["new", "stranger", "closed"] = "stranger"
    if not await may(tx, reader, "message", other):
        state = "closed"
    elif await is_in(tx, reader, Circle.MUTUALS, other):
        state = "new"
    face = (await faces(tx, [other])).get(other)
    return views.Conversation("", face, state, None, 0, muted=False, last=None)


async def _conversations(
    tx: ReadTx, reader: str, rows: Sequence[_SideRow], quiet: Quiet | None
) -> list[views.Conversation]:
    lasts = await _some(tx, reader, [row.last for row in rows])
    sent = await pictures_of(tx, list(lasts))
    known = await faces(tx, [row.other for row in rows if row.other])
    return [
        views.Conversation(
            id=row.id,
            other=known.get(row.other),
            state=cast("Any", row.box),
            at=rfc3339(lasts[row.last].at_us) if row.last in lasts else None,
            unread=row.unread,
            muted=quiet is not None and row.other in quiet.members,
            last=_last(lasts.get(row.last), reader, len(sent.get(row.last, ())), quiet),
        )
        for row in rows
    ]


def _last(row: Row | None, reader: str, sent: int, quiet: Quiet | None) -> views.Last | None:
    if row is None:
        return None
    gone = row.stub(reader)
    return views.Last(
        mine=row.author == reader,
        excerpt="" if gone else excerpt(row.body),
        lang=row.lang,
        gone=gone,
        pictures=0 if gone else sent,
        shares=not gone and row.note is not None,
        muted=_hushed(row, reader, quiet),
    )


async def _some(tx: ReadTx, reader: str, ids: Sequence[str]) -> dict[str, Row]:
    if not ids:
        return {}
    return {row.id: row for row in await tx.all(Row, _SOME, ids=list(ids), reader=reader)}


async def messages(
    tx: ReadTx,
    reader: str,
    conversation: str,
    quiet: Quiet | None,
    *,
    before: str | None,
    limit: int,
) -> views.MessagePage:
    """Return a page of a conversation, the newest first.

    Raises:
        NotFound: the reader is neither of the two.
    """
    other = await other_in(tx, reader, conversation)
    rows = await tx.all(
        Row,
        _PAGE,
        conversation=conversation,
        reader=reader,
        before=before or LAST,
        limit_rows=limit,
    )
    until = await tx.value(_READ_UNTIL, conversation=conversation, other=other)
    return views.MessagePage(
        items=await _shown(tx, reader, rows, quiet),
        cursor=rows[-1].id if len(rows) == limit else None,
        read_until=str(until) if until else None,
    )


async def message(tx: ReadTx, reader: str, id: str, quiet: Quiet | None = None) -> views.Message:
    """Return one message; raises NotFound where it is not there for the reader."""
    return (await _shown(tx, reader, [await row_of(tx, reader, id)], quiet))[0]


async def row_of(tx: ReadTx, reader: str, id: str) -> Row:
    """Return a message as it is kept; raises NotFound where it is not there for the reader."""
    found = await _some(tx, reader, [id])
    if id not in found:
        raise NotFound
    return found[id]


async def _shown(
    tx: ReadTx, reader: str, rows: Sequence[Row], quiet: Quiet | None
) -> list[views.Message]:
    here = [row for row in rows if not row.stub(reader)]
    notes = await shared_notes(tx, [row.note for row in here if row.note], reader)
    sent = await pictures_of(tx, [row.id for row in here])
    return [_view(row, reader, notes, sent.get(row.id, ()), quiet) for row in rows]


def _view(
    row: Row,
    reader: str,
    notes: dict[str, Any],
    sent: Sequence[Shown],
    quiet: Quiet | None,
) -> views.Message:
    gone = row.stub(reader)
    return views.Message(
        id=row.id,
        conversation=row.conversation,
        mine=row.author == reader,
        body="" if gone else row.body,
        lang="und" if gone else row.lang,
        mixed=[] if gone else json.loads(row.mixed),
        at=rfc3339(row.at_us),
        edited=rfc3339(row.edited_us) if row.edited_us is not None and not gone else None,
        gone=gone,
        pictures=[
            views.Picture(
                p.id, views.address(p.id, "card"), views.address(p.id, "full"), p.w, p.h, p.alt
            )
            for p in (() if gone else sent)
        ],
        shares=not gone and row.note is not None,
        note=notes.get(row.note) if row.note and not gone else None,
        muted=_hushed(row, reader, quiet),
    )


def _hushed(row: Row, reader: str, quiet: Quiet | None) -> bool:
    return quiet is not None and row.author != reader and quiet.hushes(row.author, row.body)


async def choices(tx: ReadTx, member: str) -> Choices:
    """Return what a member chose about her messages."""
    row = await tx.one_or_none(tuple, _CHOICES, member=member)
    return Choices(int(row[0]), bool(row[1])) if row else Choices()


async def both_show_marks(tx: ReadTx, one: str, other: str) -> bool:
    """Say whether both of the two chose to show how far they have read."""
    return (await choices(tx, one)).read_marks and (await choices(tx, other)).read_marks


async def face_of(tx: ReadTx, member: str) -> Face | None:
    """Return a member's face."""
    return (await faces(tx, [member])).get(member)
