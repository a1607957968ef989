"""Clips for tests, drawn and sung by ffmpeg itself; none is kept in the repository."""

import subprocess
from functools import cache
from pathlib import Path

from qiao.media.video.program import find
from qiao.media.video.settings import VideoSettings
from qiao.media.video.studio import Studio

H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "64k")


@cache
def ffmpeg() -> Path:
    program = find(VideoSettings())
    assert program is not None, "the dev group brings an ffmpeg"
    return program


def studio(**settings: int) -> Studio:
    return Studio(ffmpeg(), VideoSettings(**settings))  # type: ignore[arg-type]


def draw(*arguments: str) -> None:
    """Run ffmpeg outside any jail, on what the test itself makes."""
    command = [str(ffmpeg()), "-hide_banner", "-nostdin", "-loglevel", "error", "-y", *arguments]
    subprocess.run(command, check=True, env={}, timeout=120)


def clip(
    to: Path,
    *more: str,
    size: str = "320x180",
    seconds: float = 2,
    rate: int = 15,
    picture: str = "testsrc2",
    sound: bool = True,
    codec: tuple[str, ...] = (*H264, *AAC),
) -> Path:
    """Make a clip at `to`; `more`: arguments before the name of the file."""
    inputs = ["-f", "lavfi", "-i", f"{picture}=s={size}:r={rate}:d={seconds}"]
    if picture == "color":
        inputs[-1] = f"color=c=black:s={size}:r={rate}:d={seconds}"
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=f=440:d={seconds}"]
    draw(*inputs, *codec, *more, str(to))
    return to


def webm(to: Path, **more: float | str | bool) -> Path:
    """What a browser's recorder makes: VP8 and Opus, no length in its head."""
    codec = ("-c:v", "libvpx", "-deadline", "realtime", "-b:v", "300k", "-c:a", "libopus")
    return clip(to, "-live", "1", codec=codec, **more)  # type: ignore[arg-type]


@cache
def small(folder: Path) -> bytes:
    """A clip that needs no work, as bytes."""
    return clip(folder / "small.mp4").read_bytes()
