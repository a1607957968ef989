"""What reading the words in a picture costs: processor time and memory of the child, and what it
gets right.

    python bench/ocr/read.py
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from tests.translate.pictures import draw
from tests.translate.pictures.test_reader import CHINESE, ENGLISH, right

from qiao.translate.pictures.reader import PictureReader

EVERY_S = 0.02
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """Of one picture: processor seconds, seconds waited, the most memory seen."""

    cpu_s: float
    waited_s: float
    peak_mb: float


def cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def pss_mb(pid: int) -> float:
    """Needs root: a jailed child is not dumpable."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    line = next(line for line in text.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) / 1024


async def cost_of(reader: PictureReader, picture: bytes) -> Cost:
    """Read one picture with a child that is loaded already."""
    pid = reader.pid
    assert pid is not None
    before, began, peak = cpu_s(pid), time.perf_counter(), 0.0
    reading = asyncio.create_task(reader.read(picture))
    while not reading.done():
        peak = max(peak, pss_mb(pid))
        await asyncio.wait([reading], timeout=EVERY_S)
    waited = time.perf_counter() - began
    return Cost(cpu_s(pid) - before, waited, peak)


def page(lines: int, size: int, wide: int, high: int) -> bytes:
    """A page full of words of both languages."""
    both = [line for pair in zip(ENGLISH, CHINESE, strict=True) for line in pair]
    image = Image.new("RGB", (wide, high), (246, 242, 235))
    from PIL import ImageDraw

    drawn, face = ImageDraw.Draw(image), draw.font(size, lang="zh")
    for at in range(lines):
        drawn.text(
            (size, size + at * high // (lines + 1)), both[at % len(both)], (25, 25, 30), face
        )
    return draw.webp(image)


async def main() -> None:
    reader = PictureReader()
    began = time.perf_counter()
    await reader.read(draw.wordless()[0])
    assert reader.pid is not None
    print(f"start, with a first plain picture: {cpu_s(reader.pid):.1f} s of processor,")
    print(f"  waited {time.perf_counter() - began:.1f} s; idle {pss_mb(reader.pid):.0f} MB PSS")
    print(f"  holds: {reader.holds}")
    photo = Image.effect_noise((1536, 2048), 60).convert("RGB")
    for name, picture in (
        ("1536 × 2048 without words", draw.webp(photo)),
        ("1080 × 1440, 3 lines", page(3, 44, 1080, 1440)),
        ("1080 × 1440, 16 lines", page(16, 40, 1080, 1440)),
        ("1536 × 2048, 40 lines", page(40, 32, 1536, 2048)),
    ):
        costs = [await cost_of(reader, picture) for _ in range(3)]
        best = min(costs, key=lambda cost: cost.cpu_s)
        print(
            f"{name}: {best.cpu_s:.2f} s of processor, waited {best.waited_s:.2f} s,"
            f" peak {max(cost.peak_mb for cost in costs):.0f} MB PSS"
        )
    for lang, drawn in (("en", ENGLISH), ("zh", CHINESE)):
        for size in (14, 18, 22, 36, 64):
            wide = max(1080, int(max(map(len, drawn)) * size * (0.75 if lang == "en" else 1.2)))
            _, _, lines = await reader.read(draw.page(drawn, lang=lang, size=size, wide=wide))
            good, total = right(lines, drawn)
            print(f"{lang}, letters of {size} pixels: {good} of {total} characters right")
    await reader.close()


if __name__ == "__main__":
    asyncio.run(main())
