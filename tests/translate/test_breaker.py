"""Left alone after five failures, probed by one, trusted again at once."""

import pytest

from qiao.translate.breaker import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_S,
    LONGEST_PAUSE_S,
    Breaker,
    CircuitOpen,
    RetryBudget,
)


def opened(at_s: float = 0.0) -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES_TO_OPEN):
        breaker.enter(at_s)
        breaker.failed(at_s)
    return breaker


def test_a_few_failures_are_bad_luck() -> None:
    breaker = Breaker()
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(0.0)
    breaker.worked()
    breaker.failed(0.0)

    breaker.enter(0.0)


def test_five_in_a_row_open_it() -> None:
    breaker = opened()

    with pytest.raises(CircuitOpen) as refused:
        breaker.enter(FIRST_PAUSE_S / 2)
    assert refused.value.retry_s == 1.0


def test_one_probe_is_let_through() -> None:
    breaker = opened()

    breaker.enter(FIRST_PAUSE_S)
    with pytest.raises(CircuitOpen):
        breaker.enter(FIRST_PAUSE_S)

    breaker.worked()
    breaker.enter(FIRST_PAUSE_S)
    breaker.enter(FIRST_PAUSE_S)


def test_a_probe_that_told_nothing_lets_another_try() -> None:
    breaker = opened()
    breaker.enter(FIRST_PAUSE_S)

    breaker.leave()

    breaker.enter(FIRST_PAUSE_S)


def test_pauses_double_up_to_the_longest() -> None:
    breaker, at_s, pauses = opened(), 0.0, []
    for _ in range(6):
        at_s = breaker.open_until_s
        breaker.enter(at_s)
        breaker.failed(at_s)
        pauses.append(breaker.open_until_s - at_s)

    assert pauses == [4.0, 8.0, 16.0, 30.0, 30.0, 30.0]


def test_a_late_failure_from_before_does_not_prolong_the_pause() -> None:
    breaker = opened()

    breaker.failed(1.9)

    breaker.enter(FIRST_PAUSE_S)


def test_who_asks_to_be_left_alone_is_but_not_for_ever() -> None:
    breaker = Breaker()
    breaker.failed(0.0, wait_s=7.0)
    with pytest.raises(CircuitOpen):
        breaker.enter(6.9)
    breaker.enter(7.0)

    breaker.failed(7.0, wait_s=86_400.0)

    breaker.enter(7.0 + LONGEST_PAUSE_S)


def test_a_tenth_of_calls_may_be_made_twice() -> None:
    budget = RetryBudget()
    taken = 0
    for _ in range(1000):
        budget.called()
        taken += budget.take()

    assert 95 <= taken <= 105
