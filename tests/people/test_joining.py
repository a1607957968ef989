"""What somebody may come in with: a handle, a name, languages in their usual form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.kit.text import TextHasControls, TextTooLong
from qiao.people.commands import (
    HandleInvalid,
    Joining,
    LangUnknown,
    TooManyLangs,
    checked_joining,
    checked_lang,
)


def joining(handle: str = "ana", **changes: object) -> Joining:
    asked: dict[str, object] = {"name": "", "langs": ["en"], "region": "", "ui_lang": "en"}
    return checked_joining(handle=handle, **(asked | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("handle", ["abc", "a_1", "x" * 24, "___", "123"])
def test_a_handle_is_3_to_24_of_a_few_characters(handle: str):
    assert joining(handle).handle == handle


def test_a_handle_is_lower_case_without_spaces_around_it():
    assert joining(" Ana ").handle == "ana"


@pytest.mark.parametrize(
    "handle",
    [
        "",
        "ab",
        "x" * 25,
        "a b",
        "a-b",
        "a.b",
        "ána",
        "аna",
        "阿娜娜",
        "a\nb",
        "ana\n\x00",
        "admin",
        "ROOT",
        "me",
    ],
)
def test_anything_else_is_no_handle(handle: str):
    with pytest.raises(HandleInvalid) as refused:
        joining(handle)

    assert refused.value.facts == {"field": "handle"}


def test_a_name_is_a_short_line_of_text():
    assert joining(name=" Ana 安娜 🌿 ").name == "Ana 安娜 🌿"

    with pytest.raises(TextTooLong):
        joining(name="x" * 31)
    with pytest.raises(TextHasControls):
        joining(name="two\nlines")


@pytest.mark.parametrize(
    ("given", "usual"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh_Hant_MO", "zh-Hant"),
        ("zh-Latn", "zh-Latn"),
        ("EN-us", "en"),
        ("pt-BR", "pt"),
        ("sr-Latn", "sr"),
        ("lo", "lo"),
        ("yue", "yue"),
    ],
)
def test_a_language_is_kept_in_its_usual_form(given: str, usual: str):
    assert checked_lang(given, field="langs") == usual


@pytest.mark.parametrize(
    "lang", ["", "x", "12", "und", "english please", "zz-zz-zz", "e\x00n", "中文", "a" * 36]
)
def test_what_is_no_language_is_refused(lang: str):
    with pytest.raises(LangUnknown) as refused:
        checked_lang(lang, field="langs")

    assert refused.value.facts == {"field": "langs", "lang": lang[:35]}


@given(
    st.text(max_size=40)
    | st.from_regex(r"[a-zA-Z]{1,8}([-_][a-zA-Z0-9]{1,8}){0,4}", fullmatch=True)
)
def test_any_text_is_a_language_or_refused(text: str):
    try:
        usual = checked_lang(text, field="langs")
    except LangUnknown:
        return

    assert checked_lang(usual, field="langs") == usual


def test_languages_are_kept_once_each_and_not_without_end():
    assert joining(langs=["zh-CN", "zh", "en-GB", "en"]).langs == ("zh-Hans", "en")

    with pytest.raises(TooManyLangs):
        joining(langs=["en"] * 13)
