"""Mixers and rerankers by three made-up values, filters and sources on a small square."""

from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.filters import NotOwn, NotRefused, NotResting, Recommendable
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import Step
from qiao.feed.ladder.state import Ladder
from qiao.feed.lists import Lists
from qiao.feed.mixers import SLOT, Mixed, decayed
from qiao.feed.pipeline import Pipeline, run
from qiao.feed.proportions import Proportions
from qiao.feed.rerankers.authors import spread
from qiao.feed.rerankers.shares import KeepMix
from qiao.feed.sources import Newest, Popular, ToTry
from qiao.kit.clock import DAY
from tests.feed import make

INDEX = make.feeds().index


def on_trial(index: FeedIndex, notes: Iterable[str]) -> Ladder:
    """Make a ladder on which these notes are owed thirty readers each."""
    ladder = Ladder(index)
    for note in notes:
        due_us = make.NOW_US + DAY
        ladder.put(Step(note, 0, 30, 0, 0.0, 0.1, make.NOW_US, due_us, "first"))
    return ladder


def mixer(
    index: FeedIndex, ladder: Ladder | None = None, *, slots: float = 0.1, guests: float = 0.2
) -> Mixed:
    return Mixed(
        ladder or Ladder(index),
        authors=lambda rows: index.author[rows],
        slots=lambda: slots,
        shares=Proportions(index, guests=guests).of,
    )


def square(n: int, *, langs: Sequence[str] = ("en",)) -> FeedIndex:
    """Make a square of `n` notes, each by another author, the languages in turn."""
    index = make.feeds().index
    for i in range(n):
        make.put(index, f"n{i}", author=f"a{i}", lang=langs[i % len(langs)], audience=0)
    return index


def test_notes_on_trial_that_fit_take_their_share_of_a_session() -> None:
    index = square(100)
    ladder = on_trial(index, [f"n{i}" for i in range(50, 100)])
    page = make.ranked(list(range(100, 0, -1)), near=[0.9] * 100)

    mixed = mixer(index, ladder).mix(make.request(index, make.taste(["n0"]), size=40), page)

    assert len(mixed) == 40
    assert mixed.rows[mixed.slot].min() >= 50
    assert mixed.slot.sum() == 4
    assert [mixed.slot[start : start + 20].sum() for start in (0, 20)] == [2, 2]


def test_a_slot_says_how_likely_it_was_and_everything_else_was_certain() -> None:
    index = square(60)
    ladder = on_trial(index, [f"n{i}" for i in range(40, 60)])
    page = make.ranked(list(range(60, 0, -1)), near=[0.9] * 60)

    mixed = mixer(index, ladder).mix(make.request(index, make.taste(["n0"]), size=20), page)

    assert ((mixed.propensity[mixed.slot] > 0) & (mixed.propensity[mixed.slot] < 1)).all()
    assert (mixed.propensity[~mixed.slot] == 1).all()


def test_notes_on_trial_that_fit_nobody_take_no_slot() -> None:
    index = square(100)
    ladder = on_trial(index, [f"n{i}" for i in range(50, 100)])
    page = make.ranked(list(range(100, 0, -1)))

    mixed = mixer(index, ladder).mix(make.request(index, make.taste(["n0"]), size=40), page)

    assert not mixed.slot.any()


def test_an_operator_may_take_the_slots_away() -> None:
    index = square(100)
    ladder = on_trial(index, [f"n{i}" for i in range(50, 100)])
    page = make.ranked(list(range(100, 0, -1)), near=[0.9] * 100)

    mixed = mixer(index, ladder, slots=0.0).mix(make.request(index, make.taste(["n0"])), page)

    assert not mixed.slot.any()


def test_guests_have_their_share_of_every_page_while_there_is_anything_else() -> None:
    index = square(200, langs=("ja", "en"))
    scores = [1.0 + 0.001 * i if i % 2 == 0 else 0.001 * i for i in range(200)]
    page = make.ranked(scores, readable=[i % 2 for i in range(200)])

    mixed = mixer(index).mix(make.request(index, size=60), page)

    for start in (0, 20, 40):
        assert 3 <= mixed.features.foreign[start : start + 20].sum() <= 7


@pytest.mark.parametrize(("dial", "guests"), [(0.0, 0), (1.0, 8)])
def test_the_reader_says_how_many_guests_there_are(dial: float, guests: int) -> None:
    index = square(200, langs=("ja", "en"))
    page = make.ranked([0.001 * i for i in range(200)], readable=[i % 2 for i in range(200)])
    taste = make.taste()
    taste.turned(variety=0.5, other_langs=dial)

    mixed = mixer(index).mix(make.request(index, taste, size=20), page)

    assert abs(int(mixed.features.foreign.sum()) - guests) <= 1


