"""The same scenario on several nights: what the measures change, and how far nights differ.

    python -m bench.rehearse.nights [--seeds 1 2 3] [--members 20000] [--json F]

A figure of one night has the error that watching only some members leaves, and the chance of that
night: which notes everybody answers, for one. This lives each night through with the measures and
without them, two nights at a time, and tells the difference by night with a 95 % band over nights.
"""

import argparse
import asyncio
import json
import os
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import mean, stdev

from bench.rehearse.__main__ import copy, square

from qiao.rehearsal.beside import runs_of
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.run import Kept, before, wave
from qiao.rehearsal.scenario import load
from qiao.rehearsal.words import FIGURES

T95 = {1: 12.71, 2: 4.30, 3: 3.18, 4: 2.78, 5: 2.57, 6: 2.45, 7: 2.36}
"""Student's t, two-sided, by degrees of freedom."""


def night(folder: Path, scenario: str, members: int, seed: int) -> list[Outcome]:
    """Live one night through, with the measures and without; in a process of its own."""
    ground = asyncio.run(copy(folder, members))
    plans = runs_of(load(scenario)[0], seed=seed, members=members, controls=False)
    nowhere = Kept(None, resume=False)
    there = before(plans[0], ground, kept=nowhere, progress=lambda *_: None)
    return [wave(plan, there, kept=nowhere, progress=lambda *_: None) for plan in plans]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="S3")
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path, help="write the figures here")
    asked = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    kept = Path(tempfile.gettempdir()) / f"qiao-bench-rehearse-{asked.members}"
    folder = asked.data or kept
    square(folder, asked.members)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        made = [
            pool.submit(night, folder, asked.scenario, asked.members, seed) for seed in asked.seeds
        ]
        nights = [one.result() for one in made]
    found = {}
    for name, figure in FIGURES.items():
        pairs = [(ours.figures[name][0], bare.figures[name][0]) for ours, bare in nights]
        apart = [ours - bare for ours, bare in pairs]
        n = len(apart)
        band = T95.get(n - 1, 2.0) * stdev(apart) / n**0.5 if n > 1 else float("nan")
        found[name] = {"nights": pairs, "difference": mean(apart), "band": band}
        told = "  ".join(f"{figure.say(a):>9} {figure.say(b):>9}" for a, b in pairs)
        print(f"{figure.title:34}{mean(apart):+9.4f} ± {band:.4f}   {told}")
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
