"""Scenario files: what ships can be read, what is wrong is said in a sentence."""

from pathlib import Path

import pytest

from qiao.rehearsal.scenario import NAMES, ScenarioWrong, load, parse, shipped
from tests.rehearsal.small import WAVE


@pytest.mark.parametrize("name", NAMES)
def test_each_that_ships_can_be_read(name: str):
    scenario, text = load(name)

    assert scenario.title
    assert scenario.sources
    assert text == shipped(name)


def test_the_third_has_the_figures_that_were_told():
    scenario, _ = load("S3")

    cumulated = [sum(scenario.notes.by_day[: day + 1]) for day in range(4)]
    assert cumulated == [2_000, 60_000, 109_000, 360_000]
    assert sum(scenario.arrivals.by_day[:3]) == 700_000
    assert scenario.ebb.day == 8
    assert scenario.ebb.share == pytest.approx(1 - 0.54)
    assert scenario.arrivals.other_language == 0.9


def test_figures_are_scaled_to_the_square():
    scenario, _ = load("S3")

    assert scenario.scaled(scenario.notes.by_day, 1, 20_000) == pytest.approx(1_160)
    assert scenario.scaled(scenario.notes.by_day, 99, 20_000) == 0


def test_a_file_of_ones_own_is_read(tmp_path: Path):
    (tmp_path / "mine.toml").write_text(WAVE, encoding="utf-8")

    scenario, _ = load(str(tmp_path / "mine.toml"))

    assert scenario.title == "Two days"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("this is no TOML [", "not TOML"),
        ("", "title"),
        (WAVE.replace("scaled_to = 40", "scaled_to = 0"), "scaled_to"),
        (WAVE.replace("days = 2\n", "days = 2000\n", 1), "days"),
        (WAVE.replace("by_day = [40, 20]", "by_day = [40, -20]"), "by_day"),
        (WAVE.replace("by_day = [40, 20]", "by_day = [40, nan]"), "by_day"),
        (WAVE.replace("by_day = [40, 20]", "by_day = [1, 2, 3]"), "3 days"),
        (WAVE.replace("share = 0.5", "share = 5"), "share"),
        (WAVE.replace("day = 2\nshare", "day = 9\nshare"), "ebb"),
        (WAVE.replace("theme_share", "theme_shaer"), "theme_shaer"),
        (WAVE.replace('away = ["en", "zh-Hans"]', 'away = ["<script>"]'), "away"),
        (WAVE + "x = " + "[" * 5_000 + "]" * 5_000, "not TOML"),
        (WAVE + "#" * 200_000, "larger"),
    ],
)
def test_what_is_wrong_is_said(wrong: str, says: str):
    with pytest.raises(ScenarioWrong) as refused:
        parse(wrong, of="mine.toml")

    assert str(refused.value).startswith("mine.toml: ")
    assert says in str(refused.value)


def test_what_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(ScenarioWrong, match="S1, S2, S3, S4, S5"):
        load("S9")
    with pytest.raises(ScenarioWrong, match="S1, S2, S3, S4, S5"):
        load(str(tmp_path))
