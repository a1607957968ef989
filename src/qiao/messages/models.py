"""The nouns of messages: a draft, boxes, what a member chose, and the ways to say no."""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, Literal, NamedTuple, NewType

import msgspec

from qiao.kit.refusals import Conflict, Forbidden, Invalid, TooMany
from qiao.kit.text import clean

ConversationId = NewType("ConversationId", str)
MessageId = NewType("MessageId", str)
PictureId = NewType("PictureId", str)

MAX_CHARS = 2_000
MAX_REQUEST_CHARS = 500
MAX_PICTURES = 4
MAX_ALT_CHARS = 300
MAX_UNREAD = 100
"""More is shown as "99+"."""
MAX_WAITING_PICTURES = 40
"""So many pictures that are in no message yet may one member have."""

KEEP_DAYS = (0, 30, 90, 365)
"""After how many days one's own messages may go; 0 is never."""

AROUND = 5
"""So many messages before and after a reported one are copied for reviewers."""

_LINK: Final = re.compile(
    r"https?://|www\.|\b[\w-]+\.(?:com|net|org|io|me|cn|ru|top|xyz|info)\b", re.IGNORECASE
)

Box = Literal["open", "requests"]


class Side(StrEnum):
    """Where a conversation lies for one of its two members."""

    OPEN = "open"
    ASKED = "asked"  # she wrote first and waits
    REQUEST = "request"  # a stranger wrote to her
    DECLINED = "declined"  # she wants none of it; the other is not told


class MessagesClosed(Forbidden):
    """She lets only some people write to her."""

    code = "messages_closed"


class MessageWaits(Conflict):
    """A stranger has one message until she answers."""

    code = "message_waits"


class CannotMessageSelf(Invalid):
    """There are drafts for that."""

    code = "cannot_message_self"


class RequestTooMuch(Invalid):
    """A first message to a stranger is words alone. Facts: field."""

    code = "request_words_only"


class TooManyRequests(TooMany):
    """So many strangers were written to today. Facts: max, retry_s."""

    code = "too_many_requests"


class SameToMany(TooMany):
    """The same words went to other strangers. Facts: max, retry_s."""

    code = "same_to_many"


class TooManyLinks(TooMany):
    """Facts: max, retry_s."""

    code = "too_many_links"


class WroteTooMuch(TooMany):
    """More than a person writes. Facts: of, max, retry_s."""


class EditOver(Conflict):
    """Facts: minutes."""

    code = "message_edit_over"


class TooManyPictures(Invalid):
    """Facts: field, max."""

    code = "message_pictures_too_many"


class KeepUnknown(Invalid):
    """Facts: field."""

    code = "keep_days_unknown"


class PictureOf(NamedTuple):
    """A picture that its sender took in before, and what it shows in words."""

    id: str
    alt: str


class Draft(NamedTuple):
    """What is to be sent, checked."""

    body: str
    pictures: tuple[PictureOf, ...] = ()
    note: str | None = None

    @property
    def links(self) -> int:
        """How many links its words hold."""
        return len(_LINK.findall(self.body))


class Choices(msgspec.Struct, frozen=True):
    """What a member chose: after how many days her own messages go, and whether both see marks."""

    keep_days: int = 0
    read_marks: bool = False


def checked_draft(body: str, pictures: Sequence[tuple[str, str]], note: str | None) -> Draft:
    """Return what is to be sent, or refuse it.

    Raises:
        TooManyPictures, and those of `kit.text.clean`.
    """
    if len(pictures) > MAX_PICTURES:
        raise TooManyPictures(field="pictures", max=MAX_PICTURES)
    shown = [
        PictureOf(id_, clean(alt, field="alt", max_chars=MAX_ALT_CHARS)) for id_, alt in pictures
    ]
    alone = not shown and note is None
    text = clean(body, field="body", max_chars=MAX_CHARS, empty=not alone)
    return Draft(text, tuple(dict.fromkeys(shown)), note)
