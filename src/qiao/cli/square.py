"""Starting a square, working in its background, bringing its database up to date."""

import subprocess
import sys
from typing import Annotated

from cyclopts import Parameter
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from qiao.cli import models_square
from qiao.cli.common import Data, Failure, must_be_current, run_async, set_up_logs, settings_with
from qiao.settings import Settings

console = Console(stderr=True, highlight=False)


def serve(
    *,
    demo: Annotated[bool, Parameter(negative="", help="With the demo community.")] = False,
    data: Data = None,
    host: Annotated[str | None, Parameter(help="The address to listen on.")] = None,
    port: Annotated[int | None, Parameter(help="The port to listen on.")] = None,
    worker: Annotated[
        bool, Parameter(help="Do the background work too; without it, run qiao work somewhere.")
    ] = True,
) -> None:
    """Serve a square: web app, API and background work.

    Makes the data folder, the database and with --demo the demo community when they are missing.
    Stop with Ctrl-C.
    """
    set_up_logs()
    settings = settings_with(data, host=host, port=port)
    if data is None and demo:
        settings = settings.model_copy(update={"data_dir": settings.data_dir / "demo"})
    _ensure_current(settings)
    if demo:
        _load_demo(settings)
    claim = run_async(_claim(settings))
    _say_hello(settings, claim, run_async(models_square.offer(settings)))
    _serve(settings, worker=worker)


def _serve(settings: Settings, *, worker: bool) -> None:
    from qiao.web.serve import serve as serve_web

    arguments = ["--data", str(settings.data_dir)]
    try:
        run_async(serve_web(settings, arguments if worker else None))
    except OSError as error:
        raise Failure(
            f"Port {settings.port} cannot be used: {error.strerror or error}.",
            "Is another square running? Choose another port with --port.",
        ) from error


def _say_hello(settings: Settings, claim: str | None, offer: str) -> None:
    console.print(f"\n[bold]{settings.name}[/bold] is at [bold]{settings.address}[/bold]")
    if claim is not None:
        console.print(
            "To become its operator, open this link once, within two days:\n"
            f"  {settings.address}/claim?token={claim}",
            soft_wrap=True,
        )
    if offer:
        console.print(offer, soft_wrap=True)
    console.print("Stop with Ctrl-C.\n")


async def _claim(settings: Settings) -> str | None:
    """Return a token for the one-time link, or None where there is an operator."""
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database
    from qiao.people.commands import offer_operator
    from qiao.people.queries import has_operator

    database = await open_database(settings.url)
    try:
        async with database.read() as tx:
            if await has_operator(tx):
                return None
        return await database.write(offer_operator, now=now_us())
    finally:
        await database.close()


def _ensure_current(settings: Settings) -> None:
    """Take missing steps of the schema; in a process of its own, whose memory is given back."""
    if not run_async(_behind(settings)):
        return
    with console.status("Preparing the database ..."):
        done = subprocess.run(
            [sys.executable, "-m", "qiao", "migrate", "--data", str(settings.data_dir)],
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise Failure("The database could not be prepared.", done.stderr.strip()[-2000:])


async def _behind(settings: Settings) -> bool:
    from qiao.kit.db import open_database
    from qiao.migrations import behind

    try:
        database = await open_database(settings.url)
    except Exception as error:
        raise Failure(
            f"The database cannot be opened: {type(error).__name__}: {error}",
            "Look at QIAO_DATABASE_URL, or at the rights of the data folder.",
        ) from error
    try:
        return await behind(database)
    finally:
        await database.close()


def _load_demo(settings: Settings) -> None:
    from qiao.assemble import open_house
    from qiao.demo.load import SquareNotEmpty, load_demo
    from qiao.kit.clock import now_us

    async def load(bar: Progress) -> bool:
        house = await open_house(settings)
        tasks: dict[str, TaskID] = {}

        def show(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done)

        try:
            return await load_demo(house.database, house.blobs, now=now_us(), progress=show)
        finally:
            await house.database.close()

    columns = (
        TextColumn("{task.description:>18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    try:
        with Progress(*columns, console=console) as bar:
            run_async(load(bar))
    except SquareNotEmpty as error:
        raise Failure(
            "This square has members already; the demo community is for an empty one.",
            "Give it a folder of its own: qiao serve --demo --data FOLDER",
        ) from error


def demo(*, data: Data = None) -> None:
    """Put the demo community into an empty square; into one that has it, nothing."""
    settings = settings_with(data)
    _ensure_current(settings)
    _load_demo(settings)


def work(
    *,
    data: Data = None,
    until_input_ends: Annotated[bool, Parameter(negative="", show=False)] = False,
) -> None:
    """Do a square's background work: languages, meaning, translation.

    `qiao serve` starts this by itself; it is for squares on several machines.
    """
    from qiao.worker import work as work_until_stopped

    set_up_logs()
    settings = settings_with(data)
    run_async(must_be_current(settings))
    run_async(work_until_stopped(settings, until_input_ends=until_input_ends))


def migrate(*, data: Data = None) -> None:
    """Bring a square's database up to date. Safe to run again; `qiao serve` does it by itself."""
    from qiao.migrations import migrate as take_steps

    take_steps(settings_with(data).url)


__all__ = ["demo", "migrate", "serve", "work"]
