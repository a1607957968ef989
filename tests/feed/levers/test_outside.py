"""How much waits outside one's mix, and a way to look at it, over HTTP."""

import pytest

from tests.feed.levers.themed import Themed
from tests.web.square import Person, Square


@pytest.fixture
async def town(square: Square) -> Themed:
    return await Themed.build(square, notes=70)


async def outside(reader: Person) -> list[str]:
    found: list[str] = []
    path = "/feeds/outside/notes"
    while True:
        page = await reader.does("GET", path)
        found += [card["id"] for card in page["items"]]
        if page["cursor"] is None:
            return found
        path = f"/feeds/outside/notes?cursor={page['cursor']}"


async def test_what_was_shown_waits_no_longer(square: Square, town: Themed):
    reader = await square.person("reader")
    before = await reader.does("GET", "/feeds/outside")
    page = (await reader.does("GET", "/feeds/explore"))["items"]
    shown = [card["id"] for card in page]
    told = [
        {"kind": "impression", "note": note, "feed": "explore", "position": place}
        for place, note in enumerate(shown)
    ]
    await reader.does("POST", "/events", {"events": told}, status=204)

    after = await reader.does("GET", "/feeds/outside")
    waiting = await outside(reader)

    assert before["notes"] == len(town.notes)
    assert after["notes"] == len(waiting) == len(town.notes) - len(shown)
    assert waiting == sorted(set(town.notes) - set(shown), reverse=True)


async def test_nobody_waits_who_is_not_to_be_seen(square: Square, town: Themed):
    reader, writer = await square.person("reader"), await square.person("writer")
    hers = await writer.publishes(title="Mine", body="And only mine.")
    assert hers in await outside(reader)
    assert hers not in await outside(writer)

    await reader.does("PUT", "/members/writer/block", status=204)

    assert hers not in await outside(reader)
    explored = (await reader.does("GET", "/feeds/explore"))["items"]
    assert len(explored) == 20
    assert hers in await outside(Person(square.client, None, None))
