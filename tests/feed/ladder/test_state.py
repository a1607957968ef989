"""The ladder in memory: promises first, then what is liked; nothing doubled, nothing made up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.feed.events import NotesShown
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import Step
from qiao.feed.ladder.state import Ladder
from qiao.kit.clock import DAY, HOUR
from qiao.kit.db import Database, Told, tell
from tests.feed import make
from tests.feed.make import NOW_US


def step(note: str, *, state: str = "first", promised: int = 30, given: int = 0, hits: float = 0,
         due_h: float = 20, rung: int = 0) -> Step:  # fmt: skip
    return Step(
        note, rung, promised, given, hits, 0.06, NOW_US - HOUR, NOW_US + int(due_h * HOUR), state
    )


def ladder(*steps: Step, authors: int = 1000) -> tuple[FeedIndex, Ladder]:
    index = FeedIndex()
    made = Ladder(index)
    for number, one in enumerate(steps):
        make.put(index, one.note, author=f"a{number % authors}", age_h=4, audience=0)
        made.put(one)
    return index, made


def rows_of(index: FeedIndex) -> np.ndarray:
    return np.arange(len(index), dtype=np.int32)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("first", "growing", "resting", "done", "away")),
            st.integers(0, 60), st.integers(0, 60), st.floats(-200, 48), st.floats(0, 1),
        ),
        max_size=30,
    ),
    st.integers(0, 12),
    st.integers(0, 2**31),
)  # fmt: skip
def test_a_draw_names_each_note_once_and_says_how_likely_it_was(
    notes: list[tuple[str, int, int, float, float]], slots: int, seed: int
) -> None:
    index, tried = ladder(
        *(
            step(f"n{i}", state=state, promised=promised, given=shown, due_h=due_h)
            for i, (state, promised, shown, due_h, _) in enumerate(notes)
        )
    )
    fit = np.array([f for *_, f in notes], dtype=np.float32)

    drawn = tried.draw(rows_of(index), fit, slots=slots, seed=seed, now_us=NOW_US)

    assert len(set(drawn.rows.tolist())) == len(drawn.rows) <= slots
    assert ((drawn.propensity >= 0) & (drawn.propensity <= 1)).all()
    assert drawn.propensity.sum() == pytest.approx(len(drawn.rows))
    assert (drawn.propensity[drawn.rows] > 0).all()
    assert drawn.greedy.sum() == len(drawn.rows)


def test_no_ladder_no_draw() -> None:
    index, empty = ladder()

    drawn = empty.draw(rows_of(index), np.zeros(0, np.float32), slots=4, seed=101, now_us=NOW_US)

    assert not len(drawn.rows)
    assert not len(empty.offers(NOW_US))


def test_whose_time_runs_out_goes_first() -> None:
    index, tried = ladder(step("calm", given=20, due_h=20), step("late", given=20, due_h=1))

    drawn = tried.draw(
        rows_of(index), np.full(2, 0.5, np.float32), slots=1, seed=103, now_us=NOW_US
    )

    assert index.notes.texts[drawn.rows[0]] == "late"
    assert drawn.propensity[1] > 0.9


def test_what_does_not_fit_her_waits_for_others_and_what_is_starving_asks_for_less() -> None:
    index, tried = ladder(step("calm", due_h=23), step("starving", due_h=0.5))
    fit = np.full(2, 0.08, dtype=np.float32)

    drawn = tried.draw(rows_of(index), fit, slots=2, seed=101, now_us=NOW_US)

    assert [index.notes.texts[row] for row in drawn.rows] == ["starving"]


def test_who_is_done_is_offered_no_longer() -> None:
    index, tried = ladder(
        step("full", given=30), step("open"), step("done", state="done"),
        step("asleep", state="resting", due_h=5), step("awake", state="resting", due_h=-1),
    )  # fmt: skip

    offered = [index.notes.texts[row] for row in tried.offers(NOW_US)]

    assert offered == ["open", "awake"]


def test_one_author_does_not_take_all_slots() -> None:
    index, tried = ladder(*(step(f"n{i}") for i in range(30)), authors=6)

    drawn = tried.draw(
        rows_of(index), np.full(30, 0.5, np.float32), slots=6, seed=101, now_us=NOW_US
    )

    assert len({int(index.author[row]) for row in drawn.rows}) == 6


def test_what_is_lent_out_is_not_lent_to_everybody() -> None:
    index, tried = ladder(step("a", promised=5, given=3), step("b", promised=5, given=3))
    fit = np.full(2, 0.5, dtype=np.float32)

    for _ in range(7):
        tried.lend(index.rows(["a"]))
    drawn = tried.draw(rows_of(index), fit, slots=2, seed=101, now_us=NOW_US)

    assert [index.notes.texts[row] for row in drawn.rows] == ["b"]


async def test_given_is_right_as_soon_as_the_log_is_heard(database: Database) -> None:
    index, tried = ladder(step("a"), step("b"))

    async with database.read() as tx:
        body = '{"member":"m","first":["a","b"],"again":[],"served":["a"]}'
        await tried.follow(tx, [Told(1, NOW_US, NotesShown.__name__, body)])

    assert tried.standing(index.rows(["a", "b"])).given.tolist() == [1, 0]


async def test_nothing_is_tried_twice_on_a_reader(database: Database) -> None:
    index, tried = ladder(step("a"), step("b"))

    async with database.read() as tx:
        await tried.meet(tx, "bo")
        body = '{"member":"bo","first":["a"],"again":[]}'
        await tried.follow(tx, [Told(1, NOW_US, NotesShown.__name__, body)])
    drawn = tried.draw(
        rows_of(index), np.full(2, 0.9, np.float32), slots=2, seed=101, now_us=NOW_US, reader="bo"
    )

    assert [index.notes.texts[row] for row in drawn.rows] == ["b"]


async def test_a_note_just_published_is_owed_readers_before_the_worker_knows(
    database: Database,
) -> None:
    index, tried = ladder()
    make.put(index, "new", age_h=0, audience=0)

    async with database.read() as tx:
        body = '{"note":"new","author":"ana"}'
        await tried.follow(tx, [Told(1, NOW_US, "NotePublished", body)])

    assert tried.standing(index.rows(["new"])).owed.tolist() == [5]
    assert len(tried.offers(NOW_US + DAY // 2))


async def test_news_of_the_ladder_is_read_from_the_table(database: Database) -> None:
    from qiao.feed.events import LadderMoved
    from qiao.kit.db import Sql, WriteTx

    index, tried = ladder(step("a", given=3))

    async def write(tx: WriteTx) -> None:
        await tx.run(
            Sql(
                "insert into ladder (note_id, rung, promised, given, hits, prior, rung_us, due_us,"
                " state) values ('a', 1, 100, 31, 4.5, 0.1, 0, 0, 'growing')"
            )
        )
        await tell(tx, LadderMoved(["a"]))

    await database.write(write)
    async with database.read() as tx:
        await tried.follow(tx, [Told(9, NOW_US, "LadderMoved", '{"notes":["a"]}')])

    standing = tried.standing(index.rows(["a"]))
    assert (standing.owed[0], standing.given[0], standing.hits[0]) == (69, 31, 4.5)


def test_a_slot_dealt_lately_is_remembered_with_what_others_would_have_dealt() -> None:
    index, tried = ladder(*(step(f"n{i}") for i in range(8)))
    fit = np.full(8, 0.5, np.float32)

    drawn = tried.draw(rows_of(index), fit, slots=2, seed=101, now_us=NOW_US, reader="bo")

    for row in drawn.rows.tolist():
        other = tried.alternative("bo", index.notes.texts[row])
        assert other is not None
        assert other.uniform == pytest.approx(2 / 8)
        assert other.greedy == drawn.greedy[row]
    assert tried.alternative("ana", index.notes.texts[drawn.rows[0]]) is None
