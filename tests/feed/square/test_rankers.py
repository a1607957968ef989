"""The net that tells how likely what is."""

import numpy as np
import pytest

from qiao.feed.rankers import TARGETS, Rankers, RankersBroken
from tests.feed.square.test_learned import F32, rankers


def test_probabilities_are_probabilities_whatever_comes_in():
    columns = np.array([[0, 0], [1e9, 1e9], [-1e9, -5]], F32)

    told = rankers().predict(columns)

    assert told.shape == (3, len(TARGETS))
    assert np.isfinite(told).all()
    assert (told >= 0).all()
    assert (told <= 1).all()


def test_what_it_is_told_is_left_as_it_is():
    columns = np.array([[0.5, 30.0]], F32)

    rankers().predict(columns)

    assert columns.tolist() == [[0.5, 30.0]]


def test_ages_are_told_by_their_logarithm():
    made = rankers(("age_h",))

    one_hour, a_day, a_year = made.predict(np.array([[1], [24], [8_760]], F32))[:, 0]

    assert one_hour < a_day < a_year < 1
    assert a_year == pytest.approx(1 / (1 + np.exp(2 - np.log1p(8_760))), rel=1e-3)


def test_it_fits_a_reader_that_has_all_its_features():
    assert rankers(("near",)).fits(["near", "more"])
    assert not rankers(("near", "gone")).fits(["near", "more"])


def test_arrays_that_do_not_fit_together_are_refused():
    arrays = rankers().arrays()

    with pytest.raises(RankersBroken):
        Rankers.of(["near"], arrays)
    with pytest.raises(RankersBroken):
        Rankers.of(["near", "age_h"], arrays | {"out": np.full((3, 6), np.nan)})
    with pytest.raises(RankersBroken):
        Rankers.of(["near", "age_h"], {k: v for k, v in arrays.items() if k != "mean"})
