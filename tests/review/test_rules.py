"""The rules of the square are the same in every language they are written in."""

import pytest

from qiao.review.models import RuleUnknown
from qiao.review.rules import LANGS, SEVERITY, checked_rule, language, rule, rules

SCRIPTS = {
    "zh-Hans": "\u4e00-\u9fff", "zh-Hant": "\u4e00-\u9fff", "ar": "\u0600-\u06ff",
    "ja": "\u3040-\u30ff", "ko": "\uac00-\ud7af", "lo": "\u0e80-\u0eff",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_each_language_has_every_rule_with_every_text(lang: str):
    written = rules(lang)

    assert [each.id for each in written] == list(SEVERITY)
    for each in written:
        assert 0 < len(each.title) <= 60
        assert 0 < len(each.text) <= 240
        assert each.ok
        assert each.not_ok
        assert each.ok != each.not_ok


@pytest.mark.parametrize("lang", [lang for lang in LANGS if lang != "en"])
def test_no_text_was_left_in_english(lang: str):
    for here, english in zip(rules(lang), rules("en"), strict=True):
        assert here.title != english.title
        assert here.text != english.text


@pytest.mark.parametrize("lang", SCRIPTS)
def test_each_text_is_in_its_script(lang: str):
    first, last = SCRIPTS[lang].split("-")
    for each in rules(lang):
        for text in (each.title, each.text, each.ok, each.not_ok):
            assert any(first <= char <= last for char in text)


def test_traditional_and_simplified_are_written_apart():
    hans = "".join(each.text for each in rules("zh-Hans"))
    hant = "".join(each.text for each in rules("zh-Hant"))

    assert not set("这个们说对时发让") & set(hant)
    assert not set("這個們說對時發讓") & set(hans)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("zh-TW", "zh-Hant"), ("zh", "zh-Hans"), ("pt-BR", "pt"), ("ar-EG", "ar"), ("sw", "en"),
        ("", "en"), ("../../etc/passwd", "en"), ("x" * 5_000, "en"), ("en\x00", "en"),
    ],
)  # fmt: skip
def test_somebody_whose_language_is_missing_reads_english(asked: str, shown: str):
    assert language(asked) == shown


def test_a_rule_that_is_not_ours_is_refused():
    with pytest.raises(RuleUnknown):
        checked_rule("be_like_me")
    assert rule("be_like_me", "en") is None
