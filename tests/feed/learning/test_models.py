"""The models: against slower forms of the same, and on taste that is known."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from qiao.feed.learning import splits, views
from qiao.feed.learning.dataset import load
from qiao.feed.learning.methods import METHODS, NAMES, Fitted
from qiao.feed.learning.models import blend, cb2cf, early, ease, item_knn, mixed, pool, spread
from qiao.feed.learning.models.common import Known, Model, worth
from qiao.feed.learning.splits import Questions
from tests.feed.learning.folder import themed


@pytest.fixture
def cold(tmp_path: Path) -> Fitted:
    data = load(themed(tmp_path))
    fold = next(splits.item_cold(data, 1))
    seen = views.views_of(data, ["none"], None, lambda *_: None)
    return Fitted(Known(data, seen, fold, fold.train, 0))


@pytest.fixture
def warm(tmp_path: Path) -> Fitted:
    data = load(themed(tmp_path))
    fold = next(splits.warm(data, 1))
    seen = views.views_of(data, ["none"], None, lambda *_: None)
    return Fitted(Known(data, seen, fold, fold.train, 0))


def events(seed: int, users: int, items: int) -> csr_array:
    rng = np.random.default_rng(seed)
    return csr_array((rng.random((users, items)) < 0.3).astype(np.float32))


def asked(users: int, candidates: int, targets: np.ndarray | None = None) -> Questions:
    nothing = csr_array((users, candidates), dtype=np.float32)
    wanted = nothing if targets is None else csr_array(targets.astype(np.float32))
    return Questions(np.arange(candidates), np.arange(users), wanted, nothing, nothing)


@pytest.mark.parametrize("name", [n for n in NAMES if "item-cold" in METHODS[n].splits])
def test_what_has_content_beats_chance_on_items_nobody_touched(cold: Fitted, name: str) -> None:
    value = worth(cold.get(name).final, cold.known.fold.test)
    chance = worth(cold.get("random").final, cold.known.fold.test)

    if name not in ("random", "popularity", "early_popularity"):
        assert value > chance + 0.05
    assert 0 <= value <= 1


@pytest.mark.parametrize("name", [n for n in NAMES if "warm" in METHODS[n].splits])
def test_warm_methods_find_what_was_hidden(warm: Fitted, name: str) -> None:
    value = worth(warm.get(name).final, warm.known.fold.test)

    if name not in ("random", "popularity"):
        assert value > worth(warm.get("random").final, warm.known.fold.test) + 0.1


def test_models_never_see_an_event_of_a_cold_item(cold: Fitted) -> None:
    """Whatever cold items' events are, those who do not peek answer the same."""
    known = cold.known
    fold = known.fold
    other = Questions(
        fold.test.candidates,
        fold.test.users,
        csr_array(fold.test.targets.shape, dtype=np.float32),
        csr_array(fold.test.seen.shape, dtype=np.float32),
        csr_array(fold.test.early.shape, dtype=np.float32),
    )
    some = np.arange(5)

    for name in NAMES:
        if "item-cold" in METHODS[name].splits and not METHODS[name].peeks:
            model = cold.get(name).final
            assert (model(fold.test, some) == model(other, some)).all(), name


def test_the_same_fold_gives_the_same_scores(cold: Fitted) -> None:
    again = Fitted(cold.known)
    some = np.arange(5)

    for name in ("two_tower", "blend", "early"):
        one, two = (f.get(name).final(f.known.fold.test, some) for f in (cold, again))
        assert (one == two).all(), name


@pytest.mark.parametrize("shape", [(12, 20), (20, 12)])
def test_ease_of_either_side_is_the_textbook_form(cold: Fitted, shape: tuple[int, int]) -> None:
    train = events(1, *shape)
    gram = (train.T @ train).toarray() + 5.0 * np.eye(shape[1])
    precision = np.linalg.inv(gram)
    weights = -precision / np.diag(precision)
    np.fill_diagonal(weights, 0)

    scores = ease.model(cold.known, 5.0, train)(asked(*shape), np.arange(shape[0]))

    assert np.allclose(scores, train.toarray() @ weights, atol=1e-4)


