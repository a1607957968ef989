"""The nouns of video: what a file says it is, what is to be done with it, and why it may not be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import msgspec

from qiao.kit.refusals import Conflict, Invalid, NotFound, TooMany, Unavailable

KIND: Final = "video"
"""What the media row of a video says it is."""

CHUNK_BYTES: Final = 8 << 20
"""The most that one request brings."""

MAX_UNFINISHED: Final = 3
"""So many videos of one member may be on their way at a time."""


class State(StrEnum):
    """Where a video stands."""

    SENDING = "sending"  # its bytes come in
    WAITING = "waiting"  # whole; a worker will take it
    WORKING = "working"  # being made playable
    READY = "ready"
    FAILED = "failed"  # for `reason`


class Work(StrEnum):
    """What is to be done with a file."""

    COPY = "copy"  # its streams play everywhere: only the wrapping is made anew
    SOUND = "sound"  # its pictures do, its sound does not
    ANEW = "anew"  # decoded and encoded


class Track(msgspec.Struct, frozen=True):
    """A stream in a file, as `child.boxes` reads it; lengths in ms, `turned` in degrees."""

    of: str
    codec: str
    ms: int
    w: int
    h: int
    turned: int
    profile: int
    level: int
    chroma: int
    bits: int
    channels: int
    samples: int
    bytes: int
    edits: int


class Probe(msgspec.Struct, frozen=True):
    """What a file says it holds. `pieces`: its index says little, it comes in fragments."""

    kind: str
    bytes: int = 0
    ms: int = 0
    tracks: tuple[Track, ...] = ()
    pieces: bool = False
    index_first: bool = False
    tagged: bool = False

    def first(self, of: str) -> Track | None:
        """The first stream of pictures ("vide") or sound ("soun")."""
        return next((track for track in self.tracks if track.of == of), None)


@dataclass(frozen=True, slots=True)
class Made:
    """A playable file: its size on screen, its length, and how it was come by."""

    w: int
    h: int
    ms: int
    bytes: int
    sound: bool
    work: Work


@dataclass(frozen=True, slots=True)
class Video:
    """A video of a member, from its first byte on; `id` is its media id once it is ready."""

    id: str
    owner_id: str
    state: State
    bytes: int
    got: int
    done_permille: int
    reason: str
    facts: str
    poster_ms: int
    film_sha: str
    w: int
    h: int
    ms: int
    sound: bool
    film_bytes: int
    created_us: int
    changed_us: int


_H264 = (66, 77, 100)  # Baseline, Main, High
_AAC = (2, 5, 29)  # LC, HE, HE v2
_MAX_LEVEL = 42
_MAX_SIDE, _MAX_SHORT_SIDE = 1920, 1088
_MAX_FPS = 61
_MAX_BITS_PER_S = 16_000_000


def work_for(probe: Probe) -> Work:
    """Decide what is to be done; what comes of it is looked at again by `plays`."""
    pictures, sound = probe.first("vide"), probe.first("soun")
    if probe.kind != "mp4" or pictures is None or not _plays(pictures, pieces=probe.pieces):
        return Work.ANEW
    if sound is not None and not _sounds(sound):
        return Work.SOUND
    return Work.COPY


def plays(probe: Probe) -> bool:
    """Say whether a file that we made plays in every browser, and holds nothing else."""
    pictures, sound = probe.first("vide"), probe.first("soun")
    if pictures is None or len(probe.tracks) > 2 or probe.pieces or not probe.index_first:
        return False
    if len(probe.tracks) == 2 and (sound is None or not (_sounds(sound) or sound.codec == "Opus")):
        return False
    return pictures.codec == "vp09" or _plays(pictures, pieces=False)


def _plays(track: Track, *, pieces: bool) -> bool:
    sides = sorted((track.w, track.h))
    if track.codec != "avc1" or track.profile not in _H264 or track.level > _MAX_LEVEL:
        return False
    if (track.chroma, track.bits) != (1, 8) or track.turned < 0 or track.edits > 2:
        return False
    if not (sides[0] >= 16 and sides[0] <= _MAX_SHORT_SIDE and sides[1] <= _MAX_SIDE):
        return False
    if pieces:
        return True
    seconds = max(track.ms, 1) / 1000
    return (
        track.samples > 0
        and track.samples / seconds <= _MAX_FPS
        and track.bytes * 8 / seconds <= _MAX_BITS_PER_S
    )


def _sounds(track: Track) -> bool:
    return track.codec == "mp4a" and track.profile in _AAC and 1 <= track.channels <= 6


def kind_of(start: bytes) -> str:
    """Name a video file by its first 12 bytes: "mp4", "matroska", or "" for all else."""
    if start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        return "mp4"
    if start[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    return ""


class NoVideo(Unavailable):
    """This square takes no videos."""

    code = "no_video"


class VideoNotFound(NotFound):
    """No such video, or not this member's."""

    code = "video_not_found"


class VideoTooLarge(Invalid):
    """Facts: max_bytes, max_mb."""

    code = "video_too_large"
    status = 413


class VideoTooMuch(TooMany):
    """A member sent as much as one may in a day, or too many at once. Facts: retry_s."""

    code = "video_too_much"


class VideoAt(Conflict):
    """The next byte that is wanted is another one. Facts: got."""

    code = "video_at"


class VideoGarbled(Invalid):
    """What came is not what was sent; send it again. Facts: got."""

    code = "video_garbled"


class NotAVideo(Invalid):
    """Not an MP4, MOV or WebM by its first bytes, whatever its name says."""

    code = "not_a_video"


class VideoBroken(Invalid):
    """Begins like a video and cannot be read as one."""

    code = "video_broken"


class VideoTooLong(Invalid):
    """Facts: max_s."""

    code = "video_too_long"


class VideoNotReady(Conflict):
    """It is still being made playable, or could not be. Facts: state."""

    code = "video_not_ready"


class VideoBusy(Conflict):
    """It is in a note, or is being worked on: it stays as it is for now."""

    code = "video_busy"
