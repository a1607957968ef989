"""Notes that two wrote: they come as her own, and name the other in words.

Whoever has the other's handle here may be somebody else, and nobody is made an author by another's
file. So the note is hers alone, and the name below it is no mention and no link.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from qiao.notes.models import MAX_BODY_CHARS, MAX_TITLE_CHARS
from qiao.travel.packing.shapes import Half, Note, Version

_HANDLE: Final = re.compile(r"[a-z0-9_]{1,40}")
_HOST: Final = re.compile(r"[a-z0-9.-]{1,100}")


def note_of(half: Half) -> Note:
    """Return her half of a note that another wrote first as a note."""
    title, body = half.title, half.body
    if len(title) > MAX_TITLE_CHARS:
        # a version may have a longer one than a note
        title, body = "", f"{title}\n\n{body}".strip()
    return Note(
        id=half.note,
        at=half.published or half.at,
        title=title,
        body=body,
        lang=half.lang,
        topics=half.topics,
        standing=half.standing,
        together=half.with_,
    )


def alone(note: Note, square: str) -> Note:
    """Return a note as it comes: whoever wrote it with her is named at its end, in every version.

    Args:
        square: the address of the square it comes from.
    """
    if not note.together:
        return note
    name = name_of(note.together, square)
    return replace(
        note,
        body=_named(note.body, name),
        versions=[
            Version(one.lang, one.title, _named(one.body, name), one.alts, one.at, one.older)
            for one in note.versions
        ],
        together="",
    )


def name_of(handle: str, square: str) -> str:
    """Return what somebody of another square is called here; nothing where it is no name."""
    try:
        host = urlsplit(square).hostname or ""
    except ValueError:
        host = ""
    if not _HANDLE.fullmatch(handle):
        return ""
    return f"{handle}@{host}" if _HOST.fullmatch(host) else handle


def _named(body: str, name: str) -> str:
    line = f"+ {name}" if name else ""
    if not line or len(body) + len(line) + 2 > MAX_BODY_CHARS:
        return body
    return f"{body.rstrip()}\n\n{line}".strip()
