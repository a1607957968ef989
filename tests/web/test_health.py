"""Whether the square is well, for watchers."""

from qiao import __version__
from qiao.kit.clock import SECOND, now_us
from qiao.kit.db import Sql, WriteTx
from qiao.reactions import LANES
from tests.web.square import Person, Square


async def health(square: Square) -> dict:  # type: ignore[type-arg]
    answer = await square.client.get("/api/health")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    found: dict = answer.json()  # type: ignore[type-arg]
    return found


async def test_an_empty_square_is_well(square: Square):
    found = await health(square)

    assert (found["status"], found["version"], found["engine"]) == ("ok", __version__, "sqlite")
    assert {lane["name"] for lane in found["lanes"]} == {lane for lane, _ in LANES}
    assert all(lane["depth"] == lane["oldest_s"] == lane["dead"] == 0 for lane in found["lanes"])


async def test_work_that_waits_is_shown_and_is_no_trouble_yet(square: Square, ana: Person):
    await ana.publishes()

    found = await health(square)

    assert found["status"] == "ok"
    assert all(lane["depth"] > 0 for lane in found["lanes"])


async def test_work_that_waits_too_long_is_trouble(square: Square, ana: Person):
    async def long_ago(tx: WriteTx) -> None:
        await tx.run(Sql("update events set at_us = :at_us"), at_us=now_us() - 61 * SECOND)

    await square.house.database.write(long_ago)

    assert (await health(square))["status"] == "degraded"


async def test_work_that_was_given_up_is_trouble(square: Square):
    async def give_up(tx: WriteTx) -> None:
        await tx.run(
            Sql("""
                insert into reaction_failures (reaction, seq, attempts, next_us, error, dead)
                values (:reaction, 1, 8, 0, 'LookupError', 1)
            """),
            reaction=LANES[0][1],
        )

    await square.house.database.write(give_up)

    found = await health(square)
    assert found["status"] == "degraded"
    assert sum(lane["dead"] for lane in found["lanes"]) == 1
