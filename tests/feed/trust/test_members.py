"""How well members are known: what is measured, in a real database."""

import pytest

from qiao.feed.trust import members, worth
from qiao.feed.trust.weights import (
    LEAST,
    PROVEN,
    UNPROVEN,
    Life,
    Part,
    known_share,
    trust_of,
    worth_of,
)
from qiao.kit.clock import DAY
from qiao.kit.db import Database, Sql, WriteTx
from qiao.people import commands as people
from qiao.people.models import MemberId
from qiao.review.models import Action
from tests.feed.trust.make import Crowd
from tests.review.make import NOW, case_of, decided, member, note, reported


async def trust(db: Database, *ids: str, now_us: int) -> list[float]:
    async with db.read() as tx:
        found = await members.measure(tx, ids, now_us)
    return [found[id_] for id_ in ids]


async def test_a_decision_that_stands_halves_and_one_taken_back_does_not(database: Database):
    opp = await member(database, "opp", operator=True)
    eve, bob = await member(database, "eve"), await member(database, "bob")
    in_half_a_month, in_two = NOW + 15 * DAY, NOW + 60 * DAY
    (before,) = await trust(database, eve.id, now_us=in_half_a_month)
    await reported(database, bob, await note(database, eve))
    case = await case_of(database, opp)

    first = await decided(database, opp, case, Action.LIMIT)
    limited = await trust(database, eve.id, bob.id, now_us=in_half_a_month)
    forgotten = await trust(database, eve.id, now_us=in_two)
    await decided(database, opp, case, Action.RESTORE, after=first)
    restored = await trust(database, eve.id, now_us=in_half_a_month)

    assert limited == [before / 2, before]
    assert forgotten == restored == [before]


async def test_followers_count_where_they_are_known_themselves(database: Database):
    crowd = Crowd(database)
    known, unknown = await crowd.locals(10), await crowd.join(10)
    one, other = await crowd.join(2, days_ago=100)

    async def follow(tx: WriteTx) -> None:
        for follower in known:
            await people.follow(tx, MemberId(follower), MemberId(one), now=crowd.now)
        for follower in unknown:
            await people.follow(tx, MemberId(follower), MemberId(other), now=crowd.now)
        found = await members.measure(tx, [*known, *unknown], crowd.now)
        await members.keep(tx, found, crowd.now)

    await database.write(follow)

    assert await trust(database, one, other, now_us=crowd.now) == [
        pytest.approx(trust_of(Life(100, 0, 0, 10, 0))),
        pytest.approx(trust_of(Life(100, 0, 0, 0, 0))),
    ]


async def test_nobody_is_measured_who_is_not_there(sqlite: Database):
    async with sqlite.read() as tx:
        assert await members.measure(tx, ["nobody"], 0) == {}


async def test_the_weights_in_sql_are_those_in_the_code(database: Database):
    """Members of every weight, in clusters and in none, some of whose deeds count in part."""
    crowd = Crowd(database)
    (author,) = await crowd.locals(1)
    (liked,) = await crowd.publish(author)
    crowd_of = await crowd.join(24)
    weights = [LEAST, UNPROVEN - 0.01, UNPROVEN, 0.6, 0.7, PROVEN, PROVEN + 0.01, 1.0]
    row = Sql("insert into member_trust (member_id, trust, cluster, at_us) values (:m, :t, :c, 0)")
    await crowd.like(crowd_of, [liked])

    async def write(tx: WriteTx) -> None:
        for n, one in enumerate(crowd_of):
            await tx.run(row, m=one, t=weights[n % 8], c=("", "one", "two")[n // 8])
        caps = [worth.Cap(liked, one, 0.5) for one in crowd_of[::5]]
        await worth.store_caps(tx, caps)
        await worth.keep_worths(tx, await worth.reckon(tx, [liked]), crowd.now)

    await database.write(write)

    parts = []
    for c, cluster in enumerate(("", "one", "two")):
        known = strange = 0.0
        for n in range(8 * c, 8 * c + 8):
            weight = weights[n % 8] * (0.5 if n % 5 == 0 else 1.0)
            known += weight * known_share(weights[n % 8])
            strange += weight * (1 - known_share(weights[n % 8]))
        parts.append(Part(cluster, 8, known, strange))
    assert await crowd.worth(liked) == [pytest.approx(worth_of([parts, [], []])[0])]
