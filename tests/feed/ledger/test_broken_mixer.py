"""A mixer that breaks its word, served and recorded as the real one: the ledger catches it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from qiao.feed.api import reading_of
from qiao.feed.home import Kept, home
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.state import Ladder
from qiao.feed.ledger.counting import lately
from qiao.feed.ledger.jobs import keep_ledger
from qiao.feed.mixers import Mixed
from qiao.feed.models import PAGE, Reader
from qiao.feed.pipeline import Pipeline
from qiao.feed.records import PageRecords, fitting_bits
from qiao.feed.serving import Feeds
from qiao.feed.trust.levers import standing
from qiao.kit.clock import DAY, SECOND
from qiao.kit.db import Database
from qiao.notices import queries as notices
from tests import make as people
from tests.feed import make

MINUTE = 60 * SECOND
READERS = 20


def broken(kept: Kept) -> Pipeline:
    """Explore as it promises to be, mixed by one that keeps no share."""
    whole = home(kept)
    mixer = Mixed(
        kept.ladder,
        authors=lambda rows: kept.index.author[rows],
        slots=lambda: 0.0,
        shares=lambda _req, _ranked: [],
    )
    return replace(whole, mixer=mixer, rerankers=[])


def flood(feeds: Feeds) -> None:
    """Nine notes of ten are by newcomers, are liked, and are in a language few read here."""
    for i in range(600):
        local = i % 10 == 0
        make.put(
            feeds.index,
            f"n{i}",
            author=f"local{i % 30}" if local else f"new{i % 100}",
            joined_days_ago=400 if local else 3,
            age_h=40 if local else i / 50,
            lang="en" if local else "zh",
            likes=0 if local else i % 40,
        )


@pytest.mark.parametrize("explore", [home, broken])
async def test_it_is_caught_at_the_first_look_and_a_whole_one_is_left_alone(
    sqlite: Database, explore: Callable[[Kept], Pipeline]
) -> None:
    ana = await people.member(sqlite, "ana", operator=True)
    readers = [await people.member(sqlite, f"reader{n}") for n in range(READERS)]
    ladder = Ladder(FeedIndex())
    feeds = Feeds(cursor_key=b"a key for tests", ladder=ladder, explore=explore)
    flood(feeds)
    for one in readers:
        feeds.index.crowd.put(one.id, langs=["en"], region="", joined_us=make.NOW_US - 400 * DAY)
    records = PageRecords(sqlite, ladder, relevant=fitting_bits(feeds.sources))

    caught = []
    for minute in range(6):
        now_us = make.NOW_US + minute * MINUTE
        for one in readers[minute::6]:
            reader = Reader(one.id, ("en",))
            async with sqlite.read() as tx:
                leaf = await feeds.leaf(tx, reader, None, limit=PAGE, now_us=now_us)
            reading = reading_of(reader, leaf, newcomer=False)
            records.add(now_us, one.id, "explore", f"{minute}", 0, leaf.served, reading)
        await records.flush()
        if await keep_ledger(sqlite, now_us + 30 * SECOND):
            caught.append(minute)

    assert caught == ([0] if explore is broken else [])
    sums = await lately(sqlite, make.NOW_US + 6 * MINUTE)
    assert sums.pages == READERS
    assert sums.broke == (READERS if explore is broken else 0)
    async with sqlite.read() as tx:
        told, _, _ = await notices.box(tx, ana.id, "square", lang="en")
        assert float(await standing(tx, "guest_margin")) == (0.05 if explore is broken else 0.0)
    assert len(told) == len(caught)
