"""The boards: judged against thresholds and the week before, silent where nothing can be said."""

import pytest

from qiao.kit.clock import DAY, HOUR, SECOND, Micros
from qiao.kit.db import Database
from qiao.operator.figures.boards import BOARDS, State, judge
from qiao.operator.figures.keeping import put
from qiao.operator.figures.models import KNOWN, Figure
from qiao.operator.figures.tonight import Shown, tonight
from tests import make

NOW = Micros(make.NOW - make.NOW % HOUR + 30 * 60 * SECOND)


async def boards(
    db: Database, span: str = "hours", **thresholds: tuple[float, float]
) -> dict[str, Shown]:
    async with db.read() as tx:
        found = await tonight(tx, now=NOW, span=span, thresholds=thresholds)
    return {shown.board.name: shown for shown in found.boards}


async def put_week(db: Database, *figures: Figure) -> None:
    """Keep figures for each hour of the seven days that ended a day ago."""
    for hour in range(24, 8 * 24):
        await db.write(put, figures, at_us=NOW - hour * HOUR)


@pytest.mark.parametrize(
    ("value", "state"),
    [(0.7, "ok"), (0.6, "warn"), (0.55, "warn"), (0.5, "alarm"), (None, "quiet")],
)
def test_a_share_that_must_not_fall(value: float | None, state: str):
    assert judge(value, 0.6, 0.5, below=True) == state


@pytest.mark.parametrize(("value", "state"), [(0.0, "ok"), (50, "warn"), (200, "alarm")])
def test_a_heap_that_must_not_grow(value: float, state: str):
    assert judge(value, 50, 200, below=False) == state


def test_every_board_is_made_of_figures_that_are_kept_and_has_thresholds_in_order():
    for board in BOARDS:
        assert set(board.of) <= KNOWN.keys()
        assert board.warn != board.alarm
        assert (board.alarm < board.warn) == board.below


async def test_a_square_where_nothing_happened_raises_no_alarm(database: Database):
    found = await boards(database)

    assert {shown.state for shown in found.values()} == {State.QUIET}
    assert all(set(shown.points) == {None} for shown in found.values())


async def test_a_wave_is_told_from_a_small_square(sqlite: Database):
    await sqlite.write(put, [Figure("arrivals", 9)], at_us=NOW)
    assert (await boards(sqlite))["arrivals"].state == State.OK  # nine people, in an hour

    await sqlite.write(put, [Figure("arrivals", 91)], at_us=NOW - 20 * 60 * SECOND)
    shown = (await boards(sqlite))["arrivals"]
    assert (shown.value, shown.state) == (100, State.ALARM)

    await put_week(sqlite, Figure("arrivals", 50))
    shown = (await boards(sqlite))["arrivals"]
    assert (shown.value, shown.before, shown.state) == (100, 50, State.OK)


async def test_dilution_is_against_the_week_before(database: Database):
    await put_week(database, Figure("locals_shown", 100), Figure("locals_opened", 20))
    await database.write(
        put, [Figure("locals_shown", 1_000), Figure("locals_opened", 186)], at_us=NOW - 3 * HOUR
    )
    shown = (await boards(database))["dilution"]
    assert shown.value == pytest.approx(-0.07)
    assert shown.state == State.WARN

    assert (await boards(database, dilution=(-0.2, -0.3)))["dilution"].state == State.OK


async def test_a_page_that_was_not_full_says_nothing_of_the_home_share(sqlite: Database):
    await sqlite.write(put, [Figure("cards_home", 10), Figure("cards", 100)], at_us=NOW)
    assert (await boards(sqlite))["home"].state == State.QUIET

    await sqlite.write(put, [Figure("cards_home", 40), Figure("cards", 100)], at_us=NOW)
    shown = (await boards(sqlite))["home"]
    assert (shown.value, shown.state, shown.points[-1]) == (0.25, State.ALARM, 0.25)


async def test_a_week_is_told_by_the_hour(database: Database):
    for days in range(7):
        await database.write(put, [Figure("backlog", days)], at_us=NOW - days * DAY)
    found = (await boards(database, "week"))["backlog"].points

    assert len(found) == 7 * 24
    assert [point for point in found if point is not None] == [6, 5, 4, 3, 2, 1, 0]
