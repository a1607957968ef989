"""Spaces: the small numbers find what the whole ones would, however notes come and go."""

import numpy as np
import pytest

from qiao.feed.interests import unit
from qiao.feed.space import Space, top

WIDTH = 128


def vectors(n: int, seed: int = 1) -> np.ndarray:
    """Make unit vectors around some themes, the first numbers busier than the last."""
    rng = np.random.default_rng(seed)
    busy = 1.0 / np.sqrt(1 + np.arange(WIDTH))
    themes = rng.standard_normal((40, WIDTH))
    made = (themes[rng.integers(40, size=n)] + rng.standard_normal((n, WIDTH))) * busy
    return unit(made.astype(np.float32))


def placed(n: int, **options: int) -> tuple[Space, np.ndarray]:
    space, points = Space("m", WIDTH, **options), vectors(n)
    space.put(np.arange(n, dtype=np.int32), points)
    return space, points


def found(space: Space, towards: np.ndarray, each: int, skip: list[int] | None = None) -> list[int]:
    resting = np.array(skip or [], dtype=np.int32)
    return space.nearest(towards, space.scan(towards), each=each, skip=resting)[0].tolist()


def nearest(points: np.ndarray, towards: np.ndarray, each: int) -> list[int]:
    return np.argsort(-(points @ towards[0]), kind="stable")[:each].tolist()


def test_a_scan_finds_exactly_the_nearest() -> None:
    space, points = placed(3_000)

    assert found(space, points[7:8], 30) == nearest(points, points[7:8], 30)


def test_what_rests_is_not_found_and_what_is_behind_it_is() -> None:
    space, points = placed(3_000)
    first = nearest(points, points[7:8], 40)

    assert found(space, points[7:8], 20, skip=first[:20]) == first[20:]


def test_notes_that_came_moved_or_went_since_are_found_where_they_are() -> None:
    space, points = placed(2_000)
    space.scan(points[:1])
    more = vectors(300, seed=2)

    space.put(np.arange(2_000, 2_300, dtype=np.int32), more)
    space.put(np.array([5], dtype=np.int32), points[9:10])
    for row in (9, 100, 2_299):
        space.drop(row)

    now = np.concatenate((points, more))
    now[5] = points[9]
    now[[9, 100, 2_299]] = 0.0
    assert found(space, now[5:6], 30) == nearest(now, now[5:6], 30)


def test_a_large_space_is_scanned_by_its_first_columns_and_decided_by_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("qiao.feed.space.SCAN_HEAD_FROM", 1_000)
    space, points = placed(4_000)

    shares = [
        len(set(found(space, points[i : i + 1], 50)) & set(nearest(points, points[i : i + 1], 50)))
        for i in range(20)
    ]

    assert np.mean(shares) >= 0.95 * 50


def test_beyond_the_limit_a_graph_finds_the_nearest_and_new_notes_are_looked_at_whole() -> None:
    space, points = placed(5_000, exact_up_to=1_000)
    space.grow_graph()
    space._graphs.wait()
    assert space.scan(points[:1]) is None
    more = vectors(50, seed=3)
    more[0] = points[7]

    space.put(np.arange(5_000, 5_050, dtype=np.int32), more)
    space.drop(7)

    now = np.concatenate((points, more))
    now[7] = 0.0
    for i in (11, 500, 5_000):
        towards = now[i : i + 1]
        shared = set(found(space, towards, 30)) & set(nearest(now, towards, 30))
        assert len(shared) >= 24
        assert i in shared


def test_while_a_graph_grows_the_scan_goes_on() -> None:
    space, points = placed(1_500, exact_up_to=1_000)

    assert found(space, points[3:4], 20) == nearest(points, points[3:4], 20)


def test_the_fold_in_is_the_row_of_the_ridge_regression() -> None:
    space, _ = placed(600)
    space._measure()
    liked = np.array([3, 50, 51])
    weights = np.array([1.0, 2.0, 0.5], dtype=np.float32)
    centred, _ = space.points(np.arange(600, dtype=np.int32))
    y = np.zeros(600)
    y[liked] = weights
    exact = np.linalg.solve(centred.T @ centred + 600 * space.ridge * np.eye(WIDTH), centred.T @ y)

    told = space.fold_in(centred[liked], weights)

    assert told is not None
    cosine = told @ exact / (np.linalg.norm(told) * np.linalg.norm(exact))
    assert cosine == pytest.approx(1.0, abs=1e-3)
    assert (centred @ told).std() == pytest.approx(1.0, abs=0.02)


def test_top_is_exact_on_long_arrays() -> None:
    values = np.random.default_rng(4).integers(-(10**6), 10**6, size=80_000).astype(np.int32)

    assert sorted(values[top(values, 200)].tolist()) == sorted(values.tolist())[-200:]