def test_guests_fill_a_page_that_has_nothing_else() -> None:
    index = square(30, langs=("ja",))
    page = make.ranked(list(range(30, 0, -1)), readable=[0] * 30)

    mixed = mixer(index).mix(make.request(index, size=20), page)

    assert len(mixed) == 20


def test_who_reads_two_languages_gets_both_in_her_proportions() -> None:
    index = square(400, langs=("en", "en", "en", "ar"))
    liked = [f"n{i}" for i in range(40)]  # every fourth of them Arabic
    taste = make.taste(liked, langs=("en", "ar"), age_h=1)
    scores = [2.0 if i % 4 else 0.0 for i in range(400)]  # the score would have none of them

    mixed = mixer(index).mix(make.request(index, taste), make.ranked(scores))

    arabic = index.lang[mixed.rows] == index.langs.find("ar")
    for start in range(0, 60, 20):
        assert 3 <= arabic[start : start + 20].sum() <= 6


def test_the_second_note_of_an_author_counts_less() -> None:
    told = decayed(np.array([3.0, 2.9, 2.8, 0.0], np.float32), np.array([1, 1, 2, 3]))

    assert told.argsort()[::-1].tolist()[:2] == [0, 2]


def test_one_author_does_not_fill_the_top() -> None:
    order = spread([1, 1, 1, 2, 3], gap=1)

    assert order.tolist() == [0, 3, 1, 4, 2]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=60), st.integers(0, 4))
def test_spreading_loses_nothing(authors: list[int], gap: int) -> None:
    assert sorted(spread(authors, gap=gap).tolist()) == list(range(len(authors)))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(SLOT, 2), min_size=1, max_size=110), st.randoms())
def test_every_page_keeps_what_was_mixed_into_it(groups: list[int], chance: Random) -> None:
    n = len(groups)
    page = make.ranked(list(range(n, 0, -1)))
    page.group[:] = groups
    page.page[:] = np.arange(n) // 20
    moved = list(range(n))
    chance.shuffle(moved)
    page = page.take(np.array(moved))

    order = KeepMix().order(make.request(INDEX), page)

    assert sorted(order.tolist()) == list(range(n))
    after = page.take(order)
    for start in range(0, n, 20):
        kept = after.group[start : start + 20]
        assert sorted(kept.tolist()) == sorted(groups[start : start + 20])


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


def test_newest_are_proposed_newest_first_and_what_the_ladder_offers_is_tried() -> None:
    index = make.feeds().index
    for hours in (30, 10, 20):
        make.put(index, f"h{hours}", age_h=hours)
    lists = Lists(index)
    req = make.request(index)

    newest = Newest(index, lists, limit=2).fetch(req)
    to_try = ToTry(index, on_trial(index, ["h20", "h30"]), limit=10).fetch(req)

    assert [index.notes.texts[row] for row in newest] == ["h10", "h20"]
    assert {index.notes.texts[row] for row in to_try} == {"h20", "h30"}


def test_popular_is_popular_in_a_language_she_reads() -> None:
    index = make.feeds().index
    make.put(index, "much", likes=50, lang="zh-Hans")
    make.put(index, "some", likes=5)
    make.put(index, "none")

    rows = Popular(Lists(index), each=1).fetch(make.request(index, make.taste(langs=("en",))))

    assert [index.notes.texts[row] for row in rows] == ["some"]


def test_a_muted_topic_is_never_shown() -> None:
    index = make.feeds().index
    make.put(index, "cats", topics=["cats"])
    make.put(index, "both", topics=["boats", "cats"])
    make.put(index, "boats", topics=["boats"])
    taste = make.taste()
    taste.mute("cats", muted=True)

    kept = NotRefused(index).keep(make.request(index, taste), np.arange(3, dtype=np.int32))

    assert kept.tolist() == [False, False, True]


class Broken:
    """A stage that raises, as a source and as a filter."""

    def fetch(self, *_: object) -> np.ndarray:
        raise RuntimeError("out of order")

    keep = fetch


def test_a_broken_source_leaves_a_thinner_feed_and_a_trace() -> None:
    feeds = make.feeds()
    make.put(feeds.index, "a", audience=0)
    whole: Pipeline = feeds.pipeline
    pipeline = Pipeline(**(vars(whole) | {"sources": [Broken(), *whole.sources]}))

    page, trace = run(pipeline, make.request(feeds.index), rows_known=1)

    assert len(page) == 1
    assert trace.failed == [("Broken", "RuntimeError('out of order')")]


def test_a_broken_guard_stops_the_feed() -> None:
    feeds = make.feeds()
    make.put(feeds.index, "a")
    pipeline = Pipeline(**(vars(feeds.pipeline) | {"filters": [Broken()]}))

    with pytest.raises(RuntimeError):
        run(pipeline, make.request(feeds.index), rows_known=1)
