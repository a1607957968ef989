"""Instagram's "download your information" as JSON in a ZIP: one's own posts with their photos.

Its names and folders move with each year, so posts are known by their shape: things that have a
list of files and a moment. Only files called like lists of posts are opened; messages, comments,
stories, what was deleted, saved or liked, logins, addresses and devices are never read. Words there
are UTF-8 that was written down as Latin-1, letter by letter, and are mended here.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec

from qiao.notes.models import MAX_ALT_CHARS, MAX_BODY_CHARS, MAX_PHOTOS, MAX_TITLE_CHARS
from qiao.travel.packing.shapes import Media, Note, Photo
from qiao.travel.unpacking.models import NotThisKind
from qiao.travel.unpacking.raw import Raw, read_list, read_object
from qiao.travel.unpacking.sifted import Sifted, fitted, topics_in, when
from qiao.travel.unpacking.tiktok import folded
from qiao.travel.unpacking.zips import is_zip
from qiao.travel.unpacking.zips_in_memory import members

PLACE: Final = "https://www.instagram.com"
MAX_BYTES: Final = 256 << 20
MAX_POSTS: Final = 20_000
_LISTS: Final = re.compile(r"(?:your_)?posts?(?:_\d{1,4})?\.json|media\.json")
_NEVER: Final = re.compile(
    r"(?:^|[/_])(?:delet|archiv|draft|like|saved|tag|comment|messag|inbox|stor(?:y|ies)|login|ads)"
)
_KINDS: Final = {".jpg": "jpeg", ".jpeg": "jpeg", ".png": "png", ".webp": "webp"}
_FILMS: Final = frozenset((".mp4", ".mov", ".webm", ".srt"))
_MEDIA: Final = ("media", "photos", "attachments")
_FILES: Final = ("uri", "path")
_DATES: Final = ("creationtimestamp", "timestamp", "takenat")
_WORDS: Final = ("title", "caption", "description")


def sift(content: bytes) -> Sifted:
    """Return one's own posts, each with its photos; `photos` are read when they are asked for.

    Raises:
        NotThisKind, ParcelRefused
    """
    files: dict[str, Callable[[], bytes]] = {}
    lists: list[bytes] = []
    if is_zip(content):
        for name, read in members(content, max_bytes=MAX_BYTES):
            path = PurePosixPath(name)
            if _LISTS.fullmatch(path.name.casefold()) and not _NEVER.search(name.casefold()):
                lists.append(read())
            elif path.suffix.casefold() in _KINDS:
                files[name] = read
    else:
        lists.append(content)
    sifted = Sifted(PLACE)
    found: dict[str, Note] = {}
    for post in (post for text in lists for post in _posts(text)):
        if len(found) >= MAX_POSTS:
            break
        note = _note(post, files, sifted)
        if note is None:
            _leave(sifted, "unreadable")
        else:
            found.setdefault(note.id, note)
    sifted.notes = sorted(found.values(), key=lambda note: note.at)
    if not sifted.notes:
        raise NotThisKind(kind="instagram")
    return sifted


def mended(text: str) -> str:
    """Return words whose UTF-8 was taken for Latin-1 as they were meant; others as they are."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return text


def _posts(text: bytes) -> Iterator[Raw]:
    """Yield what looks like a post: in a list, or in the lists of an object."""
    for one in read_list(text) or [
        post for value in read_object(text).values() for post in read_list(bytes(value))
    ]:
        post = read_object(bytes(one))
        if _named(post, _MEDIA) is not None or _named(post, _FILES) is not None:
            yield post


def _note(post: Raw, files: dict[str, Callable[[], bytes]], sifted: Sifted) -> Note | None:
    listed = _named(post, _MEDIA)
    shown = (
        [read_object(bytes(one)) for one in read_list(bytes(listed))]
        if listed is not None
        else [post]
    )
    at = when(_plain(post, _DATES))
    words = _caption(post)
    for each in shown:
        at = at or when(_plain(each, _DATES))
    # of one picture the words stand with it
    words = words or next((said for each in shown if (said := _caption(each))), "")
    names = [str(_plain(each, _FILES) or "") for each in shown]
    if at is None or not any(names):
        return None
    said = fitted(mended(words), MAX_BODY_CHARS)
    id_ = f"{int(at.timestamp())} {PurePosixPath(names[0]).stem}"[:150]
    photos: list[Photo] = []
    for name, each in zip(names, shown, strict=True):
        suffix = PurePosixPath(name).suffix.casefold()
        if suffix in _FILMS:
            _leave(sifted, "videos")
        elif suffix not in _KINDS or name not in files or len(photos) >= MAX_PHOTOS:
            _leave(sifted, "photos_missing")
        else:
            photos.append(_photo(name, each, words, suffix, at, files[name], sifted))
    first, _, rest = said.partition("\n")
    short = len(first) <= MAX_TITLE_CHARS
    if not photos and not said:
        return None
    return Note(
        id=id_,
        at=at,
        title=first if short else "",
        body=rest.strip() if short else said,
        topics=topics_in(said),
        photos=photos,
        audience="private",
    )


def _photo(
    name: str, of: Raw, words: str, suffix: str, at: Any, read: Callable[[], bytes], sifted: Sifted
) -> Photo:  # fmt: skip
    id_ = PurePosixPath(name).stem[:120]
    file = f"media/{len(sifted.photos):06d}{suffix}"
    if id_ not in sifted.photos:
        sifted.photos[id_] = (Media(id_, file, 0, 0, _KINDS[suffix], at), read)
    own = _caption(of)
    alt = fitted(mended(own), MAX_ALT_CHARS).replace("\n", " ") if own and own != words else ""
    return Photo(id_, alt)


def _caption(thing: Raw) -> str:
    """Return what was said: under a name of its own, or among things with labels."""
    said = _plain(thing, _WORDS)
    if said:
        return str(said)
    labelled = _named(thing, ("labelvalues",))
    for one in read_list(bytes(labelled)) if labelled is not None else ():
        pair = read_object(bytes(one))
        if folded(str(_plain(pair, ("label",)) or "")) in _WORDS:
            return str(_plain(pair, ("value",)) or "")
    return ""


def _leave(sifted: Sifted, why: str) -> None:
    sifted.left[why] = sifted.left.get(why, 0) + 1


def _named(thing: Raw, names: tuple[str, ...]) -> msgspec.Raw | None:
    called = {folded(name): value for name, value in thing.items()}
    return next((called[name] for name in names if name in called), None)


def _plain(thing: Raw, names: tuple[str, ...]) -> str | int | float | None:
    """Return the value of the first of these names that a thing has and that is plain."""
    called = {folded(name): value for name, value in thing.items()}
    for name in names:
        if name not in called:
            continue
        try:
            found = msgspec.json.decode(called[name], type=str | int | float | None)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue
        if found not in (None, ""):
            return found
    return None
