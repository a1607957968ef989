"""A note, encoded once for everybody; what is a reader's own is added when it is served."""

import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.media.models import FILM_TYPE, film_address
from qiao.notes.models import excerpt
from qiao.notes.views import (
    Asks,
    CardHead,
    Film,
    LinkCard,
    NotePhoto,
    NoteTail,
    Picture,
    PlaceView,
    VersionCard,
    VersionText,
    note_photo,
)
from qiao.people.circles import Circle, kept
from qiao.people.models import face
from qiao.people.momo import alias, momo
from qiao.people.quiet import Quiet

_encode = msgspec.json.Encoder().encode


class _Text(msgspec.Struct):
    """What of an encoded note is words."""

    title: str
    body: str
    topics: list[str]
    version_texts: dict[str, VersionText]
    link: LinkCard | None
    place: PlaceView | None


_NO_LINKS: Mapping[str, str] = MappingProxyType({})
NO_REFS = b'"answers":null,"quotes":null'


class Entry:
    """A note, encoded. `head` and `tail` are JSON objects without their last brace.

    `author` is whose it is; `known` is whom others know as its author: her, or an alias.
    `beside`: who wrote it with her, or nobody (""). `links`: what it answers and quotes, by how;
    an empty id is something nobody is shown.
    """

    __slots__ = (
        "answer_by",
        "audience",
        "author",
        "beside",
        "collects",
        "comment_by",
        "comments",
        "head",
        "known",
        "likes",
        "links",
        "stale",
        "standing",
        "tail",
    )  # fmt: skip

    def __init__(
        self,
        author: str,
        standing: str,
        audience: str,
        comment_by: Circle,
        head: bytes,
        tail: bytes,
        counts: tuple[int, int, int],
        known: str | None = None,
        *,
        answer_by: Circle = Circle.EVERYONE,
        links: Mapping[str, str] = _NO_LINKS,
        beside: str = "",
    ) -> None:
        self.author = author
        self.known = known or author
        self.answer_by = answer_by
        self.links = links
        self.beside = beside
        self.standing = standing
        self.audience = audience
        self.comment_by = comment_by
        self.head = head
        self.tail = tail
        self.likes, self.comments, self.collects = counts
        self.stale = False

    def text(self) -> str:
        """Return all that a note says, for those who look for words in it; rarely asked for."""
        said = msgspec.json.decode(self.head + b"," + self.tail + b"}", type=_Text)
        versions = [text for one in said.version_texts.values() for text in (one.title, one.body)]
        linked = (said.link.title, said.link.about) if said.link else ()
        there = said.place.names.values() if said.place else ()
        return "\n".join((said.title, said.body, *said.topics, *versions, *linked, *there))

    @property
    def authors(self) -> tuple[str, ...]:
        """Whose it is: one, or two."""
        return (self.author, self.beside) if self.beside else (self.author,)

    def is_by(self, reader: str | None) -> bool:
        """Say whether the reader wrote it, alone or with another."""
        return reader is not None and reader in (self.author, self.beside)

    def is_apart(self, apart: AbstractSet[str]) -> bool:
        """Say whether one of those who wrote it is among these."""
        return bool(apart) and (self.known in apart or self.beside in apart)

    def card(self, *, liked: bool, collected: bool, reason: bytes, refs: bytes = NO_REFS) -> bytes:
        """Return the card for one reader; `reason` and `refs` are JSON."""
        return b'%b,"likes":%d,"comments":%d,"liked":%b,"collected":%b,%b,"reason":%b}' % (
            self.head,
            self.likes,
            self.comments,
            b"true" if liked else b"false",
            b"true" if collected else b"false",
            refs,
            reason,
        )

    def note(
        self,
        *,
        liked: bool,
        collected: bool,
        followed: bool,
        mine: bool,
        may_comment: bool,
        may_answer: bool,
        refs: bytes,
    ) -> bytes:
        """Return the note's own page for one reader."""
        return (
            b'%b,%b,"collects":%d,"standing":"%b","mine":%b,"followed":%b,"may_comment":%b,'
            b'"may_answer":%b}'
        ) % (
            self.card(liked=liked, collected=collected, reason=b"null", refs=refs)[:-1],
            self.tail,
            self.collects,
            self.standing.encode(),
            b"true" if mine else b"false",
            b"true" if followed else b"false",
            b"true" if may_comment else b"false",
            b"true" if may_answer else b"false",
        )


