"""The page: whole in itself, and nothing in it that a file or a square could have smuggled in."""

import re
from html.parser import HTMLParser

import pytest

from qiao.rehearsal.charts import chart, steps
from qiao.rehearsal.outcome import Outcome
from qiao.rehearsal.report import report
from qiao.rehearsal.words import percent, plain, size
from tests.make import NOW
from tests.rehearsal.small import WAVE, wave

NAN = float("nan")


def outcome(name: str = "with measures", feed: str = "ours", **figures: float) -> Outcome:
    told = {
        "home_kept": 0.995, "dilution": 0.08, "local_audience": -0.02, "first_audiences": 0.97,
        "top_1_percent": 0.1, "backlog_most": 40.0, "oldest_case_h": 30.0, "chars_translated": 2e6,
        "translation_price": 40.0, "cache_hits": 0.8, "bytes": 3e9, "requests_per_s": 12.0,
    }  # fmt: skip
    return Outcome(
        name=name,
        feed=feed,
        measures=[],
        figures={key: (value, 0.01) for key, value in (told | figures).items()},
        series={
            "value_local": {day: (0.5 + 0.01 * day, 0.02) for day in range(-3, 5)},
            "backlog": {day: (float(day * day), 0.0) for day in range(-3, 5)},
            "backlog zh": {1: (2.0, 0.0), 2: (NAN, NAN)},
        },
        missing_reviewers={"zh": 3},
        about={"locals": 100.0, "newcomers": 70.0, "notes": 30.0, "every": 1.0},
    )


def page(*outcomes: Outcome, text: str = WAVE, square: str = "Qiao", **more: object) -> str:
    return report(outcomes or [outcome()], wave(text), square=square, at_us=NOW, seed=1, **more)  # type: ignore[arg-type]


class Whole(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_it_needs_no_network_and_runs_nothing():
    read = Whole()
    read.feed(page(outcome(), outcome("chance", "chance")))

    assert not {"script", "link", "img", "iframe", "object"} & set(read.tags)
    assert not [a for a in read.attributes if a[0] in ("src", "href") or a[0].startswith("on")]
    assert not re.search(r"https?:|url\(|@import", page())


def test_names_are_words_and_not_markup():
    hostile = "<script>alert(1)</script>"
    told = page(outcome(name=hostile), text=WAVE.replace("They come.", hostile), square=hostile)

    assert "<script" not in told
    assert told.count("&lt;script&gt;") >= 4


def test_promises_are_kept_or_broken():
    told = page(outcome(first_audiences=NAN))

    assert re.search(r'class="good"><span class=what>Home share kept', told)
    assert re.search(r'class="bad"><span class=what>Dilution', told)
    assert re.search(r'class="unknown"><span class=what>First audiences', told)


def test_missing_reviewers_are_named_by_language():
    assert "3 for Chinese" in page()


def test_what_was_not_measured_is_said():
    assert "was not measured" in page()
    assert "to hold 40: enough" in page(measured={"requests_per_s": 40.0})
    assert "to hold 4: too few" in page(measured={"requests_per_s": 4.0})


def test_every_chart_has_its_numbers():
    told = page()

    assert told.count("<svg") == told.count("<details>") > 1


def test_a_chart_of_nothing_says_so():
    assert "Nothing to draw" in chart([("x", "run0", {1: (NAN, NAN)})], say=plain, marks={})


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3, 8), (0.4123, 0.4187), (0, 12_345_678)])
def test_an_axis_has_a_few_round_numbers(low: float, high: float):
    found = steps(low, high)

    assert 2 <= len(found) <= 6
    assert all(low <= value <= high for value in found)


def test_numbers_are_written_for_people():
    assert [percent(0.1234), percent(-0.05)] == ["12.3 %", "−5.0 %"]
    assert [plain(3.0), plain(3.14), plain(12_345.6)] == ["3", "3.1", "12,346"]
    assert [size(2_500_000), size(12), size(0)] == ["2.5 M", "12", "0"]
