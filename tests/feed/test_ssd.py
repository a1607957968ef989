"""SSD*: the cheap form picks what the textbook's form picks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qiao.feed.rerankers.ssd import SsdStar, _biased, ssd_star
from tests.feed import make


def residual_form(
    quality: NDArray[np.float64], points: NDArray[np.float64], *, window: int, gamma: float
) -> list[int]:
    """The algorithm as the paper writes it: every candidate's residual vector is carried along."""
    left, rest = quality.copy(), points.copy()
    window_of: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
    picks = []
    for _ in range(len(quality)):
        worth = left + gamma * np.linalg.norm(rest, axis=1) if picks else left
        pick = int(worth.argmax())
        picks.append(pick)
        left[pick] = -np.inf
        if len(window_of) == window - 1:
            basis, shares = window_of.pop(0)
            rest += shares[:, None] * basis
        basis = rest[pick].copy()
        length2 = basis @ basis
        shares = rest @ basis / length2 if length2 > 1e-9 else np.zeros(len(rest))
        rest -= shares[:, None] * basis
        window_of.append((basis, shares))
    return picks


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(3, 60),
    window=st.integers(2, 12),
    gamma=st.sampled_from([0.3, 1.0, 5.0]),
)
def test_the_norm_only_form_picks_what_the_residual_form_picks(
    seed: int, n: int, window: int, gamma: float
) -> None:
    rng = np.random.default_rng(seed)
    quality = rng.standard_normal(n)
    points = rng.standard_normal((n, 24))
    points /= np.linalg.norm(points, axis=1, keepdims=True)

    picks = ssd_star(quality, points, n, window=window, gamma=gamma)

    assert picks.tolist() == residual_form(quality, points, window=window, gamma=gamma)


def test_long_lists_are_picked_row_by_row_to_the_same_end() -> None:
    rng = np.random.default_rng(3)
    quality = rng.standard_normal(400)
    points = rng.standard_normal((400, 16))
    points /= np.linalg.norm(points, axis=1, keepdims=True)

    picks = ssd_star(quality, points, 50, window=10, gamma=1.0)

    assert picks.tolist() == residual_form(quality, points, window=10, gamma=1.0)[:50]


def test_the_same_thing_twice_does_not_follow_itself() -> None:
    points = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)
    reranker = SsdStar(lambda rows: points[rows], variety=0.7)

    order = reranker.order(make.request(make.feeds().index), make.ranked([1.0, 0.9, 0.8]))

    assert order.tolist() == [0, 2, 1]


def test_notes_without_a_vector_keep_their_order() -> None:
    reranker = SsdStar(lambda rows: np.zeros((len(rows), 4), dtype=np.float32), variety=0.5)

    order = reranker.order(make.request(make.feeds().index), make.ranked([3.0, 2.0, 1.0, 0.0]))

    assert order.tolist() == [0, 1, 2, 3]


@pytest.mark.parametrize("seed", range(40))
def test_notes_that_are_nearly_the_same_are_each_picked_once(seed: int) -> None:
    """What one has beyond another is rounding then, which may fall below zero."""
    rng = np.random.default_rng(seed)
    few = rng.standard_normal((int(rng.integers(1, 8)), 8))
    near = few[rng.integers(0, len(few), 60)] + 10 ** rng.uniform(-6, -2.5) * rng.standard_normal(
        (60, 8)
    )
    picks = ssd_star(
        rng.standard_normal(60), _biased(near.astype(np.float32)), 60, window=10, gamma=9.0
    )

    assert sorted(picks.tolist()) == list(range(60))
