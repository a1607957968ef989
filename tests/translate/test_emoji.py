"""Emoji have names in the reader's language."""

import pytest

from qiao.translate.emoji import emoji_names
from qiao.translate.models import Lang


@pytest.mark.parametrize(
    ("lang", "name"),
    [
        ("en", "cat face"),
        ("zh-Hans", "猫脸"),
        ("lo", "ໜ້າແມວ"),
        ("de", "cat face"),
        ("xx", "cat face"),
    ],
)
def test_names_by_language(lang: str, name: str) -> None:
    assert [e.name for e in emoji_names("hi 🐱🐱", Lang(lang))] == [name]


def test_tones_selectors_families_flags_and_keycaps() -> None:
    names = [e.name for e in emoji_names("👍🏽❤️👨‍👩‍👧🇧🇷3️⃣", Lang("en"))]

    assert names == ["thumbs up", "red heart", "man + woman + girl", "Brazil", "3"]
