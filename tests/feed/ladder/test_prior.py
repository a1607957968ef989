"""What is expected of a note nobody has seen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.ladder.prior import LEAST, MOST, Peers, dynamic_prior, for_author


def test_the_prior_gives_a_new_note_the_chance_that_was_meant() -> None:
    peers = Peers(mean=0.2, spread=0.03)
    m = dynamic_prior(peers, surprise=0.3, weight=10)
    rng = np.random.default_rng(1)

    new = rng.beta(10 * m, 10 * (1 - m), 100_000)
    incumbent = rng.normal(peers.mean, peers.spread, 100_000)

    # a normal approximation of a skewed posterior; it is a chance, not a certainty
    assert (new > incumbent).mean() == pytest.approx(0.3, abs=0.06)


@settings(deadline=None)
@given(st.floats(0.001, 0.9), st.floats(0.0, 0.5), st.floats(0.05, 0.49))
def test_a_prior_is_a_rate_below_that_of_its_peers(
    mean: float, spread: float, surprise: float
) -> None:
    m = dynamic_prior(Peers(mean, spread), surprise=surprise)

    assert LEAST <= m <= MOST
    assert m <= max(mean, LEAST)


def test_peers_are_a_guess_until_there_are_some() -> None:
    assert Peers.of([]) == Peers(0.1, 0.05)
    assert Peers.of([(30.0, 100)] * 20).mean == pytest.approx(0.3, abs=0.01)


def test_an_author_s_earlier_notes_move_the_prior_within_bounds() -> None:
    peers = Peers(0.1, 0.03)

    assert for_author(0.06, peers, hits=0, given=0) == pytest.approx(0.06)
    assert for_author(0.06, peers, hits=400, given=1000) == pytest.approx(0.12)
    assert for_author(0.06, peers, hits=0, given=1000) == pytest.approx(0.03)
