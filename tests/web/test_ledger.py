"""The page that everybody may read, and each member's own pages, over HTTP."""

import pytest

from qiao.feed.ledger.board import span_of
from qiao.feed.ledger.counting import count_hours
from qiao.feed.records import Row, write_pages
from qiao.kit.clock import DAY, HOUR, now_us
from tests.feed.ledger.make import page, row
from tests.web.square import Square


def yesterday() -> int:
    return now_us() // DAY * DAY - 12 * HOUR


async def served(square: Square, rows: list[Row]) -> None:
    await square.house.database.write(write_pages, rows)
    while await count_hours(square.house.database, now_us()) < now_us() // HOUR - 2:
        pass


async def test_everybody_may_read_the_sums(square: Square) -> None:
    at_us = yesterday()
    many = [row(page(12 + n % 3, group="zh"), member=f"m{n}", at_us=at_us) for n in range(9)]
    few = [row(page(group="lo"), member=f"few{n}", at_us=at_us) for n in range(2)]
    more = [row(page(8, group="en"), member=f"e{n}", at_us=at_us) for n in range(6)]
    await served(square, many + few + more)

    told = await square.visitor.does("GET", "/ledger?days=7")

    assert [one["group"] for one in told["groups"]] == ["zh", "other"]
    assert told["total"]["pages"] == 17
    assert told["total"]["broke"] == 6
    assert told["promise"] == {"home": 0.6, "newcomers": 0.1, "margin": 0.0}
    assert "m0" not in str(told)


async def test_of_a_handful_nothing_is_told(square: Square) -> None:
    at_us = yesterday()
    await served(square, [row(member=f"m{n}", at_us=at_us) for n in range(4)])

    told = await square.visitor.does("GET", "/ledger?days=7")

    assert (told["total"], told["groups"], told["points"]) == (None, [], [])


@pytest.mark.parametrize(("asked", "span"), [(-5, 1), (1, 1), (2, 7), (8, 30), (10**9, 30)])
def test_any_number_of_days_finds_a_span(asked: int, span: int) -> None:
    assert span_of(asked) == span


async def test_a_member_sees_her_own_pages_and_nobody_elses(square: Square) -> None:
    ana, bo = await square.person("ana"), await square.person("bobo")
    note = await ana.publishes(title="Bread", body="still warm")
    mine = page(1, 0, size=2, notes=[note, "gone"], outside=(3, 1))
    at_us = now_us() - HOUR
    await square.house.database.write(
        write_pages,
        [row(mine, member=bo.id, at_us=at_us), row(member=ana.id, at_us=at_us)],
    )

    (own,) = (await bo.does("GET", "/me/pages"))["items"]

    assert [(n["title"], n["home"]) for n in own["notes"]] == [("Bread", True), ("", False)]
    assert own["outside"] == {"home": 3, "newcomers": 1}
    assert own["promised"] == {"home": 0.6, "newcomers": 0.1}
    assert own["broke"] == []
    await square.visitor.is_refused("GET", "/me/pages", status=401)


async def test_pages_of_one_moment_are_each_listed_once(square: Square) -> None:
    bo = await square.person("bobo")
    at_us = now_us() - HOUR
    await square.house.database.write(
        write_pages,
        [row(member=bo.id, at_us=at_us, session=f"s{n}", first=n) for n in range(45)],
    )

    seen, cursor = [], ""
    while True:
        told = await bo.does("GET", f"/me/pages{cursor}")
        seen += [one["first_position"] for one in told["items"]]
        if told["cursor"] is None:
            break
        cursor = f"?cursor={told['cursor']}"

    assert sorted(seen) == list(range(45))
    for forged in ("x", "1", "1.2.3", "-1.5", "9" * 40 + ".1"):
        await bo.is_refused("GET", f"/me/pages?cursor={forged}", status=400)
