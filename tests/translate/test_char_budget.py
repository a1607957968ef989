"""A network spends what it has and gets it back with time."""

import pytest

from qiao.translate.char_budget import CharBudget


def test_what_is_spent_comes_back_with_time() -> None:
    budget = CharBudget(600)

    assert budget.take(["net"], 600, now_s=0) == 0
    assert budget.take(["net"], 100, now_s=0) == pytest.approx(10)
    assert budget.take(["net"], 100, now_s=10) == 0


def test_one_network_does_not_spend_anothers() -> None:
    budget = CharBudget(600)
    budget.take(["a"], 600, now_s=0)

    assert budget.take(["b"], 600, now_s=0) == 0


def test_nothing_is_taken_where_one_of_two_has_too_little() -> None:
    budget = CharBudget(600)
    budget.take(["member"], 600, now_s=0)

    assert budget.take(["network", "member"], 10, now_s=0) > 0
    assert budget.take(["network"], 600, now_s=0) == 0


def test_more_than_a_bucket_holds_is_given_once_it_is_full() -> None:
    budget = CharBudget(600)

    assert budget.take(["a"], 5000, now_s=0) == 0
    assert budget.take(["a"], 1, now_s=0) > 400


def test_many_networks_do_not_fill_the_memory() -> None:
    budget = CharBudget(600)
    for at in range(25_000):
        budget.take([str(at)], 10, now_s=float(at))

    assert len(budget._buckets) < 20_001
