"""Who runs the square, over HTTP: the operators, making one more, taking the role back, the log."""

import msgspec
from litestar import Response, get, put
from litestar.params import FromPath, JSONBody

from qiao.kit.clock import now_us, rfc3339
from qiao.kit.db import ReadTx
from qiao.kit.http import Db, json, shows
from qiao.people import operating
from qiao.people.door import AnyRequest, Operator
from qiao.people.keys.proving import proved_login
from qiao.people.models import Face
from qiao.people.queries import faces, id_of


class OperatorView(msgspec.Struct, frozen=True):
    """An operator; `since` is null where that was before the log began."""

    member: Face
    since: str | None


class TurnView(msgspec.Struct, frozen=True):
    """Who became an operator (claimed, made) or stopped being one (taken), by whom and why.

    `who` and `by` are handles, "" of members who left; `by` is also "" for the command line.
    """

    who: str
    did: str
    by: str
    reason: str
    at: str


class TeamView(msgspec.Struct, frozen=True):
    """Who runs the square, the longest first, and how that came to be, the newest first."""

    items: list[OperatorView]
    log: list[TurnView]


class SetOperator(msgspec.Struct, frozen=True):
    """Whether a member is to be an operator, and why; colleagues read it."""

    operator: bool
    reason: str = ""


async def team_view(tx: ReadTx) -> TeamView:
    """Show who runs the square."""
    running = await operating.operators(tx)
    known = await faces(tx, [one.member for one in running])
    log = await operating.turns(tx)
    return TeamView(
        [
            OperatorView(known[one.member], rfc3339(one.since_us) if one.since_us else None)
            for one in running
            if one.member in known
        ],
        [TurnView(one.who, one.did, one.by, one.reason, rfc3339(one.at_us)) for one in log],
    )


@get("/api/v1/operator/team", responses=shows(TeamView))
async def team(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """List who runs the square, and who let them."""
    async with db.read() as tx:
        return json(await team_view(tx))


@put("/api/v1/operator/team/{handle:str}", responses=shows(TeamView))
async def set_operator(
    handle: FromPath[str],
    data: JSONBody[SetOperator],
    request: AnyRequest,
    operator: Operator,
    db: Db,
) -> Response[bytes]:
    """Make a member an operator, or take the role back, from oneself too; the last one stays.

    Raises:
        ProofNeeded: see `PUT /api/v1/me/proof`.
        LastOperator, NotFound
    """
    await proved_login(request, db, operator)
    async with db.read() as tx:
        member = await id_of(tx, handle, reader=None)
    act = operating.make_operator if data.operator else operating.take_operator
    await db.write(act, member, by=operator.id, reason=data.reason, now=now_us())
    async with db.read() as tx:
        return json(await team_view(tx))


ROUTES = [team, set_operator]
