"""Moving the levers of a square from the command line, and looking back on who did."""

import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.table import Table

from qiao.cli.common import Data, Failure, Json, with_database

if TYPE_CHECKING:
    from qiao.kit.db import Database

lever = cyclopts.App(
    name="lever", help="Levers that change a running square at once, in every process."
)

Result = TypeVar("Result")


def _with_database(
    data: Any, use: Callable[["Database"], Awaitable[Result]], *, name: str = ""
) -> Result:
    from qiao.kit.refusals import Refusal

    try:
        return with_database(data, use)
    except Refusal as no:
        facts = ", ".join(f"{fact}: {value}" for fact, value in no.facts.items() if fact != "field")
        raise Failure(f"{name}: {no.code} ({facts})", "qiao lever list shows them all.") from no


def _print(shown: object) -> None:
    sys.stdout.write(msgspec.json.encode(shown).decode() + "\n")


@lever.command(name="list")
def list_(*, json: Json = False, data: Data = None) -> None:
    """Show every lever, where it stands, and who moved it last."""
    from qiao.feed.trust.levers import LEVERS, newest
    from qiao.operator.levers_api import LeversView, shown

    async def look(database: "Database") -> LeversView:
        async with database.read() as tx:
            moved = await newest(tx)
        return LeversView([shown(lever, moved.get(name)) for name, lever in LEVERS.items()])

    found = _with_database(data, look)
    if json:
        _print(found)
        return
    table = Table("lever", "stands at", "can be", "what it does", box=None, pad_edge=False)
    for item in found.items:
        can_be = " | ".join(item.choices) if item.choices else f"{item.min:g} to {item.max:g}"
        table.add_row(item.name, f"[bold]{item.value}[/bold]", can_be, item.title)
    Console(highlight=False).print(table)


@lever.command(name="set")
def set_(
    name: Annotated[str, Parameter(help="Which lever.")],
    value: Annotated[str, Parameter(help="Where it is to stand.")],
    *,
    reason: Annotated[str, Parameter(help="Why; the history keeps it.")] = "",
    json: Json = False,
    data: Data = None,
) -> None:
    """Move a lever. A running square obeys within seconds. Example:

    qiao lever set feed chronological --reason "likes are being bought"
    """
    from qiao.feed.trust.levers import lever_of, move, newest
    from qiao.kit.clock import now_us
    from qiao.operator.levers_api import LeverView, shown

    async def set_it(database: "Database") -> tuple[bool, LeverView]:
        changed = await database.write(move, name, value, by="", reason=reason, now_us=now_us())
        async with database.read() as tx:
            return changed, shown(lever_of(name), (await newest(tx)).get(name))

    changed, now = _with_database(data, set_it, name=name)
    if json:
        _print(now)
        return
    says = "stands at" if changed else "stood there already:"
    Console(highlight=False).print(f"{now.name} {says} [bold]{now.value}[/bold]")


@lever.command
def history(
    name: Annotated[str, Parameter(help="One lever alone.")] = "",
    *,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show who moved which lever and why, newest first."""
    from qiao.feed.trust import levers
    from qiao.operator.levers_api import HistoryView, moves

    async def look(database: "Database") -> HistoryView:
        async with database.read() as tx:
            return moves(await levers.history(tx, name))

    found = _with_database(data, look, name=name)
    if json:
        _print(found)
        return
    table = Table("when", "lever", "set to", "by", "why", box=None, pad_edge=False)
    for item in found.items:
        by = item.by or "command line"
        table.add_row(item.at, item.name, str(item.value), by, item.reason or "-")
    Console(highlight=False).print(table)


__all__ = ["lever"]
