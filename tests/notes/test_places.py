"""Places: one place whatever language it is named in, never a point on the globe."""

import pytest

from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.notes import gazetteer, places
from qiao.notes.cards import Cards
from qiao.notes.commands import delete_note, publish, set_audience, set_standing
from qiao.notes.gate import OpenGate
from qiao.notes.models import Audience, PlaceIsNumbers, Standing, UnderReview, checked_draft
from qiao.notes.places import checked_place
from qiao.people.blocks import block
from qiao.people.models import Caller
from qiao.search.asking import read
from qiao.search.finding import Filters, by_words
from qiao.search.indexing import index_notes
from tests import make

KEPT = Sql("select slug from places order by slug")


async def note(
    db: Database, who: Caller, place: str, audience: Audience = Audience.PUBLIC, body: str = "Bread"
) -> str:
    draft = checked_draft(
        title="", body=body, topics=[], photos=[], audience=audience, place=checked_place(place)
    )
    return await db.write(publish, who.id, draft, OpenGate(), now=make.moment())


async def kept(db: Database) -> list[str]:
    async with db.read() as tx:
        return [str(row[0]) for row in await tx.rows(KEPT, {})]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Paris", "paris"), ("巴黎", "paris"), ("باريس", "paris"), ("パリ", "paris"),
     ("中国", "china"), ("中國", "china"), ("Singapore", "singapore"),
     ("The old harbour", "theoldharbour"),
     ("Café 24", "café24"), ("2046 bar", "2046bar")],
)  # fmt: skip
def test_a_place_is_the_same_in_every_language(name: str, slug: str):
    found = checked_place(name)

    assert found is not None
    assert found.slug == slug
    assert found.known == (slug in gazetteer.known())
    if found.known:
        assert set(found.names) >= {"en", "zh-Hans", "ar", "ja"}
    else:
        assert found.names == {"und": name}


@pytest.mark.parametrize(
    "typed",
    ["48.8584, 2.2945", "48.8584 2.2945", "-33.86;151.21", "48°51′30″N 2°17′40″E", "geo:48.85,2.29",
     "8FW4V75V+8Q", "V75V+8Q Paris", "///filled.count.soap", "52,5200 / 13,4050", "12345",
     "home 48.85837, 2.29448"],
)  # fmt: skip
def test_no_point_on_the_globe_is_taken(typed: str):
    with pytest.raises(PlaceIsNumbers):
        checked_place(typed)


def test_there_are_many_places_each_with_a_name():
    found = gazetteer.known()

    assert len([one for one in found.values() if not one.country]) > 240
    assert len([one for one in found.values() if one.country]) > 300
    assert all(one.names["en"] for one in found.values())
    assert gazetteer.beginning("上", most=3)[0].slug == "shanghai"
    assert gazetteer.beginning("", most=3) == []


async def test_notes_are_found_by_their_place_and_it_is_offered(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    first, second = await note(database, ana, "巴黎"), await note(database, bo, "Paris")
    own = await note(database, ana, "Old harbour")
    async with database.read() as tx:
        assert await places.notes_at(tx, "paris", reader=None, before="~") == [second, first]
        assert next(one.slug for one in await places.offered(tx, "pa", reader=None)) == "paris"
        [harbour] = await places.offered(tx, "old h", reader=bo.id)
        assert (harbour.slug, harbour.names, harbour.notes) == (
            "oldharbour", {"und": "Old harbour"}, 1,
        )  # fmt: skip
        entry = (await Cards().get(tx, [own]))[own]
        assert b'"place":{"slug":"oldharbour"' in entry.tail
        assert "Old harbour" in entry.text()  # so that a muted word hushes it

    await database.write(block, bo.id, ana.id, now=make.NOW)
    async with database.read() as tx:
        assert await places.notes_at(tx, "paris", reader=bo.id, before="~") == [second]
        assert await places.offered(tx, "old h", reader=bo.id) == []


async def test_a_place_that_only_few_may_read_about_is_not_there(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    hidden = await note(database, ana, "My grandmother’s yard", Audience.PRIVATE)
    async with database.read() as tx:
        for reader in (None, bo.id):
            with pytest.raises(NotFound):
                await places.place(tx, "mygrandmothersyard", reader=reader)
            assert await places.offered(tx, "my grand", reader=reader) == []
        assert (await places.place(tx, "france", reader=None)).notes == 0

    await database.write(set_audience, ana.id, hidden, Audience.PUBLIC)
    async with database.read() as tx:
        assert (await places.place(tx, "mygrandmothersyard", reader=None)).notes == 1
    await database.write(set_standing, "note", hidden, Standing.HELD)
    async with database.read() as tx:
        with pytest.raises(NotFound):
            await places.place(tx, "mygrandmothersyard", reader=None)


async def test_the_author_changes_it_and_its_name_goes_with_the_last_note(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    of = await note(database, ana, "Old harbour")
    with pytest.raises(NotFound):
        await database.write(places.set_place, bo.id, of, None)

    await database.write(places.set_place, ana.id, of, checked_place("Lisboa"))
    assert await kept(database) == ["lisbon"]
    await database.write(set_standing, "note", of, Standing.HELD)
    with pytest.raises(UnderReview):
        await database.write(places.set_place, ana.id, of, None)
    await database.write(delete_note, ana.id, of)

    assert await kept(database) == []


async def test_a_search_keeps_to_a_place(database: Database):
    ana = await make.member(database)
    here = await note(database, ana, "Lisbon", body="warm bread")
    there = await note(database, ana, "Tokyo", body="warm bread")
    await index_notes(database, [here, there])
    async with database.read() as tx:
        found = await by_words(tx, read("bread"), Filters(place="tokyo"), reader=None)

    assert [one.note for one in found] == [there]
