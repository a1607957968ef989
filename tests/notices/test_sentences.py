"""What is said outside the app, in every language of the app."""

import re
import tomllib
from pathlib import Path

import qiao.notices
from qiao.notices.models import Kind
from qiao.notices.sentences import words_in
from qiao.translate.api import UI_LANGS

BOOK = tomllib.loads(
    (Path(qiao.notices.__file__).parent / "words.toml").read_text(encoding="utf-8")
)


def test_every_language_says_everything_with_the_same_places():
    assert BOOK.keys() == set(UI_LANGS)
    for lang, words in BOOK.items():
        assert words.keys() == BOOK["en"].keys(), lang
        for key, sentence in words.items():
            places = set(re.findall(r"\{(\w+)\}", sentence))
            assert places == set(re.findall(r"\{(\w+)\}", BOOK["en"][key])), (lang, key)


def test_every_kind_has_a_sentence():
    kinds = {kind.value for kind in Kind} - {"announcement", "ledger"}
    assert kinds | {"ledger_up", "ledger_back"} <= BOOK["en"].keys()
    assert words_in("de") == words_in("en")
