"""How a note climbs and rests."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.ladder.models import State, Step
from qiao.feed.ladder.prior import Peers
from qiao.feed.ladder.rungs import Square, back, begun, first_audience, late_comer, stepped
from qiao.kit.clock import DAY, HOUR
from tests.feed.make import NOW_US

SQUARE = Square(2_000, Peers(0.1, 0.02))


def first(given: int = 0, hits: float = 0.0, *, note: str = "n") -> Step:
    begin = begun(note, at_us=NOW_US, promised=30, prior=0.06)
    return begin._replace(given=given, hits=hits)


def climbed(step: Step, *, after_us: int = HOUR, square: Square = SQUARE) -> Step:
    return stepped(step, square, at_us=NOW_US, now_us=NOW_US + after_us)


@pytest.mark.parametrize(
    ("readers", "earlier", "repeated", "promised"),
    [(1_000, 0, False, 30), (40, 0, False, 20), (3, 0, False, 5), (1_000, 2, False, 30),
     (1_000, 5, False, 10), (1_000, 40, False, 5), (1_000, 0, True, 5)],
)  # fmt: skip
def test_how_many_readers_a_new_note_is_promised(
    readers: int, earlier: int, repeated: bool, promised: int
) -> None:
    assert first_audience(readers, earlier_today=earlier, repeated=repeated) == promised


def test_nothing_moves_before_the_first_audience_is_complete() -> None:
    step = first(29, 12.0)

    assert climbed(step, after_us=30 * HOUR) == step


def test_what_is_liked_grows_and_what_is_not_rests() -> None:
    liked, ignored = climbed(first(30, 12.0)), climbed(first(30, 0.0))

    assert (liked.state, liked.rung, liked.promised) == (State.GROWING, 1, 100)
    assert (ignored.state, ignored.rung, ignored.promised) == (State.RESTING, 0, 33)


def test_most_average_notes_rest_and_some_are_given_the_chance() -> None:
    growing = sum(climbed(first(30, 2.4, note=f"n{i}")).state == State.GROWING for i in range(200))

    assert 10 < growing < 100


def test_a_verdict_is_the_same_twice() -> None:
    assert climbed(first(30, 3.0)) == climbed(first(30, 3.0))


def test_a_promise_that_finds_no_readers_ends_after_its_grace() -> None:
    assert climbed(first(4), after_us=2 * DAY).state == State.FIRST
    assert climbed(first(4), after_us=4 * DAY).state == State.RESTING


def test_who_has_been_before_everybody_is_done() -> None:
    assert climbed(first(30, 20.0), square=SQUARE._replace(readers=30)).state == State.DONE
    assert climbed(first(30, 20.0), square=SQUARE._replace(readers=40)).state == State.RESTING


def test_a_few_new_readers_may_change_the_verdict() -> None:
    resting = climbed(first(30, 0.0))._replace(given=33, hits=12.0)

    assert climbed(resting, after_us=10 * DAY).state == State.GROWING


def test_a_resting_note_is_tried_again_for_months_ever_less_often() -> None:
    step = climbed(first(30, 0.0))
    waited = []
    now_us = NOW_US + HOUR
    while step.state == State.RESTING:
        waited.append((step.due_us - now_us) / DAY)
        now_us = step.due_us
        shown = step._replace(given=step.promised)
        step = stepped(shown, SQUARE, at_us=NOW_US, now_us=now_us)

    assert step.state == State.DONE
    assert now_us - NOW_US > 110 * DAY
    assert 8 <= len(waited) <= 20
    assert waited[0] < 3
    assert waited[-1] >= 14


def test_a_note_that_was_there_before_the_ladder_rests_first() -> None:
    old = late_comer(first(), at_us=NOW_US - 40 * DAY, now_us=NOW_US)

    assert old.state == State.RESTING
    assert old.due_us > NOW_US


def test_what_comes_back_gets_the_time_its_promise_needs() -> None:
    back_first = back(first(15)._replace(state=State.AWAY), now_us=NOW_US + 9 * DAY)
    full = back(first(30)._replace(state=State.AWAY), now_us=NOW_US + 9 * DAY)

    assert back_first.state == State.FIRST
    assert back_first.due_us == NOW_US + 9 * DAY + 12 * HOUR
    assert full.state == State.RESTING


@settings(deadline=None)
@given(
    st.integers(0, 2_000), st.integers(0, 400), st.floats(0, 1), st.integers(0, 200 * 24),
    st.sampled_from((State.FIRST, State.GROWING, State.RESTING)),
)  # fmt: skip
def test_promises_never_shrink_below_what_was_given(
    readers: int, shown: int, rate: float, hours: int, state: State
) -> None:
    step = first(shown, shown * rate)._replace(state=state)

    after = climbed(step, after_us=hours * HOUR, square=Square(readers, Peers()))

    assert after.given == step.given
    assert after.promised >= min(step.promised, after.given)
    assert after.state in (State.FIRST, State.GROWING, State.RESTING, State.DONE)
