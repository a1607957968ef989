"""What has happened between two members; ids only, and never a word of it."""

from qiao.kit.db import Event


class MessageSent(Event, frozen=True):
    """One member wrote to another. `quiet`: she who got it mutes its writer or a word of it."""

    conversation: str
    message: str
    author: str
    to: str
    quiet: bool = False


class MessageEdited(Event, frozen=True):
    """A message says something else now."""

    conversation: str
    message: str
    members: tuple[str, ...]


class MessageChanged(Event, frozen=True):
    """A message was deleted, understood or decided about: it is shown in another way."""

    conversation: str
    message: str
    members: tuple[str, ...]


class ConversationChanged(Event, frozen=True):
    """Something else about a conversation than its words, for these of its two members."""

    conversation: str
    members: tuple[str, ...]
