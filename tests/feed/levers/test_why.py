"""A reader can ask why: the reasons are the card's own, and asking changes nothing."""

from collections import Counter

from qiao.notes import commands as notes
from qiao.notes.models import Standing
from tests.feed.levers.themed import Themed
from tests.web.square import Square


async def test_why_says_what_the_card_says_and_what_weighed(square: Square):
    town = await Themed.build(square, notes=200)
    reader = await town.reader(square, 1)
    cards = (await reader.does("GET", "/feeds/explore"))["items"]

    told = {
        card["id"]: await reader.does("GET", f"/feeds/explore/why/{card['id']}") for card in cards
    }
    again = (await reader.does("GET", "/feeds/explore"))["items"]

    agree = Counter(told[card["id"]]["reason"] == card["reason"] for card in cards)
    assert agree[True] >= 0.9 * len(cards)
    for why in told.values():
        assert len(why["also"]) <= 3
        assert why["reason"] not in why["also"]
        assert 0.9 <= sum(term["share"] for term in why["terms"]) <= 1.01
        assert why["terms"] == sorted(why["terms"], key=lambda term: -term["share"])
    near = [why for why in told.values() if why["reason"]["code"] == "near"]
    assert near
    assert any(why["terms"][0]["name"] in ("near", "cb2cf") for why in near)
    assert [card["id"] for card in again] == [card["id"] for card in cards]


async def test_who_may_not_see_a_note_is_not_told_why(square: Square):
    town = await Themed.build(square, notes=40)
    held, limited = town.notes[:2]
    await square.house.database.write(notes.set_standing, "note", held, Standing.HELD)
    await square.house.database.write(notes.set_standing, "note", limited, Standing.LIMITED)

    for note in (held, "nothing"):
        await square.visitor.is_refused("GET", f"/feeds/explore/why/{note}", status=404)
    visitor = await square.visitor.does("GET", f"/feeds/explore/why/{town.notes[2]}")
    told = await square.visitor.does("GET", f"/feeds/explore/why/{limited}")

    assert visitor["reason"]["code"] in ("newest", "fresh", "popular_here", "bridging")
    assert not told["slot"]
