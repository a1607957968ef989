"""What a picture says it is: kind, size and frames, read from a few bytes before any decoding."""

from typing import Final, NamedTuple

# Frames are counted no further: the rule on them is decided by then.
MOST_FRAMES_COUNTED: Final = 200

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_JPEG_NOT_A_FRAME: Final = frozenset({0xC4, 0xC8, 0xCC})
_JPEG_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


class Header(NamedTuple):
    kind: str
    w: int
    h: int
    frames: int


class NotAnImage(Exception):
    """The bytes do not begin like any kind of picture taken here."""


class Broken(Exception):
    """The bytes begin like a picture and do not go on like one."""


def kind_of(start: bytes) -> str:
    """Name the kind by its first 12 bytes: "jpeg", "png", "webp", "gif", or "" for all else."""
    if start.startswith(_JPEG):
        return "jpeg"
    if start.startswith(_PNG):
        return "png"
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return "webp"
    if start[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    return ""


def read_header(data: bytes) -> Header:
    """Read what `data` claims.

    Raises:
        NotAnImage, Broken.
    """
    kind = kind_of(data[:12])
    if not kind:
        raise NotAnImage
    try:
        w, h, frames = _READERS[kind](data)
    except IndexError:
        raise Broken("the header ends early") from None
    if w < 1 or h < 1:
        raise Broken("a side is 0")
    return Header(kind, w, h, frames)


def _big(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(_take(data, at, count), "big")


def _little(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(_take(data, at, count), "little")


def _take(data: bytes, at: int, count: int) -> bytes:
    if at + count > len(data):
        raise IndexError
    return data[at : at + count]


def _jpeg(data: bytes) -> tuple[int, int, int]:
    at = 2
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise Broken("no frame")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == 0 or marker in _JPEG_WITHOUT_LENGTH:
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in _JPEG_NOT_A_FRAME:
            return _big(data, at + 7, 2), _big(data, at + 5, 2), 1
        elif marker in (0xD9, 0xDA):
            raise Broken("no frame before the scan")
        else:
            at += 2 + max(2, _big(data, at + 2, 2))


def _png(data: bytes) -> tuple[int, int, int]:
    if _take(data, 12, 4) != b"IHDR":
        raise Broken("no IHDR")
    w, h = _big(data, 16, 4), _big(data, 20, 4)
    at = 8
    while at + 12 <= len(data):
        name = data[at + 4 : at + 8]
        if name == b"acTL":
            return w, h, max(1, min(_big(data, at + 8, 4), MOST_FRAMES_COUNTED))
        if name == b"IDAT":
            break
        at += 12 + _big(data, at, 4)
    return w, h, 1


def _webp(data: bytes) -> tuple[int, int, int]:
    chunk = _take(data, 12, 4)
    if chunk == b"VP8 ":
        if _take(data, 23, 3) != b"\x9d\x01\x2a":
            raise Broken("no start code")
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF, 1
    if chunk == b"VP8L":
        bits = _little(data, 21, 4)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, 1
    if chunk != b"VP8X":
        raise Broken("no picture chunk")
    frames, at = 0, 12
    while at + 8 <= len(data) and frames < MOST_FRAMES_COUNTED:
        frames += data[at : at + 4] == b"ANMF"
        size = _little(data, at + 4, 4)
        at += 8 + size + size % 2
    return _little(data, 24, 3) + 1, _little(data, 27, 3) + 1, max(1, frames)


def _gif(data: bytes) -> tuple[int, int, int]:
    w, h = _little(data, 6, 2), _little(data, 8, 2)
    return w, h, _gif_frames(data)


def _gif_frames(data: bytes) -> int:
    frames = 0
    at = 13 + _gif_colours_bytes(data[10])
    try:
        while frames < MOST_FRAMES_COUNTED:
            block = data[at]
            if block == 0x2C:
                frames += 1
                at = _after_blocks(data, at + 11 + _gif_colours_bytes(data[at + 9]))
            elif block == 0x21:
                at = _after_blocks(data, at + 2)
            else:
                break
    except IndexError:
        pass  # cut short: the frames before the cut are what there is
    return max(1, frames)


def _gif_colours_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while data[at]:
        at += 1 + data[at]
    return at + 1


_READERS: Final = {"jpeg": _jpeg, "png": _png, "webp": _webp, "gif": _gif}
