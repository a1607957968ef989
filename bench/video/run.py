"""What a second of video costs in processor time: wrapped anew, made anew, looked at.

    python -m bench.video.run

The clips are drawn by ffmpeg itself: moving test pictures with some noise on them.
"""

import asyncio
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.media.video.clips import AAC, H264, draw

from qiao.media.video.models import Probe
from qiao.media.video.program import find
from qiao.media.video.settings import VideoSettings
from qiao.media.video.studio import Studio

SECONDS = 6
CLIPS = {
    "H.264 1080p30, AAC": ("1920x1080", 30, "mp4", (
        *H264, "-maxrate", "12M", "-bufsize", "12M", *AAC,
    )),
    "VP8 720p30, Opus": ("1280x720", 30, "webm", (
        "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "3M",
        "-c:a", "libopus",
    )),
    "H.264 2160p30, AAC": ("3840x2160", 30, "mp4", (*H264, *AAC)),
}  # fmt: skip


def clip(to: Path, size: str, rate: int, codec: tuple[str, ...]) -> None:
    picture = f"testsrc2=s={size}:r={rate}:d={SECONDS},noise=alls=3:allf=t"
    draw("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=d={SECONDS}", *codec, str(to))


async def _nothing(_: int) -> None:
    return


async def cost(work: Callable[[], Awaitable[object]]) -> tuple[float, float, object]:
    """Return processor seconds of all children, seconds that passed, and what came of it."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    made = await work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - begun, made


async def main() -> None:
    """Print a table."""
    settings = VideoSettings()
    program = find(settings)
    assert program is not None
    studio = Studio(program, settings)
    print(f"{SECONDS} s each, {program.name}, {settings.threads} threads\n")
    print("| what came | what was done | CPU s per video s | MB in | MB out |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder) / "room"
        room.mkdir()
        for name, (size, rate, ending, codec) in CLIPS.items():
            file = Path(folder) / f"in.{ending}"
            clip(file, size, rate, codec)

            async def make(file: Path = file) -> object:
                probe: Probe = await studio.probe(file)
                return await studio.make(file, room, probe, _nothing)

            used, _, made = await cost(make)
            size_mb, out_mb = file.stat().st_size / 1e6, (room / "film.mp4").stat().st_size / 1e6
            work = getattr(made, "work", "")
            print(f"| {name} | {work} | {used / SECONDS:.3f} | {size_mb:.1f} | {out_mb:.1f} |")
        film = room / "film.mp4"
        used, _, _ = await cost(lambda: studio.poster(film, room, SECONDS * 1000, None))
        print(f"\nA poster: {used:.2f} CPU s. ", end="")
        used, _, _ = await cost(lambda: studio.sound(film, room))
        print(f"The sound of {SECONDS} s: {used:.2f} CPU s.")


if __name__ == "__main__":
    asyncio.run(main())
