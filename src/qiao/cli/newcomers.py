"""The figure a square lives by, from the command line: newcomers who speak, and are answered."""

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Json, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.settings import Settings
    from qiao.welcome.newcomers import Heard


def newcomers(
    *,
    days: Annotated[int, Parameter(help="How many days to look back.")] = 14,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show how many newcomers said something in their first day, and were answered within one.

    A day counts into the shares when its newcomers had their day, and their words another one.
    """
    found = run_async(_heard(settings_with(data), max(1, min(days, 365))))
    if json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("day (UTC)", "came", "spoke", "answered", ""):
        table.add_column(name, justify="left" if name in ("day (UTC)", "") else "right")
    for day in found.days:
        settled = "" if day.settled else "not over yet"
        table.add_row(day.day, str(day.came), str(day.spoke), str(day.answered), settled)
    Console().print(table)
    print(f"Spoke within a day: {_percent(found.spoke_share)} of those who came.")
    print(f"Answered within a day: {_percent(found.answered_share)} of those who spoke.")


def _percent(share: float | None) -> str:
    return "nobody yet" if share is None else f"{share:.0%}"


async def _heard(settings: "Settings", days: int) -> "Heard":
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database
    from qiao.welcome.newcomers import heard

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        async with database.read() as tx:
            return await heard(tx, days=days, now=now_us())
    finally:
        await database.close()
