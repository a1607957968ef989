"""The decoding process: limits, codecs, jail, then one picture from stdin and the answer to stdout.

The answer is a frame: four bytes with the length of a JSON header, the header, and, if it says
`"ok": true`, the card and the full picture as WebP, `card` and `full` bytes long.
"""

import gc
import json
import os
import struct
import sys
from typing import NoReturn

from qiao.media.child import colour, develop, headers, jail

_CHUNK_BYTES = 1 << 20


def main(arguments: list[str]) -> NoReturn:
    """`MAX_BYTES MAX_PIXELS MAX_SIDE MAX_FRAMES_PIXELS HAS_PROFILE`, or `--probe NAME [LAYERS]`."""
    gc.disable()
    if arguments[0] == "--probe":
        _probe(arguments[1], frozenset(arguments[2].split(",")) if arguments[2:] else jail.LAYERS)
    else:
        _decode(*(int(argument) for argument in arguments))
    # Nothing here needs closing, and an orderly end costs milliseconds.
    os._exit(0)


def _decode(
    max_bytes: int, max_pixels: int, max_side: int, max_frames_pixels: int, has_profile: int
) -> None:
    if has_profile:
        colour.load()
    develop.warm_up()
    jail.limit()
    jail.enter()

    picture = _read_all(max_bytes + 1)
    if len(picture) > max_bytes:
        return _refuse("media_too_large", {"max_bytes": max_bytes})
    bounds = develop.Bounds(max_pixels, max_side, max_frames_pixels)
    try:
        made = develop.develop(picture, bounds)
    except headers.NotAnImage:
        return _refuse("media_not_an_image", {})
    except develop.TooManyPixels as refused:
        return _refuse("media_too_many_pixels", refused.facts)
    except MemoryError:
        return _refuse("media_too_many_pixels", {}, "MemoryError")
    except Exception as error:
        # Pillow answers hostile bytes with nearly any exception; the kind goes to the log.
        return _refuse("media_broken", {}, type(error).__name__)
    head = {"ok": True, "kind": made.kind, "w": made.w, "h": made.h}
    head |= {"card": len(made.card), "full": len(made.full)}
    return _answer(head, made.card, made.full)


def _probe(name: str, layers: frozenset[str]) -> None:
    # Imported here: a decode needs none of it.
    from qiao.media.child import probes

    develop.warm_up()
    jail.limit(layers)
    holds = jail.enter(layers)
    try:
        probes.PROBES[name]()
    except (OSError, RuntimeError, MemoryError) as error:
        said = f"{type(error).__name__}: {error}"
        return _answer({"ok": True, "done": False, "said": said, "holds": holds})
    modules = sorted(name for name in sys.modules if name.split(".")[0] == "qiao")
    return _answer({"ok": True, "done": True, "holds": holds, "modules": modules})


def _read_all(most: int) -> bytes:
    chunks = []
    while most > 0 and (chunk := os.read(0, min(most, _CHUNK_BYTES))):
        chunks.append(chunk)
        most -= len(chunk)
    return b"".join(chunks)


def _refuse(code: str, facts: dict[str, int], why: str = "") -> None:
    _answer({"ok": False, "code": code, "facts": facts, "why": why})


def _answer(head: dict[str, object], *bodies: bytes) -> None:
    text = json.dumps(head).encode()
    for part in (struct.pack(">I", len(text)), text, *bodies):
        left = memoryview(part)
        while left:
            left = left[os.write(1, left) :]
