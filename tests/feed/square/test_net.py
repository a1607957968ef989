"""Teaching the rankers: they tell what happens more often, and how often."""

import numpy as np

from qiao.feed.learning.square.net import Examples, teach
from qiao.feed.rankers import TARGETS, Rankers

FEATURES = ("near", "followed", "age_h", "readable")


def shown(n: int = 12_000, *, seed: int = 0) -> tuple[Examples, np.ndarray]:
    """Show cards that are opened when they are near, less further down, never commented."""
    rng = np.random.default_rng(seed)
    columns = rng.random((n, 4)).astype(np.float32)
    columns[:, 3] = 0.5  # the same in all
    position = rng.integers(0, 30, n).astype(np.int32)
    plain = 1 / (1 + np.exp(2.0 - 3.0 * columns[:, 0]))
    chance = plain * (1 - 0.02 * position)
    hits = np.zeros((n, len(TARGETS)), np.float32)
    hits[:, 0] = rng.random(n) < chance
    hits[:, 1] = hits[:, 0] * (rng.random(n) < 0.3)
    kept = rng.random(n) < 0.2
    return Examples(FEATURES, columns, position, hits, np.ones(n, np.float32), kept), chance


def test_what_is_opened_more_often_is_told_to_be():
    examples, chance = shown()

    taught = teach(examples, seed=1)

    told = taught.rankers.predict(examples.columns)[:, 0]
    assert np.corrcoef(told, examples.columns[:, 0])[0, 1] > 0.95
    assert abs(told.mean() - chance.mean()) < 0.02
    assert taught.gain["open"] > 0.02
    assert taught.gain["like"] > 0


def test_what_never_happened_has_its_base_rate_and_no_opinion():
    taught = teach(shown()[0], seed=1)

    comments = taught.rankers.predict(shown(200, seed=5)[0].columns)[:, TARGETS.index("comment")]

    assert comments.min() == comments.max()
    assert 0 < comments[0] < 1e-4


def test_of_what_was_always_the_same_nothing_is_learnt():
    rankers = teach(shown()[0], seed=1).rankers
    columns = np.full((2, 4), 0.5, np.float32)
    columns[1, 3] = 1.0

    told = rankers.predict(columns)

    assert (told[0] == told[1]).all()


def test_the_next_lesson_begins_where_the_last_one_ended():
    examples = shown()[0]
    before = teach(examples, seed=1)
    few = Examples(
        FEATURES, examples.columns[:400], examples.position[:400], examples.hits[:400],
        examples.weights[:400], np.zeros(400, np.bool_),
    )  # fmt: skip

    anew, went_on = teach(few, seed=2), teach(few, seed=2, before=before.rankers)

    test, _ = shown(4_000, seed=9)

    def right(rankers: Rankers) -> float:
        told = rankers.predict(test.columns)[:, 0]
        return float(np.corrcoef(told, test.columns[:, 0])[0, 1])

    assert right(went_on.rankers) >= right(anew.rankers)


def test_the_same_lesson_teaches_the_same():
    first, second = teach(shown(3_000)[0], seed=1), teach(shown(3_000)[0], seed=1)

    assert (first.rankers.out == second.rankers.out).all()
