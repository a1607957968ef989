"""Operators see who acts in lockstep and say when it is nothing; nobody else sees anything."""

import pytest

from qiao.feed.trust import members
from qiao.feed.trust.events import ClusterCleared
from qiao.kit.db import Database, events_after
from qiao.notes import keeping
from qiao.people.models import Caller
from tests.make import NOW, member, note
from tests.operator.pages import ask


async def gang(db: Database) -> list[Caller]:
    """Make three who were found to act together, and what they like."""
    three = [await member(db, handle) for handle in ("one", "two", "three")]
    ana = await member(db, "ana")
    pushed, other = await note(db, ana, title="Buy this"), await note(db, ana, title="Bread")
    for one in three:
        await db.write(keeping.like, one.id, pushed, now=NOW)
    await db.write(keeping.like, three[0].id, other, now=NOW)
    await db.write(members.keep_cluster, [one.id for one in three], NOW)
    return three


async def test_a_cluster_is_shown_with_what_it_pushed(database: Database):
    opp = await member(database, "opp", operator=True)
    await gang(database)

    answer = await ask(database, opp, "GET", "clusters")

    (cluster,) = answer.json()["items"]
    assert cluster["members"] == ["one", "three", "two"]
    assert [(n["title"], n["author"], n["by"]) for n in cluster["pushed"]] == [
        ("Buy this", "ana", 3),
        ("Bread", "ana", 1),
    ]


async def test_an_operator_lets_it_go_and_the_log_says_who_did(database: Database):
    opp = await member(database, "opp", operator=True)
    three = await gang(database)
    (cluster,) = (await ask(database, opp, "GET", "clusters")).json()["items"]

    answer = await ask(database, opp, "DELETE", f"clusters/{cluster['id']}")

    assert answer.status_code == 204
    assert (await ask(database, opp, "GET", "clusters")).json()["items"] == []
    async with database.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    assert told[-1] == ClusterCleared(cluster["id"], sorted(one.id for one in three), opp.id)
    again = await ask(database, opp, "DELETE", f"clusters/{cluster['id']}")
    assert again.status_code == 404


@pytest.mark.parametrize(("method", "path"), [("GET", "clusters"), ("DELETE", "clusters/x")])
async def test_clusters_are_for_operators_alone(sqlite: Database, method: str, path: str):
    ana = await member(sqlite, "ana")

    assert (await ask(sqlite, ana, method, path)).status_code == 403
    assert (await ask(sqlite, None, method, path)).status_code == 401
