"""A crowd arrives: every page keeps what was promised, and without the promise none would."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.calibration import Share
from qiao.feed.ladder.thompson import LadderDraw
from qiao.feed.lens import lens_of
from qiao.feed.mixers import Mixed, _in_turn
from qiao.feed.models import PAGE, Ranked, Reader, Request
from qiao.feed.promise import HOME, NEWCOMER, Promise, marks_of
from qiao.feed.rerankers.authors import SpreadAuthors
from qiao.feed.rerankers.shares import KeepMix
from qiao.feed.rerankers.ssd import SsdStar
from qiao.feed.serving import Feeds
from qiao.feed.stages import Explorer
from qiao.kit.clock import DAY
from tests.feed import make

NOBODY = np.zeros(0, dtype=np.int32)


def flood() -> Feeds:
    """Make a square of 2,000 notes of which 90 % are by newcomers, in a language few read here."""
    feeds = make.feeds()
    feeds.index.crowd.put("rea", langs=["en"], region="", joined_us=make.NOW_US - 400 * DAY)
    feeds.index.crowd.put("nia", langs=["zh"], region="", joined_us=make.NOW_US - DAY)
    for i in range(2_000):
        local = i % 10 == 0
        make.put(
            feeds.index,
            f"n{i}",
            author=f"local{i % 90}" if local else f"new{i % 300}",
            joined_days_ago=400 if local else 3,
            age_h=40 if local else i / 100,
            # one newcomer in five writes what is read here
            lang="en" if local or i % 6 == 1 else "zh",
            likes=i % 5 if local else i % 40,
            audience=30,
        )
    return feeds


def pages(feeds: Feeds, reader: str, lang: str, *, sessions: int = 2) -> list[Ranked]:
    """Return the pages of some sessions of a member, each session behind the one before."""
    found, shown = [], NOBODY
    for _ in range(sessions):
        lens = lens_of(make.taste(langs=(lang,)), feeds.index, reader=reader, now_us=make.NOW_US)
        ranked, _, _ = feeds.rank(
            Reader(reader, (lang,)), lens, shown=shown, now_us=make.NOW_US, told=0
        )
        shown = np.concatenate((shown, ranked.rows))
        found += [
            ranked.take(np.arange(at, min(at + PAGE, len(ranked))))
            for at in range(0, len(ranked), PAGE)
        ]
    return found


def count(page: Ranked, mark: int) -> int:
    return int((page.marks & mark > 0).sum())


@pytest.mark.parametrize(("reader", "lang"), [("rea", "en"), ("nia", "zh")])
def test_in_a_flood_every_page_is_home_and_makes_room_for_newcomers(reader: str, lang: str) -> None:
    found = pages(flood(), reader, lang)

    assert len(found) == 6
    for page in found:
        assert count(page, HOME) >= 12
        assert count(page, NEWCOMER) >= 2


def test_a_newcomers_page_has_notes_by_those_who_were_here_that_she_can_read() -> None:
    feeds = flood()
    for i in range(60):
        make.put(
            feeds.index, f"z{i}", author=f"zh{i % 20}", joined_days_ago=400, age_h=90, lang="zh"
        )

    for page in pages(feeds, "nia", "zh"):
        assert count(page.take(np.flatnonzero(~page.features.foreign)), NEWCOMER) <= PAGE - 4


def test_where_she_can_read_none_of_theirs_half_as_many_are_in_other_languages() -> None:
    for page in pages(flood(), "nia", "zh"):
        assert PAGE - count(page, NEWCOMER) >= 2


def test_without_the_promise_the_flood_takes_the_pages() -> None:
    feeds = flood()
    feeds.levers.set({"home_share": 0.0, "newcomer_share": 0.0, "hospitality": 0.0})

    session = pages(feeds, "rea", "en", sessions=1)
    assert sum(count(page, HOME) for page in session) < 0.4 * PAGE * len(session)
    assert any(PAGE - count(page, NEWCOMER) < 4 for page in pages(feeds, "nia", "zh"))


class Trials(Explorer):
    """Every note whose row is among `rows` is on trial; a draw takes any of them."""

    def __init__(self, rows: np.ndarray) -> None:  # type: ignore[type-arg]
        self._rows = rows.astype(np.int32)

    def offers(self, _now_us: int) -> np.ndarray:  # type: ignore[type-arg]
        return self._rows

    def draw(  # type: ignore[override]
        self,
        rows: np.ndarray,  # type: ignore[type-arg]
        _fit: object,
        *,
        slots: int,
        seed: int,
        **_: object,
    ) -> LadderDraw:
        chance = np.full(len(rows), slots / len(rows), dtype=np.float32)
        drawn = np.random.default_rng(seed).permutation(rows)[:slots]
        return LadderDraw(drawn, chance, chance, np.isin(rows, drawn))


@settings(max_examples=150, deadline=None)
@given(
    n=st.integers(0, 90),
    seed=st.integers(0, 10_000),
    home=st.integers(0, 9),
    newcomer=st.integers(0, 5),
    hospitality=st.integers(0, 5),
    newcomers=st.floats(0, 1),
    readable=st.floats(0, 1),
    is_newcomer=st.booleans(),
    on_trial=st.floats(0, 1),
    slots=st.floats(0, 0.6),
    strength=st.floats(0, 8),
    wished=st.floats(0.01, 0.99),
)
def test_whatever_there_is_pages_are_full_without_doubles_and_keep_what_can_be_kept(
    n: int,
    seed: int,
    home: int,
    newcomer: int,
    hospitality: int,
    newcomers: float,
    readable: float,
    is_newcomer: bool,
    on_trial: float,
    slots: float,
    strength: float,
    wished: float,
) -> None:
    rng = np.random.default_rng(seed)
    feeds = make.feeds()
    for i in range(n):
        make.put(feeds.index, f"n{i}", author=f"a{i % 7}")
    joined_us = make.NOW_US - (DAY if is_newcomer else 400 * DAY)
    feeds.index.crowd.put("rea", langs=["en"], region="", joined_us=joined_us)
    promise = Promise(min(home / 10, 1 - newcomer / 10), newcomer / 10)
    lens = lens_of(make.taste(), feeds.index, reader="rea", now_us=make.NOW_US)
    req = Request(Reader("rea", ("en",)), lens, make.NOW_US, seed, size=60)
    ranked = make.ranked(
        rng.normal(size=n).tolist(),
        readable=(rng.random(n) < readable).astype(float),
        newcomer=(rng.random(n) < newcomers).astype(float),
    )
    ranked.marks[:] = marks = marks_of(req.lens, ranked.features)
    langs = Share(rng.integers(0, 2, n), np.array([wished, 1 - wished]), strength)
    page = Mixed(
        Trials(ranked.rows[rng.random(n) < on_trial]),
        authors=lambda rows: feeds.index.author[rows],
        slots=lambda: slots,
        shares=lambda _req, _ranked: [langs],
        promise=lambda _req: promise,
        hospitality=lambda: hospitality / 10,
    ).mix(req, ranked)
    for reranker in (
        SsdStar(lambda rows: np.ones((len(rows), 2)), variety=0.3),
        SpreadAuthors(lambda rows: feeds.index.author[rows], gap=3),
        KeepMix(),
    ):
        page = page.take(reranker.order(req, page))

    assert len(page) == min(n, 60)
    assert len(set(page.rows.tolist())) == len(page)
    left = {mark: int((marks & mark > 0).sum()) for mark in (HOME, NEWCOMER)}
    for start in range(0, len(page), PAGE):
        part = page.take(np.arange(start, min(start + PAGE, len(page))))
        owed = dict(zip((HOME, NEWCOMER), promise.owed(len(part)), strict=True))
        for mark in (HOME, NEWCOMER):
            had = count(part, mark)
            assert had >= min(owed[mark], left[mark])
            left[mark] -= had


def test_slots_come_in_turn_by_the_draw_and_by_what_fits() -> None:
    drawn = np.array([4, 7, 1, 9, 2], dtype=np.intp)
    scores = np.arange(10, dtype=np.float32)

    assert _in_turn(drawn, scores).tolist() == [4, 9, 7, 2, 1]
    assert _in_turn(drawn[::-1], scores).tolist() == [2, 9, 1, 7, 4]
    assert _in_turn(drawn[3:], scores).tolist() == [9, 2]
    assert _in_turn(drawn[:0], scores).tolist() == []
