"""Readers' pages stay different, and how different they are is measured."""

import numpy as np
import pytest

from qiao.feed.lens import lens_of
from qiao.feed.models import Reader
from qiao.feed.overlap import overlap
from tests.feed import make
from tests.feed.test_reasons import demo

NOTHING = np.zeros(0, dtype=np.int32)


@pytest.mark.parametrize(
    ("pages", "shared"),
    [
        ([["a", "b"], ["a", "b"]], 1.0),
        ([["a", "b"], ["c", "d"]], 0.0),
        ([["a", "b"], ["b", "c"], ["d", "b"]], 0.5),
        ([["a"]], 0.0),
        ([], 0.0),
    ],
)
def test_overlap_is_the_mean_share_of_a_page_that_two_readers_have_in_common(
    pages: list[list[str]], shared: float
) -> None:
    assert overlap(pages) == pytest.approx(shared)


def test_readers_of_explore_have_less_in_common_than_a_feed_of_what_is_popular_gives_them() -> None:
    feeds = demo()
    index, rng = feeds.index, np.random.default_rng(3)
    explore, popular = [], []
    deeds = index.likes[: len(index)] + 2.0 * index.collects[: len(index)]
    for number in range(40):
        liked = [index.notes.texts[i] for i in rng.integers(len(index), size=4)]
        lens = lens_of(make.taste(liked), index, reader=f"r{number}", now_us=make.NOW_US)
        ranked, _, _ = feeds.rank(
            Reader(f"r{number}", ("en",)), lens, shown=NOTHING, now_us=make.NOW_US
        )
        explore.append(ranked.rows[:20].tolist())
        left = np.setdiff1d(np.arange(len(index)), lens.resting)
        popular.append(left[np.argsort(-deeds[left])][:20].tolist())

    assert overlap(explore) <= 0.5 * overlap(popular)


def test_two_readers_without_a_taste_do_not_get_the_same_page() -> None:
    feeds = demo()
    pages = []
    for number in range(20):
        lens = lens_of(make.taste(), feeds.index, reader=f"r{number}", now_us=make.NOW_US)
        ranked, _, _ = feeds.rank(
            Reader(f"r{number}", ("en",)), lens, shown=NOTHING, now_us=make.NOW_US
        )
        pages.append(ranked.rows[:20].tolist())

    assert overlap(pages) <= 0.75
