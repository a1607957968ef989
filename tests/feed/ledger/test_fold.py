"""What a page counts for; who asks again and again moves nothing but her own counts."""

import random
import tracemalloc
from collections.abc import Iterator

import pytest

from qiao.feed.ledger.fold import Tally, broken
from qiao.feed.ledger.models import MOST_PAGES, Sums, hour_of, total
from qiao.feed.records import Page, Row
from qiao.kit.clock import HOUR, SECOND
from tests.feed.ledger.make import page, row
from tests.make import NOW


def summed(rows: list[Row]) -> Sums:
    tally = Tally()
    tally.add_all(rows)
    return total(line.sums for hour in tally.hours for line in tally.lines(hour))


def test_a_page_counts_its_notes_by_what_they_are() -> None:
    of = summed([row(page(home=13, newcomers=3))])

    assert (of.pages, of.cards, of.home, of.newcomers, of.locals) == (1, 20, 13, 3, 17)
    assert (of.promised, of.broke, of.readers) == (1, 0, 1)


@pytest.mark.parametrize(
    ("home", "newcomers", "outside", "broke"),
    [
        (12, 2, (9, 9), (False, False)),
        (11, 2, (9, 9), (True, False)),
        (12, 1, (9, 9), (False, True)),
        (11, 1, (9, 9), (True, True)),
        (0, 0, (0, 0), (False, False)),  # what nobody could have given, nobody broke
        (11, 1, (0, 1), (False, True)),
    ],
)
def test_a_promise_is_broken_only_where_it_could_be_kept(
    home: int, newcomers: int, outside: tuple[int, int], broke: tuple[bool, bool]
) -> None:
    assert broken(page(home, newcomers, outside=outside)) == broke


def test_a_short_page_is_judged_by_its_length() -> None:
    assert not broken(page(home=4, newcomers=0, size=7)).any
    assert broken(page(home=3, newcomers=0, size=7)).home


def test_newcomers_pages_and_what_comes_to_locals_by_newcomers_are_told_apart() -> None:
    local = page(home=12, newcomers=4)
    bridged = Page(**{**{f: getattr(local, f) for f in local.__struct_fields__},
                      "b": 1 << 19, "s": 0b11 << 17})  # fmt: skip

    of = summed([row(bridged), row(page(newcomers=5, to_newcomer=True), member="new")])

    assert (of.new_pages, of.new_cards, of.new_newcomers, of.new_locals) == (1, 20, 5, 15)
    assert (of.bridged, of.slotted) == (1, 2)


def test_other_feeds_and_pages_from_before_the_ledger_are_not_in_it() -> None:
    old = Page(["n"], [1.0], 0, 0, [1])

    assert summed([row(feed="following"), row(old)]) == Sums()


def test_a_cursor_sent_again_counts_once_and_is_told() -> None:
    of = summed([row(first=20)] * 500 + [row(member="ana", first=20)])

    assert (of.pages, of.readers, of.again, of.beyond) == (2, 2, 499, 0)


def test_who_asks_all_day_counts_as_a_reader_and_no_more() -> None:
    honest = [row(page(home=12), member=f"m{n}") for n in range(10)]
    flood = [row(page(home=0), member="bot", session=f"s{n}") for n in range(5_000)]
    alone, beside = summed(honest), summed(honest + flood)

    assert beside.pages == alone.pages + MOST_PAGES
    assert beside.beyond == 5_000 - MOST_PAGES
    assert beside.readers == alone.readers + 1


def test_another_groups_figures_do_not_move_by_what_a_member_does() -> None:
    others = [row(page(group="zh"), member=f"m{n}") for n in range(6)]
    attack = [row(page(0, group="en"), member="bot", session=f"s{n}") for n in range(900)]
    quiet, loud = Tally(), Tally()
    quiet.add_all(others)
    loud.add_all(others + attack)

    hour = hour_of(NOW)
    assert [line for line in loud.lines(hour) if line.group == "zh"] == quiet.lines(hour)


def test_hours_are_apart_and_forgotten_when_they_are_closed() -> None:
    tally = Tally()
    tally.add_all([row(at_us=NOW), row(at_us=NOW + HOUR)])

    closed = tally.close(hour_of(NOW) + 1)

    assert [(line.hour, line.sums.pages) for line in closed] == [(hour_of(NOW), 1)]
    assert tally.hours == [hour_of(NOW) + 1]


def test_bits_beyond_the_notes_of_a_page_count_for_nothing() -> None:
    made = page(home=1, newcomers=0, size=2)
    forged = Page(**{**{f: getattr(made, f) for f in made.__struct_fields__}, "h": (1 << 60) - 1})

    assert summed([row(forged)]).home == 2


def test_memory_is_for_an_hours_readers_and_not_for_pages() -> None:
    def stream(hours: int) -> Iterator[Row]:
        of = page()
        for hour in range(hours):
            for number in range(2_000):
                at_us = NOW + hour * HOUR + number * SECOND // 1_000
                yield row(of, member=f"m{number % 50}", at_us=at_us, session=f"s{number}")

    def peak(hours: int) -> int:
        tally = Tally()
        tracemalloc.start()
        for one in stream(hours):
            tally.add(one)
            tally.close(hour_of(one.at_us))
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(12) < 1.5 * peak(2)


def test_sums_do_not_depend_on_how_the_pages_are_cut_into_batches() -> None:
    rng = random.Random(6)
    rows = [
        row(page(rng.randint(0, 20), rng.randint(0, 5), group=rng.choice(["en", "zh"])),
            member=f"m{rng.randint(0, 30)}", session=f"s{rng.randint(0, 9)}",
            at_us=NOW + n * 60 * SECOND, first=20 * rng.randint(0, 2))
        for n in range(400)
    ]  # fmt: skip
    whole, parts = Tally(), Tally()
    whole.add_all(rows)
    lines = []
    for start in range(0, 400, 7):
        parts.add_all(rows[start : start + 7])
        lines += parts.close(hour_of(rows[start].at_us))
    lines += parts.close(1 << 40)

    assert lines == whole.close(1 << 40)
