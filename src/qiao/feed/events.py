"""What has happened between readers and notes."""

from qiao.kit.db import Event


class NotesShown(Event, frozen=True):
    """Cards were shown to a member: `first` for the first time, `again` not."""

    member: str
    first: list[str]
    again: list[str]


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
