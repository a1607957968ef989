"""What a reader asked for by name, as a lens and as features: less and more, topics, authors."""

import numpy as np
import pytest

from qiao.feed.features import FromMemory
from qiao.feed.filters import NotRefused
from qiao.feed.index import FeedIndex
from qiao.feed.lens import lens_of
from qiao.feed.lists import Lists
from qiao.feed.taste import About, Taste, Wished
from qiao.kit.clock import DAY
from tests.feed import make

ALL = np.arange(6, dtype=np.int32)


def square() -> FeedIndex:
    """Make six notes; a and b are near to each other, as are c and d; e and f to nothing."""
    index = make.feeds().index
    for name, topic in zip("abcdef", ("x", "x", "y", "y", "z", "z"), strict=True):
        make.put(
            index, name, author=f"by_{name}", topics=[topic], lang="ja" if name == "f" else "en"
        )
    rng = np.random.default_rng(6)
    points = rng.standard_normal((6, 96)).astype(np.float32)
    points[1] = points[0] + 0.2 * points[1]
    points[3] = points[2] + 0.2 * points[3]
    index.place("m", list("abcdef"), points / np.linalg.norm(points, axis=1, keepdims=True))
    return index


def wishing(note: str, about: About, wish: str, value: str = "", *, days_ago: float = 0) -> Taste:
    taste = make.taste()
    taste.wished(note, about, Wished(wish, value, make.NOW_US - int(days_ago * DAY)))
    return taste


def wished(index: FeedIndex, taste: Taste) -> list[float]:
    read = FromMemory(index, Lists(index)).read(make.request(index, taste), ALL)
    return [round(float(value), 2) for value in read.wished]


def test_less_like_a_note_refuses_what_is_much_the_same() -> None:
    index = square()
    taste = wishing("a", About.NOTE, "less")

    kept = NotRefused(index).keep(make.request(index, taste), ALL)

    assert kept.tolist() == [False, False, True, True, True, True]


def test_less_like_a_note_forgets_that_she_liked_it() -> None:
    index = square()
    taste = make.taste(["a"])
    taste.wished("a", About.NOTE, Wished("less", "", make.NOW_US))

    lens = lens_of(taste, index, reader="rea", now_us=make.NOW_US)

    assert not len(lens.engaged)
    assert len(lens.hidden_points["m"]) == 1


def test_more_like_a_note_is_an_interest_and_raises_what_is_near() -> None:
    index = square()
    told = wished(index, wishing("c", About.NOTE, "more"))

    assert told[3] > 0.5
    assert max(told[0], told[1]) < 0.5


@pytest.mark.parametrize(
    ("about", "value", "rows"),
    [
        (About.TOPIC, "x", {0, 1}),
        (About.AUTHOR, "by_e", {4}),
        (About.LANG, "ja", {5}),
    ],
)
@pytest.mark.parametrize(("wish", "sign"), [("more", 1.0), ("less", -1.0)])
def test_a_wish_about_topic_author_or_language_holds_for_all_of_it(
    about: About, value: str, rows: set[int], wish: str, sign: float
) -> None:
    index = square()

    told = wished(index, wishing("a", about, wish, value))

    assert {row for row, much in enumerate(told) if much} == rows
    assert all(told[row] == sign for row in rows)


def test_less_wins_over_more() -> None:
    index = square()
    taste = wishing("a", About.TOPIC, "more", "x")
    taste.wished("a", About.AUTHOR, Wished("less", "by_b", make.NOW_US))

    assert wished(index, taste)[:2] == [1.0, -1.0]


@pytest.mark.parametrize(("days_ago", "holds"), [(0, 1.0), (14, 1.0), (77, 0.5), (140, 0.0)])
def test_a_wish_fades_when_it_is_not_said_again(days_ago: float, holds: float) -> None:
    index = square()

    told = wished(index, wishing("a", About.TOPIC, "more", "z", days_ago=days_ago))

    assert told[4] == pytest.approx(holds, abs=0.01)


def test_a_language_asked_for_is_hers_to_read_and_one_refused_is_not() -> None:
    index = square()
    more, less = (
        lens_of(wishing("f", About.LANG, wish, lang), index, reader="rea", now_us=make.NOW_US)
        for wish, lang in (("more", "ja"), ("less", "en"))
    )

    assert more.langs[index.langs.find("ja") or 0] >= 0.5
    assert index.langs.find("en") not in less.langs


def test_what_was_before_a_new_start_tells_nothing() -> None:
    index = square()
    taste = make.taste(["a"], age_h=24)
    taste.reset(make.NOW_US - DAY // 2)

    assert lens_of(taste, index, reader="rea", now_us=make.NOW_US).new
