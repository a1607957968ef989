"""Whom somebody followed elsewhere, out of the file that place gave her: names, and nothing else.

Read in memory like every such file; the names are hashed by whoever asked and kept by nobody.
"""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Final

import msgspec

from qiao.people.elsewhere import MAX_LIST, Platform
from qiao.travel.unpacking.models import NotThisKind
from qiao.travel.unpacking.raw import read_list, read_object
from qiao.travel.unpacking.tiktok import folded
from qiao.travel.unpacking.zips import is_zip
from qiao.travel.unpacking.zips_in_memory import members

MAX_BYTES: Final = 256 << 20
_TIKTOK_WAY: Final = (
    frozenset(("activity", "youractivity", "profileandsettings", "profile")),
    frozenset(("following", "followinglist")),
)
_TIKTOK_NAMES: Final = ("username", "uniqueid", "user")


def names_in(platform: Platform, content: bytes) -> list[str]:
    """Return the names that a file says its owner follows, at most `MAX_LIST`.

    Raises:
        NotThisKind: there are none, or nothing is known of such files.
        ParcelRefused: it is broken, or means to do harm.
    """
    read = _READERS.get(platform)
    if read is None:
        raise NotThisKind(kind=platform)
    found: dict[str, None] = {}
    for name, text in _texts(content):
        for said in read(name, text):
            found[said] = None
            if len(found) >= MAX_LIST:
                return list(found)
    if not found:
        raise NotThisKind(kind=platform)
    return list(found)


def _texts(content: bytes) -> Iterator[tuple[str, bytes]]:
    if not is_zip(content):
        yield "", content
        return
    for name, read in members(content, max_bytes=MAX_BYTES):
        path = PurePosixPath(name.casefold())
        if path.suffix == ".csv" or path.suffix == ".json":
            yield path.name, read()


def _tiktok(_: str, text: bytes) -> Iterator[str]:
    for name, value in read_object(text).items():
        if folded(name) not in _TIKTOK_WAY[0]:
            continue
        for section, inner in read_object(bytes(value)).items():
            if folded(section) in _TIKTOK_WAY[1]:
                for listed in read_object(bytes(inner)).values():
                    for one in read_list(bytes(listed)):
                        yield from _called(bytes(one), _TIKTOK_NAMES)


def _mastodon(name: str, text: bytes) -> Iterator[str]:
    """A list of accounts as CSV; the archive's own JSON does not say whom one follows."""
    if name and "follow" not in name:
        return
    try:
        rows = csv.reader(io.StringIO(text.decode("utf-8-sig")))
        for row in rows:
            if row and "@" in row[0]:
                yield row[0]
    except (UnicodeDecodeError, csv.Error):
        return


def _instagram(name: str, text: bytes) -> Iterator[str]:
    """A list of people, each with `string_list_data` or, of late, a title."""
    if name and not name.startswith("following"):
        return
    top = read_object(text)
    lists = [bytes(value) for key, value in top.items() if "following" in folded(key)] or [text]
    for listed in lists:
        for one in read_list(listed):
            person = read_object(bytes(one))
            said = [
                value
                for each in read_list(bytes(person.get("string_list_data", b"[]")))
                for value in _called(bytes(each), ("value",))
            ]
            yield from said or _called(bytes(one), ("title",))


def _called(text: bytes, names: tuple[str, ...]) -> Iterator[str]:
    thing = {folded(key): value for key, value in read_object(text).items()}
    for name in names:
        try:
            said = msgspec.json.decode(thing[name], type=str) if name in thing else ""
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if said:
            yield said[:300]
            return


_READERS: Final[dict[Platform, Callable[[str, bytes], Iterator[str]]]] = {
    "tiktok": _tiktok,
    "mastodon": _mastodon,
    "instagram": _instagram,
}
