"""What no page held waits outside, counted and to be looked at; what is refused does not."""

from collections.abc import Sequence

import numpy as np

from qiao.feed.lens import lens_of
from qiao.feed.models import Reader, Request
from qiao.feed.outside import LOOKED_AT, Outside, outside
from qiao.feed.serving import Feeds
from qiao.kit.clock import DAY
from tests.feed import make


def town() -> Feeds:
    feeds = make.feeds()
    feeds.index.crowd.put("rea", langs=["en"], region="", joined_us=make.NOW_US - 400 * DAY)
    for i in range(30):
        local = i < 10
        make.put(
            feeds.index,
            f"n{i:02}",
            author=f"local{i % 3}" if local else f"new{i % 4}",
            joined_days_ago=400 if local else 3,
            age_h=30 - i,
            lang="en" if i < 20 else "zh",
        )
    return feeds


def seen(feeds: Feeds, *, shown: Sequence[str] = (), unseen: Sequence[str] = ()) -> Outside:
    lens = lens_of(make.taste(langs=("en",)), feeds.index, reader="rea", now_us=make.NOW_US)
    rows = feeds.index.rows(shown)
    req = Request(Reader("rea", ("en",)), lens, make.NOW_US, 1, rows)
    numbers = frozenset(feeds.index.authors.number(one) for one in unseen)
    return outside(feeds.pipeline, feeds.index, req, unseen=numbers)


def test_all_that_could_be_shown_is_counted_by_what_it_is_to_her() -> None:
    found = seen(town())

    assert found == (found.notes, 10, 20, 10, False)
    assert found.notes == [f"n{i:02}" for i in reversed(range(30))]


def test_what_was_shown_or_is_not_to_be_seen_does_not_wait() -> None:
    feeds = town()
    feeds.index.close("n05")

    found = seen(feeds, shown=["n29", "n28"], unseen=["new2"])

    assert not {"n05", "n28", "n29"} & set(found.notes)
    assert not any(int(note[1:]) >= 10 and int(note[1:]) % 4 == 2 for note in found.notes)
    assert len(found.notes) == 30 - 3 - 5


def test_a_session_and_what_waits_outside_of_it_are_all_there_is() -> None:
    feeds = town()
    lens = lens_of(make.taste(langs=("en",)), feeds.index, reader="rea", now_us=make.NOW_US)
    nobody = np.zeros(0, dtype=np.int32)
    ranked, _, _ = feeds.rank(
        Reader("rea", ("en",)), lens, shown=nobody, now_us=make.NOW_US, told=0
    )
    page = [feeds.index.notes.texts[row] for row in ranked.rows[:20].tolist()]

    waiting = seen(feeds, shown=page).notes

    assert sorted([*page, *waiting]) == sorted(f"n{i:02}" for i in range(30))


def test_of_very_many_the_newest_are_looked_at() -> None:
    feeds = make.feeds()
    for i in range(LOOKED_AT + 5):
        make.put(feeds.index, f"n{i}", author=f"a{i % 50}", age_h=i / 100)

    found = seen(feeds)

    assert len(found.notes) == LOOKED_AT
    assert found.more
    assert found.notes[0] == "n0"
