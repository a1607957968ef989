"""Language tags are folded to those the square uses."""

import pytest

from qiao.translate.models import canonical


@pytest.mark.parametrize(
    ("tag", "folded"),
    [
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh_TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-Latn", "zh-Latn"),
        ("pt-BR", "pt"),
        ("EN-us", "en"),
        ("ar-Latn", "ar-Latn"),
        ("sr-Cyrl", "sr-Cyrl"),
        ("", "und"),
    ],
)
def test_canonical(tag: str, folded: str) -> None:
    assert canonical(tag) == folded
