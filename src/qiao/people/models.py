"""People's nouns: a member, and who is asking."""

from typing import Literal, NewType

import msgspec

from qiao.kit.refusals import Conflict
from qiao.people.circles import WhoMay

MemberId = NewType("MemberId", str)


class Caller(msgspec.Struct, frozen=True):
    """The member behind a request. `seen_us`: the day her session was last seen, as written."""

    id: MemberId
    handle: str
    operator: bool
    ui_lang: str
    langs: tuple[str, ...]
    seen_us: int = 0


class Face(msgspec.Struct, frozen=True, omit_defaults=True):
    """What others see of a member beside what she wrote.

    `number`: whoever posts as momo has one within its thread, and no handle; others have none.
    """

    handle: str
    name: str
    avatar: dict[str, str] | None
    momo: bool
    number: int = 0


Hidden = Literal["followers", "following", "counts"]
"""What of whom she follows, and who follows her, a member keeps to herself."""


class Counts(msgspec.Struct, frozen=True):
    """How much of what; each a count of rows. None: she keeps it to herself."""

    notes: int
    followers: int | None
    following: int | None


class Profile(msgspec.Struct, frozen=True):
    """A member as `reader` sees her.

    `bios`: what she says of herself in other languages, in her own words. `learns`: languages she
    is learning. `hides`: which lists of people are hers alone; with "counts" the numbers too.
    """

    id: str
    handle: str
    name: str
    bio: str
    bio_lang: str
    region: str
    avatar: dict[str, str] | None
    momo: bool
    langs: tuple[str, ...]
    counts: Counts
    followed: bool
    self: bool
    joined: str
    learns: tuple[str, ...] = ()
    bios: dict[str, str] = {}
    hides: tuple[str, ...] = ()


class Choice(msgspec.Struct, frozen=True):
    """Whether a translation comes by itself, and where the original stands beside it."""

    mode: Literal["never", "tap", "automatic"] = "tap"
    original: Literal["beside", "under", "hidden"] = "hidden"


class Reading(msgspec.Struct, frozen=True):
    """How a member reads other languages: one choice for all, exceptions by a text's language."""

    default: Choice = Choice()
    langs: dict[str, Choice] = {}


class Me(msgspec.Struct, frozen=True):
    """The signed-in member's own view of herself."""

    member: Profile
    langs: tuple[str, ...]
    ui_lang: str
    operator: bool
    unread_statements: int
    reading: Reading
    who_may: WhoMay = WhoMay()


def avatar_urls(sha: str | None) -> dict[str, str] | None:
    """Return where an avatar's two sizes are, or None for the momo look."""
    return {size: f"/media/{sha}/{size}.webp" for size in ("card", "full")} if sha else None


def face(handle: str, name: str, avatar_sha: str | None) -> Face:
    """Make a member's face; without name or picture it is a momo."""
    return Face(handle, name, avatar_urls(avatar_sha), momo=not name and not avatar_sha)


class LastOperator(Conflict):
    """Somebody has to run the square: make another operator first."""

    code = "last_operator"
