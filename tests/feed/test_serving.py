"""Explore from a real database: what readers do changes what they see next."""

import pytest

from qiao.feed import following as chronological
from qiao.feed.commands import Read, log_reading
from qiao.feed.models import CursorInvalid, Reader, Reason, Served
from qiao.feed.taste import Did
from qiao.feed.tastes import load_taste
from qiao.feed.trust.levers import move
from qiao.kit.db import Database, Sql
from qiao.notes import commands as notes
from qiao.notes import keeping
from qiao.notes.models import Standing
from qiao.people.models import MemberId
from tests.feed.town import Following, Town


class Explore:
    """One reader at a town with notes on stoves and on boats."""

    town: Town
    following: Following
    ana: MemberId
    bo: MemberId
    stoves: list[str]
    boats: list[str]

    @classmethod
    async def open(cls, db: Database) -> "Explore":
        made = cls()
        made.town = Town(db)
        made.ana = await made.town.join("ana")
        made.bo = await made.town.join("bo")
        made.boats = [
            await made.town.publish(
                made.ana, f"{n} wooden boats on the river ferry", topics=["boats"]
            )
            for n in ("two", "five", "nine", "sixty")
        ]
        made.stoves = [
            await made.town.publish(
                made.ana, f"the iron stove burns {n} logs tonight", topics=["stoves"]
            )
            for n in ("three", "seven", "eight", "twelve")
        ]
        await made.town.embed(*made.boats, *made.stoves)
        made.following = await Following.start(made.town)
        return made

    async def page(
        self, *, reader: Reader | None = None, cursor: str | None = None, limit: int = 20
    ) -> tuple[list[Served], str | None]:
        await self.following.catch_up()
        async with self.town.db.read() as tx:
            return await self.following.feeds.page(
                tx,
                reader or Reader(self.bo, ("en",)),
                cursor,
                limit=limit,
                now_us=self.town.later(),
            )


async def test_what_is_near_to_what_she_liked_comes_first_and_says_so(database: Database) -> None:
    explore = await Explore.open(database)

    await explore.town.like(explore.bo, explore.boats[0])
    page, cursor = await explore.page()

    # one of the first four may be a note on trial
    assert {served.note for served in page[:4]} > set(explore.boats[1:])
    near = [served.reason for served in page if served.reason.code == "near"]
    assert near
    assert near[0].facts == {
        "note": explore.boats[0],
        "title": "two wooden boats on the river ferry",
    }
    assert explore.boats[0] not in [served.note for served in page]
    assert cursor is None


async def test_an_author_s_own_notes_are_not_recommended_to_her(database: Database) -> None:
    explore = await Explore.open(database)

    page, _ = await explore.page(reader=Reader(explore.ana, ("en",)))

    assert page == []


async def test_a_visitor_has_a_feed(database: Database) -> None:
    explore = await Explore.open(database)

    page, _ = await explore.page(reader=Reader(None, ("en",)), limit=5)

    assert len(page) == 5


async def test_following_an_author_is_a_reason(database: Database) -> None:
    explore = await Explore.open(database)
    cy = await explore.town.join("cy")
    note = await explore.town.publish(cy, "quinces")
    for _ in range(2):
        await explore.page()

    await explore.town.follow(explore.bo, cy)
    page, _ = await explore.page()

    assert {served.note: served.reason for served in page}[note].code in (
        "followed",
        "fresh",
        "newest",
    )
    assert Reason.of("followed", {"handle": "cy", "name": ""}) in [served.reason for served in page]


async def test_a_hidden_note_is_gone_at_once_even_from_the_session_at_hand(
    database: Database,
) -> None:
    explore = await Explore.open(database)
    _, cursor = await explore.page(limit=2)
    following, _ = await explore.page(cursor=cursor, limit=2)

    await database.write(
        log_reading, explore.bo, [Read("hide", following[0].note)], explore.town.later()
    )
    again, _ = await explore.page(cursor=cursor, limit=2)

    assert following[0].note not in [served.note for served in again]


async def test_a_note_shown_twice_or_opened_comes_after_what_is_new(database: Database) -> None:
    explore = await Explore.open(database)
    twice, opened = explore.boats[0], explore.stoves[0]
    await explore.page()

    for _ in range(2):
        await database.write(
            log_reading, explore.bo, [Read("impression", twice)], explore.town.later()
        )
    await database.write(log_reading, explore.bo, [Read("open", opened)], explore.town.later())
    page, _ = await explore.page()

    notes = [served.note for served in page]
    assert set(notes[-2:]) == {twice, opened}
    assert len(notes) == len(set(notes)) == 8


async def test_what_she_keeps_or_hid_does_not_come_again_even_at_the_end(
    database: Database,
) -> None:
    explore = await Explore.open(database)
    kept, hidden = explore.boats[0], explore.stoves[0]

    await explore.town.like(explore.bo, kept)
    for note in (hidden, explore.boats[1]):
        await database.write(log_reading, explore.bo, [Read("open", note)], explore.town.later())
    await database.write(log_reading, explore.bo, [Read("hide", hidden)], explore.town.later())
    page, cursor = await explore.page()

    assert {served.note for served in page} == {*explore.boats, *explore.stoves} - {kept, hidden}
    assert cursor is None


