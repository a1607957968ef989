"""What an MP4 or MOV says it holds, read box by box (ISO 14496-12) without decoding anything.

Every size is checked against what is there, everything repeated is counted and bounded.
"""

import os
import struct
from collections.abc import Callable, Iterator
from typing import Any, Final

MAX_INDEX_BYTES: Final = 24 << 20
MAX_TRACKS: Final = 64
_MAX_BOXES: Final = 4_000

Box = tuple[bytes, int, int]  # kind, where its content begins, where it ends


class Broken(Exception):
    """It begins like a video file and does not go on like one."""


def read_film(fd: int) -> dict[str, Any]:
    """Read the index of an open file; see `media.video.models.Probe` for what comes out.

    Raises:
        Broken.
    """
    size = os.lseek(fd, 0, os.SEEK_END)
    moov, order = _find_index(fd, size)
    if moov is None:
        raise Broken("no index")
    try:
        return _index(moov) | {"bytes": size, "index_first": order, "kind": "mp4"}
    except (struct.error, IndexError, ZeroDivisionError) as error:
        raise Broken(type(error).__name__) from None


def _find_index(fd: int, size: int) -> tuple[bytes | None, bool]:
    at, seen_data, moov, first = 0, False, None, False
    for _ in range(_MAX_BOXES):
        if at + 8 > size:
            break
        head = _read(fd, at, 16)
        length, kind = struct.unpack_from(">I4s", head)
        start = 8
        if length == 1:
            if len(head) < 16:
                raise Broken("a size cut short")
            length, start = struct.unpack_from(">Q", head, 8)[0], 16
        elif length == 0:
            length = size - at
        if length < start:
            raise Broken("a box smaller than its head")
        if kind == b"moov":
            if length - start > MAX_INDEX_BYTES or at + length > size:
                raise Broken("an index that cannot be")
            if moov is not None:
                raise Broken("two indexes")
            moov, first = _read(fd, at + start, length - start), not seen_data
        seen_data = seen_data or kind == b"mdat"
        at += length
    return moov, first


def _read(fd: int, at: int, count: int) -> bytes:
    os.lseek(fd, at, os.SEEK_SET)
    parts = []
    while count > 0 and (part := os.read(fd, min(count, 1 << 20))):
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _boxes(data: bytes, at: int, end: int) -> Iterator[Box]:
    for _ in range(_MAX_BOXES):
        if at + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", data, at)
        start = at + 8
        if length == 1:
            length, start = struct.unpack_from(">Q", data, at + 8)[0], at + 16
        elif length == 0:
            length = end - at
        if length < start - at or at + length > end:
            raise Broken("a box larger than what it is in")
        yield kind, start, at + length
        at += length
    raise Broken("too many boxes")


def _one(data: bytes, inside: Box, *path: bytes) -> Box | None:
    for wanted in path:
        found = next((box for box in _boxes(data, inside[1], inside[2]) if box[0] == wanted), None)
        if found is None:
            return None
        inside = found
    return inside


def _index(data: bytes) -> dict[str, Any]:
    whole: Box = (b"moov", 0, len(data))
    tracks: list[dict[str, Any]] = []
    pieces = False
    movie_ms = 0
    for box in _boxes(data, 0, len(data)):
        if box[0] == b"trak":
            if len(tracks) >= MAX_TRACKS:
                raise Broken("too many tracks")
            tracks.append(_track(data, box))
        elif box[0] == b"mvex":
            pieces = True
        elif box[0] == b"mvhd":
            movie_ms = _duration_ms(data, box)
    extra = [b for b in _boxes(data, 0, len(data)) if b[0] in (b"udta", b"meta")]
    return {
        "ms": max([movie_ms, *(track["ms"] for track in tracks)], default=0),
        "tracks": tracks,
        "pieces": pieces,
        "tagged": bool(extra) or whole[2] != len(data),
    }


