"""Groups over HTTP: who is here, who comes back, who speaks, who is shown to whom."""

from litestar import Response, get

from qiao.circles.jobs import Groups, last_groups
from qiao.kit.http import Db, json, shows
from qiao.people.door import Operator


@get("/api/v1/operator/groups", responses=shows(Groups))
async def groups(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """List last night's groups of five members and more, the largest first; never a member."""
    async with db.read() as tx:
        return json(await last_groups(tx))


ROUTES = [groups]
