"""What has happened to what notes mean."""

from qiao.kit.db import Event


class NoteEmbedded(Event, frozen=True):
    """The vector of a note is there, or another one than before."""

    note: str


class QueryWanted(Event, frozen=True):
    """Somebody searches for what has no list of notes near in meaning yet, or an old one."""

    query: str


class QueryMeant(Event, frozen=True):
    """Notes near in meaning to a query are known."""

    query: str
