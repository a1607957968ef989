"""A Mastodon archive: the posts of its outbox, as text; ActivityStreams 2.0, a ZIP or the outbox.

Boosts are others' posts and do not come; neither do messages to few, nor whom one answered.
"""

import html
import re
from pathlib import PurePosixPath
from typing import Final, TypeVar

import msgspec

from qiao.notes.models import MAX_BODY_CHARS, MAX_TITLE_CHARS
from qiao.travel.packing.shapes import Note
from qiao.travel.unpacking.models import NotThisKind, ParcelRefused
from qiao.travel.unpacking.sifted import Sifted, fitted, topics_in, when, with_link
from qiao.travel.unpacking.zips import is_zip
from qiao.travel.unpacking.zips_in_memory import members

PLACE: Final = "mastodon"  # posts there are called by their addresses
MAX_JSON_BYTES: Final = 256 << 20
MAX_POSTS: Final = 100_000
_PUBLIC: Final = ("https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public")
_BREAK: Final = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>|</li>|</h\d>", re.IGNORECASE)
_MARKUP: Final = re.compile(r"<[^>]{0,5000}>")


Shape = TypeVar("Shape")


class _Object(msgspec.Struct):
    id: str = ""
    type: str = ""
    summary: str | None = None
    name: str | None = None
    content: str | None = None
    published: str | None = None
    url: str | msgspec.Raw | None = None
    inReplyTo: msgspec.Raw | None = None  # noqa: N815 - its name there
    tag: list[msgspec.Raw] | msgspec.Raw | None = None


class _Outbox(msgspec.Struct):
    orderedItems: list[msgspec.Raw] = []  # noqa: N815 - its name there


class _Activity(msgspec.Struct):
    type: str = ""
    published: str | None = None
    to: list[str] | str | None = None
    cc: list[str] | str | None = None
    object: msgspec.Raw | None = None


def sift(content: bytes) -> Sifted:
    """Return one's own posts; raises NotThisKind, ParcelRefused."""
    outbox = _read(_outbox_in(content), _Outbox)
    if outbox is None:
        raise NotThisKind(kind="mastodon")
    sifted = Sifted(PLACE)
    found: dict[str, Note] = {}
    for raw in outbox.orderedItems[:MAX_POSTS]:
        activity = _read(bytes(raw), _Activity)
        if activity is None or activity.type != "Create" or activity.object is None:
            _leave(sifted, "not_own")
            continue
        post = _read(bytes(activity.object), _Object)
        if not _open(activity):
            _leave(sifted, "messages")
        elif post is None or (note := _note(activity, post)) is None:
            _leave(sifted, "unreadable")
        else:
            found.setdefault(note.id, note)
    sifted.notes = sorted(found.values(), key=lambda note: note.at)
    if not sifted.notes:
        raise NotThisKind(kind="mastodon")
    return sifted


def _leave(sifted: Sifted, why: str) -> None:
    sifted.left[why] = sifted.left.get(why, 0) + 1


def _outbox_in(content: bytes) -> bytes:
    if not is_zip(content):
        return content
    for name, read in members(content, max_bytes=MAX_JSON_BYTES):
        if PurePosixPath(name).name == "outbox.json":
            return read()
    raise NotThisKind(kind="mastodon")


def _read(body: bytes, shape: type[Shape]) -> Shape | None:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    except RecursionError:
        raise ParcelRefused(why="too_deep") from None


def _open(activity: _Activity) -> bool:
    told = [
        one
        for group in (activity.to, activity.cc)
        for one in ([group] if isinstance(group, str) else group or ())
    ]
    return any(one in _PUBLIC or one.endswith("/followers") for one in told)


def _note(activity: _Activity, post: _Object) -> Note | None:
    at = when(post.published or activity.published)
    if at is None or not post.id:
        return None
    said = text_of(post.content or "")
    title = fitted(text_of(post.name or post.summary or ""), MAX_TITLE_CHARS).replace("\n", " ")
    link = post.url if isinstance(post.url, str) else post.id
    link = link[:500] if link.startswith(("https://", "http://")) else ""
    body = with_link(fitted(said, MAX_BODY_CHARS - 600), link)
    return Note(
        id=post.id[:200], at=at, title=title, body=body, topics=topics_in(said),
        audience="private",
    )  # fmt: skip


def text_of(markup: str) -> str:
    """Return what HTML says, as plain text: its tags are taken out, nothing of it is shown."""
    broken = _BREAK.sub("\n", markup[: 16 * MAX_BODY_CHARS])
    return html.unescape(_MARKUP.sub("", broken)).strip()
