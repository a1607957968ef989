"""Searching through the API: what is found, what is said about it, and what never is."""

from typing import Any

import pytest

from qiao.notes import commands as notes
from qiao.notes.models import Standing
from qiao.search.indexing import reindex
from qiao.search.people import index_people
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


async def test_what_was_found_is_shown_in_words_the_reader_reads(
    square: Square, ana: Person
) -> None:
    eva = await square.person("eva", langs=("es",))
    note = await ana.publishes(title="Bread", body="Pan pan pan, in 30 minutes")
    version = {"title": "Pan", "body": "Pan en 30 minutos"}
    await ana.does("PUT", f"/notes/{note}/versions/es", version)
    await reindex(square.house.database)

    [card] = (await searched(eva, "pan"))["notes"]
    assert card["found"]["snippet"] == {"lang": "es", "parts": ["", "Pan", " en 30 minutos"]}


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


async def test_people_and_topics_are_found_by_kind(square: Square, ana: Person) -> None:
    await index_people(square.house.database, [ana.id])
    await ana.publishes(body="Bread", topics=["面包", "bread"])

    people = await searched(square.visitor, "an", kind="people")
    assert [one["handle"] for one in people["people"]] == ["ana"]
    topics = await searched(square.visitor, "bread", kind="topics")
    assert [(one["label"], one["family"]) for one in topics["topics"]] == [
        ("bread", ["面包"]),
        ("面包", ["bread"]),
    ]
    family = await square.visitor.does("GET", "/topics/bread/family")
    assert [one["label"] for one in family["items"]] == ["面包"]


async def test_suggestions_are_ones_own_searches_then_topics_then_people(
    square: Square, ana: Person, bo: Person
) -> None:
    await index_people(square.house.database, [ana.id])
    await ana.publishes(body="Bread", topics=["anaesthesia"])
    await ana.does("PUT", "/search/history", {"query": "Ananas"}, status=204)

    mine = await ana.does("GET", "/search/suggest?q=an")
    assert [(one["kind"], one["text"]) for one in mine["items"]] == [
        ("history", "Ananas"),
        ("topic", "anaesthesia"),
        ("person", "ana"),
    ]
    others = await bo.does("GET", "/search/suggest?q=an")
    assert [one["kind"] for one in others["items"]] == ["topic", "person"]
    assert (await square.visitor.does("GET", "/search/suggest"))["items"] == []


async def test_ones_history_is_ones_own_to_keep(square: Square, ana: Person, bo: Person) -> None:
    for query in ("bread", "tea"):
        await ana.does("PUT", "/search/history", {"query": query}, status=204)
    await ana.does(
        "PUT", "/search/history", {"query": "tea", "note": "a note", "position": 3}, status=204
    )

    kept = await ana.does("GET", "/search/history")
    assert kept["remembers"]
    assert [one["query"] for one in kept["items"]] == ["tea", "bread"]
    assert (await bo.does("GET", "/search/history"))["items"] == []
    await ana.does("DELETE", "/search/history?q=tea", status=204)
    assert [o["query"] for o in (await ana.does("GET", "/search/history"))["items"]] == ["bread"]
    await ana.does("PUT", "/search/history/kept", {"remembers": False}, status=204)
    assert await ana.does("GET", "/search/history") == {"remembers": False, "items": []}
    for method in ("GET", "DELETE"):
        await square.visitor.is_refused(method, "/search/history", status=401)


async def test_families_are_the_operators_to_make(square: Square, ana: Person) -> None:
    await ana.publishes(body="Bread", topics=["zopf", "challah"])
    olga = await square.person("olga", operator=True)
    family = {"slugs": ["zopf", "challah"]}
    await ana.is_refused("PUT", "/operator/topic-families", family, status=403)
    await olga.does("PUT", "/operator/topic-families", family, status=204)

    found = await square.visitor.does("GET", "/topics/zopf/family")
    assert [one["slug"] for one in found["items"]] == ["challah"]
    await olga.does("DELETE", "/operator/topic-families/zopf", status=204)
    assert (await square.visitor.does("GET", "/topics/zopf/family"))["items"] == []
