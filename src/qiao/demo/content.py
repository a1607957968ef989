"""Reading the demo community's files: members, notes, comments, versions by hand."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

APPEALS = (
    "comfort", "humour", "craft", "thrift", "beauty", "animals", "wander", "learning", "belonging",
    "food", "home", "gear", "nostalgia", "body", "words", "night",
)  # fmt: skip
"""What a note may appeal to, judged by its writer; known to the generator, never to the feed."""


class Version(msgspec.Struct, frozen=True):
    """A note again in another language, by hand."""

    title: str = ""
    body: str = ""
    alt: list[str] = []


class Said(msgspec.Struct, frozen=True):
    """A comment. `to`: the number of the comment of the same note that it answers."""

    author: str
    lang: str
    after_h: float
    body: str
    to: int | None = None
    versions: dict[str, str] = {}


class DemoNote(msgspec.Struct, frozen=True):
    """A note. `day`: days before the demo is made; `appeal`: 0..1 for some of APPEALS."""

    id: str
    author: str
    lang: str
    day: float
    title: str
    body: str
    topics: list[str]
    pictures: list[str] = []
    alt: list[str] = []
    appeal: dict[str, float] = {}
    versions: dict[str, Version] = {}
    comments: list[Said] = []


class DemoMember(msgspec.Struct, frozen=True):
    """A member. `tastes`: 0..1 for some of APPEALS; known to the generator, never to the feed."""

    handle: str
    name: str
    langs: list[str]
    region: str
    bio: str
    picture: str
    joined_day: float
    tastes: dict[str, float]


def _tables(name: str) -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "content" / name).read_text(encoding="utf-8"))


@cache
def members() -> list[DemoMember]:
    """Return the members, each here before anything she wrote."""
    found = msgspec.convert(_tables("people.toml")["member"], list[DemoMember])
    first: dict[str, float] = {}
    for note in notes():
        first[note.author] = max(first.get(note.author, 0.0), note.day)
        for said in note.comments:
            at = note.day - said.after_h / 24
            first[said.author] = max(first.get(said.author, 0.0), at)
    return [
        msgspec.structs.replace(m, joined_day=max(m.joined_day, first.get(m.handle, 0.0) + 0.1))
        for m in found
    ]


@cache
def notes() -> list[DemoNote]:
    """Return the notes, oldest first."""
    names = sorted(
        f.name for f in (files(__package__) / "content").iterdir() if f.name.startswith("notes-")
    )
    found = [
        note for name in names for note in msgspec.convert(_tables(name)["note"], list[DemoNote])
    ]
    return sorted(found, key=lambda note: (-note.day, note.id))
