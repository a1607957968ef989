"""The full programme: `python -m tests.crash --kills 30`."""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path

from tests.crash.defects import DEFECTS
from tests.crash.programme import Plan, run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--defect", choices=sorted(DEFECTS), default="", help="break it on purpose")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="qiao-crash-") as folder:
        plan = Plan(
            Path(folder) / "square", asked.kills, asked.writers, asked.seed, defect=asked.defect
        )
        report = asyncio.run(run(plan, progress=lambda line: print(line, flush=True)))
    starts = sorted(report.starts_s)
    print(
        f"{report.kills} kills: {report.asked} asked, {report.acknowledged} acknowledged,"
        f" {report.repeated} repeated with their key, {report.unknown} never answered;"
        f" start median {starts[len(starts) // 2]:.1f} s, slowest {starts[-1]:.1f} s;"
        f" load {os.getloadavg()[0]:.1f}"
    )
    print(f"findings: {len(report.findings)}")
    for finding in report.findings[:40]:
        print(f"  {finding}")
    return bool(report.findings)


if __name__ == "__main__":
    sys.exit(main())
