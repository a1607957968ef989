"""How notes and comments are shown; the API's shapes, also its documentation."""

from typing import Any

import msgspec

from qiao.people.models import Face


class Picture(msgspec.Struct, frozen=True):
    """A photo in two sizes; `w` and `h` are pixels of the full one."""

    card: str
    full: str
    w: int
    h: int
    alt: str


class Film(msgspec.Struct, frozen=True):
    """A video that plays in every browser: where it lies, its length, its size on screen."""

    src: str
    type: str
    bytes: int
    ms: int
    w: int
    h: int
    sound: bool


class NotePhoto(Picture, frozen=True):
    """A photo of a note that is open. `media`: its id, by which captions are asked for.

    `film`: the picture is the poster of this video.
    """

    media: str
    film: Film | None = None


def note_photo(
    media: str, sha: str, w: int, h: int, alt: str, film: Film | None = None
) -> NotePhoto:
    """Return a photo by where it is kept, or the poster of a film."""
    return NotePhoto(f"/media/{sha}/card.webp", f"/media/{sha}/full.webp", w, h, alt, media, film)


class PlaceView(msgspec.Struct, frozen=True):
    """A place; `names` by language, "und" where only somebody here named it."""

    slug: str
    names: dict[str, str]


class PlaceFound(PlaceView, frozen=True):
    """A place with how many notes its reader may find there, up to 1,000."""

    notes: int


class PlaceList(msgspec.Struct, frozen=True):
    """Places one may mean, the likeliest first."""

    items: list[PlaceFound]


class TopicLanguage(msgspec.Struct, frozen=True):
    """A language, and how many of a topic's newest notes are in it."""

    lang: str
    notes: int


class TopicLanguages(msgspec.Struct, frozen=True):
    """Languages, the most frequent first."""

    items: list[TopicLanguage]


class LinkCard(msgspec.Struct, frozen=True):
    """What a linked page says of itself, as the square fetched it: words not to be believed.

    `host` is where it leads, in the letters that cannot deceive (punycode).
    """

    url: str
    host: str
    site: str
    title: str
    about: str
    lang: str
    picture: Picture | None


class VersionCard(msgspec.Struct, frozen=True):
    """The beginning of a version that a person wrote in another language."""

    title: str
    excerpt: str


class VersionText(msgspec.Struct, frozen=True):
    """A version that a person wrote in another language."""

    title: str
    body: str
    alt: list[str]
    by: str = "person"
    older: bool = False  # the note was written anew since


class NoteRef(msgspec.Struct, frozen=True):
    """A note that another one answers or quotes, as its reader may see it.

    Not `seen`: it is gone, or not for this reader, or was taken off; nothing else is said then.
    """

    seen: bool
    id: str = ""
    title: str = ""
    excerpt: str = ""
    lang: str = "und"
    author: Face | None = None
    cover: Picture | None = None
    versions: dict[str, VersionCard] = {}


class Asks(msgspec.Struct, frozen=True):
    """What a question asks for: `unit` is empty (words), money, hours, celsius or free."""

    unit: str
    unit_name: str
    answered: bool


class Reason(msgspec.Struct, frozen=True):
    """Why a card stands where it stands."""

    code: str
    facts: dict[str, Any]


class CardHead(msgspec.Struct, frozen=True):
    """What is the same for every reader of a card."""

    id: str
    kind: str
    title: str
    excerpt: str
    lang: str
    mixed: list[str]
    cover: Picture | None
    photos: int
    video_ms: int  # the length of a video, 0 for other notes
    author: Face
    topics: list[str]
    at: str
    audience: str
    labels: list[str]
    versions: dict[str, VersionCard]
    asks: Asks | None
    together: Face | None  # the other of two who wrote it together


class Card(CardHead, frozen=True):
    """A note in a list."""

    likes: int
    comments: int
    liked: bool
    collected: bool
    answers: NoteRef | None
    quotes: NoteRef | None
    reason: Reason | None


class NoteTail(msgspec.Struct, frozen=True):
    """What a note's own page has beyond the card, the same for every reader."""

    body: str
    photos_list: list[NotePhoto]
    version_texts: dict[str, VersionText]
    edited: str | None
    link: LinkCard | None = None
    place: PlaceView | None = None


