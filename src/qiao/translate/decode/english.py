"""Whether letters are words: what tells a text that was in code from noise that was none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from qiao.translate.language.words import WORDS, wordlist

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SPOKEN_TOGETHER = re.compile(
    "[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u1100-\u11ff\u1200-\u137f"
    "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)
_CODE_LIKE = re.compile(
    r"[.\-/|\s]+|[01\s]+|[\u2800-\u283f\s]+|[A-Za-z0-9+/]{12,}={0,2}|(?:[0-9A-Fa-f]{2}[\s:]?){6,}"
    r"|(?:\\u[0-9A-Fa-f]{4}|&#\w+;|%[0-9A-Fa-f]{2}|\s)+"
)
_CJK = 0x2E  # blocks from here up
_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "r", "ers", "est", "y", "ness", "ment")


@cache
def _english() -> frozenset[str]:
    return wordlist("common_en") | WORDS["en"]


def words_of(text: str) -> list[str]:
    """The words of a text in lower case; runs of letters, whatever the script."""
    return [w.replace("’", "'") for w in _WORD.findall(text.casefold())]


@lru_cache(maxsize=8192)  # a language says the same few thousand words again and again
def is_english(word: str) -> bool:
    """Whether a word in lower case is common English, endings aside."""
    listed = _english()
    if word in listed:
        return len(word) > 1 or word in {"a", "i"}
    if word.endswith("'s") and word[:-2] in listed:
        return True
    for ending in _ENDINGS:
        base = word.removesuffix(ending)
        if len(base) > 2 and base != word:
            doubled = base[:-1] if base[-1] == base[-2] else base
            if base in listed or f"{base}e" in listed or (len(doubled) > 2 and doubled in listed):
                return True
            if base[-1] == "i" and f"{base[:-1]}y" in listed:
                return True
    return False


def share_english(words: Sequence[str]) -> float:
    """The share of letters that stand in common English words, 0..1; 0 for no words."""
    letters = sum(map(len, words))
    return sum(len(word) for word in words if is_english(word)) / letters if letters else 0.0


def share_everyday(words: Sequence[str], lang: str) -> float:
    """The share of words of three letters and more that are everyday words of fr, es or pt."""
    long = [word for word in words if len(word) > 2]
    return sum(word in WORDS[lang] for word in long) / len(long) if long else 0.0


def is_printable(text: str) -> bool:
    """Whether a text has nothing in it that a page could not show."""
    return all(
        c in "\n\t\r\u200d\ufe0f" or unicodedata.category(c) not in {"Cc", "Cf", "Cn", "Co", "Cs"}
        for c in text
    )


def is_code_like(text: str) -> bool:
    """Whether a text may be a code itself: signs that bytes hit by no chance."""
    core = text.strip()
    return len(core) >= 8 and _CODE_LIKE.fullmatch(core) is not None


def makes_sense(text: str, *, strict: bool = False) -> bool:
    """Whether decoded bytes are words: English, or letters that bytes hit by no chance.

    `strict`: for what stands amid other words, where a name or number may look like a code.
    """
    if not text.strip() or not is_printable(text):
        return False
    visible = [c for c in text if not c.isspace()]
    letters = [c for c in visible if c.isalpha()]
    foreign = len(_SPOKEN_TOGETHER.findall(text))
    scripts = {ord(c) >> 8 for c in letters if not c.isascii()}
    # a few bytes hit Arabic or an accent by chance; Chinese takes three that fit
    low = min(scripts, default=_CJK) < _CJK
    if strict and low and (max(scripts) >= _CJK or len(letters) < 6):
        return False
    plain = sum(c.isascii() or unicodedata.category(c)[0] in "PSMN" for c in visible)
    spoken = sum(map(str.isalnum, visible))
    if foreign >= 2 or (foreign and len(letters) > 1 and not strict):
        return foreign + plain >= 0.75 * len(visible) and spoken >= 0.4 * len(visible)
    if len(letters) < 2 or len(letters) * 2 < len(visible):
        return False
    words = words_of(text)
    share = share_english(words)
    if share >= 0.5 and (not strict or any(len(w) > 1 and is_english(w) for w in words)):
        return True
    if strict:
        return False
    # names, or another language in Latin letters: many letters, in words of a sane length
    sane = all(len(word) <= 24 for word in words) and len(words) > 1
    return (
        sane and len(letters) >= 10 and len(letters) >= 0.75 * len(visible) and _has_vowels(words)
    )


def _has_vowels(words: Sequence[str]) -> bool:
    bare = unicodedata.normalize("NFD", "".join(words))
    vowels = sum(c in "aeiouy" for c in bare)
    return 0.2 <= vowels / max(len(bare), 1) <= 0.7
