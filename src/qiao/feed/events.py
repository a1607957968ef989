"""What has happened between readers and notes."""

import msgspec

from qiao.kit.db import Event


class NotesShown(Event, frozen=True):
    """Cards were shown to a member: `first` for the first time, `again` not.

    `served`: those of `first` that Explore put before her because they fit; no reader's app can
    make these up.
    """

    member: str
    first: list[str]
    again: list[str]
    served: list[str] = msgspec.field(default_factory=list)


class LadderMoved(Event, frozen=True):
    """These notes came to another rung, or more is known of how they do."""

    notes: list[str]


class NoteOpened(Event, frozen=True):
    """A member opened a note."""

    note: str
    member: str


class NoteHidden(Event, frozen=True):
    """A member does not want to see a note again, and less like it."""

    note: str
    member: str


class NoteTranslated(Event, frozen=True):
    """A member asked for a note in another language."""

    note: str
    member: str


class WishMade(Event, frozen=True):
    """A member wants more or less of what a note is about. `wish` is "more" or "less"."""

    note: str
    member: str
    about: str
    wish: str
    value: str


class WishTaken(Event, frozen=True):
    """A wish is taken back."""

    note: str
    member: str
    about: str


class DialsMoved(Event, frozen=True):
    """A member set how varied her feed is, how much is foreign to her and how much home, 0 to 1."""

    member: str
    variety: float
    other_langs: float
    homeward: float = 0.5


class TopicMuted(Event, frozen=True):
    """A member wants no notes of a topic recommended."""

    member: str
    slug: str


class TopicUnmuted(Event, frozen=True):
    """A topic may be recommended to a member again."""

    member: str
    slug: str


class TasteReset(Event, frozen=True):
    """What a member did before `reset_us` tells nothing of her taste any more; 0: all tells."""

    member: str
    reset_us: int


class FeedLearnt(Event, frozen=True):
    """Another version of what the square learnt is to be used; empty: none is."""

    version: str
