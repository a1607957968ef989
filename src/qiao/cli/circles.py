"""The groups of a square, from the command line: how large, who comes back, who speaks."""

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Json, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.circles.figures import Exposure, Figures
    from qiao.circles.jobs import Groups
    from qiao.settings import Settings

SHOWN = 40


def circles(
    *,
    count: Annotated[
        bool, Parameter(negative="", help="Compute all circles and count anew, now.")
    ] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show the groups of the square as they were counted last night, the largest first.

    A group shares a first language, being new or local, the strongest topic and the region chosen;
    groups of fewer than five are folded into larger ones, so that nobody is singled out.
    """
    found = run_async(_groups(settings_with(data), count=count))
    if json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return
    if not found.groups:
        print("No groups yet: they are counted each night, or now with qiao circles --count.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("language", "who", "topic", "region"):
        table.add_column(name)
    for name in ("size", "next day", "next week", "wrote", "answered", "home", "seen by"):
        table.add_column(name, justify="right")
    for group in found.groups[:SHOWN]:
        table.add_row(*_row(group))
    Console().print(table)
    more = len(found.groups) - SHOWN
    print(f"Counted on {found.day} (UTC)." + (f" {more} smaller groups more." if more > 0 else ""))


def _row(group: "Figures") -> tuple[str, ...]:
    names = (group.lang, group.tenure, group.interest, group.region)
    return (
        *("several" if name == "*" else name or "-" for name in names),
        str(group.size),
        _share(group.day_again, group.day_of),
        _share(group.week_again, group.week_of),
        _share(group.wrote, group.size),
        _share(group.answered, group.spoke),
        _home(group.given),
        str(group.received.notes),
    )


def _share(some: int, of: int) -> str:
    return f"{some / of:.0%}" if of else "-"


def _home(given: "Exposure") -> str:
    return _share(given.home, given.measured)


async def _groups(settings: "Settings", *, count: bool) -> "Groups":
    from qiao.circles.jobs import keep_circles, last_groups
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        if count:
            await keep_circles(database, now=now_us(), again=True)
        async with database.read() as tx:
            return await last_groups(tx)
    finally:
        await database.close()
