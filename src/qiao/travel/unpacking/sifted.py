"""What was found in another place's file, and how words from there are made to fit here."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from qiao.kit.refusals import Refusal
from qiao.kit.text import clean
from qiao.notes.models import MAX_BODY_CHARS
from qiao.topics.models import MAX_TOPIC_CHARS, MAX_TOPICS, slug_of
from qiao.travel.packing.shapes import Media, Note

_TAG: Final = re.compile(r"#([^\s#.,;:!?，。；：！？、()（）\[\]【】\"'<>]{1,60})")
_UNFIT: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ue000-\uf8ff"
    "\u2028\u2029\ufffe\uffff]"
)


@dataclass
class Sifted:
    """Posts of one's own, the oldest first; `left`: how much there was of what does not come.

    `photos`: by what posts call them, where they are to lie in the parcel and how to read them.
    """

    place: str
    notes: list[Note] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    photos: dict[str, tuple[Media, Callable[[], bytes]]] = field(default_factory=dict)


def fitted(text: str, max_chars: int) -> str:
    """Return words without what may not stand in a text here, cut where they are too long."""
    plain = _UNFIT.sub("", text[: 8 * max_chars])
    try:
        return clean(plain[:max_chars], field="body", max_chars=max_chars)
    except Refusal:
        # a letter with a tower of marks on it, or a character newer than our rules
        kept = "".join(char for char in plain if char.isprintable() or char == "\n")
        try:
            return clean(kept[: max_chars // 2], field="body", max_chars=max_chars)
        except Refusal:
            return ""


def topics_in(*texts: str, more: Iterable[str] = ()) -> list[str]:
    """Return the topics that words name with a #, each once."""
    found: dict[str, str] = {}
    for said in (*more, *(tag for text in texts for tag in _TAG.findall(text))):
        label = fitted(said.strip().lstrip("#"), MAX_TOPIC_CHARS).replace("\n", " ")
        if slug := slug_of(label):
            found.setdefault(slug, label)
    return list(found.values())[:MAX_TOPICS]


def with_link(body: str, link: str) -> str:
    """Return words with where they stood before below them, as text."""
    room = MAX_BODY_CHARS - len(link) - 2
    return f"{body[:room].rstrip()}\n\n{link}".strip() if link else body


_FORMS: Final = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S UTC", "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%d %H:%M", "%Y-%m-%d", "%d-%m-%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S",
)  # fmt: skip


def when(said: object) -> datetime | None:
    """Return a time in any of the ways such files write one, UTC; None where it is none."""
    if isinstance(said, bool):
        return None
    if isinstance(said, int | float) or (isinstance(said, str) and said.strip().isdigit()):
        number = float(said)
        number = number / 1_000 if number > 1e11 else number  # milliseconds
        try:
            return datetime.fromtimestamp(number, UTC) if 0 < number < 1e11 else None
        except (OverflowError, ValueError, OSError):
            return None
    if not isinstance(said, str) or len(said) > 40:
        return None
    text = said.strip()
    try:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None
