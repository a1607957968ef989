"""Reading sessions: what a cursor promises."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from qiao.feed.cursors import Cursors, Place
from qiao.feed.models import CursorInvalid, Reader, Reason, Rows, Scale
from qiao.feed.sessions import Made, Rank, Session, Sessions, Versions
from tests.feed import make

READER = Reader("rea", ("en",))
WHY = Reason.of("newest", {})


class Ranking(Rank):
    """Ranks `notes` rows, ten a session, those shown before left out."""

    def __init__(self, notes: int) -> None:
        self.notes = notes
        self.gone: set[int] = set()
        self.asked = 0
        self.told = 0
        self.last: list[int] = []

    def rank(self, _reader: Reader, shown: Rows, last: Rows) -> Made:
        self.asked += 1
        self.last = last.tolist()
        left = np.setdiff1d(np.arange(self.notes, dtype=np.int32), shown)[:10]
        ranked = make.ranked([0.0] * len(left))
        ranked.rows[:] = left
        return Made(ranked, Scale.of(ranked))

    async def reasons(self, _session: Session, positions: Sequence[int]) -> list[Reason]:
        self.told += len(positions)
        return [WHY] * len(positions)

    def showable(self, row: int) -> str | None:
        return None if row in self.gone else f"n{row}"


def sessions(key: bytes = b"key") -> Sessions:
    numbers = iter(range(1_000))
    return Sessions(Cursors(key), new_id=lambda: f"s{next(numbers)}")


async def page(
    of: Sessions,
    ranking: Ranking,
    cursor: str | None = None,
    *,
    limit: int = 4,
    now_us: int = 0,
    reader: Reader = READER,
    taste: int = 0,
    notes: int = 0,
    feed: str = "ranked",
) -> tuple[list[str], str | None]:
    leaf = await of.page(
        reader,
        cursor,
        limit=limit,
        now_us=now_us,
        versions=Versions(taste, notes, feed),
        rank=ranking,
    )
    return [served.note for served in leaf.served], leaf.cursor


async def read_all(of: Sessions, ranking: Ranking) -> list[str]:
    notes, cursor = await page(of, ranking)
    while cursor:
        more, cursor = await page(of, ranking, cursor)
        notes += more
    return notes


async def test_reading_to_the_end_shows_everything_once() -> None:
    notes = await read_all(sessions(), Ranking(57))

    assert sorted(notes) == sorted(f"n{i}" for i in range(57))


async def test_new_notes_do_not_move_what_comes_next() -> None:
    of, ranking = sessions(), Ranking(8)
    _, cursor = await page(of, ranking)

    ranking.notes = 100
    following, _ = await page(of, ranking, cursor)

    assert following == ["n4", "n5", "n6", "n7"]


async def test_the_same_cursor_gives_the_same_page() -> None:
    of, ranking = sessions(), Ranking(10)
    _, cursor = await page(of, ranking)

    assert await page(of, ranking, cursor) == await page(of, ranking, cursor)


async def test_a_note_taken_down_is_skipped_and_the_page_filled() -> None:
    of, ranking = sessions(), Ranking(30)
    _, cursor = await page(of, ranking)

    ranking.gone = {5, 6}
    following, _ = await page(of, ranking, cursor)

    assert following == ["n4", "n7", "n8", "n9"]


async def test_an_empty_square_has_an_empty_page_and_no_cursor() -> None:
    assert await page(sessions(), Ranking(0)) == ([], None)


async def test_a_session_lost_in_a_restart_begins_anew() -> None:
    ranking = Ranking(30)
    _, cursor = await page(sessions(), ranking)

    following, more = await page(sessions(), ranking, cursor)

    assert len(following) == 4
    assert more


async def test_another_reader_s_cursor_opens_one_s_own_session() -> None:
    of, ranking = sessions(), Ranking(30)
    _, cursor = await page(of, ranking)

    await page(of, ranking, cursor, reader=Reader("bo"))

    assert ranking.asked == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda _: "%%%",
        lambda cursor: cursor[:-2],
        lambda cursor: "A" + cursor[1:],
        lambda _: Cursors(b"another key").write(Place("s0", 4)),
    ],
)
async def test_a_cursor_from_elsewhere_is_refused(spoil: Callable[[str], str]) -> None:
    of, ranking = sessions(), Ranking(30)
    _, cursor = await page(of, ranking)
    assert cursor

    with pytest.raises(CursorInvalid):
        await page(of, ranking, spoil(cursor))


async def test_tapping_twice_ranks_once() -> None:
    of, ranking = sessions(), Ranking(30)

    await page(of, ranking)
    await page(of, ranking, now_us=1_000_000)

    assert ranking.asked == 1


async def test_a_first_page_after_a_deed_or_a_while_is_a_new_one() -> None:
    of, ranking = sessions(), Ranking(30)

    await page(of, ranking)
    await page(of, ranking, taste=1)
    await page(of, ranking, taste=1, now_us=61_000_000)

    assert ranking.asked == 3


async def test_a_new_note_is_waited_for_two_seconds_no_longer() -> None:
    of, ranking = sessions(), Ranking(30)

    await page(of, ranking)
    await page(of, ranking, now_us=1_900_000, notes=1)
    await page(of, ranking, now_us=2_100_000, notes=1)

    assert ranking.asked == 2


async def test_old_sessions_make_room() -> None:
    of = Sessions(Cursors(b"key"), max_sessions=2)
    ranking = Ranking(30)

    for handle in "abc":
        await page(of, ranking, reader=Reader(handle))

    assert len(of._sessions) == len(of._last) == 2


async def test_reasons_are_told_for_what_is_served_and_once() -> None:
    of, ranking = sessions(), Ranking(30)

    _, cursor = await page(of, ranking)
    for _ in range(2):
        await page(of, ranking, cursor)

    assert ranking.told == 8


async def test_a_session_begins_behind_what_the_one_before_showed_last() -> None:
    of, ranking = sessions(), Ranking(30)

    _, cursor = await page(of, ranking, limit=10)
    await page(of, ranking, cursor)

    assert ranking.last == list(range(1, 10))


async def test_another_kind_of_feed_holds_from_the_next_page_on() -> None:
    of, ranking = sessions(), Ranking(30)
    _, cursor = await page(of, ranking)

    following, _ = await page(of, ranking, cursor, feed="chronological")

    assert ranking.asked == 2
    assert following == ["n4", "n5", "n6", "n7"]
