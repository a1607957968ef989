"""Which runs are made beside each other, and making them on two processors."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from queue import Empty
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from qiao.rehearsal.ground import Ground
from qiao.rehearsal.measures import TOGETHER, checked
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.run import BEFORE, Kept, Square, before, wave
from qiao.rehearsal.scenario import Scenario
from qiao.rehearsal.state import ALL_BUT_ROUTING, TRANSLATING, Plan
from qiao.translate.settings import TranslateSettings

AT_ONCE = 2


def runs_of(
    scenario: Scenario,
    *,
    more: Sequence[str] = (),
    less: Sequence[str] = (),
    seed: int = 1,
    members: int = 0,
    controls: bool = True,
    translating: TranslateSettings = TRANSLATING,
) -> list[Plan]:
    """Return the runs: with the measures, without some of them, and two feeds that know nobody.

    Raises:
        MeasureUnknown: there is no such measure.
    """
    with_all = ALL_BUT_ROUTING | checked(more)
    off = checked(less) or TOGETHER

    def plan(name: str, measures: frozenset[str], feed: str = "ours") -> Plan:
        return Plan(name, scenario, measures, feed, seed, members, translating)

    left_out = ", ".join(sorted(off)).replace("_", " ")
    plans = [
        plan("with measures", with_all),
        plan(f"without {left_out}" if less else "without", with_all - off),
    ]
    if controls:
        plans += [plan("chance", with_all, "chance"), plan("popularity", with_all, "popularity")]
    return plans


def run_all(
    plans: Sequence[Plan], ground: Ground, *, folder: Path | None, resume: bool, console: Console
) -> list[Outcome]:
    """Make all runs, two at once, and return what came of each, in their order."""
    columns = (TextColumn("{task.description:>24}"), BarColumn(),
               TextColumn("{task.percentage:3.0f} %"), TimeElapsedColumn(),
               TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=console) as bar:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, of: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=of)
            bar.update(tasks[name], completed=done, total=of)

        show(BEFORE, 0, plans[0].before)
        for plan in plans:
            show(plan.name, 0, plan.halves - plan.before)
        kept = Kept(folder, resume=resume)
        square = before(plans[0], ground, kept=kept, progress=show)
        if len(plans) == 1:
            return [wave(plans[0], square, kept=kept, progress=show)]
        # a fresh interpreter each: nothing of this one's threads and files comes along
        context = multiprocessing.get_context("spawn")
        with context.Manager() as manager:
            news: Any = manager.Queue()
            with ProcessPoolExecutor(AT_ONCE, mp_context=context) as pool:
                made = [pool.submit(_wave, plan, square, kept, news) for plan in plans]
                while not all(one.done() for one in made):
                    try:
                        show(*news.get(timeout=0.2))
                    except Empty:
                        continue
                while not news.empty():
                    show(*news.get())
                return [one.result() for one in made]


def _wave(plan: Plan, square: Square, kept: Kept, news: Any) -> Outcome:
    """Make one run in a process of its own."""

    def tell(name: str, done: int, of: int) -> None:
        news.put((name, done, of))

    return wave(plan, square, kept=kept, progress=tell)
