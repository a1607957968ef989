"""A rehearsal of a small square: the same every time, broken off or not, and true to its words."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from qiao.feed.learned import Learned, Neighbours
from qiao.rehearsal.beside import run_all
from qiao.rehearsal.measures import TOGETHER, MeasureUnknown, checked
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.run import Kept, Square, before, wave
from qiao.rehearsal.state import ALL_BUT_ROUTING, Plan
from tests.rehearsal import small

NOWHERE = Kept(None, resume=False)


def plan(*, feed: str = "ours", without: frozenset[str] = frozenset(), seed: int = 1) -> Plan:
    measures = ALL_BUT_ROUTING - without
    return Plan("with", small.wave(), measures, feed, seed, members=60)


def silent(name: str, done: int, of: int) -> None:
    """Nobody looks."""


def lived(some: Plan, *, kept: Kept = NOWHERE) -> Outcome:
    square = before(some, small.ground(), kept=kept, progress=silent)
    return wave(some, square, kept=kept, progress=silent)


@pytest.fixture(scope="module")
def square() -> Square:
    return before(plan(), small.ground(), kept=NOWHERE, progress=silent)


@pytest.fixture(scope="module")
def ours(square: Square) -> Outcome:
    return wave(plan(), square, kept=NOWHERE, progress=silent)


def test_the_same_seed_gives_the_same_digits(ours: Outcome):
    again = lived(plan())

    assert repr(again) == repr(ours)


def test_processes_of_their_own_come_to_the_same(ours: Outcome):
    bare = plan(feed="chance")

    made = run_all(
        [plan(), replace(bare, name="chance")], small.ground(),
        folder=None, resume=False, console=Console(quiet=True),
    )  # fmt: skip

    assert repr(made[0]) == repr(ours)
    assert [run.name for run in made] == ["with", "chance"]


def test_another_seed_gives_others(ours: Outcome):
    other = lived(plan(seed=2))

    assert other.figures["value_wave"] != ours.figures["value_wave"]


def test_what_the_square_learnt_counts(ours: Outcome):
    notes = tuple(small.ground().index.notes.texts)
    near = np.array([[(at + 1) % len(notes)] for at in range(len(notes))], np.int32)
    neighbours = Neighbours(notes, near, np.ones(near.shape, np.float32))

    told = before(
        plan(), small.ground(learned=Learned("v1", {}, neighbours)), kept=NOWHERE, progress=silent
    )

    made = wave(plan(), told, kept=NOWHERE, progress=silent)
    assert made.figures["value_wave"] != ours.figures["value_wave"]


def test_what_was_broken_off_goes_on_as_if_it_had_not_been(tmp_path: Path, ours: Outcome):
    class Stop(Exception):
        pass

    def stops_at(name: str, done: int, of: int) -> None:
        lived.append((name, done))
        if (name, done) in (("the days before", 1), ("with", 2)) and (name, done) not in stopped:
            stopped.add((name, done))
            raise Stop

    stopped: set[tuple[str, int]] = set()
    lived: list[tuple[str, int]] = []
    kept = Kept(tmp_path, resume=True)

    def one_go() -> Outcome:
        square = before(plan(), small.ground(), kept=kept, progress=stops_at)
        return wave(plan(), square, kept=kept, progress=stops_at)

    for _ in range(2):
        with pytest.raises(Stop):
            one_go()

    assert repr(one_go()) == repr(ours)
    # what was written down was not lived again
    assert lived.count(("the days before", 0)) == lived.count(("with", 0)) == 1


def test_a_broken_state_is_begun_anew(tmp_path: Path, ours: Outcome):
    before(plan(), small.ground(), kept=Kept(tmp_path, resume=False), progress=silent)
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:1_000])

    assert repr(lived(plan(), kept=Kept(tmp_path, resume=True))) == repr(ours)


def test_newcomers_come_write_and_go(ours: Outcome):
    assert ours.about["newcomers"] > 20
    assert ours.series["notes_newcomer"][1][0] > 0
    assert ours.figures["newcomers_stayed"][0] < 0.8
    assert (ours.about["home"], ours.about["away"]) == ("zh-Hans", "en")


def test_without_the_ladder_fewer_notes_find_their_first_audience(square: Square, ours: Outcome):
    bare = wave(plan(without=frozenset({"ladder"})), square, kept=NOWHERE, progress=silent)

    assert bare.figures["first_audiences"][0] < ours.figures["first_audiences"][0]


def test_without_what_holds_the_homes_promises_are_broken(square: Square, ours: Outcome):
    bare = wave(plan(without=TOGETHER), square, kept=NOWHERE, progress=silent)

    assert ours.figures["home_kept"][0] >= 0.99
    assert ours.figures["newcomers_kept"][0] >= 0.99
    assert bare.figures["newcomers_kept"][0] < ours.figures["newcomers_kept"][0]


@pytest.mark.parametrize("feed", ["chance", "popularity"])
def test_feeds_that_know_nobody_are_worth_less(square: Square, ours: Outcome, feed: str):
    control = wave(plan(feed=feed), square, kept=NOWHERE, progress=silent)

    assert control.figures["value_wave"][0] < ours.figures["value_wave"][0]


def test_without_translation_no_tap_is_answered(square: Square, ours: Outcome):
    bare = wave(plan(without=frozenset({"translation"})), square, kept=NOWHERE, progress=silent)

    assert bare.figures["taps_unanswered"][0] > ours.figures["taps_unanswered"][0] > 0
    assert bare.series["chars_made"][1] == bare.series["chars_made"][-1]


def test_what_is_spreading_is_translated_before_anybody_asks(square: Square, ours: Outcome):
    bare = wave(plan(without=frozenset({"ahead"})), square, kept=NOWHERE, progress=silent)

    assert ours.series["chars_ahead"][1][0] > 0
    assert "chars_ahead" not in bare.series or not bare.series["chars_ahead"].get(1)
    assert ours.figures["cache_hits"][0] > bare.figures["cache_hits"][0]


def test_the_letters_are_those_of_the_wave(ours: Outcome):
    so_far = ours.series["chars_made"]

    assert ours.figures["chars_translated"][0] == so_far[1][0] - so_far[-1][0] > 0


def test_the_open_cases_of_the_square_wait_first(ours: Outcome):
    assert ours.series["backlog"][-1][0] + 2 > 0
    assert "zh" not in ours.missing_reviewers


def test_runs_of_one_square_share_the_days_before(square: Square, ours: Outcome):
    bare = wave(plan(without=TOGETHER), square, kept=NOWHERE, progress=silent)

    assert bare.series["value_local"][-1] == ours.series["value_local"][-1]


def test_a_measure_that_is_none_is_refused():
    with pytest.raises(MeasureUnknown, match="newcomer_share"):
        checked(["homeshare"])


def test_a_run_is_known_by_all_that_makes_it(tmp_path: Path):
    from qiao.rehearsal.run import key_of

    ground = small.ground()
    one = key_of(plan(), ground)

    assert key_of(plan(seed=2), ground) != one
    assert key_of(replace(plan(), members=61), ground) != one
