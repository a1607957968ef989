"""What one picture costs: processor time, time to wait and memory of the decoding child."""

import asyncio
import io
import json
import os
import platform
import resource
import statistics
import threading
import time
from pathlib import Path

from PIL import Image

from qiao.media.models import Decoded
from qiao.media.sandbox import Sandbox

ROUNDS = 15
SAMPLE_EVERY_S = 0.002


def photo(w: int, h: int) -> bytes:
    """A JPEG with large shapes and a sensor's noise, about as heavy as a phone's."""
    shapes = Image.effect_noise((w // 40, h // 40), 90).resize((w, h), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((w, h), 12)
    light = Image.blend(shapes, grain, 0.15)
    made = Image.merge("RGB", (light, light.transpose(Image.Transpose.ROTATE_180), grain))
    out = io.BytesIO()
    made.save(out, "JPEG", quality=90)
    return out.getvalue()


class PssWatch(threading.Thread):
    """Samples the memory of this process's children. Needs root: the child is not dumpable."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most_kb = 0
        self._over = threading.Event()

    def run(self) -> None:
        listing = Path(f"/proc/self/task/{os.getpid()}/children")
        while not self._over.wait(SAMPLE_EVERY_S):
            for child in listing.read_text().split():
                try:
                    text = Path(f"/proc/{child}/smaps_rollup").read_text()
                except OSError:
                    continue
                found = [line for line in text.splitlines() if line.startswith("Pss:")]
                self.most_kb = max([self.most_kb, *(int(line.split()[1]) for line in found)])

    def stop(self) -> int:
        self._over.set()
        self.join()
        return self.most_kb


def children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


async def measure(name: str, data: bytes) -> dict[str, object]:
    sandbox = Sandbox()
    made: Decoded = await sandbox.decode(data)
    cpu_ms, wall_ms = [], []
    for _ in range(ROUNDS):
        cpu_s, at_s = children_cpu_s(), time.perf_counter()
        await sandbox.decode(data)
        wall_ms.append((time.perf_counter() - at_s) * 1000)
        cpu_ms.append((children_cpu_s() - cpu_s) * 1000)
    # Apart from the timing above, which sampling would disturb.
    watch = PssWatch()
    watch.start()
    for _ in range(3):
        await sandbox.decode(data)
    return {
        "picture": name,
        "bytes_in": len(data),
        "bytes_card": len(made.card),
        "bytes_full": len(made.full),
        "cpu_ms_median": round(statistics.median(cpu_ms)),
        "wall_ms_median": round(statistics.median(wall_ms)),
        "wall_ms_max": round(max(wall_ms)),
        "pss_mb_peak": round(watch.stop() / 1024, 1),
    }


async def main() -> None:
    start_cpu_s, start_at_s = children_cpu_s(), time.perf_counter()
    for _ in range(ROUNDS):
        holds = await Sandbox().strength()
    start = {
        "picture": "none: start, codecs and jail only",
        "cpu_ms_mean": round((children_cpu_s() - start_cpu_s) * 1000 / ROUNDS),
        "wall_ms_mean": round((time.perf_counter() - start_at_s) * 1000 / ROUNDS),
    }
    print(json.dumps({"python": platform.python_version(), "load": os.getloadavg(), **holds}))
    print(json.dumps(start))
    for name, w, h in (("12 megapixels, 4032 x 3024", 4032, 3024), ("1200 x 1600", 1200, 1600)):
        print(json.dumps(await measure(name, photo(w, h))))


if __name__ == "__main__":
    asyncio.run(main())
