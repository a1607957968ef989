"""`qiao rehearse`: see the night before it comes."""

import shutil
import sys
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Failure, must_be_current, run_async, settings_with
from qiao.cli.measure import FILE as MEASURED

if TYPE_CHECKING:
    from qiao.rehearsal.ground import Ground
    from qiao.rehearsal.outcome import Outcome
    from qiao.rehearsal.scenario import Scenario
    from qiao.settings import Settings

console = Console()


def rehearse(
    scenario: Annotated[str, Parameter(help="S1 … S5, or a TOML file of your own.")] = "",
    *,
    members: Annotated[
        int, Parameter(help="Fill the copy up to so many members; 0: as many as there are.")
    ] = 0,
    with_: Annotated[
        list[str] | None,
        Parameter(
            name="--with", negative="", help="Measures to add to what the square does today."
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        Parameter(
            name="--without", negative="", help="Measures to leave out in the run beside it."
        ),
    ] = None,
    seed: Annotated[int, Parameter(help="Chance; the same seed, the same digits.")] = 1,
    controls: Annotated[
        bool, Parameter(help="Run chance and popularity beside it.", negative="--no-controls")
    ] = True,
    out: Annotated[Path, Parameter(help="The report.")] = Path("rehearsal.html"),
    json: Annotated[Path | None, Parameter(help="Write the figures here as well.")] = None,
    measured: Annotated[
        Path | None,
        Parameter(help="Requests a second this machine holds; else what `qiao measure` wrote."),
    ] = None,
    resume: Annotated[
        bool, Parameter(help="Go on with what was interrupted.", negative="")
    ] = False,
    list_: Annotated[
        bool, Parameter(name="--list", negative="", help="Tell what there is.")
    ] = False,
    show: Annotated[str, Parameter(help="Print a scenario, to write your own after it.")] = "",
    data: Data = None,
) -> None:
    """Let a wave of newcomers come over a copy of this square, on virtual time.

    The copy is read once and never written back; the square can go on meanwhile. The feed, its mix,
    its ladder and the order of review are the real ones, the people are simulated
    (docs/guides/how-rehearsals-work.md). Beside the square as it is runs one without some of its
    measures, and two feeds that know nobody. Examples:

        qiao rehearse --list
        qiao rehearse S3 --out s3.html
        qiao rehearse S3 --members 20000 --without ladder
        qiao rehearse my-night.toml --with routing --seed 2
    """
    from qiao.rehearsal.measures import MeasureUnknown, checked
    from qiao.rehearsal.scenario import ScenarioWrong, load, shipped

    try:
        if show:
            sys.stdout.write(shipped(show))
            return
        if list_ or not scenario:
            console.print(_list())
            return
        if not 0 <= members <= 1_000_000:
            raise Failure(f"{members} members?", "From 0 to 1,000,000.")
        told, _ = load(scenario)
        checked([*(with_ or []), *(without or [])])
        settings = settings_with(data)
        ground = run_async(_copied(settings, members))
        _run(told, settings, ground, members, with_ or [], without or [], seed=seed,
             controls=controls, out=out, json=json, measured=measured, resume=resume)  # fmt: skip
    except (ScenarioWrong, MeasureUnknown) as error:
        raise Failure(str(error), "qiao rehearse --list tells what there is.") from error


async def _copied(settings: "Settings", members: int) -> "Ground":
    from qiao.assemble import learned_files
    from qiao.kit.db import open_database
    from qiao.rehearsal.ground import LEAST_NOTES, SquareTooSmall, copied

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        with console.status("Copying the square ..."):
            return await copied(database, members=members, files=learned_files(settings))
    except SquareTooSmall as error:
        raise Failure(
            f"There is too little to read here: {error.notes} notes whose meaning is known.",
            f"From {LEAST_NOTES} on a rehearsal can make up more of their kind; the worker finds"
            " meanings (qiao work). To look at one now: qiao demo --data FOLDER.",
        ) from error
    finally:
        await database.close()


def _run(
    scenario: "Scenario", settings: "Settings", ground: "Ground", members: int, more: list[str],
    less: list[str], *, seed: int, controls: bool, out: Path, json: Path | None,
    measured: Path | None, resume: bool,
) -> None:  # fmt: skip
    from qiao.rehearsal.beside import run_all, runs_of
    from qiao.rehearsal.report import report

    holds = _measured(measured or _found(settings))
    plans = runs_of(
        scenario, more=more, less=less, seed=seed, members=members, controls=controls,
        translating=settings.translate,
    )  # fmt: skip
    at_us = ground.at_us
    folder = out.with_suffix(".rehearsal")
    outcomes = run_all(plans, ground, folder=folder, resume=resume, console=console)
    free = shutil.disk_usage(out.resolve().parent).free
    page = report(outcomes, scenario, square=settings.name, at_us=at_us, seed=seed,
                  measured=holds, free_bytes=free)  # fmt: skip
    out.write_text(page, encoding="utf-8")
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(outcomes), indent=1))
    shutil.rmtree(folder, ignore_errors=True)
    console.print(_table(outcomes))
    console.print(f"The report: {out}", highlight=False)


def _found(settings: "Settings") -> Path | None:
    path = settings.data_dir / MEASURED
    return path if path.exists() else None


def _measured(path: Path | None) -> dict[str, float] | None:
    if path is None:
        return None
    try:
        told = msgspec.json.decode(path.read_bytes(), type=dict[str, object])
        return {"requests_per_s": float(str(told["requests_per_s"]))}
    except (OSError, msgspec.DecodeError, KeyError, ValueError) as error:
        raise Failure(
            f"{path} does not tell how many requests a second this machine holds.",
            'A JSON file with {"requests_per_s": 120}.',
        ) from error


def _list() -> Table:
    from qiao.rehearsal.measures import MEASURES
    from qiao.rehearsal.scenario import NAMES, load

    table = Table(box=None, title="Scenarios, then measures", title_justify="left")
    table.add_column("name")
    table.add_column("what it is")
    for name in NAMES:
        told, _ = load(name)
        table.add_row(name, f"{told.title}: {' '.join(told.story.split())}")
    for name, line in MEASURES.items():
        table.add_row(name, line)
    return table


def _table(outcomes: "list[Outcome]") -> Table:
    from qiao.rehearsal.words import FIGURES

    table = Table(box=None)
    table.add_column("")
    for run in outcomes:
        table.add_column(run.name, justify="right")
    for name, figure in FIGURES.items():
        cells = []
        for run in outcomes:
            value = run.figures.get(name, (float("nan"), 0.0))[0]
            cells.append(figure.say(value) if isfinite(value) else "–")
        table.add_row(figure.title, *cells)
    return table
