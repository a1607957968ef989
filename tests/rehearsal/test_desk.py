"""Reviewers in a rehearsal: languages, hours, and how many are missing."""

import numpy as np
import pytest

from qiao.kit.clock import DAY, HOUR
from qiao.rehearsal.across import Across
from qiao.rehearsal.desk import Desk
from qiao.translate.settings import BudgetSettings


def desk(*reviewers: tuple[str, ...], routed: bool = False) -> Desk:
    return Desk(list(reviewers), hours_a_day=2, cases_an_hour=30, routed=routed)


def test_two_hours_a_day_are_sixty_cases_spread_over_it():
    one = desk(("en",))
    for n in range(100):
        one.open("en", 2, n, day=0)

    for hour in range(24):
        one.work(DAY + hour * HOUR, 1)

    assert one.decided == 60


def test_what_she_cannot_read_takes_twice_the_time():
    one = desk(("en",))
    for n in range(100):
        one.open("zh-Hans", 2, n, day=0)

    for hour in range(24):
        one.work(DAY + hour * HOUR, 1)

    assert one.decided == 30
    assert one.backlog() == {"zh": 70}


def test_routed_reviewers_take_what_they_read_first():
    one = desk(("en",), routed=True)
    one.open("zh", 4, 0, day=0)
    one.open("en", 1, 1, day=0)

    one.work(HOUR, 12 / 30)

    assert one.backlog() == {"zh": 1}


def test_missing_are_those_the_busiest_days_need():
    one = desk(("en",))
    for day, count in enumerate((10, 120, 120, 120, 10)):
        one.reported(np.random.default_rng(day), "zh-Hans", count, day, day=day, spam=False)
        one.reported(np.random.default_rng(day), "en", 20, day, day=day, spam=False)

    assert one.missing() == {"zh": 2}


def across(*, budgeted: bool = False, most: int = 1_000) -> Across:
    return Across(BudgetSettings(chars_per_day=most), budgeted=budgeted)


def ask(
    memory: Across, text: str = "a", *, readers: float = 50, at: int = 0, to: str = "en"
) -> bool:
    return memory.ask(text, source="zh-Hans", target=to, chars=400, readers=readers, now_us=at)


def test_a_text_is_made_once_for_all_who_read_a_language():
    memory = across()

    for _ in range(3):
        ask(memory)

    assert memory.chars == pytest.approx(400)
    assert memory.hits > 0.95 * memory.calls
    ask(memory, to="fr")
    assert memory.chars == pytest.approx(800)


def test_one_reader_in_many_makes_it_with_some_chance():
    memory = across()

    ask(memory, readers=0.5)

    assert 0 < memory.chars < 400


def test_a_spent_budget_is_a_no_until_the_next_day():
    memory = across(budgeted=True)

    assert [ask(memory, str(n)) for n in range(4)] == [True, True, False, False]
    assert ask(memory, "9", at=DAY)
    assert memory.refused == 100
