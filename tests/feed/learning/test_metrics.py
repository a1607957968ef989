"""The measures, against values worked out by hand."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from qiao.feed.learning import metrics


def test_recall_counts_hits_over_targets() -> None:
    scores = np.array([[0.9, 0.8, 0.7, 0.1], [0.1, 0.2, 0.3, 0.4]], dtype=np.float32)
    targets = csr_array(np.array([[1, 0, 0, 1], [1, 0, 0, 0]], dtype=np.float32))

    found = metrics.hits(metrics.top(scores, 2), targets)

    assert metrics.recall(found, np.array([2, 1]), 2).tolist() == [0.5, 0.0]


def test_ndcg_weighs_places() -> None:
    # hits at places 1 and 3 of three targets: (1 + 1/2) / (1 + 1/log2 3 + 1/2)
    found = np.array([[True, False, True] + [False] * 17])

    (value,) = metrics.ndcg(found, np.array([3]))

    assert value == pytest.approx(1.5 / (1 + 1 / np.log2(3) + 0.5))


def test_the_ideal_has_no_more_hits_than_places() -> None:
    found = np.ones((1, 20), dtype=np.bool_)

    assert metrics.ndcg(found, np.array([50]))[0] == pytest.approx(1)


def test_lists_hold_what_may_be_shown_and_break_ties_by_order() -> None:
    scores = np.array([[0.5, -np.inf, 0.5, 0.5]], dtype=np.float32)

    assert metrics.top(scores, 2).tolist() == [[0, 2]]
    assert metrics.top(scores, 4).tolist() == [[0, 2, 3, -1]]


def test_a_place_without_an_item_is_no_hit() -> None:
    targets = csr_array(np.array([[1.0]], dtype=np.float32))

    assert metrics.hits(np.array([[0, -1]]), targets).tolist() == [[True, False]]


def test_coverage_is_the_share_that_anybody_sees() -> None:
    assert metrics.coverage(np.array([[0, 1], [1, -1]]), 4) == 0.5


def test_variety_is_the_mean_distance_of_pairs() -> None:
    vectors = np.array([[1, 0], [0, 1], [1, 0]], dtype=np.float32)

    # distances 1, 0, 1
    assert metrics.ilad(np.array([[0, 1, 2]]), vectors)[0] == pytest.approx(2 / 3)
    assert metrics.ilad(np.array([[0, -1, -1]]), vectors)[0] == 0


def test_divergence_is_nothing_for_the_wanted_mix_and_finite_for_none_of_it() -> None:
    wanted = np.array([[0.6, 0.4], [0.6, 0.4]])
    given = np.array([[0.6, 0.4], [1.0, 0.0]])

    same, none = metrics.divergence(wanted, given)

    assert same == pytest.approx(0)
    assert none == pytest.approx(0.6 * np.log(0.6 / 0.996) + 0.4 * np.log(0.4 / 0.004))


def test_the_interval_is_over_folds() -> None:
    interval = metrics.over_folds([np.array([0.1, 0.3]), np.array([0.4])])

    assert interval.mean == pytest.approx(0.3)
    assert interval.half == pytest.approx(12.71 * 0.1)


def test_of_one_fold_the_interval_is_over_users() -> None:
    interval = metrics.over_folds([np.array([0.0, 1.0])])

    assert interval.half == pytest.approx(1.96 * np.sqrt(0.5) / np.sqrt(2))
