"""TikTok's "download your data" as JSON: of all of it, one's own posts, and how many one follows.

Its names move: "Activity" became "Your Activity", "Video" "Post", "Videos" "Posts"; letters change
case and spaces come and go. So names are compared folded, and posts are known by their shape: a
list of things that have a date and a link. What is let in stands in `_WAY`; sections that are not
on it are passed over by the decoder without being read: messages, addresses, telephone numbers,
logins, devices and what was watched never become a value here.
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec

from qiao.notes.models import MAX_BODY_CHARS, MAX_TITLE_CHARS
from qiao.travel.packing.shapes import Note
from qiao.travel.unpacking.models import NotThisKind, ParcelRefused
from qiao.travel.unpacking.sifted import Sifted, fitted, topics_in, when, with_link
from qiao.travel.unpacking.zips import is_zip
from qiao.travel.unpacking.zips_in_memory import members

PLACE: Final = "https://www.tiktok.com"
MAX_JSON_BYTES: Final = 256 << 20
MAX_POSTS: Final = 100_000

Raw = dict[str, msgspec.Raw]

# folded names on the way to the posts; what is not on it is not looked into
_WAY: Final = (
    frozenset(("activity", "youractivity", "video", "videos", "post", "posts")),
    frozenset(("video", "videos", "post", "posts", "videolist", "postlist")),
    frozenset(("videos", "posts", "videolist", "postlist")),
    frozenset(("videolist", "postlist")),
)
_HOLDERS: Final = frozenset(("video", "videos", "post", "posts"))
# whatever a list among the posts is called, it holds none where its name says one of these
_NEVER: Final = re.compile(
    "delet|draft|histor|watch|brows|comment|like|favo|share|chat|messag|login|device|repost"
)
_PEOPLE: Final = {
    "following": ("following", "followinglist"),
    "followers": ("follower", "followers", "followerlist", "fanslist"),
}
_LINK: Final = re.compile(r"https?://[^\s]{4,1500}", re.ASCII)
_VIDEO: Final = re.compile(r"/(?:video|photo|v)/(\d{6,25})|[?&](?:item_id|video_id)=(\d{6,25})")
_ID_NAMES: Final = ("id", "videoid", "itemid")
_DATES: Final = ("date", "createtime", "createdat", "time", "postdate")
_LINKS: Final = ("link", "videolink", "url", "sharelink", "shareurl")
_TITLES: Final = ("title", "caption", "description", "desc", "text")
_WHO: Final = ("whocanview", "visibility", "privacy")


def folded(name: str) -> str:
    """Return a name without what drifts: case, spaces, marks."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def sift(content: bytes) -> Sifted:
    """Return one's own posts.

    Raises:
        NotThisKind, ParcelRefused
    """
    found: dict[str, Note] = {}
    sifted = Sifted(PLACE)
    for text in _jsons(content):
        top = _object(text)
        if top is None:
            continue
        for post in _posts(top, 0):
            if len(found) >= MAX_POSTS:
                break
            if (note := _note(post)) is not None:
                found.setdefault(note.id, note)
            else:
                sifted.left["unreadable"] = sifted.left.get("unreadable", 0) + 1
        _count_people(top, sifted)
    sifted.notes = sorted(found.values(), key=lambda note: note.at)
    if not sifted.notes:
        raise NotThisKind(kind="tiktok")
    return sifted


def _jsons(content: bytes) -> Iterator[bytes]:
    if not is_zip(content):
        yield content
        return
    for name, read in members(content, max_bytes=MAX_JSON_BYTES):
        if PurePosixPath(name).suffix.casefold() == ".json":
            yield read()


def _object(text: bytes) -> Raw | None:
    """Return an object with its values unread; None where it is something else."""
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        return msgspec.json.decode(text, type=Raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    except RecursionError:
        raise ParcelRefused(why="too_deep") from None


def _posts(level: Raw, depth: int, *, among: bool = False) -> Iterator[Raw]:
    """Yield what looks like a post on the way to them. `among`: this level holds posts."""
    if depth >= len(_WAY):
        return
    for name, value in level.items():
        called = folded(name)
        if _NEVER.search(called) or not (among or called in _WAY[depth]):
            continue
        if called in _WAY[depth] and (inner := _object(bytes(value))) is not None:
            yield from _posts(inner, depth + 1, among=called in _HOLDERS)
            continue
        for one in _list(value):
            if (post := _object(bytes(one))) is not None:
                yield post


def _list(value: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(value, type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return []
    except RecursionError:
        raise ParcelRefused(why="too_deep") from None


def _plain(post: Raw, names: tuple[str, ...]) -> Any:
    """Return the value of the first of these names that a post has and that is plain."""
    called = {folded(name): value for name, value in post.items()}
    for name in names:
        if name not in called:
            continue
        try:
            found = msgspec.json.decode(called[name], type=str | int | float | None)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if found not in (None, "", "N/A"):
            return found
    return None


def _note(post: Raw) -> Note | None:
    at = when(_plain(post, _DATES))
    link = _plain(post, _LINKS)
    if at is None or not isinstance(link, str):
        return None
    links = _LINK.findall(link)
    if not links:
        return None
    said = str(_plain(post, _TITLES) or "")
    body = fitted(said, MAX_BODY_CHARS - 1_600)
    numbered = _VIDEO.search(link)
    named = _plain(post, _ID_NAMES)
    # addresses of files there change with each download; the moment does not
    id_ = next((n for n in numbered.groups() if n), "") if numbered else str(named or "")
    first, _, rest = body.partition("\n")
    short = len(first) <= MAX_TITLE_CHARS
    return Note(
        id=id_[:100] or at.isoformat(),
        at=at,
        title=first if short else "",
        body=with_link(rest.strip() if short else body, _lasting(links[0])),
        topics=topics_in(said),
        audience="private",
    )


def _lasting(link: str) -> str:
    """Return an address without what is only good for a day: keys of the one who fetched it."""
    return link.partition("?")[0][:500] if "tiktok" in link.partition("?")[0] else ""


def _count_people(top: Raw, sifted: Sifted) -> None:
    """Count whom one follows: finding them again is another page's work, by her own choice."""
    for name, value in top.items():
        if folded(name) not in ("activity", "youractivity", "profileandsettings", "profile"):
            continue
        for section, inner in (_object(bytes(value)) or {}).items():
            for file, names in _PEOPLE.items():
                if folded(section) in names:
                    lists = (_object(bytes(inner)) or {}).values()
                    sifted.left[file] = sum(len(_list(listed)) for listed in lists)
