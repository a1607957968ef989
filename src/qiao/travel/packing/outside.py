"""What other places read: an ActivityStreams 2.0 actor and outbox, and lists as CSV.

An outbox is made to be put up elsewhere, so it holds what everybody may see under her own name;
what she wrote as momo or for few is in the square's own files alone.
https://www.w3.org/TR/activitystreams-core/
"""

import html
from typing import Any

from qiao.travel.packing.shapes import Note, Profile

CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
OPEN_STANDINGS = frozenset(("public", "limited"))


def actor(profile: Profile, square: str) -> dict[str, Any]:
    """Return who she is here."""
    me = f"{square}/u/{profile.handle}"
    found: dict[str, Any] = {
        "@context": CONTEXT,
        "id": me,
        "type": "Person",
        "preferredUsername": profile.handle,
        "name": profile.name or profile.handle,
        "summary": _html(profile.bio),
        "url": me,
        "published": _time(profile.joined),
        "outbox": "outbox.json",
    }
    if profile.avatar:
        url = f"media/{profile.avatar}.webp"
        found["icon"] = {"type": "Image", "mediaType": "image/webp", "url": url}
    return found


def is_open(note: Note) -> bool:
    """Say whether a note belongs into an outbox."""
    return note.audience == "public" and not note.momo and note.standing in OPEN_STANDINGS


def activity(note: Note, profile: Profile, square: str) -> dict[str, Any]:
    """Return how a note was published."""
    me, address = f"{square}/u/{profile.handle}", f"{square}/n/{note.id}"
    said = {"name": note.title} if note.title else {}
    langs = {note.lang: _html(note.body)} | {v.lang: _html(v.body) for v in note.versions}
    return {
        "id": f"{address}#published",
        "type": "Create",
        "actor": me,
        "published": _time(note.at),
        "to": [PUBLIC],
        "object": {
            "id": address,
            "type": "Article" if note.title else "Note",
            "attributedTo": me,
            "url": address,
            "published": _time(note.at),
            **({"updated": _time(note.edited)} if note.edited else {}),
            "to": [PUBLIC],
            **said,
            "content": _html(note.body),
            "contentMap": {lang: text for lang, text in langs.items() if lang != "und"},
            "tag": [
                {"type": "Hashtag", "name": f"#{label}", "href": f"{square}/t/{label}"}
                for label in note.topics
            ],
            "attachment": [
                {
                    "type": "Document",
                    "mediaType": "image/webp",
                    "url": f"media/{photo.media}.webp",
                    "name": photo.alt,
                }
                for photo in note.photos
            ],
        },
    }


def _html(text: str) -> str:
    """Write plain text as content is written there: HTML."""
    paragraphs = (part for part in text.split("\n\n") if part.strip())
    escaped = (html.escape(part, quote=False).replace("\n", "<br>") for part in paragraphs)
    return "".join(f"<p>{part}</p>" for part in escaped)


def _time(at: Any) -> str:
    return str(at.strftime("%Y-%m-%dT%H:%M:%SZ"))


CSVS = {
    # file of the export → the sheet it is made of, its first line, and a cell's form
    "following_accounts.csv": ("following", "Account address", "{handle}@{host}"),
    "followers.csv": ("followers", "Account address", "{handle}@{host}"),
    "blocked_accounts.csv": ("blocks", "Account address", "{handle}@{host}"),
    "muted_accounts.csv": ("mutes", "Account address", "{what}@{host}"),
    "likes.csv": ("likes", "Address", "{square}/n/{note}"),
    "bookmarks.csv": ("collects", "Address", "{square}/n/{note}"),
}


def cell(form: str, line: dict[str, object], square: str) -> str | None:
    """Return a CSV's cell for a line; None for lines that are of no account.

    Handles, ids and addresses have no character that a spreadsheet takes for more than text.
    """
    if line.get("kind", "member") != "member" or ":" in str(line.get("what", "")):
        return None
    host = square.rsplit("://", maxsplit=1)[-1]
    return form.format(square=square, host=host, **line)
