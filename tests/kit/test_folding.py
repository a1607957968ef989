"""A muted word is found as people write it, and not inside other words."""

import pytest

from qiao.kit.folding import AnyOf, fold


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("cat", "A CAT sat", True),
        ("cat", "concatenate", False),
        ("cafe", "Café!", True),
        ("STRASSE", "die Straße", True),
        ("２４", "24 hours", True),
        ("猫", "小猫很可爱", True),
        ("ねこ", "ここにねこがいる", True),
        ("แมว", "ฉันรักแมวมาก", True),
        ("كتاب", "هذا كِتَابٌ جميل", True),
        ("قهوة", "قهـــوة", True),
        ("احمد", "أحمد هنا", True),
        ("كتاب", "كتابات", False),
        ("hot take", "my hot\n take", True),
        ("iPhone猫", "买了iphone猫壳", True),
        ("c++", "I like C++.", True),
        ("no", "понoсе", False),
        ("हिन्दी", "मैं हिन्दी बोलता हूँ", True),
        ("हिन्द", "मैं हिन्दी बोलता हूँ", False),
    ],
)
def test_a_word_is_found_whole_and_however_it_is_written(word: str, text: str, found: bool):
    assert AnyOf([word]).within(fold(text)) == found


def test_no_word_finds_nothing():
    assert not AnyOf([])
    assert not AnyOf(["\u0301", "  "])
    assert not AnyOf([]).within("anything")


def test_a_word_is_never_a_pattern():
    assert not AnyOf([".*", "(a+)+$"]).within(fold("anything at all"))
