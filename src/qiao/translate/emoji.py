"""Names of emoji, for those who cannot see or do not know them."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from babel.core import Locale, UnknownLocaleError

from qiao.translate.models import EN, EmojiName, Lang
from qiao.translate.spans import emoji_of

_COLUMN = {"zh-Hans": "zh"}
_TONES = dict.fromkeys(range(0x1F3FB, 0x1F400))
_SELECTORS = {0xFE0E: None, 0xFE0F: None}


def emoji_names(text: str, lang: Lang) -> list[EmojiName]:
    """Name each emoji of a text once, in its order; in English where `lang` has no names."""
    table = _table(_COLUMN.get(lang, lang)) or _table(EN)
    out: dict[str, EmojiName] = {}
    for emoji in emoji_of(text):
        name = _name(emoji, table) or _flag(emoji, lang) or _name(emoji, _table(EN))
        if name:
            out.setdefault(emoji, EmojiName(emoji, name))
    return list(out.values())


def _name(emoji: str, table: dict[str, str]) -> str:
    bare = emoji.translate(_SELECTORS)
    plain = bare.translate(_TONES) or bare
    for form in (emoji, bare, plain):
        if form in table:
            return table[form]
    parts = [table.get(part, "") for part in plain.split("\u200d")]
    return " + ".join(parts) if all(parts) else ""


def _flag(emoji: str, lang: Lang) -> str:
    """The country of a flag, or the sign on a keycap."""
    letters = "".join(
        chr(ord(c) - 0x1F1E6 + ord("A")) for c in emoji if 0x1F1E6 <= ord(c) <= 0x1F1FF
    )
    if len(letters) == 2:
        try:
            return str(Locale.parse(lang, sep="-").territories.get(letters, letters))
        except (UnknownLocaleError, ValueError):
            return letters
    return emoji[0] if emoji.endswith("\u20e3") else ""


@cache
def _table(lang: str) -> dict[str, str]:
    text = files("qiao.translate").joinpath("lists", "emoji_names.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if lang not in (rows.fieldnames or ()):
        return {}
    return {row["emoji"].translate(_SELECTORS) or row["emoji"]: row[lang] for row in rows}
