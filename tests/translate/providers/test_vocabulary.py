"""What a vocabulary cannot write comes out as it went in."""

import string
from pathlib import Path

import pytest

from qiao.translate.models import Lang
from qiao.translate.providers.neural_models import find_models
from qiao.translate.providers.vocabulary import Vocabulary, read_vocabulary, translate_keeping

LETTERS = Vocabulary(frozenset(string.ascii_letters + ".,!?'\"-0123"), bytes_too=False)


def shout(text: str) -> str:
    return translate_keeping(text, LETTERS, str.upper)


def test_known_text_is_translated_in_one_go() -> None:
    assert shout("hello, my friend") == "HELLO, MY FRIEND"


def test_unknown_signs_and_scripts_split_and_stay() -> None:
    assert shout("你好 everyone <b> 《c》") == "你好 EVERYONE <B> 《C》"


def test_an_accent_is_dropped_from_a_word_but_not_from_a_name() -> None:
    assert shout("so naïve, Zoë said") == "SO NAIVE, Zoë SAID"


def test_typographic_marks_become_plain_ones() -> None:
    assert shout("“it’s” – ok") == '"IT\'S" - OK'


def test_what_is_too_long_for_a_word_is_kept() -> None:
    long = "x" * 3000

    assert shout(f"see {long} ok") == f"SEE {long} OK"


def test_the_shipped_vocabulary_has_no_bytes() -> None:
    files = find_models(None)[Lang("en"), Lang("pt")]

    vocabulary = read_vocabulary(files.source_vocab.read_bytes())

    assert not vocabulary.bytes_too
    assert vocabulary.knows("Olá, você é ótimo!")
    assert not vocabulary.knows("你")


def test_the_chinese_vocabulary_falls_back_to_bytes(shared_data: Path) -> None:
    spm = shared_data.parent / "models" / "mt" / "zh-en" / "vocab.zhen.spm"

    vocabulary = read_vocabulary(spm.read_bytes())

    assert vocabulary.bytes_too
    assert vocabulary.knows("你好😂")


def test_a_file_of_another_kind_is_refused() -> None:
    with pytest.raises((ValueError, IndexError)):
        read_vocabulary(b"PK\x03\x04 this is not a model at all")
