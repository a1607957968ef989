"""Operators move levers; nobody else sees that there are any."""

from collections.abc import Sequence
from typing import Any

import pytest

from qiao.kit.db import Database
from qiao.people.models import Caller
from tests.make import member
from tests.operator.pages import ask


async def items(db: Database, who: Caller, path: str = "") -> Sequence[dict[str, Any]]:
    answer = await ask(db, who, "GET", f"levers{path}")
    assert answer.status_code == 200, answer.text
    found: Sequence[dict[str, Any]] = answer.json()["items"]
    return found


async def test_every_lever_says_what_it_is_and_where_it_stands(sqlite: Database):
    opp = await member(sqlite, "opp", operator=True)

    found = {item["name"]: item for item in await items(sqlite, opp)}

    assert found["feed"] == {
        "name": "feed",
        "type": "choice",
        "value": "ranked",
        "default": "ranked",
        "title": found["feed"]["title"],
        "moved": None,
        "choices": ["ranked", "chronological"],
    }
    assert (found["explore_share"]["min"], found["explore_share"]["max"]) == (0.0, 0.3)
    assert found["explore_share"]["type"] == "number"


async def test_a_moved_lever_says_who_moved_it_and_why(database: Database):
    opp = await member(database, "opp", operator=True)

    answer = await ask(
        database,
        opp,
        "PUT",
        "levers/feed",
        {"value": "chronological", "reason": "a storm of likes"},
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["value"] == "chronological"
    assert answer.json()["moved"]["by"] == "opp"
    assert answer.json() in await items(database, opp)
    assert [
        (line["name"], line["value"], line["by"], line["reason"])
        for line in await items(database, opp, "/history?name=feed")
    ] == [("feed", "chronological", "opp", "a storm of likes")]


async def test_moving_it_twice_is_one_move(sqlite: Database):
    opp = await member(sqlite, "opp", operator=True)

    for _ in range(2):
        answer = await ask(sqlite, opp, "PUT", "levers/explore_share", {"value": 0.2})
        assert answer.json()["value"] == 0.2

    assert len(await items(sqlite, opp, "/history")) == 1


@pytest.mark.parametrize(
    ("path", "value", "status", "code"),
    [
        ("/feed", "by_magic", 422, "lever_value"),
        ("/explore_share", 0.5, 422, "lever_value"),
        ("/gravity", "off", 404, "lever_unknown"),
    ],
)
async def test_what_cannot_be_is_refused(
    sqlite: Database, path: str, value: object, status: int, code: str
):
    opp = await member(sqlite, "opp", operator=True)

    answer = await ask(sqlite, opp, "PUT", f"levers{path}", {"value": value})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_levers_are_for_operators_alone(sqlite: Database, method: str):
    ana = await member(sqlite, "ana")
    path = "levers/feed" if method == "PUT" else "levers"

    assert (await ask(sqlite, ana, method, path, {"value": "ranked"})).status_code == 403
    assert (await ask(sqlite, None, method, path, {"value": "ranked"})).status_code == 401
    if method == "GET":
        assert (await ask(sqlite, ana, "GET", "levers/history")).status_code == 403
