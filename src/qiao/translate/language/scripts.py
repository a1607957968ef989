"""Which script a letter belongs to, and which languages a script may be."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import cast

_BY_NAME = (
    ("CJK", "Han"),
    ("HIRAGANA", "Kana"),
    ("KATAKANA", "Kana"),
    ("HALFWIDTH KATAKANA", "Kana"),
    ("HANGUL", "Hangul"),
    ("HALFWIDTH HANGUL", "Hangul"),
    ("IDEOGRAPHIC", "Han"),
)
# One script, one language, as far as a reader of a square is concerned.
ONE_LANGUAGE = {
    "Kana": "ja",
    "Hangul": "ko",
    "Lao": "lo",
    "Thai": "th",
    "Greek": "el",
    "Hebrew": "he",
    "Ethiopic": "am",
    "Georgian": "ka",
    "Armenian": "hy",
    "Tamil": "ta",
    "Telugu": "te",
    "Kannada": "kn",
    "Malayalam": "ml",
    "Gujarati": "gu",
    "Gurmukhi": "pa",
    "Oriya": "or",
    "Sinhala": "si",
    "Khmer": "km",
    "Myanmar": "my",
    "Tibetan": "bo",
    "Thaana": "dv",
    "Tifinagh": "zgh",
    "Cherokee": "chr",
    "Mongolian": "mn",
}
# One script, several languages: the first is taken when nothing tells them apart.
SEVERAL_LANGUAGES = {
    "Arabic": ("ar", "fa", "ur", "ps", "ug"),
    "Cyrillic": ("ru", "uk", "bg", "sr", "be", "mk", "kk", "ky", "mn", "tg", "tt"),
    "Devanagari": ("hi", "mr", "ne"),
    "Bengali": ("bn", "as"),
}
SITE_LATIN = ("en", "fr", "es", "pt")
"""Languages a short Latin text is taken for; any other needs to be clear about itself."""

OTHER_LATIN = (
    *(
        "de",
        "it",
        "nl",
        "sv",
        "da",
        "no",
        "fi",
        "is",
        "pl",
        "cs",
        "sk",
        "hu",
        "ro",
        "hr",
        "sl",
        "lt",
    ),
    *(
        "lv",
        "et",
        "sq",
        "tr",
        "az",
        "id",
        "ms",
        "vi",
        "tl",
        "sw",
        "ca",
        "gl",
        "eu",
        "cy",
        "ga",
        "eo",
    ),
    *("af", "ht", "mt"),
)


class _Scripts(dict[str, str | None]):
    """Fills itself: a square sees a few thousand different characters."""

    def __missing__(self, char: str) -> str | None:
        self[char] = script = _look_up(char)
        return script


_scripts = _Scripts()


def script_of(char: str) -> str | None:
    """The script of a letter ("Latin", "Han", "Kana" …), or None for what is no letter."""
    return _scripts[char]


def _look_up(char: str) -> str | None:
    if not unicodedata.category(char).startswith("L"):
        return None
    name = unicodedata.name(char, "")
    if name.startswith(("MODIFIER LETTER", "FEMININE ORDINAL", "MASCULINE ORDINAL", "MICRO")):
        return None
    for start, script in _BY_NAME:
        if name.startswith(start):
            return script
    first = name.split(" ", 1)[0]
    return "Latin" if first == "FULLWIDTH" else first.capitalize() or None


def count(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    counts = Counter(map(_scripts.__getitem__, text))
    counts.pop(None, None)
    return cast("Counter[str]", counts)
