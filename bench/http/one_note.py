"""A note that everybody likes at once: latencies by the arrival, and whether the count is exact.

python -m bench.http.one_note [--rate 1000] [--seconds 60] [--connections 64] [--port 8791]

Every like is another member's, due at its own moment whether or not earlier ones were answered
(an open loop): what waits in the load's own queue counts as waiting.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import apsw
from bench.http.fill import fill
from bench.http.ground import token
from bench.http.load import ask
from bench.http.square import Square

NOTES = 200
AIM_P99_MS = 300.0


class Seen:
    """What came back."""

    def __init__(self) -> None:
        self.waited_s: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.behind_s = 0.0
        """How late the load itself was, at most."""


Due = asyncio.Queue[tuple[float, int]]
"""Moments and members; a member below 0 ends a connection."""


async def _connection(port: int, path: str, due: Due, seen: Seen) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while True:
        at, member = await due.get()
        if member < 0:
            break
        status, _ = await ask(reader, writer, ("PUT", path, token(member), "", ""))
        seen.waited_s.append(time.perf_counter() - at)
        seen.statuses[status] += 1
    writer.close()


async def drive(port: int, path: str, rate: int, seconds: int, connections: int) -> Seen:
    """Like a note `rate` times a second, each member once."""
    seen: Seen = Seen()
    due: Due = asyncio.Queue()
    askers = [asyncio.create_task(_connection(port, path, due, seen)) for _ in range(connections)]
    began = time.perf_counter()
    for member in range(rate * seconds):
        at = began + member / rate
        ahead = at - time.perf_counter()
        if ahead > 0:
            await asyncio.sleep(ahead)
        else:
            seen.behind_s = max(seen.behind_s, -ahead)
        due.put_nowait((at, member))
    for _ in askers:
        due.put_nowait((0.0, -1))
    await asyncio.gather(*askers)
    return seen


def at_share(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of the sorted values lie."""
    return values[min(len(values) - 1, int(len(values) * share))]


def counted(data: Path, note: str) -> dict[str, int]:
    """Return how many likes are counted, and how many there are."""
    with closing(apsw.Connection(str(data / "square.db"), flags=apsw.SQLITE_OPEN_READONLY)) as file:
        [[counter]] = file.execute("select likes from note_counts where note_id = ?", (note,))
        [[rows]] = file.execute("select count(*) from likes where note_id = ?", (note,))
    return {"counter": counter, "rows": rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1_000, help="likes a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--port", type=int, default=8791)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        report = bench(Path(folder), asked)
    print(json.dumps(report, indent=2))
    if report["after"]["counter"] != report["after"]["rows"] or report["missing"]:
        sys.exit("the counter is not exact")


def bench(data: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Fill a square with a member for each like, drive, count."""
    filled = fill(data, members=asked.rate * asked.seconds, notes=NOTES)
    note = filled.notes[-1]
    square = Square(data, asked.port)
    try:
        square.drain()
        cpu = square.cpu_s()
        path = f"/api/v1/notes/{note}/like"
        seen = asyncio.run(drive(asked.port, path, asked.rate, asked.seconds, asked.connections))
        web_s = square.cpu_s()["web"] - cpu["web"]
        began = time.monotonic()
        try:
            square.drain()
        except TimeoutError as late:
            print(late, file=sys.stderr)
        drained_s = time.monotonic() - began
        spent = {role: s - cpu[role] for role, s in square.cpu_s().items()}
    finally:
        square.close()
    waited = sorted(seen.waited_s)
    after = counted(data, note)
    return {
        "likes": len(waited),
        "statuses": dict(seen.statuses),
        "ms": {
            f"p{share:g}": round(at_share(waited, share / 100) * 1e3, 1)
            for share in (50, 95, 99, 99.9)
        },
        "most_ms": round(waited[-1] * 1e3, 1),
        "aim_p99_ms": AIM_P99_MS,
        "after": after,
        # whoever had liked it before is among those who ask
        "missing": seen.statuses[200] - after["rows"],
        "web_cpu_ms_per_like": web_s * 1e3 / len(waited),
        "cpu_s": spent,
        "worker_done_after_s": drained_s,
        "load_late_ms": seen.behind_s * 1e3,
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
