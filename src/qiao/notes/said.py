"""A comment, encoded once for everybody; what is a reader's own is added when it is shown."""

import json
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import msgspec

from qiao.kit.clock import rfc3339
from qiao.notes.stickers import own_sticker
from qiao.notes.views import (
    CommentHead,
    CommentVersion,
    Figure,
    LinkCard,
    NotePhoto,
    ReadMark,
    StickerView,
)
from qiao.people.models import face
from qiao.people.momo import alias, momo
from qiao.people.quiet import Quiet

MAX_ANSWERS = 50
"""So many answers of each comment are shown with it, the oldest; the others on pages of theirs."""

_encode = msgspec.json.Encoder().encode


class CommentRow(NamedTuple):
    """A comment as it is read, its columns in the order of the statements in `threads.py`."""

    id: str
    parent: str | None
    author: str
    momo: int
    body: str
    lang: str
    mixed: str
    standing: str
    at_us: int
    edited_us: int
    deleted: int
    likes: int
    answers: int
    handle: str
    name: str
    avatar_sha: str | None
    read_of: str | None
    read_id: str | None
    read_lang: str | None
    read_engine: str | None
    value: float | None
    place: str | None
    currency: str | None
    sticker: str
    sticker_names: str | None
    sticker_sha: str | None


class Beside(NamedTuple):
    """What hangs on comments, by their ids."""

    versions: dict[str, dict[str, CommentVersion]]
    photos: dict[str, list[NotePhoto]]
    links: dict[str, LinkCard]


class Said(NamedTuple):
    """A comment, encoded; `head` is a JSON object without its last brace."""

    id: str
    author: str
    known: str  # whom others know as its author: her, or an alias
    standing: str
    likes: int
    head: bytes
    text: str
    answers: "list[Said]"
    more: str | None  # where the answers go on
    marks: AbstractSet[str] = frozenset()  # of "pinned", "accepted", "outcome"

    def shown(
        self, reader: str | None, liked: set[str], answers: list[bytes], quiet: Quiet | None
    ) -> bytes:
        """Return it for one reader, with `answers` as they are shown."""
        mine = self.author == reader
        muted = quiet is not None and not mine and quiet.hushes(self.known, self.text)
        return (
            b'%b,"likes":%d,"liked":%b,"mine":%b,"standing":"%b","muted":%b,"pinned":%b,'
            b'"accepted":%b,"outcome":%b,"answers_cursor":%b,"answers":[%b]}'
        ) % (
            self.head,
            self.likes,
            b"true" if self.id in liked else b"false",
            b"true" if mine else b"false",
            self.standing.encode(),
            b"true" if muted else b"false",
            _truth(self.marks, "pinned"),
            _truth(self.marks, "accepted"),
            _truth(self.marks, "outcome"),
            _encode(self.more),
            b",".join(answers),
        )


def _truth(marks: AbstractSet[str], name: str) -> bytes:
    return b"true" if name in marks else b"false"


def _sticker(row: CommentRow) -> StickerView | None:
    if row.sticker_sha is None:
        return own_sticker(row.sticker)
    names = json.loads(row.sticker_names or "{}")
    return StickerView(row.sticker, f"/media/{row.sticker_sha}/card.webp", names)


def _read_mark(row: CommentRow) -> ReadMark | None:
    if row.read_of is None:
        return None
    return ReadMark(row.read_of, row.read_id or "", row.read_lang or "", row.read_engine or "")


def said_in(
    row: CommentRow,
    note: str,
    author: str,
    beside: Beside,
    answers: list[Said],
) -> Said:
    """Encode a comment below `note`; `author`: whom others know as the note's author."""
    deleted = bool(row.deleted)
    known = alias(note, row.momo) if row.momo else row.author
    shown = momo(row.momo) if row.momo else face(row.handle, row.name, row.avatar_sha)
    head = CommentHead(
        id=row.id,
        note=note,
        parent=row.parent,
        author=None if deleted else shown,
        author_of_note=known == author and not deleted,
        body=row.body,
        lang=row.lang,
        mixed=json.loads(row.mixed),
        at=rfc3339(row.at_us),
        edited=rfc3339(row.edited_us) if row.edited_us and not deleted else None,
        deleted=deleted,
        versions=beside.versions.get(row.id, {}),
        read=_read_mark(row),
        photos_list=beside.photos.get(row.id, []),
        sticker=_sticker(row) if row.sticker else None,
        link=None if deleted else beside.links.get(row.id),
        figure=None
        if row.value is None or deleted
        else Figure(row.value, row.place or "", row.currency or ""),
    )
    said = _encode(head)[:-1]
    more = answers[-1].id if row.answers > len(answers) >= MAX_ANSWERS else None
    text = f"{row.body}\n{head.link.title}\n{head.link.about}" if head.link else row.body
    return Said(row.id, row.author, known, row.standing, row.likes, said, text, answers, more)
