"""Notes that the same members like are neighbours, by each of the models and in their blend."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from qiao.feed.learning.square import neighbours as models
from qiao.feed.learning.square.neighbours import Near

GROUPS, NOTES, MEMBERS = 5, 12, 40


def liked(seed: int = 0) -> csr_matrix:
    """Make five groups of members and notes; a twentieth of the likes goes elsewhere."""
    rng = np.random.default_rng(seed)
    of_member = np.arange(MEMBERS * GROUPS) % GROUPS
    of_note = np.arange(NOTES * GROUPS) % GROUPS
    same = of_member[:, None] == of_note[None, :]
    return csr_matrix((rng.random(same.shape) < np.where(same, 0.5, 0.02)).astype(np.float32))


def purity(near: Near, *, first: int = 10) -> float:
    """Return the share of neighbours that are of the note's group."""
    columns = np.arange(len(near.near))
    found = near.near[:, :first]
    return float((found % GROUPS == columns[:, None] % GROUPS)[found >= 0].mean())


@pytest.mark.parametrize(
    "make",
    [models.item_knn, models.ease, lambda matrix: models.ials(matrix, seed=1)],
    ids=["item-kNN", "EASE", "iALS"],
)
@pytest.mark.filterwarnings("ignore")
def test_each_model_finds_the_group(make: Callable[[csr_matrix], Near]):
    assert purity(make(liked())) > 0.9


def test_ease_is_the_closed_form():
    matrix = liked()
    gram = (matrix.T @ matrix).toarray()
    diagonal = gram.diagonal()
    ridge = models.EASE_RIDGE * (diagonal.mean() + np.percentile(diagonal, 90))
    inverse = np.linalg.inv(gram + ridge * np.eye(len(gram)))
    exact = -inverse / inverse.diagonal()[None, :]
    np.fill_diagonal(exact, 0)

    near = models.ease(matrix)

    for row in (0, 7, 59):
        there = near.near[row] >= 0
        assert near.weights[row][there] == pytest.approx(
            exact[row, near.near[row][there]], abs=1e-4
        )
        assert near.near[row][0] == exact[row].argmax()


def test_some_columns_alone_get_what_they_get_with_all():
    matrix = liked()
    some = np.array([3, 31], np.int32)

    alone, with_all = models.item_knn(matrix, only=some), models.item_knn(matrix)

    assert (alone.near == with_all.near[some]).all()


def test_a_note_is_not_its_own_neighbour_and_neighbours_are_in_order():
    near = models.blended(models.item_knn(liked()), models.ease(liked()), 0.5)

    assert not (near.near == np.arange(len(near.near))[:, None]).any()
    assert (np.diff(near.weights, axis=1) <= 0).all()


def test_a_blend_keeps_what_only_one_of_them_found():
    first = Near(np.array([[1], [-1], [-1]], np.int32), np.array([[0.2], [0], [0]], np.float32))
    second = Near(np.array([[2], [-1], [-1]], np.int32), np.array([[9.0], [0], [0]], np.float32))

    both = models.blended(first, second, 0.75, keep=2)

    assert both.near[0].tolist() == [1, 2]
    assert both.weights[0].tolist() == [0.75, 0.25]


def test_ndcg_is_as_worked_out_by_hand():
    scored = np.array([0.9, 0.1, 0.8, 0.0], np.float32)

    assert models.ndcg(scored, np.array([0]), k=2) == 1
    assert models.ndcg(scored, np.array([2]), k=2) == pytest.approx(1 / np.log2(3))
    assert models.ndcg(scored, np.array([3]), k=4) == 0  # what scores nothing was not found
