"""Chinese and Arabic written in Latin letters: pinyin, letter slang, Arabizi."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from qiao.translate.language.words import WORDS, wordlist

_INITIALS = {
    "a ai an ang ao": ("", "b p m f d t n l g k h z c s zh ch sh r"),
    "o": ("", "b p m f l"),
    "e": ("", "m d t n l g k h z c s zh ch sh r"),
    "ei": ("", "b p m f d n l g h z w sh"),
    "en": ("", "b p m f d n g k h z c s zh ch sh r w"),
    "eng": ("", "b p m f d t n l g k h z c s zh ch sh r w"),
    "ou": ("", "p m f d t n l g k h z c s zh ch sh r y"),
    "i": (None, "b p m d t n l j q x z c s zh ch sh r y"),
    "ia": (None, "d l j q x"),
    "ie": (None, "b p m d t n l j q x"),
    "iao": (None, "b p m d t n l j q x"),
    "iu": (None, "m d n l j q x"),
    "ian": (None, "b p m d t n l j q x"),
    "in": (None, "b p m n l j q x y"),
    "iang": (None, "n l j q x"),
    "ing": (None, "b p m d t n l j q x y"),
    "iong": (None, "j q x"),
    "ong": (None, "d t n l g k h z c s zh ch r y"),
    "u": (None, "b p m f d t n l g k h j q x z c s zh ch sh r w y"),
    "ua": (None, "g k h zh ch sh"),
    "uo": (None, "d t n l g k h z c s zh ch sh r"),
    "uai": (None, "g k h zh ch sh"),
    "ui": (None, "d t g k h z c s zh ch sh r"),
    "uan": (None, "d t n l g k h j q x z c s zh ch sh r y"),
    "un": (None, "d t n l g k h j q x z c s zh ch sh r y"),
    "uang": (None, "g k h zh ch sh"),
    "ue": (None, "n l j q x y"),
    "v": (None, "n l"),
    "a ao an ang": (None, "w y"),
    "o ": (None, "w"),
    "ai": (None, "w"),
    "e ": (None, "y"),
}
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BARE = str.maketrans("āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü", "aaaaeeeeiiiioooouuuuvvvvv")
_TONES = re.compile("[āǎēěīǐōǒūǔǖǘǚǜ]")

# Words that learners and speakers type most, syllables run together or apart.
_PINYIN_WORDS = wordlist("pinyin")
# Ordinary words elsewhere that fall into syllables by chance.
_LOOKALIKES = wordlist("pinyin_lookalikes")

_ARABIZI_STRONG = wordlist("arabizi")
_ARABIZI_WEAK = wordlist("arabizi_weak")
# English that plays with digits, and names of things.
_DIGIT_WORDS = re.compile(
    r"^(?:\d+(?:st|nd|rd|th|s|k|m|x|h|am|pm|gb|tb|cm|mm|kg|km|ml|min|mins|hrs|yo|d|p|v|c|f|g|e|º|ª|er|ème|eme)"
    r"|gr8|m8|l8r?|b4|2day|2nite|2morrow|2moro|4ever|4u|w8|h8|str8|any1|some1|every1|no1|n1|k3wl"
    r"|mp[34]|h[12]o|co2|ps[2-5]|covid19|y2k|b2b|c2c|web[23]|[a-z]\d+|\d[a-z])$"
)
_ARABIZI_DIGIT = re.compile(
    r"^(?=.*[a-z])(?=.*[2356789])[a-z]*(?:[2356789]'?[a-z]+)+[2356789]?$|^[a-z]{2,}[23567]$"
)

_CONSONANTS = re.compile(r"^[bcdfghjklmnpqrstvwxyz]{3,8}$")
# Abbreviations without vowels that are not Chinese.
_OTHER_ABBREVIATIONS = wordlist("abbreviations")


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes inside kept."""
    return [m[0].replace("’", "'") for m in _WORD.finditer(text.lower())]


def is_letter_slang(words: Sequence[str], *, known: frozenset[str]) -> bool:
    """Whether every word is Chinese letter slang: listed (yyds), or shaped like it (gkd)."""
    return bool(words) and all(word in known or _shaped_like_slang(word) for word in words)


def _shaped_like_slang(word: str) -> bool:
    # Initials of Chinese syllables: no vowels, never v, and rich in y x z j q d s b w.
    if not _CONSONANTS.match(word) or word in _OTHER_ABBREVIATIONS or "v" in word:
        return False
    if len(set(word)) == 1:
        return False
    return sum(c in "yxzjqdsbw" for c in word) * 2 >= len(word)


def is_arabizi(words: Sequence[str]) -> bool:
    """Whether a text is Arabic in Latin letters: its digits inside words, or its words."""
    strong = sum(
        word in _ARABIZI_STRONG
        or (bool(_ARABIZI_DIGIT.match(word)) and not _DIGIT_WORDS.match(word))
        for word in words
    )
    if not strong:
        return False
    weak = sum(word in _ARABIZI_WEAK for word in words)
    return (strong + weak) * 2 >= len(words)


def is_pinyin(words: Sequence[str], text: str) -> bool:
    """Whether every word falls into Mandarin syllables and enough of them are really Mandarin."""
    if not words or any(len(word) > 24 for word in words):
        return False
    if not all(syllables(word) for word in words):
        return False
    if _TONES.search(text):
        return True
    listed = [w for w in words if w in _PINYIN_WORDS]
    foreign = [w for w in words if _is_foreign(w) and w not in listed]
    if foreign:
        return False
    only_ambiguous = all(_is_foreign(w) for w in words)
    if only_ambiguous:
        return False
    if listed:
        return len(words) > 1 or any(len(w) > 3 or not _is_foreign(w) for w in listed)
    letters = "".join(words)
    marked = len(re.findall(r"zh|x|q(?=[iu])|iao|iang|iong|uang|uai", letters))
    return marked >= 2 or (marked >= 1 and len(words) > 1)


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """How many Mandarin syllables a word falls into; 0 if it does not."""
    word = word.replace("'", "").translate(_BARE)
    best: list[int] = [0] + [-1] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            if best[start] >= 0 and word[start:end] in _SYLLABLES:
                count = best[start] + 1
                best[end] = count if best[end] < 0 else min(best[end], count)
    return max(best[-1], 0)


def _is_foreign(word: str) -> bool:
    return word in _LOOKALIKES or any(word in words for words in WORDS.values())


def _all_syllables() -> frozenset[str]:
    out = {
        "er",
        "yi",
        "yuan",
        "yue",
        "yun",
        "yong",
        "ying",
        "yin",
        "wu",
        "you",
        "ya",
        "yan",
        "yao",
        "n",
        "ng",
    }
    for finals, (bare, initials) in _INITIALS.items():
        for final in finals.split():
            if bare is not None:
                out.add(final)
            out.update(initial + final for initial in initials.split())
    return frozenset(out - {"n", "ng"})


_SYLLABLES = _all_syllables()
