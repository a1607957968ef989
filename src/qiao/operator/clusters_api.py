"""Clusters over HTTP: who acts in lockstep, for an operator to judge, and letting them go."""

import msgspec
from litestar import Response, delete, get
from litestar.params import FromPath

from qiao.feed.trust import members, suspects
from qiao.kit.clock import now_us, rfc3339
from qiao.kit.http import Db, json, shows
from qiao.people.door import Operator


class PushedView(msgspec.Struct, frozen=True):
    """A note, and how many of the cluster like or keep it."""

    note: str
    title: str
    author: str
    by: int


class ClusterView(msgspec.Struct, frozen=True):
    """Members, as handles, who keep doing the same within minutes of each other.

    Together they count as few in Explore; nothing else happens to them.
    """

    id: str
    found_at: str
    members: list[str]
    pushed: list[PushedView]


class ClustersView(msgspec.Struct, frozen=True):
    """Clusters, those last seen to act first; fifty at most."""

    items: list[ClusterView]


@get("/api/v1/operator/clusters", responses=shows(ClustersView))
async def clusters(
    operator: Operator,  # noqa: ARG001 - asked for so that nobody else gets here
    db: Db,
) -> Response[bytes]:
    """List who acts in lockstep, and what they pushed."""
    async with db.read() as tx:
        found = await suspects.clusters(tx)
    return json(
        ClustersView(
            [
                ClusterView(
                    one.id,
                    rfc3339(one.found_us),
                    one.members,
                    [PushedView(*pushed) for pushed in one.pushed],
                )
                for one in found
            ]
        )
    )


@delete("/api/v1/operator/clusters/{cluster:str}", status_code=204)
async def clear_cluster(cluster: FromPath[str], operator: Operator, db: Db) -> None:
    """Say that a cluster is none: friends, a class, a club. They count in full again."""
    await db.write(members.clear, cluster, operator.id, now_us())


ROUTES = [clusters, clear_cluster]
