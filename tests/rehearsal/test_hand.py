"""The ledger in a rehearsal: where locals lose readers, newcomers' pages hold more of theirs."""

from types import SimpleNamespace
from typing import cast

import pytest

from qiao.feed.ledger.board import Locals
from qiao.kit.clock import DAY
from qiao.rehearsal.chores import tighten
from qiao.rehearsal.hand import Hand, locals_of
from qiao.rehearsal.state import State
from qiao.rehearsal.tally import Tally

NOW = 100 * DAY
LOST = Locals(8_000, 100, 10_000, 100, 12_000, 10_000)
KEPT = Locals(10_000, 100, 10_000, 100, 12_000, 10_000)


def test_a_loss_moves_the_lever_a_step_a_day():
    hand = Hand(0.2)

    assert hand.moved(LOST, value=0.2, now_us=NOW) == 0.25
    assert hand.moved(LOST, value=0.25, now_us=NOW + DAY // 2) is None
    assert hand.moved(LOST, value=0.25, now_us=NOW + DAY) == 0.3


def test_it_goes_back_to_where_it_stood_and_no_further():
    hand = Hand(0.2)
    hand.moved(LOST, value=0.2, now_us=NOW)

    assert hand.moved(KEPT, value=0.25, now_us=NOW + 2 * DAY) is None
    assert hand.moved(KEPT, value=0.25, now_us=NOW + 4 * DAY) == 0.2
    assert hand.moved(KEPT, value=0.2, now_us=NOW + 9 * DAY) is None


def test_a_small_square_is_left_alone():
    assert Hand(0.2).moved(Locals(8, 10, 10, 10, 12, 10), value=0.2, now_us=NOW) is None


def test_weeks_are_counted_up_to_a_day():
    tally = Tally()
    for day in range(-10, 4):
        tally.add("shown_local", day, 10.0 if day < -3 else 20.0)
        tally.add("shown_newcomer", day, 1.0)
        tally.add("notes_local", day, 2.0)

    assert locals_of(tally, 3) == Locals(140, 14, 70, 14, 147, 77)


@pytest.mark.parametrize(("measures", "to"), [({"tighten"}, 0.25), (set(), 0.2)])
def test_the_lever_moves_in_the_rehearsed_square_alone_where_that_is_a_measure(
    measures: set[str], to: float
):
    levers = {"hospitality": 0.2}
    tally = Tally()
    for day in range(-10, 4):
        tally.add("shown_local", day, 10_000.0 if day < -3 else 8_000.0)
        tally.add("shown_newcomer", day, 2_000.0 if day < -3 else 6_000.0)
        tally.add("notes_local", day, 20.0)
    plan = SimpleNamespace(measures=measures, before=20)
    policy = SimpleNamespace(levers=levers)
    state = SimpleNamespace(plan=plan, policy=policy, tally=tally, hand=Hand(0.2), now_us=NOW)

    tighten(cast("State", state), 2)  # no two weeks yet
    assert policy.levers["hospitality"] == 0.2
    tighten(cast("State", state), 3)
    assert policy.levers["hospitality"] == to
    assert levers == {"hospitality": 0.2}
    assert tally.sums["lever_hospitality"] == {2: 0.2, 3: to}
