"""Keys ignore what nobody sees; engines get plain letters."""

from qiao.translate.models import Passage
from qiao.translate.tidy import (
    normal_form,
    passage_of,
    passage_text,
    plain,
    text_hash,
    without_surrogates,
)


def test_texts_that_look_the_same_are_one_key() -> None:
    one = Passage("Cafe\u0301 \u200bis  nice\ufe0f")
    other = Passage("Café is nice")

    assert text_hash(one) == text_hash(other)


def test_another_text_or_another_field_is_another_key() -> None:
    passages = (Passage("a"), Passage("b"), Passage("", "a"), Passage("a", "a"))

    hashes = {text_hash(passage) for passage in passages}

    assert len(hashes) == 4


def test_line_breaks_are_kept_in_the_normal_form() -> None:
    assert normal_form(" a \n\t b ") == "a \n b"


def test_stylised_letters_become_plain_ones() -> None:
    assert plain("𝓱𝓮𝓵𝓵𝓸 ⓗⓘ 🅷🅸 ʜɪ Ｈｉ") == "hello hi HI hi Hi"


def test_martian_characters_become_ordinary_ones() -> None:
    assert plain("莪愛沵") == "我愛你"


def test_ordinary_text_and_emoji_buttons_stay() -> None:
    for text in ("天下没有不散的筵席", "🆗 🅰️ 🅱️ ok", "１２３", "½ ① ™", "苹果甜"):
        assert plain(text) == text


def test_broken_surrogates_can_be_hashed_and_cleaned() -> None:
    assert len(text_hash(Passage("a\ud83d"))) == 64
    assert without_surrogates("a\ud83d!") == "a\ufffd!"


def test_a_passage_is_read_back_as_it_was_written() -> None:
    passage = Passage("b\n😂", "t", ("x", ""))

    assert passage_of(passage_text(passage)) == passage
