"""Lambda of CB2CF is chosen so that notes nobody touched are found."""

import numpy as np
from scipy.sparse import csr_matrix

from qiao.feed.index import FeedIndex
from qiao.feed.learning.square.cold import GRID, ridges
from qiao.feed.learning.square.matrix import Engagement
from tests.feed.make import put

NOTES, MEMBERS, WIDTH = 400, 120, 64


def square(*, noise: float, seed: int = 0) -> tuple[FeedIndex, Engagement]:
    """Make notes as points; members like those in their direction, which a few columns tell."""
    rng = np.random.default_rng(seed)
    points = rng.standard_normal((NOTES, WIDTH)).astype(np.float32)
    points[:, 8:] *= noise
    index = FeedIndex()
    names = [f"note {i}" for i in range(NOTES)]
    for name in names:
        put(index, name)
    index.place("model", names, points)
    towards = rng.standard_normal((MEMBERS, 8)).astype(np.float32)
    far = towards @ points[:, :8].T
    liked = far > np.sort(far, axis=1)[:, -30, None]
    notes = np.arange(NOTES, dtype=np.int32)
    return index, Engagement(csr_matrix(liked.astype(np.float32)), notes, notes)


def test_lambda_fits_what_the_directions_tell():
    # without lambda all directions count alike: wrong where those that tell nothing hardly vary,
    # right where they drown those that do
    quiet = ridges(*square(noise=0.2))["model"]
    loud = ridges(*square(noise=1.5))["model"]

    assert {quiet, loud} <= set(GRID)
    assert loud < quiet


def test_a_handful_of_notes_leaves_the_usual_lambda():
    index, engaged = square(noise=0.2)
    few = np.arange(20, dtype=np.int32)
    column = np.full(NOTES, -1, np.int32)
    column[few] = few

    assert ridges(index, Engagement(engaged.matrix[:, few], few, column)) == {}


def test_a_square_without_vectors_has_no_lambda():
    _, engaged = square(noise=0.2)

    assert ridges(FeedIndex(), engaged) == {}
