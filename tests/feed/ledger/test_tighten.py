"""When the ledger moves a lever: within bounds, never hastily, and after operators."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.ledger import tighten
from qiao.feed.ledger.board import Locals
from qiao.feed.ledger.models import Sums
from qiao.feed.ledger.tighten import AUDIENCE, BREACHES, EVERY_US, OPERATORS_US, Finding
from qiao.feed.trust.levers import BY_LEDGER, Move
from qiao.kit.clock import DAY, HOUR, SECOND
from tests.make import NOW

BAD, WELL = Finding(True, ("9", "10")), Finding(False, ("0", "10"))
MINUTE = 60 * SECOND


def move(value: float, at_us: int, by: str = BY_LEDGER) -> Move:
    return Move("guest_margin", f"{value:g}", at_us, by, "")


def step(finding: Finding, moves: list[Move], *, now_us: int, well_since_us: int = 0):  # type: ignore[no-untyped-def]
    return tighten.step(
        BREACHES,
        finding,
        value=float(moves[0].value) if moves else 0.0,
        base=tighten.base_of(moves, 0.0),
        moves=moves,
        well_since_us=well_since_us,
        now_us=now_us,
    )


@pytest.mark.parametrize(
    ("broke", "promised", "bad"),
    [
        (0, 0, False),
        (2, 3, False),
        (3, 300, False),
        (4, 300, True),
        (3, 3, True),
        (20, 2_000, False),
    ],
)
def test_more_than_one_page_in_a_hundred_is_bad(broke: int, promised: int, bad: bool) -> None:
    assert tighten.breaches(Sums(promised=promised, broke=broke)).bad is bad


def test_the_first_bad_look_takes_a_step_at_once() -> None:
    assert step(BAD, [], now_us=NOW) == (BREACHES.step, True)


def test_no_two_steps_within_ten_minutes_and_none_beyond_the_bound() -> None:
    assert step(BAD, [move(0.05, NOW)], now_us=NOW + EVERY_US - 1) is None
    assert step(BAD, [move(0.05, NOW)], now_us=NOW + EVERY_US) == (0.1, True)
    assert step(BAD, [move(BREACHES.most, NOW)], now_us=NOW + DAY) is None


def test_when_all_was_well_for_hours_it_goes_back_a_step_at_a_time() -> None:
    moves = [move(0.1, NOW), move(0.05, NOW - HOUR)]

    assert step(WELL, moves, now_us=NOW + 2 * HOUR, well_since_us=NOW) is None
    assert step(WELL, moves, now_us=NOW + 3 * HOUR, well_since_us=NOW + HOUR) is None
    assert step(WELL, moves, now_us=NOW + 3 * HOUR, well_since_us=NOW) == (0.05, False)
    assert step(WELL, [move(0.0, NOW), *moves], now_us=NOW + DAY, well_since_us=NOW) is None


def test_an_operators_move_wins_for_a_day_and_is_never_taken_back() -> None:
    moves = [move(0.15, NOW, "ana"), move(0.05, NOW - HOUR)]

    assert step(BAD, moves, now_us=NOW + OPERATORS_US - 1) is None
    assert step(BAD, moves, now_us=NOW + OPERATORS_US) == (0.2, True)
    assert step(WELL, moves, now_us=NOW + 30 * DAY) is None
    after = [move(0.2, NOW + DAY), *moves]
    assert step(WELL, after, now_us=NOW + 2 * DAY) == (0.15, False)
    assert step(WELL, [move(0.15, NOW + 2 * DAY), *after], now_us=NOW + 9 * DAY) is None


@given(st.integers(0, 1 << 32), st.integers(1, 90))
@settings(max_examples=80, deadline=None)
def test_whatever_happens_it_stays_within_bounds_and_takes_its_time(
    seed: int, minutes: int
) -> None:
    rng = random.Random(seed)
    moves: list[Move] = []
    now, well_since = NOW, NOW
    for _ in range(400):
        now += rng.randint(1, 2 * minutes) * MINUTE
        bad = rng.random() < 0.5
        if bad:
            well_since = now
        if rng.random() < 0.02:
            moves.insert(0, move(round(rng.random() * 0.3, 2), now, "ana"))
            continue
        found = step(BAD if bad else WELL, moves, now_us=now, well_since_us=well_since)
        if found is not None:
            was = float(moves[0].value) if moves else 0.0
            assert found.up == bad
            assert found.value > was if found.up else found.value < was
            assert 0.0 <= found.value <= max(BREACHES.most, was)
            if moves:
                assert now - moves[0].at_us >= EVERY_US
            moves.insert(0, move(found.value, now))


def locals_of(cards: int = 9_000, *, notes: int = 100, before: int = 10_000,
              every: int = 90_000, every_before: int = 90_000) -> Locals:  # fmt: skip
    return Locals(cards, notes, before, 100, every, every_before)


def test_locals_audience_is_bad_when_it_falls_while_readers_do_not() -> None:
    assert tighten.audience(locals_of(9_600)) == Finding(False, ("0.040",))
    assert tighten.audience(locals_of(9_000)) == Finding(True, ("0.100",))
    assert tighten.audience(locals_of(9_000, every=60_000)) == Finding(False, ("0.100",))


def test_a_fall_of_a_few_notes_is_chance() -> None:
    assert tighten.audience(locals_of(900, before=999)) is None
    assert tighten.audience(locals_of(notes=29)) is None
    assert tighten.audience(Locals(0, 0, 0, 0)) is None


def test_hospitality_is_moved_at_most_once_a_day() -> None:
    moves = [Move("hospitality", "0.25", NOW, BY_LEDGER, "")]
    args = {"value": 0.25, "base": 0.2, "moves": moves, "well_since_us": NOW}

    assert tighten.step(AUDIENCE, BAD, now_us=NOW + DAY - 1, **args) is None  # type: ignore[arg-type]
    assert tighten.step(AUDIENCE, BAD, now_us=NOW + DAY, **args) == (0.3, True)  # type: ignore[arg-type]
