"""The feed's memory: loaded or followed, it is the same."""

from typing import Any

from qiao.feed.commands import Read, log_reading
from qiao.feed.index import FeedIndex
from qiao.feed.models import Reader
from qiao.feed.serving import Feeds
from qiao.feed.trust.levers import move
from qiao.feed.trust.worth import keep_worths, reckon
from qiao.kit.db import Database, events_after
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from qiao.people import commands as people
from qiao.people.commands import ProfileChange
from tests.feed.town import Following, Town


def told(index: FeedIndex) -> dict[str, Any]:
    """Say what an index holds, by note, whatever the order of rows."""
    found = {}
    for row, note in enumerate(index.notes.texts):
        if index.open[row]:
            space = next((s for s in index.spaces.values() if row in s.rows()), None)
            found[note] = (
                index.authors.texts[index.author[row]],
                index.langs.texts[index.lang[row]],
                {index.langs.texts[n] for n in index.readable_as[row] if n >= 0},
                [index.topics.texts[n] for n in index.topic[row] if n >= 0],
                (int(index.likes[row]), int(index.comments[row]), int(index.collects[row])),
                int(index.audience[row]),
                int(index.at_us[row]),
                space.model if space else None,
            )
    return found


def liked_by(index: FeedIndex) -> dict[tuple[str, str], float]:
    """Say by readers of which languages each note was liked."""
    return {
        (index.notes.texts[row], index.bases.texts[base]): float(index.liked_by[row, base])
        for row, base in zip(*index.liked_by.nonzero(), strict=True)
    }


async def live(town: Town) -> dict[str, str]:
    """Let a town live a little; return its notes by name."""
    ana, bo = await town.join("ana"), await town.join("bo", langs=("fr",))
    made = {
        name: await town.publish(ana, f"{name} asleep on the warm stove", topics=["cats"])
        for name in ("one", "two", "limited", "deleted", "restored")
    }
    await town.embed(*made.values())
    await town.like(bo, made["one"])
    await town.follow(bo, ana)
    await town.db.write(notes.set_language, "note", made["two"], "fr", ("en",))
    await town.db.write(
        notes.put_version, ana, made["one"], "fr", title="un", body="corps", now=town.later()
    )
    await town.db.write(notes.delete_note, ana, made["deleted"])
    for name, standings in (
        ("limited", [Standing.LIMITED]),
        ("restored", [Standing.HELD, Standing.PUBLIC]),
    ):
        for standing in standings:
            await town.db.write(notes.set_standing, "note", made[name], standing)
    shown = [Read("impression", note, "explore", i) for i, note in enumerate(made.values())]
    await town.db.write(log_reading, bo, shown, town.later())
    return made


async def test_following_from_the_start_and_loading_at_the_end_agree(database: Database) -> None:
    town = Town(database)
    following = await Following.start(town)
    made = await live(town)

    await following.catch_up()
    loaded = (await Following.start(town)).feeds.index

    assert told(following.feeds.index) == told(loaded)
    assert liked_by(following.feeds.index) == liked_by(loaded) == {(made["one"], "fr"): 1.0}
    assert set(told(loaded)) == {made["one"], made["two"], made["restored"]}
    assert told(loaded)[made["one"]][2:6] == ({"fr"}, ["cats"], (1, 0, 0), 1)


async def test_hearing_the_same_news_twice_changes_nothing_but_audiences(
    database: Database,
) -> None:
    town = Town(database)
    following = await Following.start(town)
    await live(town)
    await following.catch_up()
    once = told(following.feeds.index)

    following.seq = 0
    async with database.read() as tx:
        news = [line for line in await events_after(tx, 0) if line.name != "NotesShown"]
        await following.feeds.follow(tx, news)

    assert told(following.feeds.index) == once


async def test_a_note_limited_this_instant_is_not_on_the_next_page(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bo")
    for i in range(30):
        await town.publish(ana, f"note number {i}")
    following = await Following.start(town)
    reader = Reader(bo, ("en",))

    async def page(cursor: str | None) -> tuple[list[str], str | None]:
        async with database.read() as tx:
            found, then = await following.feeds.page(tx, reader, cursor, limit=10, now_us=town.now)
        return [served.note for served in found], then

    first, cursor = await page(None)
    second, _ = await page(cursor)
    await database.write(notes.set_standing, "note", second[0], Standing.LIMITED)
    await following.catch_up()
    again, _ = await page(cursor)

    assert second[0] not in again
    assert again[:9] == second[1:]
    assert not set(first) & set(again)


async def test_an_empty_square_loads(database: Database) -> None:
    feeds = Feeds(cursor_key=b"key")

    async with database.read() as tx:
        await feeds.load(tx, now_us=0)

    assert len(feeds.index) == 0


async def test_where_an_author_is_from_is_known_at_the_start_and_when_she_moves(
    database: Database,
) -> None:
    town = Town(database)
    ana = await town.join("ana")
    note = await town.publish(ana, "quinces")
    following = await Following.start(town)

    await database.write(people.change_profile, ana, ProfileChange(region="Lisboa"))
    await following.catch_up()
    loaded = (await Following.start(town)).feeds.index

    for index in (following.feeds.index, loaded):
        row = index.rows([note])[0]
        assert index.crowd.region_names[index.region[row]] == "Lisboa"


async def test_deeds_count_as_they_were_weighed_unless_an_operator_says_each_the_same(
    database: Database,
) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bo")
    note = await town.publish(ana, "quinces")
    await town.like(bo, note)
    following = await Following.start(town)
    index = following.feeds.index
    row = index.rows([note])[0]

    async with database.read() as tx:
        reckoning = await reckon(tx, [note])
    await database.write(keep_worths, reckoning, town.later())
    await following.catch_up()
    weighed = float(index.likes[row])
    await database.write(move, "engagement", "raw", by="", reason="", now_us=town.later())
    await following.catch_up()

    assert 0.0 < weighed < 1.0
    assert index.likes[row] == 1.0