def is_hushed(entry: Entry, reader: str | None, quiet: Quiet | None) -> bool:
    """Say whether a reader mutes who wrote a note, or a word in it."""
    if quiet is None or entry.is_by(reader):
        return False
    # who mutes people alone costs no look at words
    text = entry.text() if quiet.words else ""
    return quiet.hushes(entry.known, text) or (
        bool(entry.beside) and quiet.hushes(entry.beside, "")
    )


class NoteRow(NamedTuple):
    """A note as it is read, its columns in the order of the statement in `cards.py`."""

    id: str
    author: str
    kind: str
    title: str
    body: str
    lang: str
    mixed: str
    standing: str
    audience: str
    momo: int
    labels: str
    place: str
    place_names: str | None
    edited_us: int
    at_us: int
    likes: int
    comments: int
    collects: int
    handle: str
    name: str
    avatar_sha: str | None
    who_may: str
    answer_by: str
    unit: str | None
    unit_name: str | None
    accepted: str | None
    answered: int
    beside: str
    beside_handle: str | None
    beside_name: str | None
    beside_sha: str | None


def _cover(photo: NotePhoto) -> Picture:
    """A card goes out a thousand times for each note that is opened: no more than it needs."""
    return Picture(photo.card, photo.full, photo.w, photo.h, photo.alt)


def _film(columns: list[Any]) -> Film | None:
    sha, size, ms, w, h, sound = columns
    if not sha:
        return None
    return Film(film_address(sha), FILM_TYPE, size, ms, w, h, bool(sound))


def made_of(
    row: NoteRow,
    photos: list[tuple[Any, ...]],
    topics: list[tuple[Any, ...]],
    versions: list[tuple[Any, ...]],
    links: dict[str, str],
    link: LinkCard | None,
) -> Entry:
    """Encode a note. What hangs on it comes as rows without their first column, the note."""
    pictures = [
        note_photo(media, sha, w, h, alt, _film(film)) for media, sha, w, h, alt, *film in photos
    ]
    head = CardHead(
        id=row.id,
        kind=row.kind,
        title=row.title,
        excerpt=excerpt(row.body),
        lang=row.lang,
        mixed=json.loads(row.mixed),
        cover=_cover(pictures[0]) if pictures else None,
        photos=len(pictures),
        video_ms=pictures[0].film.ms if pictures and pictures[0].film else 0,
        author=momo(row.momo) if row.momo else face(row.handle, row.name, row.avatar_sha),
        topics=[label for (label,) in topics],
        at=rfc3339(row.at_us),
        audience=row.audience,
        labels=json.loads(row.labels),
        versions={lang: VersionCard(title, excerpt(body)) for lang, title, body, *_ in versions},
        asks=None
        if row.unit is None
        else Asks(row.unit, row.unit_name or "", answered=bool(row.answered)),
        together=face(row.beside_handle, row.beside_name or "", row.beside_sha)
        if row.beside_handle
        else None,
    )
    tail = NoteTail(
        body=row.body,
        photos_list=pictures,
        version_texts={
            lang: VersionText(title, body, json.loads(alts), older=bool(older))
            for lang, title, body, alts, older in versions
        },
        edited=rfc3339(row.edited_us) if row.edited_us else None,
        link=link,
        place=PlaceView(row.place, json.loads(row.place_names)) if row.place_names else None,
    )
    return Entry(
        row.author,
        row.standing,
        row.audience,
        # whom she lets comment in her own name would tell who she is
        Circle.EVERYONE if row.momo else kept(row.who_may).comment,
        _encode(head)[:-1],
        _encode(tail)[1:-1],
        (row.likes, row.comments, row.collects),
        known=alias(row.id, row.momo) if row.momo else None,
        answer_by=Circle(row.answer_by),
        links=links,
        beside=row.beside if row.beside_handle else "",
    )
