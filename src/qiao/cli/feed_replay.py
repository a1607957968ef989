"""Judging policies by what this square's own slots came to."""

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with

if TYPE_CHECKING:
    from qiao.feed.replay import Verdict
    from qiao.settings import Settings


def replay(
    *,
    policy: Annotated[
        list[str] | None,
        Parameter(
            help="served, thompson, greedy or uniform; again for more. All, if not given.",
            negative="",
        ),
    ] = None,
    since: Annotated[float, Parameter(help="How many days back to look.")] = 28.0,
    json: Json = False,
    data: Data = None,
) -> None:
    """Tell what other ways to deal the slots of new notes would have been worth.

    Explore keeps some places of a page for notes that look for their readers, and writes down how
    likely each was to get its place. What readers did with them (opened: 0.4, liked, kept or
    answered: 1) is weighed by how much likelier another policy would have dealt it: `greedy` always
    takes the best so far, `uniform` any that fits. Read SNIPS with its 95 % interval, and trust it
    as far as the effective number of slots goes. Nothing is written. Examples:

        qiao feed replay --since 7
        qiao feed replay --policy greedy --policy uniform --json
    """
    from qiao.feed.replay import POLICIES

    chosen = policy or list(POLICIES)
    if wrong := [name for name in chosen if name not in POLICIES]:
        raise Failure(f"No policy is called {wrong[0]!r}.", f"There are {', '.join(POLICIES)}.")
    if since <= 0:
        raise Failure(f"{since:g} days?", "A number above 0.")
    verdicts = run_async(_judge(settings_with(data), chosen, since))
    if json:
        sys.stdout.write(msgspec.json.encode(verdicts).decode() + "\n")
    elif not verdicts[0].slots:
        Console().print(
            "No slot of the ladder was read in this time: there is nothing to judge by yet."
        )
    else:
        Console().print(_table(verdicts))


async def _judge(settings: "Settings", policies: list[str], since_days: float) -> "list[Verdict]":
    from qiao.feed.replay import judged, slots_since
    from qiao.kit.clock import DAY, now_us
    from qiao.kit.db import open_database

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        async with database.read() as tx:
            slots = await slots_since(tx, now_us() - int(since_days * DAY))
    finally:
        await database.close()
    return [judged(slots, policy) for policy in policies]


def _table(verdicts: "list[Verdict]") -> Table:
    first = verdicts[0]
    table = Table(
        box=None,
        title=f"{first.slots:,} slots read by {first.readers:,} members",
        title_justify="left",
    )
    for heading in ("policy", "worth a slot (SNIPS)", "95 %", "IPS", "effective slots", "cut"):
        table.add_column(heading, justify="left" if heading == "policy" else "right")
    for told in verdicts:
        table.add_row(
            told.policy,
            f"{told.snips:.3f}",
            f"{told.low:.3f} – {told.high:.3f}",
            f"{told.ips:.3f}",
            f"{told.effective:,.0f}",
            f"{told.clipped:.1%}",
        )
    return table
