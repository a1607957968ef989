"""Who runs the square: made and taken back, never the last, each time a line of the log."""

import asyncio

import pytest

from qiao.kit.db import Database
from qiao.people import operating
from qiao.people.models import LastOperator
from tests import make


async def running(db: Database) -> set[str]:
    async with db.read() as tx:
        return {one.member for one in await operating.operators(tx)}


async def test_what_was_done_stays_written_down(database: Database):
    opp, ana = await make.member(database, "opp", operator=True), await make.member(database)
    done = []
    for act, why, later in (
        (operating.make_operator, "reads Arabic", 1),
        (operating.make_operator, "again", 2),
        (operating.take_operator, "moved away", 3),
        (operating.take_operator, "again", 4),
    ):
        now = make.NOW + later
        done.append(await database.write(act, ana.id, by=opp.id, reason=why, now=now))

    async with database.read() as tx:
        log = await operating.turns(tx)
    assert done == [True, False, True, False]
    assert [(one.who, one.did, one.by, one.reason, one.at_us) for one in log] == [
        ("ana", "taken", "opp", "moved away", make.NOW + 3),
        ("ana", "made", "opp", "reads Arabic", make.NOW + 1),
        ("opp", "claimed", "opp", "", make.NOW),
    ]
    assert await running(database) == {opp.id}


async def test_the_last_one_keeps_the_role(database: Database):
    opp = await make.member(database, "opp", operator=True)

    with pytest.raises(LastOperator):
        await database.write(operating.take_operator, opp.id, by="", now=make.NOW)

    assert await running(database) == {opp.id}
    async with database.read() as tx:
        assert [one.did for one in await operating.turns(tx)] == ["claimed"]


async def test_of_two_who_take_it_from_each_other_at_once_one_keeps_it(database: Database):
    two = [await make.member(database, handle, operator=True) for handle in ("opp", "other")]

    answers = await asyncio.gather(
        *(
            database.write(operating.take_operator, who.id, by=by.id, now=make.NOW)
            for who, by in zip(two, reversed(two), strict=True)
        ),
        return_exceptions=True,
    )

    assert sorted(type(one).__name__ for one in answers) == ["LastOperator", "bool"]
    assert len(await running(database)) == 1
