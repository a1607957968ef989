"""A night in minutes, over HTTP. See README.md beside this file.

python -m bench.wave [--minutes 30] [--members 1000] [--scenario S3] [--rehearsal FILE]
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

from bench.http.square import Square
from bench.wave.client import Client
from bench.wave.clock import Clock
from bench.wave.ground import copied
from bench.wave.people import Crowd
from bench.wave.told import compared, told
from bench.wave.wave import Wave

from qiao.kit.langs import base_of
from qiao.rehearsal.scenario import load

PORT = 8499
NOTES_A_MEMBER = 10
START_S = 30.0
"""So long the square has to start before the first day."""
DAY_S = 86_400.0
FAST = (Path(__file__).parent / "fast").resolve()
BEFORE_FASTER = 4
"""Days before the wave are so much shorter: fewer people are about."""


def share(values: list[float], part: float) -> float:
    """Return a quantile in milliseconds."""
    ordered = sorted(values)
    return round(1_000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))], 1)


async def drive(wave: Wave) -> None:
    """Run the wave, and let go of the connections."""
    try:
        await wave.run()
    finally:
        wave.client.close()


def report(wave: Wave, run: Path, since_us: int, cpu_s: float, minutes: float) -> dict[str, Any]:
    """Put together what happened."""
    took = wave.client.took_s
    found = told(run, since_us)
    statuses = Counter[str]()
    for kind, counts in wave.client.statuses.items():
        for status, count in counts.items():
            if not 200 <= status < 300:
                statuses[f"{kind} {status}"] += count
    asked = sum(len(one) for one in took.values())
    return {
        "scenario": wave.scenario.title,
        "minutes": minutes,
        "locals": len(wave.locals),
        "figures": found,
        "done": dict(wave.done),
        "requests": asked,
        "requests_per_s": round(asked / wave.lasts_s, 1),
        "refused": dict(statuses),
        "left_at_end": wave.left,
        "cut_off": wave.cut,
        "late_s": round(max(wave.late_s, default=0.0), 2),
        "cpu_s": round(cpu_s, 1),
        "ms": {
            kind: {"p50": share(one, 0.5), "p99": share(one, 0.99), "count": len(one)}
            for kind, one in sorted(took.items())
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.wave")
    parser.add_argument("--scenario", default="S3")
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--members", type=int, default=1_000)
    parser.add_argument("--connections", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", type=Path, help="the filled square; kept for the next time")
    parser.add_argument("--rehearsal", type=Path, help="what `qiao rehearse --json` wrote of it")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    scenario, _ = load(asked.scenario)
    with tempfile.TemporaryDirectory() as folder:
        data = asked.data or Path(folder) / "filled"
        run = asked.data.with_name(f"{asked.data.name}-run") if asked.data else Path(folder) / "run"
        locals_ = copied(data, run, members=asked.members, notes=NOTES_A_MEMBER * asked.members)
        if not asked.minutes:
            return
        langs = Counter(one.langs[0] for one in locals_)
        home = langs.most_common(1)[0][0]
        away = next(one for one in scenario.arrivals.away if base_of(one) != base_of(home))
        # an app that is told "in the making" asks again later; here nobody stands and waits
        os.environ["QIAO_TRANSLATION_WAIT_S"] = "0.1"
        crowd = Crowd.of(run / "square.db", scenario, seed=asked.seed)
        day_s = asked.minutes * 60 / scenario.days
        before_s = day_s / BEFORE_FASTER
        begins_s = time.time() + START_S
        comes_s = begins_s + before_s * (scenario.settle_days + scenario.days_before)
        clock = Clock(((begins_s, DAY_S / before_s), (comes_s, DAY_S / day_s)))
        clock.tell()
        crowd.meanings.tell()
        os.environ["PYTHONPATH"] = os.pathsep.join((str(FAST), str(FAST.parents[2])))
        square = Square(run, PORT)
        try:
            wave = Wave(
                scenario, locals_, crowd, Client(PORT, asked.connections), begins_s, day_s,
                before_s, home, away, Random(asked.seed),
            )  # fmt: skip
            began_s = sum(square.cpu_s().values())
            asyncio.run(drive(wave))
            time.sleep(2.0)  # records of pages are written a second late
            cpu_s = sum(square.cpu_s().values()) - began_s
            found = report(wave, run, clock.at_us(comes_s), cpu_s, asked.minutes)
        finally:
            square.close()
    if asked.rehearsal is not None:
        found["compared"] = compared(found["figures"], asked.rehearsal, len(locals_))
    print(json.dumps(found, indent=1))
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
