"""In which order comments stand below a note; pages of one order fit together.

What helps is what is liked much for the time it could be read: (likes + 1) / (hours + 8), hours no
more than 72, since a note is mostly read in its first days. A new comment begins as an old one with
nine likes does, so that it is read at all. The note's author comes first, what she pinned before.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from qiao.kit.clock import HOUR, Micros

PRIOR_LIKES = 1.0
PRIOR_HOURS = 8.0
MAX_HOURS = 72.0


class Sort(StrEnum):
    """Orders of a thread."""

    OLD = "old"
    NEW = "new"
    HELPFUL = "helpful"


class Top(NamedTuple):
    """A comment that answers no other. `likes`: -1 where only its stub is left."""

    id: str
    author: str
    at_us: int
    likes: int


def helpfulness(likes: int, *, age_us: int) -> float:
    """Return how helpful a comment seems: likes an hour, drawn to what most get."""
    hours = min(max(age_us, 0) / HOUR, MAX_HOURS)
    return (likes + PRIOR_LIKES) / (hours + PRIOR_HOURS)


def by_help(tops: Iterable[Top], *, author: str, as_of: Micros) -> list[str]:
    """Return the ids, the note's author's first, then the most helpful; ties: the newer first."""

    def place(top: Top) -> tuple[bool, float, str]:
        return (
            top.author == author and top.likes >= 0,
            helpfulness(top.likes, age_us=as_of - top.at_us),
            top.id,
        )

    return [top.id for top in sorted(tops, key=place, reverse=True)]


def mark(as_of: Micros, last: str) -> str:
    """Return the cursor of a page by help: when the order was made, and where the page ended."""
    return f"{as_of}.{last}"


def read_mark(cursor: str) -> tuple[Micros, str] | None:
    """Return what a cursor by help says; None where it says nothing."""
    as_of, _, last = cursor.partition(".")
    return (Micros(int(as_of)), last) if as_of.isdecimal() and len(as_of) < 18 and last else None
