"""S3 on a square of 20,000 members, beside a run without the measures and two controls.

    python -m bench.rehearse [--members 20000] [--json F] [--out F.html] [--resume]

Makes the square once (a minute or two, 300 MB in the temporary folder), rehearses, and says of each
figure whether it is where it was asked to be. Ends with 1 where one is not.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import apsw
import msgspec
from bench.http.fill import fill
from rich.console import Console

from qiao.kit.db import open_database
from qiao.rehearsal.beside import run_all, runs_of
from qiao.rehearsal.ground import Ground, copied
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.report import report
from qiao.rehearsal.scenario import load
from qiao.rehearsal.words import FIGURES

SHARES = (86, 5, 4, 2, 3)
"""A Chinese-speaking square with some others, of `words.LANGS`."""
ENGLISH = 0.12
REVIEWERS = 12
AT_MOST_S = 900.0

Bar = tuple[str, str, Callable[[dict[str, Outcome]], float], Callable[[float], bool]]


def of(run: str, figure: str) -> Callable[[dict[str, Outcome]], float]:
    """Read a figure of a run."""
    return lambda runs: runs[run].figures[figure][0]


def over(figure: str, one: str, other: str) -> Callable[[dict[str, Outcome]], float]:
    """Read how much larger a figure is in one run than in another."""
    return lambda runs: runs[one].figures[figure][0] - runs[other].figures[figure][0]


OURS, BARE = "with measures", "without"
BARS: tuple[Bar, ...] = (
    ("home share kept", ">= 99 %", of(OURS, "home_kept"), lambda v: v >= 0.99),
    ("newcomers' share kept", ">= 99 %", of(OURS, "newcomers_kept"), lambda v: v >= 0.99),
    ("locals' dilution", "<= 5 %", of(OURS, "dilution"), lambda v: v <= 0.05),
    ("local authors' audience", ">= -10 %", of(OURS, "local_audience"), lambda v: v >= -0.10),
    ("first audiences", ">= 95 %", of(OURS, "first_audiences"), lambda v: v >= 0.95),
    ("top 1 % of authors", "<= 35 %", of(OURS, "top_1_percent"), lambda v: v <= 0.35),
    ("expression over without", "> 0", over("expression_newcomers", OURS, BARE), lambda v: v > 0),
    ("spoke and heard over without", "> 0", over("spoke_and_heard", OURS, BARE), lambda v: v > 0),
    ("newcomers heard over without", "> 0", over("heard_newcomers", OURS, BARE), lambda v: v > 0),
    ("locals read over without", "> 5 %", over("local_audience", OURS, BARE), lambda v: v > 0.05),
    ("audiences over without", "> 5 %", over("first_audiences", OURS, BARE), lambda v: v > 0.05),
    ("worth over chance", "> 0", over("value_wave", OURS, "chance"), lambda v: v > 0),
    ("worth over popularity", "> 0", over("value_wave", OURS, "popularity"), lambda v: v > 0),
)  # fmt: skip


def square(folder: Path, members: int) -> None:
    """Make the square, or leave it as it is."""
    folder.mkdir(parents=True, exist_ok=True)
    fill(folder, members=members, notes=members, shares=SHARES, english=ENGLISH)
    file = apsw.Connection(str(folder / "square.db"))
    file.execute(
        "update members set operator = 1 where id in (select id from members order by id limit ?)",
        (REVIEWERS,),
    ).fetchall()
    file.close()


async def copy(folder: Path, members: int) -> Ground:
    """Read it."""
    database = await open_database(f"sqlite:///{(folder / 'square.db').resolve()}")
    try:
        return await copied(database, members=members)
    finally:
        await database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="S3")
    parser.add_argument("--members", type=int, default=20_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--out", type=Path, default=Path("rehearsal.html"))
    parser.add_argument("--resume", action="store_true")
    asked = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")  # for the processes that live the wave through
    console = Console()
    kept = Path(tempfile.gettempdir()) / f"qiao-bench-rehearse-{asked.members}"
    folder = asked.data or kept
    square(folder, asked.members)
    scenario, _ = load(asked.scenario)
    began = time.monotonic()
    ground = asyncio.run(copy(folder, asked.members))
    at_us = ground.at_us
    plans = runs_of(scenario, seed=asked.seed, members=asked.members)
    states = asked.out.with_suffix(".rehearsal")
    outcomes = run_all(plans, ground, folder=states, resume=asked.resume, console=console)
    took_s = time.monotonic() - began
    page = report(outcomes, scenario, square="a square of the bench", at_us=at_us, seed=asked.seed)
    asked.out.write_text(page, encoding="utf-8")
    runs = {outcome.name: outcome for outcome in outcomes}
    missed = 0
    for name, figure in FIGURES.items():
        told = "  ".join(f"{figure.say(run.figures[name][0]):>14}" for run in outcomes)
        print(f"{figure.title:34}{told}")
    print()
    for title, bar, read, holds in BARS:
        value = read(runs)
        missed += not holds(value)
        print(f"{title:34}{value:9.4f}  bar {bar:9} {'reached' if holds(value) else 'MISSED'}")
    verdict = "reached" if took_s <= AT_MOST_S else "MISSED"
    print(f"{'seconds':34}{took_s:9.0f}  bar <= {AT_MOST_S:.0f} {verdict}")
    if asked.json:
        figures = {"seconds": took_s, "runs": [msgspec.to_builtins(run) for run in outcomes]}
        asked.json.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=1))
    sys.exit(1 if missed or took_s > AT_MOST_S else 0)


if __name__ == "__main__":
    main()
