"""What is spreading is translated before anybody asks, and paid for once."""

import numpy as np
import pytest

from qiao.kit.clock import DAY, HOUR
from qiao.rehearsal.across import Across
from qiao.rehearsal.ahead import Spreading
from qiao.translate.settings import BudgetSettings, TranslateSettings

TICK = HOUR // 2
EN, ZH = ("en",), ("zh-Hans",)


@pytest.fixture
def spreading() -> Spreading:
    return Spreading(TranslateSettings(min_ahead_views=8.0, max_ahead_chars_per_day=500), TICK)


def rows(*numbers: int) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    return np.array(numbers, dtype=np.int32)


def zh(_row: int) -> str:
    return "zh-Hans"


def can(_source: str, _target: str) -> bool:
    return True


def found(spreading: Spreading) -> list[tuple[str, str, float]]:
    return [(one.note, one.target, one.worth) for one in spreading.worth(zh, can)]


def test_nothing_was_looked_at_and_nothing_is_wanted(spreading: Spreading):
    assert found(spreading) == []


def test_what_many_look_at_who_cannot_read_it_is_wanted(spreading: Spreading):
    spreading.saw(rows(3, 5), rows(3), EN, 3.0)  # 3: shown and opened, 3 + 9 views, rising from 0

    assert found(spreading) == [("3", "en", 24.0)]


def test_who_reads_it_needs_no_translation(spreading: Spreading):
    spreading.saw(rows(3), rows(3), ZH, 30.0)

    assert found(spreading) == []


def test_views_of_two_hours_count_and_the_slope_only_upwards(spreading: Spreading):
    spreading.saw(rows(1), rows(), EN, 20.0)
    spreading.turn()
    spreading.turn()
    spreading.saw(rows(1), rows(), EN, 10.0)
    assert found(spreading) == [("1", "en", 10.0)]  # 20 an hour before, 10 now

    for _ in range(4):
        spreading.turn()
    assert found(spreading) == []


def test_pairs_without_a_route_are_left_alone(spreading: Spreading):
    spreading.saw(rows(3), rows(3), EN, 30.0)

    assert spreading.worth(zh, lambda _source, _target: False) == []


def test_a_day_has_so_many_letters(spreading: Spreading):
    assert spreading.room(400, now_us=DAY)
    spreading.spent += 400

    assert not spreading.room(101, now_us=DAY + HOUR)
    assert spreading.room(101, now_us=2 * DAY)


def test_what_was_made_ahead_is_there_for_who_asks_and_made_once():
    across = Across(BudgetSettings(), budgeted=False)
    ask = {"source": "zh-Hans", "target": "en", "chars": 100.0, "now_us": DAY}

    assert across.prepare("n", **ask) == 100.0  # type: ignore[arg-type]
    assert across.prepare("n", **ask) == 0.0  # type: ignore[arg-type]
    assert across.ask("n", readers=4.0, **ask)  # type: ignore[arg-type]
    assert (across.chars, across.calls, across.hits) == (100.0, 4.0, 4.0)


def test_a_service_paid_by_the_letter_is_not_asked_beyond_the_days_budget():
    across = Across(BudgetSettings(chars_per_day=150), budgeted=True)

    def made(text: str) -> float:
        return across.prepare(text, source="zh-Hans", target="en", chars=100.0, now_us=DAY)

    assert [made("a"), made("b")] == [100.0, 0.0]
