"""What a reader set is what her next page is made by."""

from statistics import mean

import msgspec
import pytest

from qiao.feed.records import Page
from qiao.kit.db import Sql, open_database
from qiao.settings import Settings
from tests.feed.levers.themed import Themed
from tests.web.square import Person, Square, opened

READERS = 12


@pytest.fixture
async def town(square: Square) -> Themed:
    return await Themed.build(square, notes=300)


async def page(reader: Person) -> list[str]:
    return [card["id"] for card in (await reader.does("GET", "/feeds/explore"))["items"]]


async def test_a_muted_topic_is_gone_from_the_next_page(square: Square, town: Themed):
    for number in range(READERS):
        reader = await town.reader(square, number)
        slug = town.slug[(await page(reader))[0]]

        await reader.does("PUT", f"/feeds/muted-topics/{slug}", status=204)
        muted = await page(reader)
        await reader.does("DELETE", f"/feeds/muted-topics/{slug}", status=204)

        assert slug not in {town.slug[note] for note in muted}
        assert slug in {town.slug[note] for note in await page(reader)}


async def test_more_brings_more(square: Square, town: Themed):
    grew = []
    for number in range(READERS):
        reader = await town.reader(square, number)
        before = await page(reader)
        note = before[-1]
        alike = {other for other in town.notes if town.theme[other] == town.theme[note]}

        await reader.does("PUT", f"/feeds/wishes/{note}", {"wish": "more", "about": "note"})
        after = await page(reader)

        grew.append(len(alike.intersection(after)) - len(alike.intersection(before)))
    assert mean(grew) >= 1


async def test_not_again_takes_away_this_note_alone(square: Square, town: Themed):
    for number in range(READERS):
        reader = await town.reader(square, number)
        before = await page(reader)

        await reader.does("PUT", f"/feeds/wishes/{before[0]}", {"wish": "less", "about": "repeat"})
        after = await page(reader)

        assert before[0] not in after
        assert len(set(before).intersection(after)) >= 0.7 * (len(before) - 1)


async def test_starting_over_forgets_what_she_liked_until_it_is_taken_back(
    square: Square, town: Themed
):
    reader = await town.reader(square, 1)

    async def reasons() -> set[str]:
        cards = (await reader.does("GET", "/feeds/explore"))["items"]
        return {card["reason"]["code"] for card in cards}

    before = await reasons()
    await reader.does("POST", "/feeds/reset")
    started = await reasons()
    boards = await reader.does("GET", "/boards")
    await reader.does("DELETE", "/feeds/reset", status=204)

    assert "near" in before
    assert started.isdisjoint({"near", "topic", "author", "readers_also"})
    assert boards == await reader.does("GET", "/boards")
    assert "near" in await reasons()


async def test_a_member_s_pages_are_written_down_as_they_were_served(settings: Settings):
    async with opened(settings) as square:
        town = await Themed.build(square, notes=120)
        reader = await town.reader(square, 1)
        first = await reader.does("GET", "/feeds/explore")
        second = await reader.does("GET", f"/feeds/explore?cursor={first['cursor']}")
        await square.visitor.does("GET", "/feeds/explore")

    database = await open_database(f"sqlite:///{settings.data_dir}/square.db")
    async with database.read() as tx:
        rows = await tx.rows(
            Sql("""
                select member_id, feed, session, first_position, page from served_pages order by seq
            """),
            {},
        )
    await database.close()

    kept = [msgspec.json.decode(str(row[4]), type=Page) for row in rows]
    assert [page.n for page in kept] == [
        [card["id"] for card in page["items"]] for page in (first, second)
    ]
    assert [row[:2] for row in rows] == [(reader.id, "explore")] * 2
    assert rows[0][2] == rows[1][2] != ""
    assert [row[3] for row in rows] == [0, 20]
    assert any(page.r for page in kept)
    assert all(0 <= chance <= 1 for page in kept for chance in page.p)
