"""What operators are shown of clusters: who is in them, and what they pushed."""

from collections import defaultdict
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql

MAX_CLUSTERS = 50
MAX_NOTES = 5


class Pushed(NamedTuple):
    """A note, its author, and how many of the cluster like or keep it."""

    note: str
    title: str
    author: str
    by: int


class Cluster(NamedTuple):
    """Members who act together; `found_us`: when they were last seen to."""

    id: str
    found_us: int
    members: list[str]
    pushed: list[Pushed]


_CLUSTERS = Sql("""
    select cluster, max(cluster_us) from member_trust where cluster <> ''
    group by cluster order by 2 desc, 1 limit :limit_rows
""")
_HANDLES = Sql("""
    select t.cluster, m.handle from member_trust t join members m on m.id = t.member_id
    where t.cluster in (:clusters...) order by m.handle
""")
_PUSHED = Sql("""
    select d.note_id, n.title, case when n.momo = 0 then a.handle else '' end,
      count(distinct d.member_id) from (
      select l.note_id, l.member_id from likes l join member_trust t on t.member_id = l.member_id
        where t.cluster = :cluster
      union all
      select k.note_id, k.member_id from collects k
        join member_trust t on t.member_id = k.member_id where t.cluster = :cluster
    ) d join notes n on n.id = d.note_id join members a on a.id = n.author_id
    group by d.note_id, n.title, n.momo, a.handle order by 4 desc, 1 desc limit :limit_rows
""")


async def clusters(tx: ReadTx) -> list[Cluster]:
    """Return the clusters that stand, those last seen to act first."""
    found = await tx.all(tuple, _CLUSTERS, limit_rows=MAX_CLUSTERS)
    handles = defaultdict(list)
    for cluster, handle in await tx.all(tuple, _HANDLES, clusters=[row[0] for row in found]):
        handles[cluster].append(str(handle))
    return [
        Cluster(
            str(cluster),
            int(found_us),
            handles[cluster],
            await tx.all(Pushed, _PUSHED, cluster=cluster, limit_rows=MAX_NOTES),
        )
        for cluster, found_us in found
    ]
