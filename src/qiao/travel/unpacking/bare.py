"""Taking out of a picture's file what is not the picture: where it was taken, by what, of whom.

Before it is decoded in the sandbox a picture from elsewhere waits on the disk for its owner's yes;
what cameras and places write beside it does not wait with it.
"""

import struct
from collections.abc import Iterator
from typing import Final

_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
# what a decoder needs: JFIF, the colour profile, and how Adobe stored colours
_JPEG_KEPT: Final = frozenset((0xE0, 0xE2, 0xEE))
_PNG_KEPT: Final = frozenset((b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM",
                              b"sRGB", b"iCCP"))  # fmt: skip
_WEBP_KEPT: Final = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ICCP", b"ANIM", b"ANMF"))


class NotBare(Exception):
    """It is no picture that we can take apart."""


def bare(content: bytes) -> bytes:
    """Return a JPEG, PNG or WebP without what is written beside the picture; raises NotBare."""
    try:
        if content.startswith(_JPEG):
            return b"".join(_jpeg(content))
        if content.startswith(_PNG):
            return b"".join(_png(content))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            chunks = b"".join(_webp(content))
            return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks
    except (struct.error, IndexError):
        raise NotBare from None
    raise NotBare


def _jpeg(content: bytes) -> Iterator[bytes]:
    yield _JPEG
    at = 2
    while True:
        if content[at] != 0xFF:
            raise NotBare
        marker = content[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        (size,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + size
        if size < 2 or end > len(content):
            raise NotBare
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            yield content[at:end]
        if marker == 0xDA:
            break
        at = end
    # what stands behind the picture is not the picture
    last = content.find(b"\xff\xd9", end)
    yield content[end : last + 2] if last >= 0 else content[end:]


def _png(content: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at < len(content):
        (size,) = struct.unpack_from(">I", content, at)
        kind, end = content[at + 4 : at + 8], at + 12 + size
        if end > len(content):
            raise NotBare
        if kind in _PNG_KEPT:
            yield content[at:end]
        if kind == b"IEND":
            return
        at = end


def _webp(content: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(content):
        kind = content[at : at + 4]
        (size,) = struct.unpack_from("<I", content, at + 4)
        end = at + 8 + size + size % 2
        if end > len(content) + 1:
            raise NotBare
        if kind in _WEBP_KEPT:
            yield content[at:end]
        at = end
