"""Which moment of a video stands on its card: one that shows something, where nobody chose one."""

from collections.abc import Awaitable, Callable
from typing import Final

from qiao.media.video.child_process import Failed
from qiao.media.video.models import VideoBroken

Frame = Callable[[int, tuple[str, ...]], Awaitable[bytes]]
"""A frame at so many ms, written in the way that arguments of ffmpeg say."""

_SIDE: Final = 32
_TRIED: Final = (0.12, 0.3, 0.5, 0.7, 0.02)
_ENOUGH: Final = 38.0
"""A frame whose greys spread this far (of 0 to 128) shows something; no other is looked for."""

_GREY: Final = (
    "-vf", f"scale={_SIDE}:{_SIDE},format=gray", "-c:v", "rawvideo", "-f", "rawvideo",
)  # fmt: skip
_PNG: Final = (
    "-vf", "scale=w='trunc(iw*sar/2)*2':h=ih,setsar=1,format=rgb24", "-c:v", "png", "-f",
    "image2pipe",
)  # fmt: skip


async def poster(frame: Frame, length_ms: int, wanted_ms: int | None) -> bytes:
    """Return a frame as PNG.

    Raises:
        VideoBroken: there is no frame to be had. And Failed.
    """
    last_ms = max(0, length_ms - 100)
    at_ms = min(wanted_ms, last_ms) if wanted_ms is not None else await _best(frame, length_ms)
    for moment in (at_ms, 0):
        if found := await frame(moment, _PNG):
            return found
    raise VideoBroken


async def _best(frame: Frame, length_ms: int) -> int:
    best_ms, most = 0, -1.0
    for share in _TRIED:
        at_ms = int(length_ms * share)
        try:
            shown = spread(await frame(at_ms, _GREY))
        except Failed:
            continue
        if shown > most:
            best_ms, most = at_ms, shown
        if most >= _ENOUGH:
            break
    return best_ms


def spread(greys: bytes) -> float:
    """How far the greys of a frame lie apart: 0 for one of a single colour."""
    if not greys:
        return -1.0
    mean = sum(greys) / len(greys)
    return float((sum((grey - mean) ** 2 for grey in greys) / len(greys)) ** 0.5)
