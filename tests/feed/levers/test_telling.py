"""Reasons are told with the words a sentence needs."""

from qiao.feed.models import Ground
from qiao.feed.telling import tell_reasons
from qiao.kit.db import Database
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from tests.feed.town import Town


async def test_every_code_has_its_facts(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    note = await town.publish(ana, "two boats", topics=["Boats"])
    title, face = {"note": note, "title": "two boats"}, {"handle": "ana", "name": ""}
    topic = {"slug": "boats", "topic": "Boats"}
    expected = {
        Ground("near", note): title,
        Ground("readers_also", note): title,
        Ground("wished", note): title,
        Ground("wrote_what_you_liked", note): title,
        Ground("followed", ana): face,
        Ground("author", ana): face,
        Ground("topic", "boats"): topic,
        Ground("same_topics", "boats"): topic,
        Ground("bridging", "lo"): {"lang": "lo"},
        Ground("region", "Laos"): {"region": "Laos"},
        Ground("fresh"): {},
        Ground("newest"): {},
        Ground("popular_here"): {},
    }

    async with database.read() as tx:
        told = await tell_reasons(tx, [*expected, *expected])

    assert [(r.code, r.facts) for r in told] == [(g.code, f) for g, f in expected.items()] * 2


async def test_a_note_that_went_out_of_sight_is_not_named(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    limited, held = [await town.publish(ana, f"{n} boats") for n in ("two", "six")]
    await database.write(notes.set_standing, "note", limited, Standing.LIMITED)
    await database.write(notes.set_standing, "note", held, Standing.HELD)

    async with database.read() as tx:
        told = await tell_reasons(tx, [Ground("near", note) for note in (limited, held, "gone")])

    assert [reason.code for reason in told] == ["near", "newest", "newest"]
