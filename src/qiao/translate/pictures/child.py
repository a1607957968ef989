"""The process that reads pictures: loads its models, locks itself in, then one frame in, one out.

In: four bytes with the length, then a WebP of the square's own making. Out: the same four bytes,
then JSON: `{"w":…,"h":…,"boxes":[[[[x,y]×4], text, confidence]…]}` or `{"error": "…"}`. The first
frame out says that it is ready.
"""

from __future__ import annotations

import io
import json
import os
import resource
import struct
import sys
from typing import Any, NoReturn

HEADER = struct.Struct(">I")
MAX_PICTURE_BYTES = 24 << 20
MAX_BOXES = 400

_MEMORY_BYTES = 2 << 30
_CPU_S = 900  # a life's worth; the parent ends a life sooner
_NICENESS = 10

_SETTINGS = {
    "Global.log_level": "critical",
    # the longest side as it is read; small print in a tall screenshot needs all of it
    "Global.max_side_len": 2048,
    "Det.limit_type": "max",
    "Det.limit_side_len": 960,
    "Rec.rec_batch_num": 1,
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def main() -> NoReturn:
    """Serve until standard input ends."""
    os.nice(_NICENESS)
    try:
        read = _engine()
    except Exception as error:  # noqa: BLE001 - the child's edge
        # whatever a package lacks here, the parent is told its name and that is all
        _answer({"error": type(error).__name__})
        os._exit(1)
    holds = _locked_in()
    _answer({"ready": True, "holds": holds})
    while (picture := _asked()) is not None:
        try:
            _answer(_read(read, picture))
        except Exception as error:  # noqa: BLE001 - the child's edge
            _answer({"error": type(error).__name__})
    os._exit(0)


def _engine() -> Any:
    """Load every model now: later no file can be opened."""
    import cv2
    import numpy as np
    from PIL import Image
    from rapidocr import RapidOCR  # type: ignore[import-not-found, import-untyped, unused-ignore]

    cv2.setNumThreads(1)
    read = RapidOCR(params=_SETTINGS)
    page = np.full((120, 480, 3), 255, np.uint8)
    cv2.putText(page, "warm up", (20, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, (0, 0, 0), 4)
    read(page)
    Image.init()
    return read


def _locked_in() -> dict[str, int]:
    from qiao.media.child import jail

    for which, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, jail.OPEN_FILES),
        (resource.RLIMIT_AS, _MEMORY_BYTES),
        (resource.RLIMIT_CPU, _CPU_S),
    ):
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):
            continue  # macOS refuses some of these
    return jail.enter()


def _read(read: Any, picture: bytes) -> dict[str, object]:
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=("WEBP",)) as image:
        image.seek(0)
        seen = image.convert("RGB")
    found = read(np.ascontiguousarray(np.asarray(seen)[:, :, ::-1]))
    boxes = []
    if found.boxes is not None:
        for quad, text, confidence in zip(found.boxes, found.txts, found.scores, strict=True):
            corners = [[float(x), float(y)] for x, y in quad]
            boxes.append([corners, str(text), float(confidence)])
    return {"w": seen.width, "h": seen.height, "boxes": boxes[:MAX_BOXES]}


def _asked() -> bytes | None:
    head = _exactly(HEADER.size)
    if head is None:
        return None
    (size,) = HEADER.unpack(head)
    return _exactly(size) if 0 < size <= MAX_PICTURE_BYTES else None


def _exactly(size: int) -> bytes | None:
    chunks = []
    while size > 0:
        chunk = os.read(0, min(size, 1 << 20))
        if not chunk:
            return None
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _answer(said: dict[str, object]) -> None:
    text = json.dumps(said).encode()
    left = memoryview(HEADER.pack(len(text)) + text)
    while left:
        left = left[os.write(1, left) :]


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.path += sys.argv[1:]
    main()
