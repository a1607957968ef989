"""From facts to a circle: plain values in, what is believed out."""

import dataclasses

from qiao.circles.models import Circle, Language, Said
from qiao.circles.weighing import Facts, Touch, Use, circle_of
from qiao.kit.clock import DAY

NOW = 1_770_000_000_000_000


def uses(lang: str, times: int, *, days_ago: int = 1) -> list[Use]:
    return [Use(lang, NOW - days_ago * DAY)] * times


def circle(said: tuple[Said, ...] = (), **facts: object) -> Circle:
    return circle_of(Facts(**facts), said, now_us=NOW)  # type: ignore[arg-type]


def language(of: Circle, lang: str) -> Language | None:
    return next((one for one in of.languages if one.lang == lang), None)


def kinds(of: Language | None) -> dict[str, int]:
    assert of is not None
    return {one.kind: one.times for one in of.because}


def test_what_she_declared_and_what_the_app_speaks_she_reads():
    found = circle(declared=["zh-Hant", "en"], app="zh-Hans")

    assert [one.lang for one in found.languages if one.reads] == ["zh", "en"]
    assert kinds(language(found, "zh")) == {"declared": 0, "app": 0}


def test_staying_with_many_notes_in_a_language_says_that_she_reads_it():
    some, many = circle(stayed=uses("ar", 3)), circle(stayed=uses("ar", 20))

    few = language(some, "ar")
    much = language(many, "ar")
    assert few is not None and not few.reads
    assert much is not None and much.reads
    assert kinds(much) == {"stayed": 20}
    assert language(circle(stayed=uses("ar", 2)), "ar") is None


def test_asking_for_translations_says_that_she_cannot_read_it_and_is_curious():
    found = circle(stayed=uses("ar", 20), translated_from=uses("ar", 9))
    arabic = language(found, "ar")

    assert arabic is not None
    assert not arabic.reads
    assert arabic.translated == 9


def test_what_she_has_others_translated_into_she_reads():
    found = language(circle(translated_into=uses("lo", 2)), "lo")

    assert found is not None
    assert found.reads
    assert kinds(found) == {"into": 2}


def test_what_she_writes_she_reads():
    found = circle(wrote=[*uses("pt", 2), *uses("zh-Latn", 1), *uses("und", 5)])

    assert [(one.lang, one.times) for one in found.writes] == [("pt", 2), ("zh-Latn", 1)]
    portuguese = language(found, "pt")
    assert portuguese is not None
    assert portuguese.reads
    assert language(found, "und") is None


def test_reasons_add_up_and_fade():
    both = language(circle(stayed=uses("fr", 6), searched=uses("fr", 4)), "fr")
    one = language(circle(stayed=uses("fr", 6)), "fr")
    long_ago = language(circle(stayed=uses("fr", 6, days_ago=80)), "fr")

    assert both is not None and one is not None and long_ago is not None
    assert both.weight > one.weight > long_ago.weight > 0
    assert both.weight <= 1


def test_her_word_wins_over_all_that_was_seen():
    said = (Said("lang", "en", "no", NOW), Said("lang", "ko", "yes", NOW))
    found = circle(said, declared=["en"], app="en", wrote=uses("en", 50))

    english, korean = language(found, "en"), language(found, "ko")
    assert english is not None and not english.reads and english.said == "no"
    assert korean is not None and korean.reads and korean.weight == 1
    # what she does write is still told as it is
    assert [one.lang for one in found.writes] == ["en"]


def test_a_topic_is_one_whatever_it_is_called():
    touched = [
        Touch("cats", "liked", NOW),
        Touch("猫", "collected", NOW),
        Touch("bread", "liked", NOW),
        Touch("bread", "opened", NOW - 60 * DAY),
    ]
    found = circle(touched=touched, families={"cats": "cats", "猫": "cats"})

    assert [(one.slug, one.family) for one in found.topics] == [
        ("猫", "cats"),
        ("bread", "bread"),
    ]
    assert found.topics[0].weight == 1
    assert {one.kind: one.times for one in found.topics[0].because} == {"collected": 1, "liked": 1}


def test_a_topic_that_is_not_hers_weighs_nothing_by_any_name():
    touched = [Touch("cats", "collected", NOW), Touch("bread", "liked", NOW)]
    found = circle(
        (Said("topic", "猫", "no", NOW), Said("topic", "tea", "yes", NOW)),
        touched=touched,
        families={"cats": "cats", "猫": "cats"},
    )

    weights = {one.slug: one.weight for one in found.topics}
    assert weights["猫"] == 0
    assert weights["tea"] == 1
    assert 0 < weights["bread"] < 1


def test_fourteen_days_after_joining_she_is_local():
    assert circle(joined_us=NOW - 14 * DAY + 1).newcomer
    assert not circle(joined_us=NOW - 14 * DAY).newcomer


def test_there_is_no_field_for_where_somebody_is_from():
    """Region is what she chose herself; nothing else about a place or a number can come in."""
    assert {field.name for field in dataclasses.fields(Facts)} == {
        "declared", "app", "region", "joined_us", "stayed", "searched", "translated_from",
        "translated_into", "wrote", "touched", "families",
    }  # fmt: skip


def test_nothing_known_is_nothing_believed():
    found = circle()

    assert (found.languages, found.writes, found.topics) == ([], [], [])
    assert found.first_lang() == ""
