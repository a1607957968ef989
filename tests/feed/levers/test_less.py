""" "Less" changes the very next page by half and more, and taking it back brings all back."""

from collections.abc import Callable
from statistics import mean
from typing import Any

import pytest

from tests.feed.levers.themed import Themed
from tests.web.square import Person, Square

READERS = 55
FANS = 25


async def page(reader: Person) -> list[str]:
    return [card["id"] for card in (await reader.does("GET", "/feeds/explore"))["items"]]


def most_common(notes: list[str], of: Callable[[str], Any]) -> str:
    """Return the first note of the kind of which the page holds most."""
    kinds = [of(note) for note in notes]
    return max(notes, key=lambda note: (kinds.count(of(note)), -notes.index(note)))


@pytest.mark.parametrize("about", ["note", "topic", "author"])
async def test_less_changes_the_next_page_by_half_and_can_be_taken_back(
    square: Square, about: str
) -> None:
    town = await Themed.build(square)
    of: dict[str, Callable[[str], Any]] = {
        "note": town.theme.__getitem__,
        "topic": town.slug.__getitem__,
        "author": town.by.__getitem__,
    }
    kind = of[about]
    fell, came_back = [], []
    for number in range(READERS):
        reader = await town.reader(square, number)
        before = await page(reader)
        refused = most_common(before, kind)
        wish = {"wish": "less", "about": about}
        resembling = {note for note in town.notes if kind(note) == kind(refused)} - {refused}

        await reader.does("PUT", f"/feeds/wishes/{refused}", wish)
        after = await page(reader)
        await reader.does("DELETE", f"/feeds/wishes/{refused}", status=204)
        again = await page(reader)

        assert refused not in after
        had = len(resembling.intersection(before))
        if had:
            fell.append(1 - len(resembling.intersection(after)) / had)
            came_back.append(len(resembling.intersection(again)) / had)

    assert len(fell) >= 40
    assert mean(fell) >= 0.5
    assert mean(came_back) >= 0.9


@pytest.mark.parametrize("about", ["topic", "author"])
async def test_less_is_heard_from_a_fan_who_liked_nothing_else(square: Square, about: str) -> None:
    town = await Themed.build(square)
    kind: Callable[[str], Any] = {"topic": town.slug, "author": town.by}[about].__getitem__
    fell = []
    for number in range(FANS):
        reader = await town.fan(square, number)
        before = await page(reader)
        refused = most_common(before, kind)
        had = sum(kind(note) == kind(refused) for note in before)
        await reader.does("PUT", f"/feeds/wishes/{refused}", {"wish": "less", "about": about})
        left = sum(kind(note) == kind(refused) for note in await page(reader))
        fell.append(1 - left / had)
    assert mean(fell) >= 0.5


async def test_less_is_heard_behind_a_cursor_and_nothing_comes_twice(square: Square) -> None:
    town = await Themed.build(square)
    for number in range(5):
        reader = await town.fan(square, number)
        first = await reader.does("GET", "/feeds/explore")
        shown = [card["id"] for card in first["items"]]
        refused = most_common(shown, town.slug.__getitem__)
        await reader.does("PUT", f"/feeds/wishes/{refused}", {"wish": "less", "about": "topic"})
        second = await reader.does("GET", f"/feeds/explore?cursor={first['cursor']}")
        then = [card["id"] for card in second["items"]]
        assert not set(then) & set(shown)
        assert sum(town.slug[note] == town.slug[refused] for note in then) <= 2
