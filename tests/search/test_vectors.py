"""Vectors in eight bits."""

import numpy as np
import pytest

from qiao.search.vectors import keep, unpack


def test_eight_bits_keep_the_direction() -> None:
    vectors = np.random.default_rng(1).standard_normal((50, 512)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    back = unpack([keep(str(i), "m", v) for i, v in enumerate(vectors)])

    assert (back * vectors).sum(axis=1).min() > 0.9998
    assert np.linalg.norm(back, axis=1) == pytest.approx(np.ones(50), abs=1e-5)


def test_a_zero_vector_stays_zero() -> None:
    assert not unpack([keep("n", "m", np.zeros(8, dtype=np.float32))]).any()


def test_nothing_unpacks_to_nothing() -> None:
    assert unpack([]).shape == (0, 0)
