"""Notes' nouns: a note, a comment, a draft, and how far something may travel."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal, NamedTuple, NewType

import msgspec

from qiao.kit.graphemes import cut
from qiao.kit.refusals import Conflict, Forbidden, Invalid, TooMany
from qiao.kit.text import clean
from qiao.topics.models import checked_topics

NoteId = NewType("NoteId", str)
CommentId = NewType("CommentId", str)

MAX_TITLE_CHARS = 60
MAX_BODY_CHARS = 5_000
MAX_PHOTOS = 18
MAX_ALT_CHARS = 500
MAX_COMMENT_CHARS = 1_000
MAX_COMMENT_PHOTOS = 3
MAX_PLACE_CHARS = 60
MAX_BOARD_CHARS = 40
MAX_CHOSEN = 100
MAX_UNIT_CHARS = 20
EXCERPT_CHARS = 140

OfKind = Literal["note", "comment"]


class Standing(StrEnum):
    """How far something may travel; the only thing that review changes."""

    PUBLIC = "public"
    LIMITED = "limited"  # followers and direct links; not recommended, not found
    HELD = "held"  # the author and reviewers
    REMOVED = "removed"  # the author, who sees why, and reviewers


class Audience(StrEnum):
    """Whom the author means a note for; the only thing about who sees it that she decides."""

    PUBLIC = "public"
    MUTUALS = "mutuals"  # those whom she follows and who follow her
    CHOSEN = "chosen"  # members she names
    PRIVATE = "private"  # herself


class Label(StrEnum):
    """What an author says about how a note came to be."""

    PAID = "paid"  # paid for, or about something given
    AI = "ai"  # made with a machine's help: pictures or words


class NoteEmpty(Invalid):
    """A note needs a title, a body or a photo."""

    code = "note_empty"


class TooManyPhotos(Invalid):
    """Facts: field, max_photos."""

    code = "too_many_photos"


class PlaceIsNumbers(Invalid):
    """A place is a name here: where exactly somebody was is nobody's business. Facts: field."""

    code = "place_is_numbers"


class StickerUnknown(Invalid):
    """No such sticker is offered. Facts: field."""

    code = "sticker_unknown"


class TooManyChosen(Invalid):
    """Facts: field, max_chosen."""

    code = "too_many_chosen"


class ChosenUnknown(Invalid):
    """Nobody has this handle, or she and the author are kept apart. Facts: field, handle."""

    code = "chosen_unknown"


class UnderReview(Conflict):
    """What is held or taken down stays as it is, so that an appeal is about what was decided."""

    code = "under_review"


class EditedTooMuch(TooMany):
    """A member has written as much anew as one may in an hour. Facts: max, retry_s."""

    code = "edited_too_much"


class NotesClosed(Forbidden):
    """Whoever wrote the note lets only some people answer or quote it with a note. Facts: field."""

    code = "notes_closed"


class WrittenTogether(Conflict):
    """Two wrote it: one alone cannot do this."""

    code = "written_together"


class UnitMissing(Invalid):
    """What is measured is named by who asks. Facts: field."""

    code = "unit_missing"


class CommentSettled(Conflict):
    """A comment may be written anew only for a while: others have answered it. Facts: minutes."""

    code = "comment_settled"


class Photo(NamedTuple):
    """A photo of a draft: an uploaded picture and what a person who cannot see it is told."""

    media_id: str
    alt: str


class Place(NamedTuple):
    """A place by its names: by language where it is `known`, else as it was typed ("und")."""

    slug: str
    names: dict[str, str]
    known: bool


class CommentThings(NamedTuple):
    """What a comment has beside its words: up to three pictures, a sticker's id."""

    photos: tuple[Photo, ...] = ()
    sticker: str = ""

    def __bool__(self) -> bool:
        return bool(self.photos or self.sticker)


NO_THINGS = CommentThings()


class Unit(StrEnum):
    """In what a question for numbers is answered."""

    MONEY = "money"  # each answer names its currency; nothing is converted
    HOURS = "hours"
    CELSIUS = "celsius"
    FREE = "free"  # named by who asks