class Note(Card, frozen=True):
    """A note on its own page."""

    body: str
    photos_list: list[NotePhoto]
    version_texts: dict[str, VersionText]
    edited: str | None
    link: LinkCard | None
    place: PlaceView | None
    collects: int
    standing: str
    mine: bool
    followed: bool
    may_comment: bool
    may_answer: bool


class Figure(msgspec.Struct, frozen=True):
    """A number that answers a question, and where it holds. `currency`: ISO 4217, of money."""

    value: float
    place: str
    currency: str


class StickerView(msgspec.Struct, frozen=True):
    """A sticker; `names` by language say what it shows."""

    id: str
    src: str
    names: dict[str, str]


class StickerSet(msgspec.Struct, frozen=True):
    """Stickers that belong together; the square's own set is called "qiao"."""

    name: str
    items: list[StickerView]


class StickerSets(msgspec.Struct, frozen=True):
    """All stickers that are offered."""

    items: list[StickerSet]


class CommentVersion(msgspec.Struct, frozen=True):
    """A comment that a person wrote again in another language."""

    body: str
    by: str = "person"


class ReadMark(msgspec.Struct, frozen=True):
    """Of what, in which language and by whom made a comment's writer had read; not the words."""

    of: str
    id: str
    lang: str
    engine: str


class CommentHead(msgspec.Struct, frozen=True):
    """What is the same for every reader of a comment."""

    id: str
    note: str
    parent: str | None
    author: Face | None
    author_of_note: bool
    body: str
    lang: str
    mixed: list[str]
    at: str
    edited: str | None
    deleted: bool
    versions: dict[str, CommentVersion]
    read: ReadMark | None
    photos_list: list[NotePhoto]
    sticker: StickerView | None
    link: LinkCard | None
    figure: Figure | None


class Comment(CommentHead, frozen=True):
    """A comment; `answers`: those to a first-level one, `answers_cursor` where more follow.

    `accepted`: whoever asked says that it helped; `outcome`: what came of it, told by them.
    """

    likes: int
    liked: bool
    mine: bool
    standing: str
    muted: bool
    pinned: bool
    accepted: bool
    outcome: bool
    answers_cursor: str | None
    answers: list["Comment"]


class CardPage(msgspec.Struct, frozen=True):
    """A page of notes; `cursor` is null on the last one."""

    items: list[Card]
    cursor: str | None


class AnswerPage(CardPage, frozen=True):
    """Notes that answer or quote one; `total`: how many its reader may see, up to 1,000.

    `accepted`: the one that helped whoever asked, where the reader may see it.
    """

    total: int
    accepted: str | None


class CommentPage(msgspec.Struct, frozen=True):
    """A page of comments, in the order that was asked for."""

    items: list[Comment]
    cursor: str | None


class EarlierText(msgspec.Struct, frozen=True):
    """What a note said before; `at`: since when, `until`: when it was written anew."""

    title: str
    body: str
    topics: list[str]
    alt: list[str]
    labels: list[str]
    at: str
    until: str


class EarlierTexts(msgspec.Struct, frozen=True):
    """What a note said before, the latest first."""

    items: list[EarlierText]


class People(msgspec.Struct, frozen=True):
    """Members one may mean, the likeliest first."""

    items: list[Face]


class BoardView(msgspec.Struct, frozen=True):
    """A board; an empty title is the first board, which the app names.

    `open`: everybody sees it. `owner`: whose it is, where one board is shown.
    """

    id: str
    title: str
    notes: int
    open: bool = False
    owner: Face | None = None


class BoardPage(msgspec.Struct, frozen=True):
    """All of one's boards."""

    items: list[BoardView]


class AudienceView(msgspec.Struct, frozen=True):
    """Whom the author means a note for; only she is told who was chosen."""

    audience: str
    chosen: list[Face]


class Liked(msgspec.Struct, frozen=True):
    """Where a like stands now."""

    likes: int
    liked: bool


class Collected(msgspec.Struct, frozen=True):
    """Where keeping stands now."""

    collects: int
    collected: bool
