"""How messages are shown; the API's shapes, also its documentation."""

from typing import Literal

import msgspec

from qiao.messages.shared import SharedNote
from qiao.people.models import Face

Gone = Literal["", "deleted", "removed"]


class Picture(msgspec.Struct, frozen=True):
    """A picture in two sizes, for the two of a conversation; `w`, `h`: pixels of the full one."""

    id: str
    card: str
    full: str
    w: int
    h: int
    alt: str


class Message(msgspec.Struct, frozen=True):
    """One message. `gone`: a stub stays where its author or review took it away.

    `shares`: there is a note in it; `note` is null where the reader may not see that note (now).
    `muted`: by somebody the reader mutes, or with a word that she mutes.
    """

    id: str
    conversation: str
    mine: bool
    body: str
    lang: str
    mixed: list[str]
    at: str
    edited: str | None
    gone: Gone
    pictures: list[Picture]
    shares: bool
    note: SharedNote | None
    muted: bool


class MessagePage(msgspec.Struct, frozen=True):
    """Messages, the newest first. `read_until`: the newest that the other has read, where both
    chose to show that."""

    items: list[Message]
    cursor: str | None
    read_until: str | None


class Last(msgspec.Struct, frozen=True):
    """The newest message in one line."""

    mine: bool
    excerpt: str
    lang: str
    gone: Gone
    pictures: int
    shares: bool
    muted: bool


class Conversation(msgspec.Struct, frozen=True):
    """A conversation as one of the two sees it.

    `other`: null where she left the square. `state`: "open", "asked" (one's own first message
    waits for an answer), "request" (a stranger's does), "declined". `id` is "" where nobody wrote
    yet: then "new" means that a message goes, "stranger" that it asks first, "closed" that she
    lets others write to her.
    """

    id: str
    other: Face | None
    state: Literal["open", "asked", "request", "declined", "new", "stranger", "closed"]
    at: str | None
    unread: int
    muted: bool
    last: Last | None


class Counts(msgspec.Struct, frozen=True):
    """How many conversations hold something unread, and how many strangers wait; 100 is more."""

    unread: int = 0
    requests: int = 0


class ConversationPage(msgspec.Struct, frozen=True):
    """Conversations, the newest first."""

    items: list[Conversation]
    cursor: str | None
    counts: Counts


class PictureTaken(msgspec.Struct, frozen=True):
    """A picture that was taken in for a message."""

    id: str
    card: str
    full: str
    w: int
    h: int


class News(msgspec.Struct, frozen=True):
    """What the live stream tells (event `messages`): counts, and the conversations to look at."""

    counts: Counts
    changed: list[str]


def address(picture: str, size: Literal["card", "full"]) -> str:
    """Return where one of the two finds a picture."""
    return f"/api/v1/message-pictures/{picture}/{size}.webp"
