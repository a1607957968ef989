"""Operators see how the square is tonight; nobody else sees that there is a page."""

import pytest

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.operator.figures.keeping import put
from qiao.operator.figures.models import Figure
from tests.make import member
from tests.operator.pages import ask


@pytest.mark.parametrize("path", ["tonight", "figures?name=arrivals"])
async def test_it_is_for_operators(sqlite: Database, path: str):
    assert (await ask(sqlite, None, "GET", path)).status_code == 401
    assert (await ask(sqlite, await member(sqlite), "GET", path)).status_code == 403


async def test_boards_say_where_they_stand_and_how_they_got_there(database: Database):
    opp = await member(database, "opp", operator=True)
    some = [Figure("backlog", 70), Figure("backlog", 60, "ar"), Figure("lane_age_s", 0)]
    await database.write(put, some, at_us=now_us())

    told = (await ask(database, opp, "GET", "tonight")).json()

    backlog = next(board for board in told["boards"] if board["name"] == "backlog")
    assert (backlog["value"], backlog["state"], backlog["warn"]) == (70, "warn", 50)
    assert backlog["parts"] == {"ar": 60}
    assert backlog["points"][-1] == 70
    assert told["stale"] is False
    assert told["step_s"] == 300


async def test_a_square_whose_worker_is_gone_says_so(sqlite: Database):
    opp = await member(sqlite, "opp", operator=True)

    told = (await ask(sqlite, opp, "GET", "tonight?span=week")).json()

    assert (told["stale"], told["gathered_at"], told["step_s"]) == (True, None, 3600)


async def test_one_figure_by_minute_and_by_hour(database: Database):
    opp = await member(database, "opp", operator=True)
    now = now_us()
    await database.write(put, [Figure("notes", 3), Figure("notes", 2, "zh")], at_us=now)

    by_minute = (await ask(database, opp, "GET", "figures?name=notes&key=zh")).json()
    by_hour = (
        await ask(database, opp, "GET", f"figures?name=notes&since={now // 1_000_000 - 500_000}")
    ).json()

    assert (by_minute["step_s"], by_minute["points"]) == (60, [[now // 60_000_000 * 60, 2]])
    assert (by_hour["step_s"], by_hour["points"]) == (3600, [[now // 3_600_000_000 * 3600, 3]])


@pytest.mark.parametrize(
    ("query", "status"),
    [("name=secrets", 404), ("name=notes&since=-1", 400), ("name=notes&key=" + "x" * 50, 400)],
)
async def test_what_is_no_figure_is_refused(sqlite: Database, query: str, status: int):
    opp = await member(sqlite, "opp", operator=True)

    assert (await ask(sqlite, opp, "GET", f"figures?{query}")).status_code == status
