"""What has happened to what notes mean."""

from qiao.kit.db import Event


class NoteEmbedded(Event, frozen=True):
    """The vector of a note is there, or another one than before."""

    note: str
