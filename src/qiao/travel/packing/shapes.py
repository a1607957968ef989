"""The lines of an export, as they are written and as they are read again.

One JSON object a line, fields in this order, so that equal things are equal bytes. Times are RFC
3339 in UTC. docs/guides/take-your-things.md describes it for others.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import msgspec

FORMAT: Final = "qiao-export"
VERSION: Final = 1

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


def moment(at_us: int) -> datetime:
    """Return a time of the database so that nothing of it is lost."""
    return _BEGIN + timedelta(microseconds=at_us)


def moment_or_none(at_us: int | None) -> datetime | None:
    """Return a time; 0 and nothing are no time."""
    return moment(at_us) if at_us else None


def micros(at: datetime | None) -> int:
    """Return a time that was read, in microseconds; one without a zone is in UTC; 0 where none."""
    if at is None:
        return 0
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - _BEGIN) // _MICRO


class Photo(msgspec.Struct, frozen=True):
    """A photo of a note: a line of media.jsonl, and what those are told who cannot see it."""

    media: str
    alt: str = ""


class Version(msgspec.Struct, frozen=True):
    """A note in another language, written by a person. `older`: the note was edited since."""

    lang: str
    title: str
    body: str
    alts: list[str]
    at: datetime
    older: bool = False


class Edit(msgspec.Struct, frozen=True):
    """What a note said before."""

    title: str
    body: str
    topics: list[str]
    alts: list[str]
    labels: list[str]
    audience: str
    at: datetime
    until: datetime


class Asked(msgspec.Struct, frozen=True):
    """What a note asks: for numbers in a unit, or ("") for words."""

    unit: str = ""
    unit_name: str = ""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One line of notes.jsonl. `together`: whose name is below it beside hers, a handle."""

    id: str
    at: datetime
    title: str = ""
    body: str = ""
    lang: str = "und"
    mixed: list[str] = []
    topics: list[str] = []
    photos: list[Photo] = []
    audience: str = "public"
    chosen: list[str] = []
    standing: str = "public"
    momo: bool = False
    labels: list[str] = []
    edited: datetime | None = None
    versions: list[Version] = []
    edits: list[Edit] = []
    pinned: str | None = None
    answer_by: str = "everyone"
    answers: str | None = None
    quotes: str | None = None
    asks: Asked | None = None
    place: str = ""
    together: str = ""


class CommentVersion(msgspec.Struct, frozen=True):
    """A comment in another language, written by a person."""

    lang: str
    body: str
    at: datetime


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """One line of comments.jsonl. `momo`: her number in that thread, 0 in her own name."""

    id: str
    note: str
    at: datetime
    body: str
    parent: str | None = None
    lang: str = "und"
    mixed: list[str] = []
    standing: str = "public"
    momo: int = 0
    edited: datetime | None = None
    versions: list[CommentVersion] = []
    photos: list[Photo] = []
    sticker: str = ""


class Media(msgspec.Struct, frozen=True):
    """One line of media.jsonl: a picture, and its file in this ZIP."""

    id: str
    file: str
    w: int
    h: int
    kind: str
    at: datetime


class Video(msgspec.Struct, frozen=True):
    """One line of videos.jsonl, as far as it is read again: when a film was sent."""

    id: str
    at: datetime


class Half(msgspec.Struct, frozen=True, rename={"with_": "with"}):
    """One line of together.jsonl: her half of a note that another wrote first.

    `at`: when she wrote it last; `published`: when the note was.
    """

    note: str
    lang: str
    title: str
    body: str
    at: datetime
    with_: str = ""
    topics: list[str] = []
    standing: str = "public"
    published: datetime | None = None


class Asking(msgspec.Struct, frozen=True):
    """One line of questions.jsonl: which answer helped, and the comment that told of it later."""

    note: str
    answer: str = ""
    outcome: str = ""


class Figure(msgspec.Struct, frozen=True):
    """One line of figures.jsonl: the number that a comment of hers is."""

    comment: str
    note: str
    place: str
    amount: float
    currency: str = ""


class Bio(msgspec.Struct, frozen=True):
    """One line of bios.jsonl."""

    lang: str
    body: str
    at: datetime


class Chosen(msgspec.Struct, frozen=True):
    """The one line of chosen.jsonl: languages she learns, lists she shows nobody."""

    learns: list[str] = []
    hides: list[str] = []


class Said(msgspec.Struct, frozen=True):
    """One line of circle_said.jsonl: her own word on what the square believes of her."""

    about: Literal["lang", "topic"]
    value: str
    answer: Literal["yes", "no"]


class State(msgspec.Struct, frozen=True):
    """How a thing stands, of a line of which nothing else is read."""

    state: str


class Muted(msgspec.Struct, frozen=True):
    """One line of mutes.jsonl, as far as it is counted."""

    kind: str


class Board(msgspec.Struct, frozen=True):
    """One line of boards.jsonl. The first board has no title of its own."""

    id: str
    title: str
    first: bool
    at: datetime
    open: bool = False


class Collect(msgspec.Struct, frozen=True):
    """One line of collects.jsonl: a note that is kept."""

    note: str
    board: str
    at: datetime


class Captions(msgspec.Struct, frozen=True):
    """One line of captions.jsonl: WebVTT for one of one's media."""

    media: str
    lang: str
    state: str
    vtt: str
    at: datetime


class Choices(msgspec.Struct, frozen=True):
    """What a member has chosen; each as the square keeps it."""

    reading: dict[str, object] = {}
    who_may: dict[str, object] = {}
    feed: dict[str, float | str] = {}
    notices: dict[str, object] = {}
    remembers_searches: bool | None = None
    muted_words: list[str] = []
    muted_topics: list[str] = []


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """The one line of member.jsonl."""

    handle: str
    name: str = ""
    bio: str = ""
    bio_lang: str = "und"
    region: str = ""
    langs: list[str] = []
    ui_lang: str = "en"
    avatar: str | None = None
    joined: datetime
    choices: Choices = Choices()


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """qiao.json: what the other files are. `square`: the address of the square it comes from."""

    format: str
    version: int
    square: str
    handle: str
    made: datetime
    rows: dict[str, int] = {}


def line(row: object) -> bytes:
    """Encode one line."""
    return msgspec.json.encode(row) + b"\n"
