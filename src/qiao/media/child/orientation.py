"""Which way up a photo was taken: the one fact read from EXIF, of which nothing is kept."""

from typing import Final, Literal

_ORIENTATION: Final = 0x0112
_SHORT: Final = 3
_MOST_ENTRIES: Final = 512


def orientation(exif: bytes) -> int:
    """Answer 1-8 as in EXIF 2.3, section 4.6.4; 1, upright, for whatever is not understood.

    Read here and not by Pillow: its reader of EXIF is a whole TIFF parser, 20 ms of imports.
    """
    tiff = exif.removeprefix(b"Exif\0\0")
    order: Literal["little", "big"]
    if tiff[:4] == b"II*\0":
        order = "little"
    elif tiff[:4] == b"MM\0*":
        order = "big"
    else:
        return 1

    def number(at: int, count: int) -> int:
        return int.from_bytes(tiff[at : at + count], order)

    folder = number(4, 4)
    for entry in range(min(number(folder, 2), _MOST_ENTRIES)):
        at = folder + 2 + entry * 12
        if number(at, 2) == _ORIENTATION and number(at + 2, 2) == _SHORT:
            value = number(at + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1
