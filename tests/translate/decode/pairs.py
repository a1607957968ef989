"""Makes `lists/letter_pairs.tsv` from the demo's notes and the word lists that ship with Qiao.

python -m tests.translate.decode.pairs
"""

from __future__ import annotations

import math
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from string import ascii_lowercase

from qiao.translate.decode.english import words_of
from qiao.translate.language.words import WORDS, wordlist

LANGS = ("en", "fr", "es", "pt")
SIGNS = "_" + ascii_lowercase
_COLUMNS = 10


def texts(lang: str) -> Iterator[str]:
    """Everything the demo says in a language."""
    content = files("qiao.demo") / "content"
    for file in content.iterdir():
        if file.name.startswith("notes-"):
            for note in tomllib.loads(file.read_text(encoding="utf-8"))["note"]:
                if note["lang"] == lang:
                    yield from (note.get("title", ""), note["body"], *note.get("alt", ()))
                version = note.get("versions", {}).get(lang, {})
                yield from (version.get("title", ""), version.get("body", ""))
                yield from (c["body"] for c in note.get("comments", ()) if c.get("lang") == lang)


def pairs(lang: str) -> Counter[tuple[str, str]]:
    """How often one letter follows another; words of the lists count once, texts as written."""
    words = [word for text in texts(lang) for word in words_of(text)]
    words += sorted(wordlist("common_en") | WORDS["en"] if lang == "en" else WORDS[lang]) * 2
    found: Counter[tuple[str, str]] = Counter()
    for word in words:
        bare = unicodedata.normalize("NFD", word)
        letters = "".join(c for c in bare if c in ascii_lowercase)
        found.update(zip("_" + letters, letters + "_", strict=True))
    return found


def main() -> None:
    """Write the list."""
    lines = ["# Letter after letter, by language: -10 x natural logarithm; _ is a word's edge."]
    for lang in LANGS:
        found = pairs(lang)
        for first in SIGNS:
            total = sum(found[first, second] for second in SIGNS) + len(SIGNS) * 0.5
            row = [
                round(-_COLUMNS * math.log((found[first, second] + 0.5) / total))
                for second in SIGNS
            ]
            lines.append("\t".join([lang, first, *map(str, row)]))
    path = files("qiao.translate") / "lists" / "letter_pairs.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
