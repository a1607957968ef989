"""How what was found is shown; the API's shapes, also its documentation."""

from typing import Literal

import msgspec

from qiao.notes.views import Card
from qiao.people.models import Profile

By = Literal["words", "meaning"]


class Snippet(msgspec.Struct, frozen=True):
    """A part of a note's text. Every second of `parts`, from the second on, was asked for."""

    lang: str
    parts: list[str]


class FoundView(msgspec.Struct, frozen=True):
    """How a note was found, and where; `titles` by language, cut up like a snippet."""

    by: By
    titles: dict[str, list[str]] = {}
    snippet: Snippet | None = None


class FoundCard(Card, frozen=True, kw_only=True):
    """A note that was found."""

    found: FoundView


class FoundTopic(msgspec.Struct, frozen=True):
    """A topic that was found; `family`: how the same topic is written in other languages."""

    slug: str
    label: str
    notes: int
    family: list[str] = []


class SearchPage(msgspec.Struct, frozen=True):
    """What was found, of the kind asked for; the other two lists are empty.

    `meant`: words nobody uses, and what was looked for in their place. `meaning`: whether notes
    near in meaning are among these; while it is `pending`, ask again after `retry_ms`.
    """

    notes: list[FoundCard]
    people: list[Profile]
    topics: list[FoundTopic]
    cursor: str | None
    meant: dict[str, str]
    meaning: Literal["done", "pending", "none"]
    retry_ms: int | None = None
