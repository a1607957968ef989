"""What is hidden stays hidden."""

from pathlib import Path

import numpy as np
import pytest

from qiao.feed.learning import splits
from qiao.feed.learning.dataset import Dataset, Unusable, load
from qiao.feed.learning.splits import Questions
from tests.feed.learning.folder import themed


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return load(themed(tmp_path))


def events_of(asked: Questions, matrix: object) -> set[tuple[int, int]]:
    part = matrix.tocoo()  # type: ignore[attr-defined]
    return {(int(u), int(asked.candidates[c])) for u, c in zip(part.row, part.col, strict=True)}


def targets_of(asked: Questions) -> set[tuple[int, int]]:
    part = asked.targets.tocoo()
    return {
        (int(asked.users[u]), int(asked.candidates[c]))
        for u, c in zip(part.row, part.col, strict=True)
    }


def test_no_event_of_a_cold_item_is_in_training(data: Dataset) -> None:
    for fold in splits.item_cold(data, 5):
        cold = np.concatenate([fold.valid.candidates, fold.test.candidates])
        assert fold.train[:, cold].nnz == 0
        assert fold.full[:, cold].nnz == 0
        assert not set(fold.valid.candidates) & set(fold.test.candidates)


def test_tested_items_of_different_folds_are_different(data: Dataset) -> None:
    tested = np.concatenate([fold.test.candidates for fold in splits.item_cold(data, 5)])

    assert len(set(tested)) == len(tested)


def test_targets_and_what_is_seen_early_are_different_halves(data: Dataset) -> None:
    for fold in splits.item_cold(data, 2):
        for asked in (fold.valid, fold.test):
            seen, early = events_of(asked, asked.seen), events_of(asked, asked.early)
            assert not targets_of(asked) & seen
            assert early <= seen
            assert max(np.bincount(asked.early.indices)) <= splits.EARLY


def test_early_events_are_the_first_in_time(data: Dataset) -> None:
    when = dict(zip(zip(data.event_user, data.event_item, strict=True), data.event_s, strict=True))
    asked = next(splits.item_cold(data, 1)).test
    seen, early = events_of(asked, asked.seen), events_of(asked, asked.early)

    for item in {item for _, item in seen - early}:
        latest = max(when[pair] for pair in early if pair[1] == item)
        assert all(when[pair] >= latest for pair in seen - early if pair[1] == item)


def test_who_is_scored_has_five_events_in_training_and_a_target(data: Dataset) -> None:
    for fold in splits.item_cold(data, 2):
        assert (np.diff(fold.train.indptr)[fold.test.users] >= 5).all()
        assert (np.diff(fold.test.targets.indptr) > 0).all()


def test_the_time_split_trains_on_older_items_only(data: Dataset) -> None:
    (fold,) = splits.by_time(data)
    trained = np.unique(fold.train.indices)

    assert data.published_s[trained].max() < data.published_s[fold.valid.candidates].min()
    assert data.published_s[fold.valid.candidates].max() < (
        data.published_s[fold.test.candidates].min()
    )


def test_the_time_split_takes_a_year(data: Dataset) -> None:
    (fold,) = splits.by_time(data, test_from=2008)

    assert len(fold.test.candidates) == 24  # twelve a year, 2008 and 2009
    with pytest.raises(Unusable, match="--test-from"):
        list(splits.by_time(data, test_from=2030))


def test_a_warm_test_is_on_events_that_nothing_knew(data: Dataset) -> None:
    (fold,) = splits.warm(data, 1)

    assert fold.test.known is not None
    assert (fold.full[:, fold.test.candidates] != fold.test.known).nnz == 0
    assert fold.test.targets.multiply(fold.test.known[fold.test.users]).nnz == 0
    learnt = fold.train[fold.valid.users][:, fold.valid.candidates]
    assert fold.valid.targets.multiply(learnt).nnz == 0


def test_the_same_seed_hides_the_same(data: Dataset) -> None:
    one, two = (next(splits.item_cold(data, 1, seed=3)).test for _ in range(2))

    assert (one.candidates == two.candidates).all()
    assert (one.targets != two.targets).nnz == 0


def test_a_small_folder_is_refused(tmp_path: Path) -> None:
    from tests.feed.learning.folder import write

    write(tmp_path, "items", {"item": [1, 2], "title": ["a", "b"]})
    write(tmp_path, "interactions", {"user": [1, 2], "item": [1, 2]})
    data = load(tmp_path)

    with pytest.raises(Unusable, match="0 items have 5 events"):
        next(splits.item_cold(data, 1))
    with pytest.raises(Unusable, match="publication dates"):
        next(splits.by_time(data))
