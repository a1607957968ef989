"""The same pieces for what is kept and for what is asked, whatever the script."""

import pytest

from qiao.search.asking import read
from qiao.search.tokens import pieces, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "CAFE"),
        ("餐廳", "餐厅"),
        ("ラーメン", "らーめん"),
        ("ﾗｰﾒﾝ", "らーめん"),
        ("مُدَرِّسَة", "مدرسه"),
        ("إلى", "الي"),
        ("جـــميل", "جميل"),
        ("Straße", "strasse"),
        ("№５", "no5"),
        ("Ёлка", "елка"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_an_unspaced_run_is_kept_by_characters_and_pairs() -> None:
    assert tokens("猫咖啡") == ["猫", "咖", "啡", "猫咖", "咖啡"]
    assert tokens("ແມວ")[-2:] == ["ແມ", "ມວ"]


def test_a_voiced_sound_is_not_an_accent() -> None:
    assert tokens("が") != tokens("か")
    assert tokens("한국")[-1] == "한국"


def test_an_arabic_word_is_also_kept_without_what_is_written_onto_it() -> None:
    assert tokens("والقهوة") == ["والقهوه", "قهوه"]
    assert tokens("ورد") == ["ورد"]


def test_an_apostrophe_stands_between_words() -> None:
    assert tokens("l'été d’Anna") == ["l", "ete", "d", "anna"]


def test_scripts_beside_each_other_are_told_apart() -> None:
    assert [piece.text for piece in pieces("tiktok难民2025")] == ["tiktok", "难民", "2025"]


def test_a_piece_knows_where_it_stood() -> None:
    text = "Ein ﬁno Café!"
    found = list(pieces(text))

    assert [text[p.start : p.end] for p in found] == ["Ein", "ﬁno", "Café"]
    assert found[1].text == "fino"
    assert found[1].at == (4, 4, 5, 6)


def test_what_has_no_letters_asks_for_nothing() -> None:
    assert read('"!? * ( AND').groups[0].text == "and"
    assert read("!!! …").groups == ()


def test_a_query_is_one_line_however_it_is_typed() -> None:
    assert read("  CATS,cats 猫咖啡 ").text == "cats cats 猫咖啡"
    assert [g.text for g in read("CATS cats").groups] == ["cats"]
