"""A text in the pieces it is found by: the same for what is kept and for what is asked.

Words where a script has spaces; single characters and pairs of neighbours where it has none (a
word of two characters is always found, and no dictionary has to know it). Written in one form:
traditional Chinese as simplified, katakana as hiragana, Arabic letters without their variants,
Latin, Greek and Cyrillic without accents.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

MAX_WORD_CHARS = 40
"""What is longer is an address or noise; its beginning is kept."""

_ACCENTS = (
    *((0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x61A), (0x64B, 0x65F), (0x670, 0x670)),
    *((0x6D6, 0x6ED), (0x1AB0, 0x1AFF), (0x20D0, 0x20FF), (0xFE00, 0xFE0F)),
)
_UNSPACED = (
    *((0x3041, 0x3096), (0x30A1, 0x30FA), (0x30FC, 0x30FC), (0x3005, 0x3007), (0x3400, 0x4DBF)),
    *((0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0xAC00, 0xD7A3)),
    *((0x0E01, 0x0EDF), (0x1000, 0x109F), (0x1780, 0x17DD)),
)
_ONE = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ى": "ي",
        "ئ": "ي",
        "ی": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ـ": "",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        **{chr(c): chr(c - 0x60) for c in range(0x30A1, 0x30F7)},
        "\u00ad": "",
        "\u200c": "",
        "\u200d": "",
    }
)
_BEFORE = ("وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ك", "ف")
"""What Arabic writes onto a word: and, with, like, so, for; the article."""
MIN_ROOT_CHARS = 3


class Piece(NamedTuple):
    """A run of one kind and where it stands in the text, in characters."""

    text: str  # folded
    unspaced: bool
    start: int
    end: int
    at: tuple[int, ...]  # for each folded character, the place it comes from


def within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Say whether a code point lies in one of these ranges."""
    return any(first <= code <= last for first, last in ranges)


@lru_cache(maxsize=20_000)
def _kind(char: str) -> int:
    """0: stands between words; 1: part of a spaced word; 2: of an unspaced run."""
    if unicodedata.category(char)[0] not in "LMN":
        return 0
    return 2 if within(ord(char), _UNSPACED) else 1


@cache
def _simplify() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    chars = [chr(code) for code in (*range(0x4E00, 0x9FFF), *range(0x3400, 0x4DBF))]
    made = convert("\n".join(chars)).split("\n")
    return {ord(a): b for a, b in zip(chars, made, strict=True) if a != b and len(b) == 1}


@lru_cache(maxsize=50_000)
def _folded_char(char: str) -> str:
    text = unicodedata.normalize("NFKC", char).casefold()
    if _kind(char) != 2:
        text = "".join(
            c for c in unicodedata.normalize("NFD", text) if not within(ord(c), _ACCENTS)
        )
    text = text.translate(_ONE).translate(_simplify())
    # one sign may stand for several words (ﷺ): nothing but letters may get into a query
    return "".join(filter(_kind, text))


def pieces(text: str) -> Iterator[Piece]:
    """Yield the runs of a text in order. Places are those of `text` in NFC."""
    text = unicodedata.normalize("NFC", text)
    run: list[str] = []
    at: list[int] = []
    kind = start = 0
    for place, char in enumerate(text + " "):
        folded = _folded_char(char)
        now = _kind(folded[0]) if folded else (kind if _joins(char) else 0)
        if now != kind:
            if run:
                yield Piece("".join(run), kind == 2, start, at[-1] + 1, tuple(at))
            run, at, kind, start = [], [], now, place
        if now:
            run += folded
            at += [place] * len(folded)
    # the space at the end has closed the last run


def _joins(char: str) -> bool:
    """Whether a character that folds to nothing stands inside a word."""
    return char in "ـ\u00ad\u200c\u200d" or within(ord(char), _ACCENTS)


def roots(word: str) -> tuple[str, ...]:
    """Return an Arabic word without what is written onto it; nothing for other words."""
    if not ("\u0600" <= word[0] <= "\u06ff"):
        return ()
    for before in _BEFORE:
        if word.startswith(before) and len(word) - len(before) >= MIN_ROOT_CHARS:
            return (word[len(before) :],)
    return ()


def pairs(run: str) -> list[str]:
    """Return the pairs of neighbours in a run; of a single character, that one."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def tokens(text: str) -> list[str]:
    """Return everything `text` is kept under, in order, with repetitions."""
    found: list[str] = []
    for piece in pieces(text):
        if piece.unspaced:
            found += piece.text
            if len(piece.text) > 1:
                found += pairs(piece.text)
        else:
            word = piece.text[:MAX_WORD_CHARS]
            found.append(word)
            found += roots(word)
    return found


def words(found: list[str]) -> set[str]:
    """Return those tokens that are words with letters: what a mistyped word may have meant."""
    return {
        token
        for token in found
        if len(token) >= MIN_ROOT_CHARS and not within(ord(token[0]), _UNSPACED) and token.isalpha()
    }
