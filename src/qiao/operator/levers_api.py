"""The levers over HTTP: where they stand, moving one, and who moved them before."""

from typing import Annotated

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath, JSONBody, QueryParameter

from qiao.feed.trust import levers
from qiao.feed.trust.levers import Lever, Move, Value
from qiao.kit.clock import now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.people.door import Operator


class Moved(msgspec.Struct, frozen=True):
    """Who moved a lever last. `by` is a handle, "" where it was the command line."""

    by: str
    at: str
    reason: str


class LeverView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A lever. A "choice" has `choices`; a "number" has `min` and `max`."""

    name: str
    type: str
    value: Value
    default: Value
    title: str
    moved: Moved | None
    choices: list[str] | None = None
    min: float | None = None
    max: float | None = None


class LeversView(msgspec.Struct, frozen=True):
    """All levers."""

    items: list[LeverView]


class MoveView(msgspec.Struct, frozen=True):
    """A line of the history."""

    name: str
    value: Value
    by: str
    at: str
    reason: str


class HistoryView(msgspec.Struct, frozen=True):
    """What was moved, newest first; the newest hundred."""

    items: list[MoveView]


class MoveLever(msgspec.Struct, frozen=True):
    """Where a lever is to stand, and why; colleagues read it."""

    value: Value
    reason: str = ""


def shown(lever: Lever, move: Move | None) -> LeverView:
    """Show a lever as it stands after its last move."""
    return LeverView(
        name=lever.name,
        type="choice" if lever.choices else "number",
        value=lever.stored(move.value) if move is not None else lever.default,
        default=lever.default,
        title=lever.title,
        moved=Moved(move.by, rfc3339(move.at_us), move.reason) if move is not None else None,
        choices=list(lever.choices) or None,
        min=None if lever.choices else lever.low,
        max=None if lever.choices else lever.high,
    )


def moves(found: list[Move]) -> HistoryView:
    """Show a history; what a lever was called once and is no longer stays as it was written."""
    lines = []
    for move in found:
        lever = levers.LEVERS.get(move.name)
        value = lever.stored(move.value) if lever is not None else move.value
        lines.append(MoveView(move.name, value, move.by, rfc3339(move.at_us), move.reason))
    return HistoryView(lines)


@get("/api/v1/operator/levers", responses=shows(LeversView))
async def all_levers(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """List the levers, where each stands, and who moved it last."""
    async with db.read() as tx:
        newest = await levers.newest(tx)
    items = [shown(lever, newest.get(name)) for name, lever in levers.LEVERS.items()]
    return json(LeversView(items))


@put("/api/v1/operator/levers/{name:str}", responses=shows(LeverView))
async def move_lever(
    name: FromPath[str], data: JSONBody[MoveLever], operator: Operator, db: Db
) -> Response[bytes]:
    """Set a lever; every process obeys within seconds. Setting it again changes nothing."""
    await db.write(
        levers.move, name, data.value, by=operator.id, reason=data.reason, now_us=now_us()
    )
    async with db.read() as tx:
        newest = await levers.newest(tx)
    return json(shown(levers.lever_of(name), newest.get(name)))


@get("/api/v1/operator/levers/history", responses=shows(HistoryView))
async def lever_history(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
    name: Annotated[str, QueryParameter(name="name")] = "",
) -> Response[bytes]:
    """List who moved which lever and why; with a name, that lever alone."""
    async with db.read() as tx:
        return json(moves(await levers.history(tx, name)))


ROUTES = [all_levers, move_lever, lever_history]
