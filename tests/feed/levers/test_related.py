"""Below a note stands what is about the same thing, by others first, and nothing refused."""

from collections import Counter
from statistics import mean

import pytest

from qiao.notes import commands as notes
from qiao.notes.models import Standing
from tests.feed.levers.themed import Themed
from tests.web.square import Person, Square


@pytest.fixture
async def town(square: Square) -> Themed:
    return await Themed.build(square, notes=160)


async def related(reader: Person, note: str) -> list[str]:
    answer = await reader.does("GET", f"/notes/{note}/related")
    assert answer["cursor"] is None
    return [card["id"] for card in answer["items"]]


async def test_related_notes_are_about_the_same_thing(square: Square, town: Themed):
    shares, first = [], []
    for note in town.notes[:40]:
        found = await related(square.visitor, note)
        same = {other for other in town.notes if town.theme[other] == town.theme[note]}
        by_others = {other for other in same - {note} if town.by[other] != town.by[note]}
        shares.append(len(by_others.intersection(found)) / len(by_others))
        first.append(found[0] in same)
        assert note not in found
        assert 3 <= len(found) <= 12
        assert len(set(found)) == len(found)
        by = Counter(town.by[other] for other in found)
        assert by[town.by[note]] <= 3
        authors = [town.by[other] == town.by[note] for other in found]
        assert authors == sorted(authors)
    assert mean(shares) >= 0.9
    assert mean(first) >= 0.9


async def test_what_she_refused_or_muted_or_wrote_is_not_related(square: Square, town: Themed):
    reader = await town.reader(square, 1)
    note = town.notes[0]
    before = await related(reader, note)
    said = (await reader.does("GET", f"/notes/{note}"))["body"]
    own = await town.town.publish(reader.id, said, topics=[town.slug[note]])
    await town.town.embed(own)

    wish = {"wish": "less", "about": "repeat"}
    await reader.does("PUT", f"/feeds/wishes/{before[0]}", wish)
    hide = {"kind": "hide", "note": before[1], "feed": "related", "position": 1}
    await reader.does("POST", "/events", {"events": [hide]}, status=204)
    after = await related(reader, note)
    await reader.does("PUT", f"/feeds/muted-topics/{town.slug[note]}", status=204)
    muted = await related(reader, note)

    assert not {before[0], before[1], own}.intersection(after)
    assert own in await related(square.visitor, note)
    assert town.slug[note] not in {town.slug[other] for other in muted}


async def test_what_went_out_of_sight_is_neither_shown_nor_asked_about(
    square: Square, town: Themed
):
    note = town.notes[0]
    gone, held, *_ = await related(square.visitor, note)
    await square.house.database.write(notes.delete_note, town.by[gone], gone)
    await square.house.database.write(notes.set_standing, "note", held, Standing.HELD)

    after = await related(square.visitor, note)

    assert not {gone, held}.intersection(after)
    for hidden in (gone, held, "nothing"):
        await square.visitor.is_refused("GET", f"/notes/{hidden}/related", status=404)


async def test_what_she_reads_comes_before_what_she_does_not(square: Square, town: Themed):
    note = town.notes[0]
    foreign = await related(square.visitor, note)
    for other in foreign[:4]:
        await square.house.database.write(notes.set_language, "note", other, "lo", ())

    cards = (await square.visitor.does("GET", f"/notes/{note}/related"))["items"]

    langs = [card["lang"] for card in cards]
    assert "lo" in langs
    assert langs == sorted(langs)
