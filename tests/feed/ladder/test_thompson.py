"""Who wins slots: a share of the draws, never twice, never more than there are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.ladder.thompson import DRAWS, Contest, posterior_draws


@st.composite
def contests(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    n = draw(st.integers(0, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = rng.random((DRAWS, n), dtype=np.float32)
    values[:, rng.random(n) < draw(st.sampled_from((0.0, 0.3, 1.0)))] = -np.inf
    groups = rng.integers(0, draw(st.integers(1, 40)), n).astype(np.int32)
    return values, groups, draw(st.integers(0, 12))


@settings(deadline=None)
@given(contests())
def test_every_draw_has_as_many_winners_and_no_more_than_slots(
    contest: tuple[np.ndarray, np.ndarray, int],
) -> None:
    values, groups, slots = contest

    won = Contest(np.isfinite(values[0]), groups, slots).winners(values)

    counts = won.sum(axis=1)
    assert won.shape == values.shape
    assert len(set(counts.tolist())) == 1
    assert counts[0] <= slots
    assert not won[:, ~np.isfinite(values[0])].any()


@settings(deadline=None)
@given(contests())
def test_one_of_each_author_wins_where_there_are_authors_enough(
    contest: tuple[np.ndarray, np.ndarray, int],
) -> None:
    values, groups, slots = contest
    possible = np.isfinite(values[0])
    kinds = len(set(groups[possible].tolist()))

    won = Contest(np.isfinite(values[0]), groups, slots).winners(values)

    if kinds >= slots:
        assert won.sum(axis=1).tolist() == [min(slots, kinds)] * DRAWS
        for draw in won:
            of = groups[draw]
            assert len(set(of.tolist())) == len(of)


@settings(deadline=None)
@given(contests())
def test_chance_deals_as_likely_as_it_says(
    contest: tuple[np.ndarray, np.ndarray, int],
) -> None:
    values, groups, slots = contest
    fair = Contest(np.isfinite(values[0]), groups, slots)
    rng = np.random.default_rng(1)

    likely = fair.likely()
    dealt = np.zeros(len(likely))
    for _ in range(300 if fair.wanted else 0):
        drawn = fair.by_chance(rng)
        assert len(set(drawn.tolist())) == fair.wanted
        dealt[drawn] += 1 / 300

    assert likely.sum() == pytest.approx(fair.wanted, abs=1e-3)
    assert np.abs(dealt - likely).max(initial=0) < 0.15


def test_all_win_where_slots_are_enough() -> None:
    values = np.ones((DRAWS, 3), dtype=np.float32)

    won = Contest(np.ones(3, bool), np.array([1, 2, 3], dtype=np.int32), 5).winners(values)

    assert won.all()


def test_what_is_liked_more_wins_more_often() -> None:
    hits = np.array([1.0, 12.0], dtype=np.float32)
    shown = np.array([30.0, 30.0], dtype=np.float32)
    prior = np.full(2, 0.1, dtype=np.float32)
    rng = np.random.default_rng(1)

    draws = posterior_draws(hits, shown, prior, weight=10, rng=rng)
    won = Contest(np.ones(2, bool), np.array([1, 2], dtype=np.int32), 1).winners(draws)

    assert draws.min() >= 0
    assert draws.max() <= 1
    assert won.mean(axis=0)[1] > 0.95