def _duration_ms(data: bytes, box: Box) -> int:
    if data[box[1]] == 1:
        scale, duration = struct.unpack_from(">IQ", data, box[1] + 20)
        unknown = duration == (1 << 64) - 1
    else:
        scale, duration = struct.unpack_from(">II", data, box[1] + 12)
        unknown = duration == (1 << 32) - 1
    return 0 if unknown or not scale else int(duration * 1000 // scale)


def _track(data: bytes, trak: Box) -> dict[str, Any]:
    track: dict[str, Any] = {
        "of": "", "codec": "", "ms": 0, "w": 0, "h": 0, "turned": 0, "profile": 0, "level": 0,
        "chroma": 0, "bits": 0, "channels": 0, "samples": 0, "bytes": 0, "edits": 0,
    }  # fmt: skip
    if head := _one(data, trak, b"tkhd"):
        track["turned"] = _turned(data, head)
    if edits := _one(data, trak, b"edts", b"elst"):
        track["edits"] = struct.unpack_from(">I", data, edits[1] + 4)[0]
    media = _one(data, trak, b"mdia")
    if media is None:
        return track
    if length := _one(data, media, b"mdhd"):
        track["ms"] = _duration_ms(data, length)
    if handler := _one(data, media, b"hdlr"):
        track["of"] = _letters(data[handler[1] + 8 : handler[1] + 12])
    table = _one(data, media, b"minf", b"stbl")
    if table is None:
        return track
    if sizes := _one(data, table, b"stsz"):
        track["samples"], track["bytes"] = _samples(data, sizes)
    entries = _one(data, table, b"stsd")
    if entries is not None:
        if struct.unpack_from(">I", data, entries[1] + 4)[0] != 1:
            track["codec"] = "many"
        else:
            entry = next(_boxes(data, entries[1] + 8, entries[2]), None)
            if entry is not None:
                _entry(data, entry, track)
    return track


def _turned(data: bytes, head: Box) -> int:
    """Clockwise degrees, 0 to 270; -1 for any other matrix."""
    at = head[1] + (52 if data[head[1]] == 1 else 40)
    a, b, _, c, d = struct.unpack_from(">5i", data, at)
    one = 0x10000
    return {
        (one, 0, 0, one): 0, (0, one, -one, 0): 90, (-one, 0, 0, -one): 180, (0, -one, one, 0): 270,
    }.get((a, b, c, d), -1)  # fmt: skip


def _samples(data: bytes, box: Box) -> tuple[int, int]:
    each, count = struct.unpack_from(">II", data, box[1] + 4)
    if each:
        return count, each * count
    if box[1] + 12 + 4 * count > box[2]:
        raise Broken("fewer sizes than samples")
    return count, sum(struct.unpack_from(f">{count}I", data, box[1] + 12))


def _letters(raw: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in raw)


def _entry(data: bytes, entry: Box, track: dict[str, Any]) -> None:
    track["codec"] = _letters(entry[0])
    if track["of"] == "vide":
        track["w"], track["h"] = struct.unpack_from(">HH", data, entry[1] + 24)
        inside: Box = (b"", entry[1] + 78, entry[2])
        if entry[0] == b"avc1" and (config := _one(data, inside, b"avcC")):
            _avc(data[config[1] : config[2]], track)
    elif track["of"] == "soun":
        version, track["channels"] = struct.unpack_from(">H6xH", data, entry[1] + 8)
        # QuickTime's own form has 16 bytes more, and may wrap what follows once more
        inside = (b"", entry[1] + (44 if version == 1 else 28), entry[2])
        if entry[0] == b"mp4a" and version in (0, 1):
            config = _one(data, inside, b"esds") or _one(data, inside, b"wave", b"esds")
            if config is not None:
                track["profile"] = _aac(data[config[1] : config[2]])


def _avc(config: bytes, track: dict[str, Any]) -> None:
    """Profile, level and sampling as the first sequence parameter set has them (H.264, 7.3.2.1)."""
    if config[5] & 0x1F != 1:
        return
    length = struct.unpack_from(">H", config, 6)[0]
    said = config[8 : 8 + length].replace(b"\0\0\x03", b"\0\0")
    track["profile"], track["level"] = said[1], said[3]
    read = _bits(said[4:])
    _golomb(read)
    chroma, bits = 1, 8
    if said[1] in (100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135):
        chroma = _golomb(read)
        if chroma == 3:
            read()
        bits = 8 + max(_golomb(read), _golomb(read))
    track["chroma"], track["bits"] = chroma, bits


def _bits(data: bytes) -> Callable[[], int]:
    at = -1

    def read() -> int:
        nonlocal at
        at += 1
        return data[at >> 3] >> (7 - (at & 7)) & 1

    return read


def _golomb(read: Callable[[], int]) -> int:
    zeros = 0
    while not read():
        zeros += 1
        if zeros > 31:
            raise Broken("a number too long")
    value = 1
    for _ in range(zeros):
        value = value << 1 | read()
    return value - 1


def _aac(config: bytes) -> int:
    """The kind of AAC (ISO 14496-3, 1.5.1.1), 0 for what is none."""
    at, end = 4, len(config)

    def descriptor() -> int:
        nonlocal at
        tag = config[at]
        at += 1
        for _ in range(4):
            at += 1
            if not config[at - 1] & 0x80:
                break
        return tag

    if descriptor() != 3:
        return 0
    flags = config[at + 2]
    at += 3 + (2 if flags & 0x80 else 0) + (2 if flags & 0x20 else 0)
    if descriptor() != 4 or config[at] != 0x40:
        return 0
    at += 13
    if at >= end or descriptor() != 5:
        return 0
    return config[at] >> 3
