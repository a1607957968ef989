"""Who is at home where, what is promised of a page, and when a promise counts as broken."""

from dataclasses import replace

import pytest

from qiao.feed.index import FeedIndex
from qiao.feed.lens import Lens, lens_of
from qiao.feed.models import Features
from qiao.feed.promise import BRIDGING, FOREIGN, HOME, NEWCOMER, Promise, kept, marks_of, promised
from qiao.feed.taste import Taste
from tests.feed.make import NOW_US


@pytest.fixture
def lens() -> Lens:
    return lens_of(Taste(langs=("en",)), FeedIndex(), reader=None, now_us=NOW_US)


def test_home_is_what_she_reads_by_those_who_were_here_or_whom_she_chose(lens: Lens):
    features = Features.of(
        6,
        readable=[1, 0, 1, 1, 1, 0.3],
        newcomer=[0, 0, 1, 1, 1, 1],
        followed=[0, 1, 0, 1, 0, 0],
        region=[0, 1, 0, 0, 1, 1],
    )
    assert marks_of(lens, features).tolist() == [
        HOME,
        FOREIGN,
        NEWCOMER,
        HOME | NEWCOMER,
        HOME | NEWCOMER,
        NEWCOMER | FOREIGN | BRIDGING,
    ]
    hers = marks_of(replace(lens, newcomer=True), features) & HOME > 0
    assert hers.tolist() == [True, False, True, True, True, False]


@pytest.mark.parametrize(
    ("dial", "home", "newcomer", "expected"),
    [
        (0.5, 0.6, 0.1, 0.6),
        (0.0, 0.6, 0.1, 0.4),
        (1.0, 0.6, 0.1, 0.9),
        (1.0, 0.6, 0.3, 0.7),  # home leaves newcomers what is theirs
        (0.75, 0.6, 0.1, 0.75),
        (0.0, 0.0, 0.0, 0.0),  # an operator who promises nothing is held to nothing
        (0.5, 0.0, 0.0, 0.0),
        (0.5, 0.3, 0.1, 0.3),
        (0.0, 0.3, 0.1, 0.3),
    ],
)
def test_the_slider_moves_home_around_the_operators_share(dial, home, newcomer, expected):  # type: ignore[no-untyped-def]
    assert promised(home=home, newcomer=newcomer, dial=dial) == pytest.approx((expected, newcomer))


def test_a_share_is_owed_in_whole_notes():
    assert Promise(0.6, 0.1).owed(20) == (12, 2)
    assert Promise(0.55, 0.1).owed(20) == (11, 2)
    assert Promise(0.6, 0.1).owed(9) == (5, 0)


def test_a_page_breaks_only_what_could_have_been_kept():
    page = {"home": 11, "newcomer": 2, "promise": (600, 100)}
    assert kept(20, **page, outside=(1, 0)) == (False, True)  # type: ignore[arg-type]
    assert kept(20, **page, outside=(0, 5)) == (True, True)  # type: ignore[arg-type]
