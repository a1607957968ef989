"""Checking each line of a file from elsewhere by the rules that hold for what is written here."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from qiao.kit.clock import DAY, Micros
from qiao.kit.refusals import Refusal
from qiao.kit.text import clean
from qiao.notes.bringing import Brought, BroughtEdit, BroughtVersion
from qiao.notes.bringing_talk import BroughtComment
from qiao.notes.models import (
    MAX_ALT_CHARS,
    MAX_BODY_CHARS,
    MAX_COMMENT_CHARS,
    MAX_COMMENT_PHOTOS,
    MAX_PHOTOS,
    MAX_TITLE_CHARS,
    Audience,
    Label,
    Question,
    Unit,
    checked_draft,
    checked_things,
)
from qiao.notes.places import checked_place
from qiao.people.circles import Circle
from qiao.people.commands import checked_lang
from qiao.topics.models import MAX_TOPICS
from qiao.travel.packing import shapes
from qiao.travel.packing.shapes import micros

MAX_ID_CHARS = 200
MAX_VERSIONS = 60
MAX_EDITS = 2_000
OLDEST_US = 631_152_000_000_000
"""The first of January 1990: older dates are mistakes."""
YOUNGEST_US = DAY
"""What is younger comes as a day old: what is brought is not news."""

_NO_LANG = frozenset(("und", "mul", "zxx"))
_PICTURE = re.compile(r"media/[A-Za-z0-9][A-Za-z0-9_.-]{0,120}")
_OPEN = frozenset(("public", "limited"))


class Unfit(Exception):
    """A line that does not come. `why` is one of the plan's words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Row = TypeVar("Row")


def read(line: bytes, shape: type[Row]) -> Row:
    """Read a line as what it should be; raises Unfit. What we do not know in it is passed over."""
    try:
        return msgspec.json.decode(line, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError, OverflowError):
        raise Unfit("unreadable") from None


def checked_at(at: datetime | None, now: Micros) -> int:
    """Return when something was, within reason; 0 where nothing is said."""
    found = micros(at)
    return 0 if not found else min(max(found, OLDEST_US), now)


def is_picture_name(name: str) -> bool:
    """Say whether a name is one that pictures have in such a file."""
    return bool(_PICTURE.fullmatch(name)) and ".." not in name


def fit_id(id: str) -> str:
    """Return what a thing is called in its file; raises Unfit."""
    if not 0 < len(id) <= MAX_ID_CHARS:
        raise Unfit("unreadable")
    return id


def audience_of(note: shapes.Note, *, private: bool) -> Audience:
    """Return for whom a note comes: never for more than it was for.

    What was taken down elsewhere is hers alone to show again, and so is what she wrote as momo:
    it would come at one time with what is under her name.
    """
    try:
        audience = Audience(note.audience)
    except ValueError:
        raise Unfit("unreadable") from None
    if private or note.momo or note.standing not in _OPEN:
        return Audience.PRIVATE
    return audience


def checked_note(
    note: shapes.Note, photos: Sequence[tuple[str, str]], *, private: bool, now: Micros
) -> Brought:
    """Return a note as it comes, with pictures that are here by now; raises Unfit."""
    at_us = min(checked_at(note.at, now), now - YOUNGEST_US)
    try:
        draft = checked_draft(
            title=note.title,
            body=note.body,
            topics=note.topics[:MAX_TOPICS],
            photos=[(str(media), _alt(alt)) for media, alt in photos[:MAX_PHOTOS]],
            audience=audience_of(note, private=private),
            chosen=note.chosen[: MAX_TOPICS * 10],
            momo=note.momo,
            labels=[label for label in Label if label in note.labels],
            asks=_asked(note.asks),
            place=checked_place(note.place),
        )
        return Brought(
            draft=draft,
            at_us=at_us,
            lang=_lang(note.lang),
            mixed=[_lang(lang) for lang in note.mixed[:MAX_TOPICS]],
            edited_us=checked_at(note.edited, now),
            answer_by=_circle(note),
            versions=[_version(version, now) for version in note.versions[:MAX_VERSIONS]],
            edits=[_edit(edit, now) for edit in note.edits[:MAX_EDITS]],
        )
    except Refusal as refusal:
        raise Unfit(refusal.code) from None


