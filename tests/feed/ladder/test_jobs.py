"""The worker's round: notes begin, climb, rest, go away and come back."""

from collections.abc import Mapping
from typing import NamedTuple

import pytest

from qiao.feed.commands import Read, log_reading
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.jobs import climb
from qiao.feed.ladder.models import State, Step
from qiao.feed.ladder.queries import steps_of
from qiao.feed.ladder.state import Ladder
from qiao.feed.records import Page, Row, write_pages
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database, Sql, WriteTx, events_after
from qiao.notes import commands as notes
from qiao.notes import keeping
from qiao.notes.models import NoteId, Standing
from qiao.people.models import Caller
from tests import make
from tests.make import NOW


class Square(NamedTuple):
    db: Database
    author: Caller
    readers: list[Caller]

    @classmethod
    async def open(cls, db: Database, *, readers: int = 14) -> "Square":
        author = await make.member(db, "ana")
        return cls(db, author, [await make.member(db, f"reader{n}") for n in range(readers)])

    async def step(self, note: str) -> Step:
        async with self.db.read() as tx:
            return (await steps_of(tx, [note]))[0]

    async def shown(self, note: str, to: list[Caller], *, now_us: int, opens: int = 0) -> None:
        """Serve a note to readers, of whom some open it."""
        page = Page([note], [1.0], 1, 1, [1])
        rows = [Row(now_us, reader.id, "explore", "s", 0, page) for reader in to]
        await self.db.write(write_pages, rows)
        for number, reader in enumerate(to):
            read = [Read("impression", note, "explore")]
            read += [Read("open", note, "explore")] if number < opens else []
            await self.db.write(log_reading, reader.id, read, now_us)

    async def peers(self) -> None:
        """Let there be notes that had their first audience, and did well."""

        async def tried(tx: WriteTx) -> None:
            await tx.run_many(
                Sql(
                    "insert into ladder (note_id, rung, promised, given, hits, prior, rung_us,"
                    " due_us, state) values (:note, 0, 33, 30, 4.5, 0.1, :now_us, :far_us,"
                    " 'resting')"
                ),
                [{"note": f"p{n}", "now_us": NOW, "far_us": NOW + 9 * DAY} for n in range(20)],
            )

        await self.db.write(tried)

    async def active(self) -> None:
        """Let everybody have read something, so that they count as readers."""
        some = await make.note(self.db, self.author, "something to read", now=NOW)
        await self.shown(some, self.readers, now_us=NOW)


async def test_a_new_note_is_promised_a_first_audience(database: Database) -> None:
    square = await Square.open(database)
    await square.active()
    note = await make.note(database, square.author, now=NOW)

    await climb(database, NOW + 1)

    step = await square.step(note)
    assert (step.state, step.promised, step.given) == (State.FIRST, 7, 0)
    assert step.due_us == NOW + DAY
    assert 0 < step.prior < 0.2


async def test_a_flood_by_one_author_and_the_same_words_again_get_less(database: Database) -> None:
    square = await Square.open(database, readers=70)
    await square.active()
    words = ("bread", "boats", "bees", "clay", "kites", "moss", "looms", "tea")
    ids = [await make.note(database, square.author, word) for word in words]
    again = await make.note(database, square.readers[0], "the same words, word for word")
    again2 = await make.note(database, square.readers[0], "the same words, word for word")

    await climb(database, make.moment())

    promised = [(await square.step(note)).promised for note in ids]
    assert promised[:2] == [30, 30]
    assert sorted(promised, reverse=True) == promised
    assert 5 <= promised[-1] < 10
    assert (await square.step(again)).promised == 30
    assert (await square.step(again2)).promised == 5


async def test_what_its_first_readers_liked_goes_on(database: Database) -> None:
    square = await Square.open(database, readers=120)
    await square.active()
    await square.peers()
    note = await make.note(database, square.author, "liked", now=NOW)
    dull = [await make.note(database, square.author, f"dull {n}", now=NOW) for n in range(5)]
    await climb(database, NOW + 1)

    await square.shown(note, square.readers[:30], now_us=NOW + HOUR, opens=20)
    for one in dull:
        await square.shown(one, square.readers[:30], now_us=NOW + HOUR)
    for reader in square.readers[:15]:
        await database.write(keeping.like, reader.id, note, now=make.moment())
    await climb(database, NOW + 2 * HOUR)

    step = await square.step(note)
    assert (step.state, step.rung, step.promised) == (State.GROWING, 1, 100)
    assert step.given == 30
    assert step.hits == pytest.approx(15 * 1.0 + 5 * 0.4)
    resting = [(await square.step(one)).state == State.RESTING for one in dull]
    assert sum(resting) >= 3  # each was given a small chance


