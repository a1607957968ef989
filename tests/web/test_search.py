"""Searching through the API: what is found, what is said about it, and what never is."""

from typing import Any

import pytest

from qiao.notes import commands as notes
from qiao.notes.models import Standing
from qiao.search.indexing import reindex
from tests.web.square import Person, Square


async def finds(who: Person, query: str, **more: Any) -> list[str]:
    page = await searched(who, query, **more)
    return [card["id"] for card in page["notes"]]


async def searched(who: Person, query: str, **more: Any) -> dict[str, Any]:
    from urllib.parse import urlencode

    return await who.does("GET", "/search?" + urlencode({"q": query, **more}))  # type: ignore[no-any-return]


async def test_a_note_is_found_with_what_was_asked_for_marked(square: Square, ana: Person) -> None:
    note = await ana.publishes(title="Warm bread", body="It rested all night, then we baked it.")
    await reindex(square.house.database)

    page = await searched(square.visitor, "bread baked")
    [card] = page["notes"]
    assert card["id"] == note
    assert card["found"] == {
        "by": "words",
        "titles": {card["lang"]: ["Warm ", "bread", ""]},
        "snippet": {
            "lang": card["lang"],
            "parts": ["It rested all night, then we ", "baked", " it."],
        },
    }
    assert (page["cursor"], page["meant"], page["people"], page["topics"]) == (None, {}, [], [])


async def test_a_mistyped_word_is_told(square: Square, ana: Person) -> None:
    note = await ana.publishes(body="Warm bread")
    await reindex(square.house.database)

    page = await searched(ana, "braed")
    assert [card["id"] for card in page["notes"]] == [note]
    assert page["meant"] == {"braed": "bread"}


async def test_what_was_taken_down_is_found_by_nobody(
    square: Square, ana: Person, bo: Person
) -> None:
    note = await ana.publishes(body="Warm bread")
    await reindex(square.house.database)
    for standing in (Standing.LIMITED, Standing.HELD, Standing.REMOVED):
        await square.house.database.write(notes.set_standing, "note", note, standing)
        for who in (square.visitor, ana, bo):
            assert await finds(who, "bread") == []


async def test_pages_follow_and_sorts_differ(square: Square, ana: Person, bo: Person) -> None:
    made = [await ana.publishes(body=f"bread number {n}") for n in range(25)]
    await bo.does("PUT", f"/notes/{made[3]}/like")
    await reindex(square.house.database)

    first = await searched(bo, "bread", sort="new")
    rest = await searched(bo, "bread", sort="new", cursor=first["cursor"])
    assert [c["id"] for c in first["notes"] + rest["notes"]] == made[::-1]
    assert rest["cursor"] is None
    assert (await finds(bo, "bread", sort="liked"))[0] == made[3]
    assert set(await finds(bo, "bread")) <= set(made)


@pytest.mark.parametrize("query", ["", "   ", "!!!", '"', "NEAR(", "\u202e", "%", "a" * 5_000])
async def test_any_query_is_answered(square: Square, query: str) -> None:
    assert await finds(square.visitor, query) == []


async def test_what_is_not_a_choice_is_refused(square: Square) -> None:
    await square.visitor.is_refused("GET", "/search?q=a&sort=best", status=400)
