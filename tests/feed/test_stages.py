"""Mixers and rerankers by three made-up values, filters and sources on a small square."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.filters import NotOwn, NotResting, Recommendable
from qiao.feed.lists import Lists
from qiao.feed.mixers import Shares
from qiao.feed.pipeline import Pipeline, run
from qiao.feed.rerankers.authors import spread
from qiao.feed.rerankers.shares import KeepShares
from qiao.feed.sources import Fresh, Newest, Popular
from tests.feed import make

INDEX = make.feeds().index


def test_fresh_notes_that_fit_take_their_share_of_a_session() -> None:
    scores = list(range(100, 0, -1))
    page = make.ranked(scores, lacking=[0] * 50 + [1] * 50, near=[0.9] * 100)

    mixed = Shares(fresh=2, foreign=1.0).mix(make.request(INDEX, size=40), page)

    assert len(mixed) == 40
    assert sum(mixed.features.lacking > 0) == 4
    assert sum(mixed.slot) == 4


def test_fresh_notes_that_fit_nobody_take_no_slot() -> None:
    index = make.feeds().index
    make.put(index, "liked")
    req = make.request(index, make.taste(["liked"]), size=40)
    page = make.ranked(list(range(100, 0, -1)), lacking=[0] * 50 + [1] * 50)

    mixed = Shares(fresh=2, foreign=1.0).mix(req, page)

    assert not mixed.slot.any()


def test_foreign_notes_are_guests_while_there_is_anything_else() -> None:
    page = make.ranked(list(range(100, 0, -1)), readable=[0] * 50 + [1] * 50)

    mixed = Shares(fresh=0, foreign=0.35).mix(make.request(INDEX, size=20), page)

    assert sum(mixed.features.foreign) == 7


def test_foreign_notes_fill_a_page_that_has_nothing_else() -> None:
    page = make.ranked(list(range(30, 0, -1)), readable=[0] * 30)

    mixed = Shares(fresh=0, foreign=0.35).mix(make.request(INDEX, size=20), page)

    assert len(mixed) == 20


def test_one_author_does_not_fill_the_top() -> None:
    order = spread([1, 1, 1, 2, 3], gap=1)

    assert order.tolist() == [0, 3, 1, 4, 2]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 4))
def test_spreading_loses_nothing(authors: list[int], gap: int) -> None:
    assert sorted(spread(authors, gap=gap).tolist()) == list(range(len(authors)))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=110))
def test_every_page_has_its_share_of_slots_and_guests(flags: list[tuple[bool, bool]]) -> None:
    page = make.ranked(
        list(range(len(flags), 0, -1)), readable=[0.0 if foreign else 1.0 for _, foreign in flags]
    ).slotted(np.array([slot for slot, _ in flags]))

    order = KeepShares(fresh=2, foreign=0.35).order(make.request(INDEX), page)

    assert sorted(order.tolist()) == list(range(len(flags)))
    slots = [flags[p][0] for p in order]
    for start in range(0, len(slots) - 19, 20):
        here, later = sum(slots[start : start + 20]), sum(slots[start + 20 :])
        assert here >= 2 or not later
    readable_left = [not flags[p][1] for p in order]
    for start in range(0, len(order) - 19, 20):
        guests = sum(flags[p][1] and not flags[p][0] for p in order[start : start + 20])
        assert guests <= 7 or not any(readable_left[start + 20 :])


def test_only_public_notes_of_others_that_rest_no_longer_may_be_shown() -> None:
    index = make.feeds().index
    rows = [
        make.put(index, "fine"),
        make.put(index, "limited", public=False),
        make.put(index, "own", author="rea"),
        make.put(index, "kept"),
        make.put(index, "hidden"),
    ]
    req = make.request(index, make.taste(["kept"], hidden=["hidden"]))
    candidates = np.array(rows, dtype=np.int32)

    kept = [guard(index).keep(req, candidates) for guard in (Recommendable, NotOwn, NotResting)]

    assert np.logical_and.reduce(kept).tolist() == [True, False, False, False, False]


def test_a_note_seen_once_comes_again_and_rests_after_the_second_time() -> None:
    index = make.feeds().index
    make.put(index, "seen")
    taste = make.taste()

    taste.was_shown("seen", make.NOW_US)
    once = taste.resting(make.NOW_US)
    taste.was_shown("seen", make.NOW_US)

    assert once == set()
    assert taste.resting(make.NOW_US) == {"seen"}
    assert taste.resting(make.NOW_US + 4 * 86_400_000_000) == set()


def test_newest_are_proposed_newest_first_and_fresh_until_their_audience_is_complete() -> None:
    index = make.feeds().index
    for hours in (30, 10, 20):
        make.put(index, f"h{hours}", age_h=hours, audience=5 if hours == 10 else 0)
    lists = Lists(index)
    req = make.request(index)

    newest = Newest(index, lists, limit=2).fetch(req)
    fresh = Fresh(index, lists, limit=10).fetch(req)

    assert [index.notes.texts[row] for row in newest] == ["h10", "h20"]
    assert {index.notes.texts[row] for row in fresh} == {"h20", "h30"}


def test_popular_is_popular_in_a_language_she_reads() -> None:
    index = make.feeds().index
    make.put(index, "much", likes=50, lang="zh-Hans")
    make.put(index, "some", likes=5)
    make.put(index, "none")

    rows = Popular(Lists(index), each=1).fetch(make.request(index, make.taste(langs=("en",))))

    assert [index.notes.texts[row] for row in rows] == ["some"]


class Broken:
    """A stage that raises, as a source and as a filter."""

    def fetch(self, *_: object) -> np.ndarray:
        raise RuntimeError("out of order")

    keep = fetch


def test_a_broken_source_leaves_a_thinner_feed_and_a_trace() -> None:
    feeds = make.feeds()
    make.put(feeds.index, "a", audience=0)
    whole: Pipeline = feeds._home
    pipeline = Pipeline(**(vars(whole) | {"sources": [Broken(), *whole.sources]}))

    page, trace = run(pipeline, make.request(feeds.index), rows_known=1)

    assert len(page) == 1
    assert trace.failed == [("Broken", "RuntimeError('out of order')")]


def test_a_broken_guard_stops_the_feed() -> None:
    feeds = make.feeds()
    make.put(feeds.index, "a")
    pipeline = Pipeline(**(vars(feeds._home) | {"filters": [Broken()]}))

    with pytest.raises(RuntimeError):
        run(pipeline, make.request(feeds.index), rows_known=1)