def checked_comment(
    comment: shapes.Comment,
    *,
    note: str,
    parent: str | None,
    photos: Sequence[tuple[str, str]],
    stickers: Collection[str],
    now: Micros,
) -> BroughtComment:
    """Return a comment as it comes below a note that is here; raises Unfit.

    What she said as momo stays: only her own words come below her note, so everybody would know.
    What was taken down stays too: a comment cannot be for herself alone.

    Args:
        photos: pictures that are here by now.
        stickers: those that are offered here; another one is left out.
    """
    if comment.momo:
        raise Unfit("momo_comments")
    if comment.standing not in _OPEN:
        raise Unfit("comments_taken_down")
    sticker = comment.sticker if comment.sticker in stickers else ""
    if comment.sticker and not (sticker or photos or comment.body.strip()):
        raise Unfit("stickers_elsewhere")
    try:
        things = checked_things(
            [(str(media), _alt(alt)) for media, alt in photos[:MAX_COMMENT_PHOTOS]], sticker
        )
        return BroughtComment(
            note=note,
            body=clean(comment.body, field="body", max_chars=MAX_COMMENT_CHARS, empty=bool(things)),
            at_us=min(checked_at(comment.at, now), now - YOUNGEST_US),
            parent=parent,
            lang=_lang(comment.lang),
            mixed=[_lang(lang) for lang in comment.mixed[:MAX_TOPICS]],
            edited_us=checked_at(comment.edited, now),
            versions=[
                (
                    checked_lang(version.lang, field="lang"),
                    clean(version.body, field="body", max_chars=MAX_COMMENT_CHARS * 2, empty=False),
                    checked_at(version.at, now),
                )
                for version in comment.versions[:MAX_VERSIONS]
            ],
            things=things,
        )
    except Refusal as refusal:
        raise Unfit(refusal.code) from None


def _lang(lang: str) -> str:
    return lang if lang in _NO_LANG or _romanised(lang) else checked_lang(lang, field="lang")


def _romanised(lang: str) -> bool:
    return bool(re.fullmatch(r"[a-z]{2,3}-Latn", lang))


def _circle(note: shapes.Note) -> Circle:
    try:
        circle = Circle(note.answer_by)
    except ValueError:
        raise Unfit("unreadable") from None
    # of a momo's note everybody may answer, or nobody
    return Circle.EVERYONE if note.momo and circle != Circle.NOBODY else circle


def _asked(asked: shapes.Asked | None) -> Question | None:
    if asked is None:
        return None
    try:
        return Question(Unit(asked.unit) if asked.unit else None, asked.unit_name)
    except ValueError:
        raise Unfit("unreadable") from None


def _alt(alt: str) -> str:
    return clean(alt, field="alt", max_chars=MAX_ALT_CHARS, lines=False)


def _version(version: shapes.Version, now: Micros) -> BroughtVersion:
    return BroughtVersion(
        lang=checked_lang(version.lang, field="lang"),
        title=clean(version.title, field="title", max_chars=MAX_TITLE_CHARS * 2, lines=False),
        body=clean(version.body, field="body", max_chars=MAX_BODY_CHARS * 2),
        alts=[_alt(alt) for alt in version.alts[:MAX_PHOTOS]],
        at_us=checked_at(version.at, now),
        older=version.older,
    )


def _edit(edit: shapes.Edit, now: Micros) -> BroughtEdit:
    try:
        audience = Audience(edit.audience)
    except ValueError:
        raise Unfit("unreadable") from None
    return BroughtEdit(
        title=clean(edit.title, field="title", max_chars=MAX_TITLE_CHARS, lines=False),
        body=clean(edit.body, field="body", max_chars=MAX_BODY_CHARS),
        topics=[
            clean(topic, field="topics", max_chars=60, lines=False)
            for topic in edit.topics[:MAX_TOPICS]
        ],
        alts=[_alt(alt) for alt in edit.alts[:MAX_PHOTOS]],
        labels=[label for label in Label if label in edit.labels],
        audience=audience,
        at_us=checked_at(edit.at, now),
        until_us=checked_at(edit.until, now),
    )
