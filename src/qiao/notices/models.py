"""Notices' nouns: boxes and kinds, a deed, what a member chose to hear of, and where."""

from enum import StrEnum
from typing import Literal, NamedTuple, NewType

import msgspec

from qiao.kit.refusals import Invalid, TooMany

GroupId = NewType("GroupId", str)

Box = Literal["likes", "follows", "words", "square"]
BOXES: tuple[Box, ...] = ("likes", "follows", "words", "square")

Channel = Literal["bell", "push", "mail"]
Digest = Literal["off", "daily", "weekly"]

MAX_UNREAD = 100
"""More is shown as "99+": counting on would cost, and say nothing."""

MAX_ACTORS = 3
MAX_MENTIONS = 10
MAX_ANNOUNCEMENT_CHARS = 2_000
MAX_ANNOUNCEMENT_TITLE_CHARS = 80


class Kind(StrEnum):
    """What somebody did."""

    LIKE = "like"
    COLLECT = "collect"
    COMMENT_LIKE = "comment_like"
    FOLLOW = "follow"
    COMMENT = "comment"
    ANSWER = "answer"
    MENTION = "mention"
    NOTE_ANSWER = "note_answer"
    NOTE_QUOTE = "note_quote"
    ACCEPTED = "accepted"
    OUTCOME = "outcome"
    TOGETHER = "together"
    TOGETHER_JOINED = "together_joined"
    TOGETHER_OUT = "together_out"
    FOUND = "found"
    CAME = "came"
    STATEMENT = "statement"
    ANNOUNCEMENT = "announcement"
    CUSTOM = "custom"
    LEDGER = "ledger"


BOX: dict[Kind, Box] = {
    Kind.LIKE: "likes",
    Kind.COLLECT: "likes",
    Kind.COMMENT_LIKE: "likes",
    Kind.FOLLOW: "follows",
    Kind.FOUND: "follows",
    Kind.CAME: "follows",
    Kind.COMMENT: "words",
    Kind.ANSWER: "words",
    Kind.MENTION: "words",
    Kind.NOTE_ANSWER: "words",
    Kind.NOTE_QUOTE: "words",
    Kind.ACCEPTED: "words",
    Kind.OUTCOME: "words",
    Kind.TOGETHER: "words",
    Kind.TOGETHER_JOINED: "words",
    Kind.TOGETHER_OUT: "words",
    Kind.STATEMENT: "square",
    Kind.ANNOUNCEMENT: "square",
    Kind.CUSTOM: "square",
    Kind.LEDGER: "square",
}

CHOSEN_AS = {
    Kind.LIKE: "likes",
    Kind.COLLECT: "likes",
    Kind.COMMENT_LIKE: "likes",
    Kind.FOLLOW: "follows",
    Kind.FOUND: "follows",
    Kind.CAME: "invited",
    Kind.COMMENT: "comments",
    Kind.ANSWER: "comments",
    Kind.MENTION: "mentions",
    Kind.NOTE_ANSWER: "comments",
    Kind.NOTE_QUOTE: "comments",
    Kind.ACCEPTED: "comments",
    Kind.OUTCOME: "comments",
    Kind.TOGETHER: "mentions",
    Kind.TOGETHER_JOINED: "mentions",
    Kind.TOGETHER_OUT: "mentions",
    Kind.STATEMENT: "square",
    Kind.ANNOUNCEMENT: "square",
    Kind.CUSTOM: "square",
    Kind.LEDGER: "square",
}
"""By what name a kind is switched."""

FIRST_ANSWER = "first"
"""Marks the first answer to a member's first note."""


class Deed(NamedTuple):
    """Something one member did that another is told; told once, however often it is done.

    `together` names the group it is shown in: all who like one note, all who followed on one day.
    """

    member: str
    kind: Kind
    thing: str
    actor: str
    together: str
    note: str | None
    at_us: int
    mark: str = ""


class Channels(msgspec.Struct, frozen=True):
    """Where a kind is heard of; what the bell does not count is still listed."""

    bell: bool = True
    push: bool = True
    mail: bool = True


class Choices(msgspec.Struct, frozen=True):
    """What a member wants to hear of, and how often by mail."""

    likes: Channels = Channels(push=False)
    follows: Channels = Channels()
    invited: Channels = Channels()
    comments: Channels = Channels()
    mentions: Channels = Channels()
    square: Channels = Channels()
    messages: Channels = Channels()
    digest: Digest = "weekly"

    def wants(self, kind: Kind, channel: Channel) -> bool:
        """Say whether she wants to hear of this kind there."""
        return bool(getattr(getattr(self, CHOSEN_AS[kind]), channel))


class Unread(msgspec.Struct, frozen=True):
    """How many things each box holds that were not seen; 100 stands for any number above 99."""

    likes: int = 0
    follows: int = 0
    words: int = 0
    square: int = 0


class TooManyLive(TooMany):
    """A member has so many streams open, or everybody together. Facts: retry_s."""

    code = "too_many_live"


class BoxUnknown(Invalid):
    """Facts: field."""

    code = "box_unknown"


def read_choices(text: str) -> Choices:
    """Read choices that were kept; what another version of Qiao wrote is no reason to fail."""
    try:
        return msgspec.json.decode(text, type=Choices)
    except msgspec.MsgspecError:
        return Choices()
