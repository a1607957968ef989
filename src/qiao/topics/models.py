"""A topic's name in the form in which two spellings are the same topic."""

import unicodedata
from typing import NamedTuple

from qiao.kit.refusals import Invalid
from qiao.kit.text import clean

MAX_TOPIC_CHARS = 40
MAX_TOPICS = 10


class TooManyTopics(Invalid):
    """Facts: field, max_topics."""

    code = "too_many_topics"


class Topic(NamedTuple):
    """A topic: its key, how it was first written, how many notes carry it."""

    slug: str
    label: str
    notes: int


def slug_of(label: str) -> str:
    """Return the key of a topic: letters, marks, digits and emoji, folded, nothing else."""
    folded = unicodedata.normalize("NFKC", label).casefold()
    return "".join(
        c for c in folded if unicodedata.category(c)[0] in "LMN" or c == "\u200d" or _symbol(c)
    )


def _symbol(char: str) -> bool:
    return unicodedata.category(char) == "So"


def checked_topics(labels: list[str]) -> dict[str, str]:
    """Return slug → label as given; raises TooManyTopics and those of `kit.text.clean`."""
    if len(labels) > MAX_TOPICS:
        raise TooManyTopics(field="topics", max_topics=MAX_TOPICS)
    found: dict[str, str] = {}
    for given in labels:
        label = clean(
            given.strip().strip("#"), field="topics", max_chars=MAX_TOPIC_CHARS, lines=False
        )
        slug = slug_of(label)
        if slug:
            found.setdefault(slug, label)
    return found