def test_neighbours_are_shrunk_cosines_of_the_nearest() -> None:
    train = events(2, 30, 8)
    dense = train.toarray()
    norms = np.linalg.norm(dense, axis=0)
    wanted = dense.T @ dense / (np.outer(norms, norms) + item_knn.SHRINK)
    np.fill_diagonal(wanted, 0)

    found = item_knn.neighbours(train, 3).toarray()

    for item in range(8):
        nearest = np.argsort(-wanted[:, item], kind="stable")[:3]
        assert found[nearest, item] == pytest.approx(wanted[nearest, item], abs=1e-6)
        assert (found[:, item] > 0).sum() >= 3  # equals are all kept


def test_ridge_is_the_closed_form(cold: Fitted) -> None:
    known = cold.known
    view, trained = cb2cf.stack(known), known.trained()
    points = view[trained].astype(np.float64)
    gram = points.T @ points + 30.0 * np.eye(points.shape[1])
    weights = np.linalg.solve(gram, points.T @ known.train[:, trained].toarray().T)

    (model,) = cb2cf.TEXT.make(known, [30.0])
    users = known.fold.test.users[:4]
    expected = weights.T[users] @ view[known.fold.test.candidates].T

    assert np.allclose(model(known.fold.test, np.arange(4)), expected, atol=1e-3)


def test_an_author_of_one_item_has_no_column(cold: Fitted) -> None:
    known = cold.known

    width = cb2cf.features(known).shape[1] - cb2cf.stack(known).shape[1]

    assert width == 12  # three themes of four authors, all with several items


def test_folding_in_gives_an_item_that_nobody_had_no_vector() -> None:
    users = np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)
    first = csr_array(np.array([[1, 0], [1, 0], [0, 0], [0, 0], [0, 0], [0, 0]], dtype=np.float32))

    vectors = early.folded(users, first)

    assert vectors[1].tolist() == [0, 0, 0]
    assert np.argmax(users @ vectors[0]) in (0, 1)


def of(scores: np.ndarray) -> Model:
    return lambda _, some: scores[some].astype(np.float32)


def test_a_blend_leaves_a_channel_of_noise_out() -> None:
    rng = np.random.default_rng(0)
    targets = rng.random((80, 40)) < 0.1
    targets[:, 0] = True
    good = targets + rng.standard_normal((80, 40)) * 0.4
    channels = {"good": of(good), "noise": of(rng.standard_normal((80, 40)))}
    questions = asked(80, 40, targets)

    weights, _ = blend.learned(channels, questions, seed=0)

    assert weights.sum() == pytest.approx(1)
    assert weights[0] > 0.85
    assert worth(blend.of(channels, weights), questions) > worth(
        blend.of(channels, np.array([0.5, 0.5])), questions
    )


def test_what_must_not_be_shown_stays_out_of_any_blend() -> None:
    scores = np.array([[1.0, 2.0, 3.0, -np.inf]], dtype=np.float32)

    standard = pool.standard(scores)

    assert standard[0, 3] == pool.OUT
    assert standard[0, :3].mean() == pytest.approx(0, abs=1e-6)
    assert pool.standard(np.ones((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]


def test_a_spread_list_keeps_its_first_and_ends_with_the_rare() -> None:
    scores = np.linspace(3, 0, 60)[None, :]
    popular = np.full(60, 1.0)
    popular[50] = -20.0

    model = spread.of(of(scores), spread.Spread(0.0, 1), popular)
    order = np.argsort(-model(asked(1, 60), np.array([0]))[0], kind="stable")

    assert order[:19].tolist() == list(range(19))
    assert order[19] == 50
    assert order[20:23].tolist() == [19, 20, 21]


def test_lists_are_mixed_as_a_home_reader_reads(warm: Fitted) -> None:
    known = warm.full
    history = mixed.history(known)
    user = 0
    history[user] = [0.5, 0.5, 0.0]
    of_one_lang = (known.data.lang.codes[known.fold.test.candidates] == 0) * 3.0
    flooded = of(np.tile(of_one_lang, (known.data.users, 1)))
    questions = asked(known.data.users, known.data.items)
    questions = Questions(
        known.fold.test.candidates,
        questions.users,
        questions.targets,
        questions.seen,
        questions.early,
    )

    scores = mixed.of(flooded, known, history, 1000.0)(questions, np.array([user]))
    lists = np.argsort(-scores, axis=1, kind="stable")[:, :20]

    shares = mixed.given_mix(known, questions, lists)[0]
    assert shares.tolist() == pytest.approx([0.5, 0.5, 0.0], abs=0.1)
