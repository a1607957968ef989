"""Everyday words of the site's Latin languages, as people type them in comments.

The lists were written for this from general knowledge, not drawn from any test data. Short comments
carry too few letters for a letter model alone; one "porfa" or "bonne" settles what it cannot.
"""

from __future__ import annotations

from importlib.resources import files


def wordlist(name: str) -> frozenset[str]:
    """Read a list of words that comes with Qiao (`lists/<name>.txt`, a remark first)."""
    text = files("qiao.translate").joinpath("lists", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(text.partition("\n")[2].split())


WORDS: dict[str, frozenset[str]] = {
    lang: wordlist(f"words_{lang}") for lang in ("en", "fr", "es", "pt")
}


def weights() -> dict[str, dict[str, float]]:
    """How much one word speaks for each language: a word of one language alone speaks loudest."""
    out: dict[str, dict[str, float]] = {}
    for lang, words in WORDS.items():
        for word in words:
            out.setdefault(word, {})[lang] = 0.0
    for langs in out.values():
        for lang in langs:
            langs[lang] = (1.0, 0.5, 0.25, 0.1)[len(langs) - 1]
    return out
