"""What a member is shown of her notices."""

import msgspec

from qiao.notices.models import Box, Unread
from qiao.people.models import Face


class NoteLine(msgspec.Struct, frozen=True):
    """A note in one line."""

    id: str
    title: str
    excerpt: str
    lang: str
    cover: str | None


class CommentLine(msgspec.Struct, frozen=True):
    """A comment in one line."""

    id: str
    excerpt: str
    lang: str


class StatementLine(msgspec.Struct, frozen=True):
    """What was decided about something of hers."""

    id: str
    of: str
    action: str


class CustomLine(msgspec.Struct, frozen=True):
    """What became of a custom that she proposed: accepted, declined, merged or taken_out; why."""

    id: str
    title: str
    lang: str
    did: str
    reason: str


class LeverLine(msgspec.Struct, frozen=True):
    """A lever that the square moved by itself: "up" while a promise is broken, or "back"."""

    name: str
    way: str


class Announcement(msgspec.Struct, frozen=True):
    """What an operator tells everybody, in one language."""

    id: str
    lang: str
    title: str
    body: str
    langs: list[str]
    by_handle: str


class Notice(msgspec.Struct, frozen=True):
    """Deeds of one kind about one thing. `actors`: the newest of `people`, up to three.

    `first`: the first answer to her first note. `fresh`: not seen yet. `answer`: the newest note
    that answers or quotes `note`. `draft`: a note that somebody wants to write with her.
    """

    id: str
    box: Box
    kind: str
    at: str
    fresh: bool
    first: bool
    people: int
    actors: list[Face]
    note: NoteLine | None = None
    comment: CommentLine | None = None
    statement: StatementLine | None = None
    announcement: Announcement | None = None
    answer: NoteLine | None = None
    draft: str | None = None
    lever: LeverLine | None = None
    custom: CustomLine | None = None


class NoticePage(msgspec.Struct, frozen=True):
    """Notices, newest first. `until`: what to name when they were seen."""

    items: list[Notice]
    cursor: str | None
    unread: Unread
    until: str


class News(msgspec.Struct, frozen=True):
    """What the live stream tells: how much is unread, and what has just come."""

    unread: Unread
    news: list[Notice]
