"""Characters that exist in one set only decide; the others leave it open."""

import pytest

from qiao.translate.han import han_language, simplified
from qiao.translate.models import Lang
from tests.translate.han import FILE, tables_text


def test_the_tables_are_those_of_opencc() -> None:
    assert FILE.read_text(encoding="utf-8") == tables_text()


@pytest.mark.parametrize(
    ("han", "lang"),
    [
        ("请问这家店在哪里", "zh-Hans"),
        ("請問這家店在哪裡", "zh-Hant"),
        ("今日気分", "ja"),
        ("最高", "ja"),
        ("才能", "zh-Hans"),
        ("好好笑喔", "zh-Hant"),
        ("求同款", "zh-Hans"),
    ],
)
def test_sets_of_characters(han: str, lang: str) -> None:
    assert han_language(han, None)[0] == lang


def test_what_is_in_both_sets_follows_the_declared_language() -> None:
    assert han_language("好吃", Lang("zh-Hant"))[0] == "zh-Hant"
    assert han_language("好吃", Lang("en"))[0] == "zh-Hans"


def test_simplified_keeps_every_place() -> None:
    assert simplified("貓稅 cat 來了!") == "猫税 cat 来了!"