class Question(msgspec.Struct, frozen=True):
    """What a note asks for: words, or numbers in a unit. `unit_name`: of a free one."""

    unit: Unit | None = None
    unit_name: str = ""


class Draft(msgspec.Struct, frozen=True):
    """A note about to be published, checked."""

    title: str
    body: str
    topics: dict[str, str]
    photos: tuple[Photo, ...]
    audience: Audience = Audience.PUBLIC
    chosen: tuple[str, ...] = ()  # handles
    momo: bool = False  # not in her own name
    labels: tuple[Label, ...] = ()
    place: Place | None = None
    answers: str | None = None  # a note
    quotes: str | None = None
    asks: Question | None = None

    @property
    def kind(self) -> str:
        return "photo" if self.photos else "text"


def checked_draft(
    *,
    title: str,
    body: str,
    topics: list[str],
    photos: list[tuple[str, str]],
    audience: Audience = Audience.PUBLIC,
    chosen: Sequence[str] = (),
    momo: bool = False,
    labels: Sequence[Label] = (),
    place: Place | None = None,
    answers: str | None = None,
    quotes: str | None = None,
    asks: Question | None = None,
) -> Draft:
    """Check what somebody wants to publish. `answers` and `quotes`: notes that are there already.

    Raises:
        NoteEmpty, TooManyPhotos, TooManyTopics, TooManyChosen, UnitMissing, and those of
        `kit.text.clean`.
    """
    if len(photos) > MAX_PHOTOS:
        raise TooManyPhotos(field="media", max_photos=MAX_PHOTOS)
    draft = Draft(
        title=clean(title, field="title", max_chars=MAX_TITLE_CHARS, lines=False),
        body=clean(body, field="body", max_chars=MAX_BODY_CHARS),
        topics=checked_topics(topics),
        photos=tuple(
            Photo(media, clean(alt, field="alt", max_chars=MAX_ALT_CHARS, lines=False))
            for media, alt in dict(photos).items()
        ),
        audience=audience,
        chosen=checked_chosen(chosen) if audience == Audience.CHOSEN else (),
        momo=momo,
        labels=tuple(label for label in Label if label in labels),
        place=place,
        answers=answers or None,
        quotes=quotes or None,
        asks=checked_question(asks) if asks else None,
    )
    if not (draft.title or draft.body or draft.photos):
        raise NoteEmpty(field="body")
    return draft


def checked_things(photos: Sequence[tuple[str, str]], sticker: str) -> CommentThings:
    """Check what somebody wants to put into a comment; raises TooManyPhotos."""
    if len(photos) > MAX_COMMENT_PHOTOS:
        raise TooManyPhotos(field="media", max_photos=MAX_COMMENT_PHOTOS)
    return CommentThings(
        tuple(
            Photo(media, clean(alt, field="alt", max_chars=MAX_ALT_CHARS, lines=False))
            for media, alt in dict(photos).items()
        ),
        sticker,
    )


def checked_question(asks: Question) -> Question:
    """Return what is asked for; raises UnitMissing and those of `kit.text.clean`."""
    if asks.unit != Unit.FREE:
        return Question(asks.unit)
    name = clean(asks.unit_name, field="unit_name", max_chars=MAX_UNIT_CHARS, lines=False)
    if not name:
        raise UnitMissing(field="unit_name")
    return Question(asks.unit, name)


def checked_chosen(handles: Sequence[str]) -> tuple[str, ...]:
    """Return the handles of those a note is for, each once; raises TooManyChosen."""
    chosen = tuple(dict.fromkeys(handle.strip().removeprefix("@").casefold() for handle in handles))
    if len(chosen) > MAX_CHOSEN:
        raise TooManyChosen(field="chosen", max_chosen=MAX_CHOSEN)
    return chosen


def excerpt(body: str, *, max_chars: int = EXCERPT_CHARS) -> str:
    """Return the beginning of a body on one line; no character is cut apart."""
    flat = " ".join(body.split())
    if len(flat) <= max_chars:
        return flat
    return cut(flat, max_chars).rstrip() + "…"
