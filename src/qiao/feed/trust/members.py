"""How much each member is known: measured from her reading life, kept for an hour."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qiao.feed.trust.events import ClusterCleared, ClusterFound
from qiao.feed.trust.weights import LEAST, PROVEN, Life, trust_of
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import ReadTx, Sql, WriteTx, tell
from qiao.kit.ids import new_id
from qiao.kit.refusals import NotFound

READ_SINCE_US = 60 * DAY
RESTRICTED_SINCE_US = 30 * DAY
STAYED_MS = 3_000
FRESH_US = HOUR
SETTLED_US = DAY
SETTLED = 0.97
"""Who is known as well as this is measured once a day."""
CLUSTERED_US = 90 * DAY
"""A cluster is remembered this long after it was last seen to act."""
GROWN = 1.5


class Standing(NamedTuple):
    """What is written down about a member. `cluster_us`: when her cluster was last found.

    Without a cluster, a `cluster_us` to come says until when she was cleared of being in one.
    """

    member: str
    trust: float
    cluster: str
    cluster_us: int
    at_us: int

    def is_fresh(self, now_us: int) -> bool:
        """Whether it need not be measured again."""
        kept_us = SETTLED_US if self.trust >= SETTLED else FRESH_US
        return now_us - self.at_us < kept_us

    def is_cleared(self, now_us: int) -> bool:
        """Whether a person said that she is in no cluster."""
        return not self.cluster and self.cluster_us > now_us


_STANDINGS = Sql("""
    select member_id, trust, cluster, cluster_us, at_us from member_trust
    where member_id in (:ids...)
""")
_JOINED = Sql("select id, joined_us from members where id in (:ids...)")
_READING = Sql(f"""
    select member_id, sum(case when dwell_ms >= {STAYED_MS} then 1.0 else 0.5 end),
      count(distinct last_us / {DAY})
    from seen where member_id in (:ids...) and last_us > :since_us and opens > 0
    group by member_id
""")
_FOLLOWERS = Sql(f"""
    select f.followed_id, count(*) from follows f
    join member_trust t on t.member_id = f.follower_id
    where f.followed_id in (:ids...) and t.trust >= {PROVEN} and t.cluster = ''
    group by f.followed_id
""")
_RESTRICTED = Sql("""
    select s.member_id, count(distinct c.id) from statements s
    join cases c on c.id = s.case_id
    join review_events d on d.id = c.decision_id
    where s.member_id in (:ids...) and s.at_us > :since_us
      and d.action in ('limit', 'hold', 'remove')
    group by s.member_id
""")
_KEEP = Sql("""
    insert into member_trust (member_id, trust, at_us) values (:member, :trust, :now_us)
    on conflict (member_id) do update set trust = excluded.trust, at_us = excluded.at_us
""")
_JOIN = Sql("""
    insert into member_trust (member_id, trust, cluster, cluster_us, at_us)
    values (:member, :trust, :cluster, :now_us, 0)
    on conflict (member_id) do update set
      cluster = excluded.cluster, cluster_us = excluded.cluster_us
""")
_FORGET_OLD = Sql("""
    update member_trust set cluster = '' where cluster <> '' and cluster_us < :before_us
""")
_OLD = Sql("""
    select member_id from member_trust where cluster <> '' and cluster_us < :before_us
""")
_CLEAR = Sql("""
    update member_trust set cluster = '', cluster_us = :until_us where cluster = :cluster
""")
_MEMBERS = Sql("select member_id from member_trust where cluster = :cluster order by member_id")
_SIZE = Sql("select count(*) from member_trust where cluster = :cluster")


async def standings(tx: ReadTx, ids: Sequence[str]) -> dict[str, Standing]:
    """Return what is written down about those members who were measured before."""
    found = await tx.all(Standing, _STANDINGS, ids=ids)
    return {row.member: row for row in found}


async def measure(tx: ReadTx, ids: Sequence[str], now_us: int) -> dict[str, float]:
    """Return what a deed of each of these members weighs; of those who are there."""
    since_us = now_us - READ_SINCE_US
    joined = await tx.all(tuple, _JOINED, ids=ids)
    reading = {
        m: (float(reads), int(days))
        for m, reads, days in await tx.all(tuple, _READING, ids=ids, since_us=since_us)
    }
    followers = {m: int(n) for m, n in await tx.all(tuple, _FOLLOWERS, ids=ids)}
    restricted = {
        m: int(n)
        for m, n in await tx.all(tuple, _RESTRICTED, ids=ids, since_us=now_us - RESTRICTED_SINCE_US)
    }
    found = {}
    for member, joined_us in joined:
        reads, days = reading.get(member, (0.0, 0))
        age_days = (now_us - int(joined_us)) / DAY
        life = Life(age_days, reads, days, followers.get(member, 0), restricted.get(member, 0))
        found[str(member)] = trust_of(life)
    return found


async def keep(tx: WriteTx, trusts: Mapping[str, float], now_us: int) -> None:
    """Write down what was measured."""
    await tx.run_many(
        _KEEP, [{"member": m, "trust": t, "now_us": now_us} for m, t in sorted(trusts.items())]
    )


async def keep_cluster(tx: WriteTx, members: Sequence[str], now_us: int) -> list[str]:
    """Write down a cluster that was found; return the members who are in it only from now on.

    It keeps the name under which most of its members were found before. Who was cleared stays out.
    """
    before = await standings(tx, members)
    there = sorted(m for m in members if m not in before or not before[m].is_cleared(now_us))
    names = [before[m].cluster for m in there if m in before and before[m].cluster]
    name = max(sorted(set(names)), key=names.count) if names else new_id(now_us)
    size = await tx.count(_SIZE, cluster=name)
    new = [m for m in there if m not in before or before[m].cluster != name]
    await tx.run_many(
        _JOIN,
        [{"member": m, "trust": LEAST, "cluster": name, "now_us": now_us} for m in there],
    )
    if new and (not size or size + len(new) >= GROWN * size):
        await tell(tx, ClusterFound(name, await _in_cluster(tx, name)))
    return new


async def forget_old_clusters(tx: WriteTx, now_us: int) -> list[str]:
    """Let those go whose cluster was not seen to act for long; return them."""
    before_us = now_us - CLUSTERED_US
    old = [str(row[0]) for row in await tx.all(tuple, _OLD, before_us=before_us)]
    if old:
        await tx.run(_FORGET_OLD, before_us=before_us)
    return old


async def clear(tx: WriteTx, cluster: str, by: str, now_us: int) -> None:
    """Say, as an operator who looked, that a cluster is none.

    Its members count in full again, and are not taken for a cluster in the next ninety days.

    Raises:
        NotFound: there is no such cluster.
    """
    members = await _in_cluster(tx, cluster)
    if not members:
        raise NotFound
    await tx.run(_CLEAR, cluster=cluster, until_us=now_us + CLUSTERED_US)
    await tell(tx, ClusterCleared(cluster, members, by))


async def _in_cluster(tx: ReadTx, cluster: str) -> list[str]:
    return [str(row[0]) for row in await tx.all(tuple, _MEMBERS, cluster=cluster)]
