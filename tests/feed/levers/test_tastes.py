"""What a reader set reaches her taste: from the log as from the database, on both engines."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from qiao.feed import dials, wishes
from qiao.feed.dials import TooManyMutedTopics, Turn
from qiao.feed.models import Reader
from qiao.feed.taste import About, Did, Taste, Wished
from qiao.feed.tastes import load_taste
from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from tests.feed.town import Following, Town


async def tastes(town: Town, following: Following, member: str) -> tuple[Taste, Taste]:
    """Return a taste that followed the log and the same one read anew."""
    await following.catch_up()
    async with town.db.read() as tx:
        followed = await following.feeds.tastes.of(tx, Reader(member), now_us=town.now)
        return followed, await load_taste(tx, member, now_us=town.now)


def levers(of: Taste) -> tuple[Any, ...]:
    return (
        of.variety,
        of.other_langs,
        of.muted_topics,
        {key: wished[:2] for key, wished in of.wishes.items()},
        of.reset_us,
        of.refused(),
    )


async def test_every_lever_reads_the_same_followed_as_loaded(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    boat = await town.publish(ana, "two boats", topics=["boats", "river"])
    stove = await town.publish(ana, "a stove", topics=["stoves"])
    following = await Following.start(town)
    await tastes(town, following, bo)
    write: Callable[..., Awaitable[Any]] = database.write
    later = town.later

    await town.like(bo, boat)
    await write(dials.turn, bo, Turn(variety=0.9, other_langs=0.1), now=later())
    await write(dials.mute, bo, "River", now=later())
    await write(dials.mute, bo, "stoves", now=later())
    await write(dials.unmute, bo, "stoves")
    for about in About:
        await write(wishes.make_wish, bo, boat, wish="more", about=about, value=None, now=later())
    await write(wishes.make_wish, bo, stove, wish="less", about=About.NOTE, value=None, now=later())
    await write(wishes.take_wish, bo, boat, About.LANG)
    reset_us = later()
    await write(dials.start_over, bo, now=reset_us)
    followed, read = await tastes(town, following, bo)

    assert levers(followed) == levers(read)
    assert (read.variety, read.other_langs, read.reset_us) == (0.9, 0.1, reset_us)
    assert read.muted_topics == {"river"}
    assert {about: w.value for (note, about), w in read.wishes.items() if note == boat} == {
        About.NOTE: "",
        About.TOPIC: "boats",
        About.AUTHOR: ana,
        About.REPEAT: "",
    }
    assert read.refused() == {stove}
    assert read.telling() == {}
    assert set(read.deeds) == {(boat, Did.LIKE)}


async def test_starting_over_can_be_taken_back(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    before, after = [await town.publish(ana, f"{n} boats") for n in ("two", "six")]
    following = await Following.start(town)
    await town.like(bo, before)
    await database.write(dials.start_over, bo, now=town.later())
    await town.like(bo, after)

    started, _ = await tastes(town, following, bo)
    said, kept = set(started.telling()), started.kept()
    await database.write(dials.take_back_start, bo, now=town.later())
    followed, read = await tastes(town, following, bo)

    assert said == {(after, Did.LIKE)}
    assert kept == {before, after}
    assert (
        set(followed.telling()) == set(read.telling()) == {(n, Did.LIKE) for n in (before, after)}
    )


async def test_a_refused_note_rests_for_good_until_that_is_taken_back() -> None:
    taste = Taste()
    versions = [taste.version]

    taste.wished("n1", About.TOPIC, Wished("less", "boats", 5))
    taste.wished("n2", About.TOPIC, Wished("more", "tea", 6))
    versions.append(taste.version)
    resting, kept = taste.resting(7), taste.kept()
    taste.wished("n1", About.TOPIC, None)
    versions.append(taste.version)

    assert resting == kept == {"n1"}
    assert taste.resting(8) == taste.kept() == set()
    assert len(set(versions)) == 3


def test_a_taste_read_again_is_never_taken_for_the_one_before() -> None:
    assert Taste().version != Taste().version


async def test_the_oldest_wish_makes_room(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wishes, "MAX_WISHES", 3)
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    many = [await town.publish(ana, f"{n} boats") for n in range(5)]
    following = await Following.start(town)
    await tastes(town, following, bo)

    for note in many:
        await database.write(
            wishes.make_wish,
            bo,
            note,
            wish="less",
            about=About.NOTE,
            value=None,
            now=town.later(),
        )
    followed, read = await tastes(town, following, bo)

    assert followed.refused() == read.refused() == set(many[2:])


async def test_nobody_mutes_topics_without_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dials, "MAX_MUTED_TOPICS", 1)
    town = Town(database)
    ana = await town.join("ana")
    await town.publish(ana, "boats", topics=["boats", "tea"])

    for _ in range(2):
        await database.write(dials.mute, ana, "boats", now=town.later())
    with pytest.raises(TooManyMutedTopics):
        await database.write(dials.mute, ana, "tea", now=town.later())


async def test_the_same_again_tells_no_news(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    note = await town.publish(ana, "boats", topics=["boats"])

    for _ in range(2):
        for wish in (
            {"wish": "less", "about": About.TOPIC, "value": None},
            {"wish": "less", "about": About.NOTE, "value": None},
        ):
            await database.write(wishes.make_wish, bo, note, now=town.later(), **wish)
        await database.write(dials.turn, bo, Turn(variety=0.7), now=town.later())
        await database.write(dials.mute, bo, "boats", now=town.later())
    for _ in range(2):
        await database.write(wishes.take_wish, bo, note, About.NOTE)
        await database.write(dials.unmute, bo, "boats")
        await database.write(dials.take_back_start, bo, now=town.later())

    async with database.read() as tx:
        told = await tx.rows(
            Sql("""
                select name, count(*) from events
                where name in ('WishMade', 'WishTaken', 'DialsMoved', 'TopicMuted',
                  'TopicUnmuted', 'TasteReset')
                group by name order by name
            """),
            {},
        )
    assert told == [
        ("DialsMoved", 1),
        ("TopicMuted", 1),
        ("TopicUnmuted", 1),
        ("WishMade", 2),
        ("WishTaken", 1),
    ]


async def test_a_wish_about_a_note_that_went_out_of_sight_shows_no_title(
    database: Database,
) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    note = await town.publish(ana, "a secret boat")
    await database.write(
        wishes.make_wish, bo, note, wish="less", about=About.NOTE, value=None, now=town.later()
    )
    async with database.read() as tx:
        before = await wishes.shown_wishes(tx, bo)

    await database.write(notes.set_standing, "note", note, Standing.HELD)
    async with database.read() as tx:
        after = await wishes.shown_wishes(tx, bo)

    assert [wish.title for wish in before] == ["a secret boat"]
    assert [wish.title for wish in after] == [""]
    with pytest.raises(NotFound):
        await database.write(
            wishes.make_wish, bo, note, wish="more", about=About.NOTE, value=None, now=town.later()
        )


async def test_when_a_note_is_gone_what_was_asked_beside_it_holds(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    note = await town.publish(ana, "boats", topics=["boats"])
    for about in About:
        await database.write(
            wishes.make_wish, bo, note, wish="less", about=about, value=None, now=town.later()
        )

    await database.write(notes.delete_note, ana, note)
    async with database.read() as tx:
        shown = await wishes.shown_wishes(tx, bo)
    await database.write(wishes.forget_wishes, [note])
    async with database.read() as tx:
        kept = await wishes.shown_wishes(tx, bo)

    assert {(wish.about, wish.title) for wish in shown} == {(about, "") for about in About}
    assert {wish.about for wish in kept} == {About.TOPIC, About.AUTHOR, About.LANG}


async def test_who_leaves_leaves_no_levers(database: Database) -> None:
    town = Town(database)
    ana, bo = await town.join("ana"), await town.join("bob")
    note = await town.publish(ana, "boats", topics=["boats"])
    for member in (ana, bo):
        await database.write(dials.turn, member, Turn(variety=0.7), now=town.later())
        await database.write(dials.mute, member, "boats", now=town.later())
        await database.write(
            wishes.make_wish, member, note, wish="less", about=About.NOTE, value=None,
            now=town.later(),
        )  # fmt: skip

    await database.write(dials.forget_dials, bo)
    await database.write(wishes.forget_wishes_of, bo)

    async with database.read() as tx:
        gone, kept = [await load_taste(tx, member, now_us=town.now) for member in (bo, ana)]
    assert levers(gone) == levers(Taste())
    assert (kept.variety, kept.muted_topics, kept.refused()) == (0.7, {"boats"}, {note})


async def test_dials_turned_at_once_all_stand(database: Database) -> None:
    town = Town(database)
    bo = await town.join("bob")

    await asyncio.gather(
        database.write(dials.turn, bo, Turn(variety=0.9), now=town.later()),
        database.write(dials.turn, bo, Turn(other_langs=0.1), now=town.later()),
        database.write(dials.turn, bo, Turn(home="following"), now=town.later()),
        database.write(dials.start_over, bo, now=town.later()),
    )

    async with database.read() as tx:
        assert await dials.dials_of(tx, bo) == dials.Dials(0.9, 0.1, "following", town.now)
