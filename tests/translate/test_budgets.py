"""So many characters a day, in all and for each; kept where restarts and workers share it."""

import asyncio

import pytest

from qiao.kit.clock import DAY
from qiao.kit.db import Database, Sql
from qiao.translate.budgets import Budgets, BudgetSpent
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.models import Lang
from qiao.translate.settings import BudgetSettings

PT, FR = Lang("pt"), Lang("fr")
NOW = 20_000 * DAY + 5
ANA = Asked(Clearance.PUBLIC, author="a", requester="ana", network="n1")
BO = Asked(Clearance.PUBLIC, author="b", requester="bo", network="n2")
WIDE = {
    "chars_per_day": 10_000, "language_chars_per_day": 10_000, "author_chars_per_day": 10_000,
    "requester_chars_per_day": 10_000, "network_chars_per_day": 10_000,
}  # fmt: skip
pytestmark = pytest.mark.anyio


class Clock:
    at_us = NOW

    def __call__(self) -> int:
        return self.at_us


def budgets(database: Database, clock: Clock | None = None, **limits: int) -> Budgets:
    return Budgets(database, BudgetSettings(**{**WIDE, **limits}), clock or Clock())


async def take(of: Budgets, asked: Asked = ANA, target: Lang = PT, chars: int = 60) -> None:
    await of.take(asked, provider="DeepL", target=target, chars=chars)


async def spent(database: Database) -> dict[tuple[str, str], tuple[int, int]]:
    sql = Sql("select scope, name, chars, calls from translation_spend order by scope, name")
    async with database.read() as tx:
        return {(s, n): (chars, calls) for s, n, chars, calls in await tx.all(tuple, sql)}


async def test_what_is_sent_is_counted_for_all_who_pay(database: Database) -> None:
    of = budgets(database)

    await take(of)
    await take(of, BO, FR, chars=5)

    assert await spent(database) == {
        ("all", ""): (65, 2), ("lang", "pt"): (60, 1), ("lang", "fr"): (5, 1),
        ("author", "a"): (60, 1), ("author", "b"): (5, 1), ("by", "ana"): (60, 1),
        ("by", "bo"): (5, 1), ("net", "n1"): (60, 1), ("net", "n2"): (5, 1),
        ("provider", "DeepL"): (65, 2),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "scope", "helps"),
    [
        ("chars_per_day", "all", None),
        ("language_chars_per_day", "lang", (ANA, FR)),
        ("author_chars_per_day", "author", (BO, PT)),
        ("requester_chars_per_day", "by", (BO, PT)),
        ("network_chars_per_day", "net", (BO, PT)),
    ],
)
async def test_each_budget_ends_on_its_own(
    sqlite: Database, limit: str, scope: str, helps: tuple[Asked, Lang] | None
) -> None:
    of = budgets(sqlite, **{limit: 100})
    await take(of)
    before = await spent(sqlite)

    with pytest.raises(BudgetSpent) as refused:
        await take(of)

    assert refused.value.scope == scope
    assert refused.value.resets_at == "2024-10-05T00:00:00.000Z"
    assert await spent(sqlite) == before, "nothing was sent, so nothing is counted"
    await take(of, chars=40)
    if helps is not None:
        await take(of, *helps)


async def test_a_restart_and_a_second_worker_know_what_was_spent(database: Database) -> None:
    await take(budgets(database, chars_per_day=100))

    with pytest.raises(BudgetSpent):
        await take(budgets(database, chars_per_day=100))


async def test_many_at_once_do_not_overspend(database: Database) -> None:
    both = [budgets(database, chars_per_day=100) for _ in range(2)]

    made = await asyncio.gather(*(take(of, chars=30) for of in both * 5), return_exceptions=True)

    assert sum(each is None for each in made) == 3
    assert all(isinstance(each, BudgetSpent) for each in made if each is not None)
    assert (await spent(database))["all", ""][0] == 90


async def test_a_spent_budget_costs_no_write(sqlite: Database) -> None:
    of = budgets(sqlite, chars_per_day=100)
    await take(of, chars=100)
    version = sqlite.version()

    with pytest.raises(BudgetSpent):
        await take(of)

    assert sqlite.version() == version


async def test_a_new_day_is_a_new_budget_and_forgets_who_asked(database: Database) -> None:
    clock = Clock()
    of = budgets(database, clock, chars_per_day=100)
    await take(of, chars=100)

    clock.at_us += DAY
    await take(of, chars=100)

    found = await spent(database)
    assert found["by", "ana"] == (100, 1), "yesterday's row is gone"


async def test_nothing_may_be_sent_with_a_budget_of_nothing(sqlite: Database) -> None:
    with pytest.raises(BudgetSpent):
        await take(budgets(sqlite, chars_per_day=0), chars=1)
