"""Which ffmpeg there is, and what it can write. It is a program of its own; nothing is linked."""

import asyncio
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from qiao.media.video.settings import VideoSettings


@dataclass(frozen=True, slots=True)
class Coding:
    """How pictures and sound are written anew: arguments for ffmpeg."""

    pictures: tuple[str, ...]
    sound: tuple[str, ...]


_X264 = (
    "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-profile:v", "high",
    "-maxrate", "4M", "-bufsize", "8M", "-g", "120",
)  # fmt: skip
_OPENH264 = ("-c:v", "libopenh264", "-b:v", "2500k", "-profile:v", "high", "-g", "120")
_VP9 = (
    "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-row-mt", "1",
    "-b:v", "2M", "-maxrate", "3M", "-g", "120",
)  # fmt: skip
_AAC = ("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000")
_OPUS = ("-c:a", "libopus", "-b:a", "96k", "-ac", "2")


def find(settings: VideoSettings) -> Path | None:
    """Return the program to use, None where there is none or the operator wants none."""
    if not settings.offered:
        return None
    if settings.ffmpeg:
        named = shutil.which(settings.ffmpeg)
        return Path(named).resolve() if named else None
    packed = _packed()
    if packed is not None:
        return packed
    system = shutil.which("ffmpeg")
    return Path(system).resolve() if system else None


def _packed() -> Path | None:
    """The program inside the package, looked for by hand: its own finder starts it."""
    spec = find_spec("imageio_ffmpeg")
    if spec is None or spec.origin is None:
        return None
    found = sorted(Path(spec.origin).parent.glob("binaries/ffmpeg-*"))
    return found[-1].resolve() if found and not found[-1].name.endswith(".exe") else None


async def codings(program: Path) -> Coding | None:
    """Return how this program writes what browsers play; None where it can only wrap anew.

    H.264 and AAC play everywhere; VP9 and Opus in all browsers of the last years.
    """
    asked = await asyncio.create_subprocess_exec(
        str(program), "-hide_banner", "-encoders",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
        cwd="/",
    )  # fmt: skip
    said, _ = await asyncio.wait_for(asked.communicate(), timeout=30)
    return choose({line.split()[1] for line in said.decode(errors="replace").splitlines()
                   if len(line.split()) > 1})  # fmt: skip


def choose(encoders: set[str]) -> Coding | None:
    """Return the best of what there is."""
    if "aac" in encoders and "libx264" in encoders:
        return Coding(_X264, _AAC)
    if "aac" in encoders and "libopenh264" in encoders:
        return Coding(_OPENH264, _AAC)
    if "libopus" in encoders and "libvpx-vp9" in encoders:
        return Coding(_VP9, _OPUS)
    return None