async def test_likes_of_members_to_whom_it_was_not_given_are_no_evidence(
    database: Database,
) -> None:
    square = await Square.open(database)
    note = await make.note(database, square.author, now=NOW)
    await climb(database, NOW + 1)

    await square.shown(note, square.readers[:1], now_us=NOW + HOUR)
    for reader in square.readers[1:]:
        await database.write(keeping.like, reader.id, note, now=make.moment())
    await climb(database, NOW + 2 * HOUR)

    assert (await square.step(note)).hits == 0


async def trusted(db: Database, trust: Mapping[str, float]) -> None:
    async def write(tx: WriteTx) -> None:
        await tx.run_many(
            Sql("insert into member_trust (member_id, trust, at_us) values (:member, :trust, 0)"),
            [{"member": member, "trust": much} for member, much in trust.items()],
        )

    await db.write(write)


async def test_evidence_weighs_as_much_as_its_giver_is_trusted(database: Database) -> None:
    square = await Square.open(database)
    note = await make.note(database, square.author, now=NOW)
    await climb(database, NOW + 1)

    trust = {str(reader.id): 1.0 for reader in square.readers[1:]}
    await trusted(database, trust | {str(square.readers[0].id): 0.1})
    await square.shown(note, square.readers[:4], now_us=NOW + HOUR, opens=2)
    await climb(database, NOW + 2 * HOUR)

    step = await square.step(note)
    assert step.hits == pytest.approx(0.4 * 0.1 + 0.4 + 0.9 * step.prior)


async def test_an_audience_of_strangers_proves_neither_good_nor_bad(database: Database) -> None:
    square = await Square.open(database, readers=60)
    await square.peers()
    await trusted(database, {square.author.id: 1.0})
    cheered = await make.note(database, square.author, "cheered by bots", now=NOW)
    await climb(database, NOW + 1)

    await square.shown(cheered, square.readers[:20], now_us=NOW + HOUR, opens=20)
    await climb(database, NOW + 2 * HOUR)

    step = await square.step(cheered)
    assert step.given == 20
    assert step.hits / step.given < step.prior + 0.05


async def test_a_held_note_leaves_the_ladder_and_a_restored_one_comes_back(
    database: Database,
) -> None:
    square = await Square.open(database)
    note = NoteId(await make.note(database, square.author, now=NOW))
    await climb(database, NOW + 1)

    await database.write(notes.set_standing, "note", note, Standing.HELD)
    await climb(database, NOW + HOUR)
    assert (await square.step(note)).state == State.AWAY

    await database.write(notes.set_standing, "note", note, Standing.PUBLIC)
    await climb(database, NOW + 40 * HOUR)
    step = await square.step(note)
    assert step.state == State.FIRST
    assert step.due_us > NOW + 50 * HOUR


async def test_a_square_that_is_older_than_the_ladder_puts_its_notes_to_rest(
    database: Database,
) -> None:
    square = await Square.open(database)
    old = await make.note(database, square.author, now=NOW)
    ancient = await make.note(database, square.author, "long ago", now=NOW)

    await climb(database, NOW + 60 * DAY)

    assert (await square.step(old)).state == State.RESTING
    assert (await square.step(ancient)).owed == 3


async def test_a_note_that_was_reviewed_for_long_has_its_day_from_then_on(
    database: Database,
) -> None:
    square = await Square.open(database)
    held = NoteId(await make.note(database, square.author, now=NOW))
    await database.write(notes.set_standing, "note", held, Standing.HELD)
    await climb(database, NOW + 1)

    await database.write(notes.set_standing, "note", held, Standing.PUBLIC)
    await climb(database, NOW + 9 * DAY)

    step = await square.step(held)
    assert (step.state, step.given) == (State.FIRST, 0)
    assert step.due_us == NOW + 10 * DAY


async def test_a_round_that_finds_nothing_changes_nothing(database: Database) -> None:
    square = await Square.open(database)
    await square.active()
    await make.note(database, square.author, now=NOW)

    assert await climb(database, NOW + 1) >= 2
    assert await climb(database, NOW + 2) == 0


async def test_a_web_process_knows_what_the_table_says_within_a_round(database: Database) -> None:
    square = await Square.open(database)
    note = await make.note(database, square.author, now=NOW)
    index = FeedIndex()
    ladder = Ladder(index)
    index.put(
        note, author=square.author.id, joined_us=0, at_us=NOW, lang="en", readable_as=(),
        topics=(), counts=(0, 0, 0), recommendable=True,
    )  # fmt: skip
    async with database.read() as tx:
        await ladder.load(tx, now_us=NOW)
    row = index.rows([note])
    assert ladder.standing(row).owed[0] > 0

    seq = 0
    for _ in range(3):
        await square.shown(note, square.readers[:3], now_us=NOW + HOUR)
        await climb(database, NOW + 2 * HOUR)
        async with database.read() as tx:
            told = await events_after(tx, seq)
            await ladder.follow(tx, told)
            seq = told[-1].seq

    step = await square.step(note)
    assert ladder.standing(row).given[0] == step.given == 3
    assert ladder.standing(row).owed[0] == step.owed
