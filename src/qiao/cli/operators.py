"""Who runs the square, from the command line: operators made, the role taken back, the log."""

import sys
from typing import TYPE_CHECKING, Annotated, Any

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Failure, Json, with_database

if TYPE_CHECKING:
    from qiao.kit.db import Database
    from qiao.operator.team_api import TeamView

operator = cyclopts.App(name="operator", help="Who runs the square.")

Handle = Annotated[str, Parameter(help="A member's handle.")]
Reason = Annotated[str, Parameter(help="Why; the log keeps it.")]


async def _look(database: "Database") -> "TeamView":
    from qiao.operator.team_api import team_view

    async with database.read() as tx:
        return await team_view(tx)


def _set(handle: str, reason: str, data: Any, *, runs: bool) -> "tuple[str, bool, TeamView]":
    from qiao.kit.clock import now_us
    from qiao.kit.refusals import NotFound
    from qiao.people import operating
    from qiao.people.models import LastOperator
    from qiao.people.queries import id_of

    name = handle.removeprefix("@")

    async def change(database: "Database") -> "tuple[str, bool, TeamView]":
        async with database.read() as tx:
            try:
                member = await id_of(tx, name, reader=None)
            except NotFound:
                raise Failure(f"There is no member @{name}.", "Handles are on profiles.") from None
        act = operating.make_operator if runs else operating.take_operator
        try:
            changed = await database.write(act, member, by="", reason=reason, now=now_us())
        except LastOperator:
            raise Failure(
                f"@{name} is the last operator, and somebody has to run the square.",
                "Make another first: qiao operator add HANDLE",
            ) from None
        return name, changed, await _look(database)

    return with_database(data, change)


def _print(shown: object) -> None:
    sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")


@operator.command(name="list")
def list_(*, json: Json = False, data: Data = None) -> None:
    """Show who runs the square, and since when; with --json the log, too."""
    found = with_database(data, _look)
    if json:
        _print(found)
        return
    table = Table("operator", "since", box=None, pad_edge=False)
    for one in found.items:
        table.add_row(f"@{one.member.handle}", one.since or "-")
    Console(highlight=False).print(table)


@operator.command
def add(handle: Handle, *, reason: Reason = "", json: Json = False, data: Data = None) -> None:
    """Make a member an operator. A running square obeys at her next request. Example:

    qiao operator add noor_cairo --reason "reads Arabic reports"
    """
    name, changed, now = _set(handle, reason, data, runs=True)
    if json:
        _print(now)
        return
    says = "is an operator now" if changed else "is one already"
    Console(highlight=False).print(f"@{name} {says}.")


@operator.command
def remove(handle: Handle, *, reason: Reason = "", json: Json = False, data: Data = None) -> None:
    """Take the role back from an operator; the last one keeps it."""
    name, changed, now = _set(handle, reason, data, runs=False)
    if json:
        _print(now)
        return
    says = "is an operator no longer" if changed else "is none"
    Console(highlight=False).print(f"@{name} {says}.")


@operator.command
def history(*, json: Json = False, data: Data = None) -> None:
    """Show who became an operator or stopped being one, newest first."""
    found = with_database(data, _look)
    if json:
        _print(found.log)
        return
    table = Table("when", "who", "what", "by", "why", box=None, pad_edge=False)
    for one in found.log:
        by = one.by or "command line"
        table.add_row(one.at, one.who or "-", one.did, by, one.reason or "-")
    Console(highlight=False).print(table)


__all__ = ["operator"]
