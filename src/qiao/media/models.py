"""The nouns of media: a picture out of the sandbox, one that is kept, and why one may not be."""

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Final, NewType

from qiao.kit.refusals import Invalid, NotFound, Unavailable

FILM_TYPE: Final = "video/mp4"

MediaId = NewType("MediaId", str)
Sha = NewType("Sha", str)
"""SHA-256 of the full picture, 64 lower-case hex digits: its name on disk and in its address."""


class Size(StrEnum):
    """A picture is kept twice: for a card in a feed, and for a note on a whole page."""

    CARD = "card"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class DecodeLimits:
    """What is taken in. Larger things are refused by name before a codec sees them."""

    max_bytes: int = 20 << 20
    max_pixels: int = 50_000_000
    max_side: int = 12_000
    max_frames_pixels: int = 200_000_000
    """Width times height times frames, with at most 200 frames counted."""

    deadline_s: float = 15.0
    """From the child's start; the child itself may use 10 s of processor time."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Two clean WebP pictures; `w` and `h` are those of the full one, `kind` is what came in."""

    card: bytes
    full: bytes
    w: int
    h: int
    kind: str

    @property
    def sha(self) -> Sha:
        return Sha(sha256(self.full).hexdigest())


@dataclass(frozen=True, slots=True)
class Media:
    """A picture that is kept: a row of ours, and two files under its sha."""

    id: MediaId
    owner_id: str
    sha: Sha
    w: int
    h: int
    bytes: int
    kind: str
    created_us: int
    used: int
    """How many notes and members show it; what none shows is swept away in time."""

    @property
    def card_url(self) -> str:
        return address(self.sha, Size.CARD)

    @property
    def full_url(self) -> str:
        return address(self.sha, Size.FULL)


def address(sha: Sha, size: Size) -> str:
    """Where a browser finds it. What is behind an address never changes."""
    return f"/media/{sha}/{size}.webp"


def film_address(sha: str) -> str:
    """Where a browser finds a film. What is behind an address never changes."""
    return f"/media/{sha}/film.mp4"


class MediaTooLarge(Invalid):
    """Facts: max_bytes."""

    code = "media_too_large"
    status = 413


class MediaNotAnImage(Invalid):
    """Not a JPEG, PNG, WebP or GIF by its first bytes, whatever its name says."""

    code = "media_not_an_image"


class MediaBroken(Invalid):
    """Begins like a picture and cannot be read as one."""

    code = "media_broken"


class MediaTooManyPixels(Invalid):
    """Facts: w, h, and the measure it fails: max_pixels, max_side or max_frames_pixels."""

    code = "media_too_many_pixels"


class MediaBusy(Unavailable):
    """Too many pictures are waiting. Facts: retry_s."""

    code = "media_busy"


class MediaNotFound(NotFound):
    """No such picture, or not one of this member's. Facts: id."""

    code = "media_not_found"
