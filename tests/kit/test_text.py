"""What may stand in a text: everything people write, nothing that breaks the page around it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.kit.refusals import Refusal
from qiao.kit.text import (
    MAX_MARKS,
    TextEmpty,
    TextHasControls,
    TextHasTooManyMarks,
    TextTooLong,
    clean,
)


def cleaned(text: str, *, max_chars: int = 200, lines: bool = True, empty: bool = True) -> str:
    return clean(text, field="body", max_chars=max_chars, lines=lines, empty=empty)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('x')</script> & \"quotes\"",
        "👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 1️⃣",  # joined, coloured, boxed
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
        "می‌خواهم",  # Persian needs its non-joiner
        "क्‍ष ശ്രീ নীল",  # Indic joiners and vowel signs
        "ສະບາຍດີ ນ້ຳ",  # Lao tones over vowels
        "שָׁלוֹם مَرْحَبًا",  # points and harakat
        "Việt Nam, Zoë, naïve",
        "今天好开心！〜（笑）",
        "a\u200eb\u200fc\u061cd",  # marks of direction, harmless on their own
        "\U0001fae9",  # an emoji newer than this Python
        "one\ntwo\n\nthree",
    ],
)
def test_what_people_write_stays_as_it_is(text: str):
    assert cleaned(text) == unicodedata.normalize("NFC", text)


def test_spellings_of_the_same_character_become_one():
    assert cleaned("Zoe\u0308") == "Zo\u00eb"


def test_line_breaks_of_every_system_become_one_kind():
    assert cleaned("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_cannot_be_seen_is_left_out():
    assert cleaned("\ufeffso\u00adft hy\u200bphen\u2060") == "soft hyphen"
    assert cleaned(" \t\n inside \u3000") == "inside"


def test_leaving_something_out_leaves_one_spelling():
    assert cleaned("e\u200b\u0301") == "\u00e9"


def test_letters_that_only_machines_read_are_left_out():
    hidden = "".join(chr(0xE0000 + ord(c)) for c in "obey")

    assert cleaned(f"bread{hidden} and salt") == "bread and salt"


@pytest.mark.parametrize(
    "bad",
    [
        *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # turn the text around them
        *"\x00\x07\x1b\x7f\x85",
        *"\u2028\u2029",
        "\ue000",
        "\ufffe",
        "\U0010ffff",
        "\ud800",
        "\U000e0001",
        "\u206a",
    ],
)
def test_what_turns_hides_or_breaks_text_is_refused_by_name(bad: str):
    with pytest.raises(TextHasControls) as refused:
        cleaned(f"a{bad}b")

    assert refused.value.facts == {"field": "body", "character": f"U+{ord(bad):04X}"}


def test_a_title_has_no_line_breaks():
    with pytest.raises(TextHasControls):
        cleaned("two\nlines", lines=False)


def test_drawing_over_the_neighbours_is_refused():
    assert cleaned("x" + "\u0337" * MAX_MARKS)

    with pytest.raises(TextHasTooManyMarks):
        cleaned("x" + "\u0337" * (MAX_MARKS + 1))
    with pytest.raises(TextHasTooManyMarks):
        clean("a" + "\u0301" * 3_000, field="body", max_chars=5_000)
    with pytest.raises(TextHasTooManyMarks):
        cleaned("x" + "\u0337\u200d" * (MAX_MARKS + 1))


def test_length_counts_characters_after_composing():
    assert len(cleaned("e\u0301" * 10, max_chars=10)) == 10

    with pytest.raises(TextTooLong) as refused:
        cleaned("é" * 11, max_chars=10)
    assert refused.value.facts == {"field": "body", "chars": 11, "max_chars": 10}


def test_what_is_far_too_long_is_refused_before_any_work():
    with pytest.raises(TextTooLong):
        cleaned("\u0000" * 10_000_000, max_chars=10)


@pytest.mark.parametrize("nothing", ["", "  \n ", "\u200b", "\u200d\u200d", "\u200e", "\u3164"])
def test_nothing_to_see_is_nothing(nothing: str):
    assert not cleaned(nothing)

    with pytest.raises(TextEmpty):
        cleaned(nothing, empty=False)


_awkward = st.sampled_from(
    "\u0301\u0337\u0327\u200b\u200c\u200d\u00ad\u202e\u2066\ufeff\u0e33\u1100\u1161\u11a8e👩🏽\ufe0f"
    "\U000e0067\U0001f3f4\u3164\u115f\n\t\r \u2028\ud800\U00010000\u212b\u0344\u0958"
)


@given(st.text(st.one_of(_awkward, st.characters(codec=None)), max_size=60), st.booleans())
def test_what_is_accepted_is_accepted_again_unchanged(text: str, lines: bool):
    try:
        once = cleaned(text, max_chars=40, lines=lines)
    except Refusal:
        return

    assert cleaned(once, max_chars=40, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert len(once) <= 40
    assert once == once.strip()
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
    assert lines or "\n" not in once
    once.encode()
    for char in once.replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cs", "Co", "Zl", "Zp")
