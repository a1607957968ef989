"""The universal sentence encoder keeps the contract, and carries meaning across languages."""

from functools import cache

import pytest

from qiao.search.embedder import Text
from qiao.search.providers.use import UseEmbedder
from tests.search.providers.contract import EmbedderContract


@cache
def loaded() -> UseEmbedder:
    return UseEmbedder()


class TestUse(EmbedderContract):
    def make(self) -> UseEmbedder:
        return loaded()


def test_a_translation_is_nearer_than_another_subject() -> None:
    zh = Text("我家猫又把水杯推下桌了", "", "")
    en = Text("My cat pushed the cup off the table again", "", "")
    ar = Text("قطتي دفعت الكوب عن الطاولة مرة أخرى", "", "")
    rent = Text("租房押金条一定要写清楚", "", "")

    a, b, c, d = loaded().embed([zh, en, ar, rent])

    assert min(a @ b, a @ c, b @ c) > a @ d + 0.2


@pytest.mark.parametrize(
    ("lang", "spoken"),
    [
        ("ar", True), ("zh-Hans", True), ("zh-Hant", True), ("en", True), ("mul", True),
        ("und", True), ("ar-Latn", True), ("lo", False), ("sw", False), ("zxx", False),
    ],
)  # fmt: skip
def test_it_says_which_languages_it_speaks(lang: str, spoken: bool) -> None:
    assert UseEmbedder().speaks(lang) is spoken
