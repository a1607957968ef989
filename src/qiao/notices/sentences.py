"""A notice in one sentence, for where the app does not speak: push and mail."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from qiao.kit.db import ReadTx
from qiao.notes.words import is_public
from qiao.notices.models import Kind
from qiao.notices.views import Notice
from qiao.people.models import Face

RTL = frozenset(("ar",))


@cache
def _book() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def words_in(lang: str) -> Mapping[str, str]:
    """Return what is said in a language; English where nothing is written in it."""
    book = _book()
    return book["en"] | book.get(lang, {})


def apart(text: str) -> str:
    """Keep a stranger's words in one piece, whichever way the sentence around them runs."""
    return f"\u2068{text}\u2069"


def _name(face: Face) -> str:
    if face.number:
        return apart(f"momo {face.number}")
    return apart(face.name or ("momo" if face.momo else f"@{face.handle}"))


def _people(notice: Notice, words: Mapping[str, str]) -> str:
    names = [_name(face) for face in notice.actors[:2]]
    more = notice.people - len(names)
    if more > 0:
        return f"{', '.join(names)} +{more}"
    return words["and"].format(a=names[0], b=names[1]) if len(names) == 2 else names[0]


async def told_outside(tx: ReadTx, notice: Notice, lang: str) -> tuple[str, str]:
    """Return a sentence and, where everybody may read it, the beginning of what was said.

    Of what is not for everybody nothing is quoted outside the square.
    """
    words = words_in(lang)
    if notice.announcement is not None:
        return notice.announcement.title, notice.announcement.body[:200]
    if notice.kind == Kind.STATEMENT:
        return words["statement"], ""
    if notice.kind == Kind.CUSTOM:
        return words["custom"], ""
    if notice.lever is not None:
        return words[f"ledger_{notice.lever.way}"], ""
    if notice.kind == Kind.CAME and not notice.actors:
        return words["came_unnamed"].format(count=notice.people), ""
    note, comment = notice.note, notice.comment
    open_note = note is not None and await is_public(tx, "note", note.id)
    title = apart(note.title) if note is not None and open_note and note.title else ""
    sentence = words[notice.kind].format(
        who=_people(notice, words), what=title or words["your_note"]
    )
    said = ""
    if comment is not None and open_note and notice.kind != Kind.COMMENT_LIKE:
        said = comment.excerpt if await is_public(tx, "comment", comment.id) else ""
    return (f"{words['first']} {sentence}" if notice.first else sentence), said
