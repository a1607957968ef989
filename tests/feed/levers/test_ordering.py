"""What a reader went to herself is all there, what concerns her most first."""

from statistics import mean

from qiao.feed.models import Reader
from qiao.feed.ordering import order_for
from qiao.feed.serving import Feeds
from qiao.kit.clock import now_us
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from tests.feed.levers.themed import Themed
from tests.web.square import Square


async def test_a_topic_for_you_has_what_concerns_her_first(square: Square):
    town = await Themed.build(square, notes=300, shared="both")
    reader = await square.person("reader")
    everything = {note for note in town.notes if town.theme[note] < 2}
    for note in [note for note in town.notes if town.theme[note] == 1][:3]:
        await town.town.like(reader.id, note)

    first = await reader.does("GET", "/topics/both/notes?sort=for_you")
    second = await reader.does("GET", f"/topics/both/notes?sort=for_you&cursor={first['cursor']}")

    found = [card["id"] for page in (first, second) for card in page["items"]]
    assert len(found) == 30
    assert set(found) == everything
    assert second["cursor"] is None
    assert mean(town.theme[note] for note in found[:10]) >= 0.8


async def test_a_visitor_finds_the_most_answered_first(square: Square):
    town = await Themed.build(square, notes=60, shared="both")
    liked = next(note for note in town.notes if town.theme[note] == 0)
    for member in town.authors[:3]:
        await town.town.like(member, liked)

    hot = await square.visitor.does("GET", "/topics/both/notes?sort=hot")
    for_you = await square.visitor.does("GET", "/topics/both/notes?sort=for_you")

    assert for_you == hot
    assert for_you["items"][0]["id"] == liked


async def test_what_the_feed_does_not_know_comes_last(square: Square):
    town = await Themed.build(square, notes=80, shared="both")
    reader = await town.reader(square, 1)
    own = await town.town.publish(reader.id, "mine, and held", topics=["both"])
    await square.house.database.write(notes.set_standing, "note", own, Standing.HELD)

    answer = await reader.does("GET", "/topics/both/notes?sort=for_you")

    found = [card["id"] for card in answer["items"]]
    assert set(found) == {note for note in town.notes if town.theme[note] < 2} | {own}


async def test_order_for_keeps_every_note_once(square: Square):
    town = await Themed.build(square, notes=80)
    reader = await town.reader(square, 1)
    feeds = Feeds(cursor_key=b"a key for tests")
    who = Reader(reader.id, ("en",))

    async with square.house.database.read() as tx:
        await feeds.load(tx, now_us=now_us())
        found = await order_for(
            tx, feeds, who, ["unknown", *town.notes, *town.notes], now_us=now_us()
        )
        nothing = await order_for(tx, feeds, who, [], now_us=now_us())

    assert sorted(found) == sorted([*town.notes, "unknown"])
    assert found[-1] == "unknown"
    assert nothing == []
