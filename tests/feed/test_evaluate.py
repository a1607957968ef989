"""The measure itself: on a square whose answer is known."""

import numpy as np

from qiao.feed.learning.evaluate import Known, evaluate
from qiao.feed.taste import Deed, Did
from tests.feed import make


def test_explore_finds_what_was_held_out_where_taste_is_all_there_is() -> None:
    rng = np.random.default_rng(1)
    feeds = make.feeds()
    directions = rng.standard_normal((12, 64)).astype(np.float32)
    notes = [f"{theme}-{i}" for theme in range(12) for i in range(20)]
    for note in notes:
        make.put(feeds.index, note, author=f"m{rng.integers(40)}", age_h=rng.uniform(24, 700))
    vectors = np.repeat(directions, 20, axis=0) + rng.standard_normal((240, 64)) * 0.7
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    feeds.index.place("made-up", notes, vectors)
    members = {
        f"r{theme}": Known(
            ("en",),
            [Deed(f"{theme}-{i}", Did.LIKE, make.NOW_US - 86_400_000_000) for i in range(6)],
        )
        for theme in range(12)
    }
    held_out = [(f"r{theme}", f"{theme}-{i}") for theme in range(12) for i in range(6, 10)]

    figures = evaluate(feeds, members, held_out, now_us=make.NOW_US)

    assert set(figures) == {"explore", "random", "newest", "popular"}
    assert figures["explore"].members == 12
    assert figures["explore"].recall > 0.8
    assert figures["explore"].ndcg > 4 * figures["random"].ndcg
    assert figures["random"].recall < 0.3


def test_what_was_known_is_no_target() -> None:
    feeds = make.feeds()
    make.put(feeds.index, "known")
    members = {"r": Known(("en",), [Deed("known", Did.LIKE, make.NOW_US)])}

    assert evaluate(feeds, members, [("r", "known")], now_us=make.NOW_US) == {}
