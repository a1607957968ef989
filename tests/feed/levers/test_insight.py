"""Authors see where their readers came from, and never who they are."""

from collections.abc import Sequence

from qiao.feed import insight
from qiao.feed.commands import Kind, Read, log_reading
from qiao.feed.insight import Came, Progress
from qiao.kit.db import Database, Sql, WriteTx
from tests.feed.town import Town
from tests.web.square import Person, Square


async def reads(town: Town, note: str, feed: str, members: Sequence[str], *kinds: Kind) -> None:
    for member in members:
        items = [Read(kind, note, feed) for kind in kinds]
        await town.db.write(log_reading, member, items, town.later())


async def audience(town: Town, author: str, *, since_us: int = 0, limit: int = 20):  # type: ignore[no-untyped-def]
    async with town.db.read() as tx:
        return await insight.totals(tx, author, since_us=since_us), await insight.audiences(
            tx, author, since_us=since_us, before="~", limit=limit
        )


async def test_readers_are_counted_by_their_way_and_language(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    english = [await town.join(f"reader_{n}") for n in range(4)]
    arabs = [await town.join(f"qari_{n}", langs=("ar", "fr")) for n in range(3)]
    boat, stove = await town.publish(ana, "two boats"), await town.publish(ana, "a stove")
    other = await town.publish(english[0], "by another")

    await reads(town, boat, "explore", [*english, *arabs], "impression", "open")
    await reads(town, boat, "topic", english[:1], "impression", "impression")
    await reads(town, stove, "link", english[1:2], "open")
    await reads(town, stove, "somewhere", english[1:2], "impression", "dwell", "hide")
    await reads(town, other, "explore", arabs, "impression")
    await reads(town, boat, "profile", [ana], "impression", "open")
    together, notes = await audience(town, ana)

    assert (together.impressions, together.opens, together.readers) == (10, 8, 7)
    assert together.came == {
        **dict.fromkeys(insight.FEEDS, Came()),
        "explore": Came(7, 7),
        "topic": Came(2, 0),
        "link": Came(0, 1),
        "other": Came(1, 0),
    }
    assert together.langs == {"en": 7, "ar": 3}
    assert [of.note.id for of in notes] == [stove, boat]
    assert notes[1].came["explore"] == Came(7, 7)
    assert notes[1].langs == {"en": 6, "ar": 3}
    assert notes[0].langs == {"other": 1}


async def test_a_language_of_fewer_than_three_readers_is_not_told(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    english = [await town.join(f"reader_{n}") for n in range(3)]
    lao = [await town.join(f"phu_{n}", langs=("lo",)) for n in range(2)]
    thai = await town.join("khon", langs=("th",))
    note = await town.publish(ana, "two boats")

    await reads(town, note, "explore", [*english, *lao, thai], "impression")
    together, notes = await audience(town, ana)

    assert together.langs == notes[0].langs == {"en": 3, "other": 3}


async def test_only_lately_counts_and_pages_follow_each_other(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    boat, stove = await town.publish(ana, "two boats"), await town.publish(ana, "a stove")
    await reads(town, boat, "explore", [bo], "impression")
    await reads(town, boat, "explore", [bo], "impression")

    together, first = await audience(town, ana, since_us=town.now - 1, limit=1)
    async with database.read() as tx:
        second = await insight.audiences(tx, ana, since_us=0, before=first[0].note.id, limit=1)

    assert together.impressions == 1
    assert [of.note.id for of in (*first, *second)] == [stove, boat]


async def test_a_note_tells_how_far_it_climbed(database: Database) -> None:
    town = Town(database)
    ana = await town.join("ana")
    boat, away = await town.publish(ana, "two boats"), await town.publish(ana, "gone")

    async def climb(tx: WriteTx) -> None:
        step = Sql("""
            insert into ladder (note_id, rung, promised, given, hits, prior, rung_us, due_us, state)
            values (:note, 0, 30, 12, 2.0, 0.1, 0, 0, :state)
            on conflict (note_id) do update set given = 12, promised = 30, state = excluded.state
        """)
        await tx.run(step, note=boat, state="growing")
        await tx.run(step, note=away, state="away")

    await database.write(climb)
    _, notes = await audience(town, ana)

    assert [of.ladder for of in notes] == [None, Progress("growing", 12, 30)]


async def test_authors_ask_for_their_own_audience_alone(square: Square, ana: Person, bo: Person):
    note = await ana.publishes(title="Boats", body="A ferry")
    seen = {"kind": "impression", "note": note, "feed": "explore", "position": 1}
    await bo.does("POST", "/events", {"events": [seen]}, status=204)

    shown = await ana.does("GET", "/me/audience?days=7")
    others = await bo.does("GET", "/me/audience")

    assert shown["days"] == 7
    assert shown["totals"] == {"impressions": 1, "opens": 0, "readers": 1}
    assert shown["from"]["explore"] == {"impressions": 1, "opens": 0}
    assert set(shown["from"]) == set(insight.FEEDS)
    assert shown["langs"] == {"other": 1}
    (told,) = shown["notes"]
    assert (told["id"], told["title"], told["impressions"]) == (note, "Boats", 1)
    assert shown["cursor"] is None
    assert (others["days"], others["notes"]) == (28, [])
    refused = await ana.is_refused("GET", "/me/audience?days=0", status=422)
    assert refused["code"] == "days_out_of_range"
    assert (await square.visitor.ask("GET", "/me/audience")).status_code == 401
