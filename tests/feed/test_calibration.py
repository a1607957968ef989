"""A calibrated mix: what it promises of every page, against the plain form of the same greedy."""

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.calibration import BEFORE, CARRIED, Share, broadened, calibrated


def plain(quality: np.ndarray, shares: list[Share], count: int, page: int) -> list[int]:
    """The greedy as it is written down: every candidate is looked at for every place."""
    left = set(range(len(quality)))
    counts = [BEFORE * share.wished for share in shares]
    picks: list[int] = []
    while len(picks) < count:
        if picks and len(picks) % page == 0:
            counts = [
                BEFORE * s.wished + CARRIED * (c - BEFORE * s.wished)
                for s, c in zip(shares, counts, strict=True)
            ]

        def worth(i: int) -> float:
            gains = (
                s.strength * s.wished[s.kinds[i]] * log(1 + 1 / c[s.kinds[i]])
                if s.wished[s.kinds[i]]
                else 0.0
                for s, c in zip(shares, counts, strict=True)  # noqa: B023
            )
            return float(quality[i]) + sum(gains)

        best = max(left, key=worth)
        left.remove(best)
        picks.append(best)
        for share, c in zip(shares, counts, strict=True):
            c[share.kinds[best]] += 1
    return picks


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), kinds=st.lists(st.integers(1, 5), min_size=1, max_size=3))
def test_looking_at_the_best_of_each_kind_picks_what_looking_at_all_picks(
    seed: int, kinds: list[int]
) -> None:
    rng = np.random.default_rng(seed)
    quality = rng.standard_normal(60)
    shares = [
        Share(rng.integers(k, size=60), rng.dirichlet(np.ones(k)), rng.uniform(0, 40))
        for k in kinds
    ]

    picks = calibrated(quality, shares, 25, page=10)

    assert picks.tolist() == plain(quality, shares, 25, 10)


@pytest.mark.parametrize("minority", [0.1, 0.25, 0.4])
def test_every_page_of_a_session_has_a_minority_s_share(minority: float) -> None:
    rng = np.random.default_rng(5)
    kinds = (np.arange(500) % 5 == 0).astype(int)
    quality = rng.standard_normal(500) - 2.0 * kinds  # the score would leave it out

    picks = calibrated(
        quality, [Share(kinds, np.array([1 - minority, minority]), 200.0)], 100, page=20
    )

    for start in range(0, 100, 20):
        assert abs(kinds[picks[start : start + 20]].mean() - minority) < 0.16


def test_where_a_kind_runs_out_the_others_fill_the_page() -> None:
    kinds = np.array([1, *[0] * 29])

    picks = calibrated(np.zeros(30), [Share(kinds, np.array([0.5, 0.5]), 50.0)], 20, page=20)

    assert len(set(picks.tolist())) == 20


def test_without_shares_the_best_come_first() -> None:
    assert calibrated(np.array([1.0, 3.0, 2.0]), [], 2, page=20).tolist() == [1, 2]


def test_a_reader_s_own_proportions_are_opened_towards_what_there_is() -> None:
    opened = broadened(np.array([1.0, 0.0]), np.array([0.5, 0.5]), 0.4)

    assert opened.tolist() == [0.8, 0.2]