async def test_a_taste_read_anew_is_the_taste_that_followed(database: Database) -> None:
    explore = await Explore.open(database)
    bo, town = explore.bo, explore.town
    await explore.page()
    await town.like(bo, explore.boats[0])
    await town.like(bo, explore.boats[1])
    await database.write(keeping.unlike, bo, explore.boats[1])
    await database.write(keeping.collect, bo, explore.boats[2], now=town.later())
    await town.follow(bo, explore.ana)
    batch = [
        Read("impression", explore.stoves[0], "explore", 1),
        Read("open", explore.stoves[0]),
        Read("translate", explore.stoves[0]),
        Read("hide", explore.stoves[1]),
        Read("impression", "nothing", "explore", 2),
    ]
    await database.write(log_reading, bo, batch, town.later())
    await explore.following.catch_up()

    async with database.read() as tx:
        followed = await explore.following.feeds.tastes.of(tx, Reader(bo), now_us=town.now)
        read = await load_taste(tx, bo, now_us=town.now)

    assert (
        set(followed.deeds)
        == set(read.deeds)
        == {
            (explore.boats[0], Did.LIKE),
            (explore.boats[2], Did.COLLECT),
            (explore.stoves[0], Did.OPEN),
            (explore.stoves[0], Did.TRANSLATE),
            (explore.stoves[1], Did.HIDE),
        }
    )
    assert followed.follows == read.follows == {explore.ana}
    assert followed.langs == read.langs == ("en",)
    assert followed.resting(town.now) == read.resting(town.now)


async def test_reading_is_written_once_per_member_and_note_and_logged_each_time(
    database: Database,
) -> None:
    explore = await Explore.open(database)
    note = explore.boats[0]
    batch = [Read("impression", note, "explore", 3), Read("dwell", note, ms=1_500)]

    counted = [await database.write(log_reading, explore.bo, batch, i) for i in (1, 2)]

    async with database.read() as tx:
        seen = await tx.rows(Sql("select impressions, opens, dwell_ms, last_us from seen"), {})
        logged = await tx.rows(Sql("select kind, position, ms from reading_log order by seq"), {})
    assert counted == [2, 2]
    assert seen == [(2, 0, 3_000, 2)]
    assert logged == [("impression", 3, 0), ("dwell", 0, 1_500)] * 2


async def test_following_shows_followed_and_own_notes_newest_first(database: Database) -> None:
    explore = await Explore.open(database)
    town, bo = explore.town, explore.bo
    cy = await town.join("cy")
    await town.publish(cy, "by a stranger")
    own = await town.publish(bo, "my own")
    limited = explore.boats[2]
    await database.write(notes.set_standing, "note", limited, Standing.LIMITED)
    held = explore.boats[3]
    await database.write(notes.set_standing, "note", held, Standing.HELD)
    await town.follow(bo, explore.ana)

    async with database.read() as tx:
        first, cursor = await chronological.page(tx, bo, None, limit=5)
        second, end = await chronological.page(tx, bo, cursor, limit=5)

    expected = [own, *reversed(explore.stoves), limited, explore.boats[1], explore.boats[0]]
    assert first + second == expected
    assert end is None


async def test_following_refuses_a_cursor_of_another_list(database: Database) -> None:
    async with database.read() as tx:
        with pytest.raises(CursorInvalid):
            await chronological.page(tx, "m", "not an id", limit=5)


async def test_an_operator_makes_explore_chronological_at_once_even_for_who_is_reading(
    database: Database,
) -> None:
    explore = await Explore.open(database)
    await explore.town.like(explore.bo, explore.boats[0])
    first, cursor = await explore.page(limit=2)

    await database.write(
        move, "feed", "chronological", by="", reason="a raid", now_us=explore.town.later()
    )
    then, _ = await explore.page(cursor=cursor)
    anew, _ = await explore.page()

    shown = {served.note for served in first}
    newest = [*reversed(explore.stoves), *reversed(explore.boats)][:-1]
    assert [served.note for served in anew] == newest
    assert [served.note for served in then] == [note for note in newest if note not in shown]
    assert {served.reason.code for served in anew} == {"newest"}
    assert not any(served.slot for served in anew)


async def test_she_always_has_something_to_read_while_there_is_anything(
    database: Database,
) -> None:
    explore = await Explore.open(database)
    await database.write(
        log_reading, explore.bo, [Read("hide", explore.stoves[0])], explore.town.later()
    )
    for note in (*explore.boats, *explore.stoves):
        for _ in range(2):
            await database.write(
                log_reading, explore.bo, [Read("impression", note)], explore.town.later()
            )

    page, _ = await explore.page()

    assert {served.note for served in page} == {*explore.boats, *explore.stoves[1:]}
