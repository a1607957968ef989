"""The worker's round on virtual time: a broken mixer is caught within the hour, and told of."""

import random
from itertools import pairwise

import pytest

from qiao.feed.ledger import keeping
from qiao.feed.ledger.jobs import keep_ledger
from qiao.feed.records import Row, write_pages
from qiao.feed.trust.levers import BY_LEDGER, history, move, standing
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import Database
from qiao.notices import queries as notices
from qiao.people.models import Caller
from tests import make
from tests.feed.ledger.make import page, row
from tests.make import NOW

MINUTE = 60 * SECOND


def mixed(rng: random.Random, *, broken: bool) -> tuple[int, int]:
    """Return home and newcomers' notes of a page: as promised, or by a mixer that drops home."""
    return (rng.randint(0, 8), 2) if broken else (rng.randint(12, 18), rng.randint(2, 4))


async def serve(
    db: Database, at_us: int, rng: random.Random, *, broken: bool, pages: int = 3
) -> None:
    """Serve some pages within a minute."""
    rows: list[Row] = [
        row(page(*mixed(rng, broken=broken), group=rng.choice(["en", "zh"])),
            member=f"m{rng.randint(0, 40)}", session=f"{at_us}.{n}", at_us=at_us + n * SECOND)
        for n in range(pages)
    ]  # fmt: skip
    await db.write(write_pages, rows)


async def margin(db: Database) -> float:
    async with db.read() as tx:
        return float(await standing(tx, "guest_margin"))


async def told(db: Database, operator: Caller) -> list[str]:
    async with db.read() as tx:
        found, _, _ = await notices.box(tx, operator.id, "square", lang="en")
    return [f"{one.lever.name} {one.lever.way}" for one in found if one.lever is not None]


async def test_a_broken_mixer_is_caught_within_five_minutes_and_operators_are_told(
    sqlite: Database,
) -> None:
    ana = await make.member(sqlite, "ana", operator=True)
    bo = await make.member(sqlite, "bobo")
    rng = random.Random(6)
    for minute in range(60):
        await serve(sqlite, NOW + minute * MINUTE, rng, broken=False)
        assert await keep_ledger(sqlite, NOW + minute * MINUTE + 30 * SECOND) == []

    caught = None
    for minute in range(60, 120):
        await serve(sqlite, NOW + minute * MINUTE, rng, broken=True)
        if await keep_ledger(sqlite, NOW + minute * MINUTE + 30 * SECOND) and caught is None:
            caught = minute - 60

    assert caught is not None
    assert caught <= 5
    assert await margin(sqlite) == 0.2  # as far as it may, a step every ten minutes
    async with sqlite.read() as tx:
        moves = await history(tx, "guest_margin")
    assert {one.by for one in moves} == {BY_LEDGER}
    assert all(a.at_us - b.at_us >= 10 * MINUTE for a, b in pairwise(moves))
    assert moves[0].reason.startswith("ledger:guest_margin bad ")
    assert await told(sqlite, ana) == ["guest_margin up"] * 4
    assert await told(sqlite, bo) == []

    # it is mended: back, step by step, and told so
    for quarter in range(60):
        at_us = NOW + 2 * HOUR + quarter * 15 * MINUTE
        await serve(sqlite, at_us, rng, broken=False, pages=8)
        await keep_ledger(sqlite, at_us + MINUTE)
    assert await margin(sqlite) == 0.0
    assert await told(sqlite, ana) == ["guest_margin back"] * 4 + ["guest_margin up"] * 4


async def test_a_mixer_that_keeps_its_word_is_left_alone(database: Database) -> None:
    await make.member(database, "ana", operator=True)
    rng = random.Random(6)
    for minute in range(8):
        await serve(database, NOW + minute * MINUTE, rng, broken=False, pages=20)

    assert await keep_ledger(database, NOW + 9 * MINUTE) == []
    assert await margin(database) == 0.0


async def test_pages_that_nobody_could_fill_move_nothing(database: Database) -> None:
    rows = [row(page(0, 0, outside=(0, 0)), member=f"m{n}") for n in range(50)]
    await database.write(write_pages, rows)

    assert await keep_ledger(database, NOW + MINUTE) == []


async def test_an_operators_own_move_stands_for_a_day(database: Database) -> None:
    ana = await make.member(database, "ana", operator=True)
    await database.write(move, "guest_margin", 0.1, by=ana.id, reason="I look", now_us=NOW)
    await serve(database, NOW, random.Random(1), broken=True, pages=9)
    await serve(database, NOW + 25 * HOUR, random.Random(1), broken=True, pages=9)

    assert await keep_ledger(database, NOW + MINUTE) == []
    assert await keep_ledger(database, NOW + 25 * HOUR + MINUTE) != []
    assert await margin(database) == pytest.approx(0.15)


async def test_one_member_who_sends_forged_cursors_cannot_tighten_the_square(
    database: Database,
) -> None:
    # she gets the pages that are made for her: her own promise is kept on each of them
    rows = [row(page(19, 1, outside=(9, 0)), member="bot", session=f"s{n}") for n in range(900)]
    await database.write(write_pages, rows)

    assert await keep_ledger(database, NOW + MINUTE) == []
    async with database.read() as tx:
        lines = await keeping.lines_of(tx, 0, 1 << 40)
    assert sum(line.sums.pages for line in lines) == 60


async def test_a_round_is_safe_to_run_twice(database: Database) -> None:
    await make.member(database, "ana", operator=True)
    await serve(database, NOW, random.Random(1), broken=True, pages=9)

    assert len(await keep_ledger(database, NOW + MINUTE)) == 1
    assert await keep_ledger(database, NOW + MINUTE) == []
