"""Cutting a text: what a reader takes for one character stays whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.kit.graphemes import cut

CHARACTERS = [
    "a", " ", "。", "字", "é", "x\u0337\u0327", "g\u0308",
    "🐈", "👍🏽", "❤️", "1️⃣", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇫🇷", "🇱🇦",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "नी", "क्षि", "নী", "ക്ഷ",
    "น้ำ", "ກຳ", "ນ້ຳ", "สิ่",
    "한", "\u1112\u1161\u11ab", "\uac00\u11a8", "שָׁ", "مَّ",
]  # fmt: skip


@pytest.mark.parametrize("character", CHARACTERS)
def test_a_character_is_there_or_not(character: str):
    for most in range(1, len(character)):
        assert cut("ab" + character + "cd", 2 + most) == "ab"
    assert cut("ab" + character + "cd", 2 + len(character)) == "ab" + character


@given(st.lists(st.sampled_from(CHARACTERS), max_size=40), st.integers(min_value=12, max_value=60))
def test_a_text_is_cut_between_two_characters_and_no_earlier_than_needed(
    characters: list[str], most: int
):
    made = cut("".join(characters), most)

    whole = ""
    for character in characters:
        if len(whole + character) > most:
            break
        whole += character
    assert made == whole


@given(st.text(max_size=60), st.integers(min_value=1, max_value=60))
def test_a_cut_is_a_beginning_and_never_too_long(text: str, most: int):
    made = cut(text, most)

    assert text.startswith(made)
    assert len(made) <= most
    assert made or not text


def test_what_is_joined_without_end_is_cut_somewhere():
    assert len(cut("👩‍" * 100, 30)) == 30
