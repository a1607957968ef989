"""Letters moved along the alphabet (Caesar, ROT13) or written from the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from string import ascii_lowercase, ascii_uppercase

from qiao.translate.decode.english import is_english, share_english, share_everyday, words_of
from qiao.translate.decode.letter_pairs import (
    Letters,
    Likelihood,
    best_moves,
    letters_of,
    likelihood,
    variety,
)
from qiao.translate.language.words import WORDS
from qiao.translate.models import SpanKind
from qiao.translate.restore import around_entities
from qiao.translate.segments import PieceKind
from qiao.translate.spans import spans

_AS_THEY_ARE = frozenset({SpanKind.LINK, SpanKind.MENTION, SpanKind.EMOJI})
_OTHERS = ("fr", "es", "pt")
_PLAIN_NATS = -2.85  # plain text of the four languages is at -2.73 or above (99 of 100 sentences)
_SURELY_PLAIN_NATS = -2.75
_SURELY_CODE_NATS = 0.9
_MAX_CHARS = 600
"""Whether it is a code shows in its beginning."""


def caesar(text: str) -> tuple[str, str] | None:
    """Letters moved by 1 to 25 places; the detail is how many places they had been moved."""
    words = _coded_words(text)
    if words is None:
        return None
    letters = letters_of(words)
    own = likelihood(letters).nats
    if own > _SURELY_PLAIN_NATS:
        return None
    for best, places in best_moves(letters):
        back = _alphabet(-places)
        made = [word.translate(back) for word in words]
        gain = best.nats - own
        if gain > 0.2 and _is_read(made, words, letters, best, gain=gain, enough=0.6):
            return _outside_entities(text, back), str(places)
    return None


def reversed_letters(text: str) -> tuple[str, str] | None:
    """A text written from its end, or each of its words so."""
    words = _coded_words(text)
    if words is None:
        return None
    letters = letters_of(words)
    made = [word[::-1] for word in words]
    best = likelihood(letters_of(made))
    gain = best.nats - likelihood(letters).nats
    if not _is_read(made, words, letters, best, gain=gain, enough=0.3):
        return None
    if _word_by_word(text):
        return " ".join(_word_reversed(word) for word in text.split(" ")), ""
    return _reversed_outside_entities(text), ""


@lru_cache(maxsize=4)
def _coded_words(text: str) -> tuple[str, ...] | None:
    """The words of a text that may be in such a code; None where words are plainly there.

    Each of the codes of this module asks, one after another, of the same text.
    """
    start = text[:_MAX_CHARS]
    letters = sum(map(str.isalpha, start))
    latin = sum(map(str.isalpha, start.encode("ascii", "ignore").decode("ascii")))
    if letters < 8 or latin < 0.85 * letters:
        return None
    words = tuple(w for p in _sentences(start) for w in words_of(p))
    if len(words) < 2 and sum(map(len, words)) < 8:
        return None
    if share_english(words) > 0.35 or any(share_everyday(words, lang) > 0.3 for lang in _OTHERS):
        return None
    return words


def _sentences(text: str) -> list[str]:
    return [p.text for p in around_entities(text) if p.kind is PieceKind.SENTENCE]


def _is_read(
    made: Sequence[str],
    words: Sequence[str],
    letters: Letters,
    best: Likelihood,
    *,
    gain: float,
    enough: float,
) -> bool:
    """Whether the letters became words, and were none before."""
    known = {word for word in made if len(word) > 2 and is_english(word)}
    english = share_english(made)
    risen = english - share_english(words)
    if english >= (0.6 if len(made) > 6 else 0.78) and risen >= 0.4:
        return len(known) > 1 or any(len(word) > 7 for word in known)
    # names are in no list: let the letters speak, if they are many
    if len(letters) < 26 or variety(letters) < 9 or gain < enough or best.nats < _PLAIN_NATS:
        return False
    if gain > _SURELY_CODE_NATS:
        return True
    if best.lang == "en" or english > 0.3:
        return risen >= 0.25 and len(known) > 1
    everyday = share_everyday(made, best.lang)
    several = len({word for word in made if len(word) > 2 and word in WORDS[best.lang]}) > 1
    return several and everyday >= 0.15 and everyday - share_everyday(words, best.lang) >= 0.15


@cache
def _alphabet(shift: int) -> dict[int, int]:
    to = ascii_lowercase[shift % 26 :] + ascii_lowercase[: shift % 26]
    return str.maketrans(ascii_lowercase + ascii_uppercase, to + to.upper())


def _outside_entities(text: str, table: dict[int, int]) -> str:
    out, at = [], 0
    for span in spans(text):
        if span.kind in _AS_THEY_ARE:
            out += [text[at : span.start].translate(table), span.text]
            at = span.end
    return "".join([*out, text[at:].translate(table)])


def _reversed_outside_entities(text: str) -> str:
    """Emoji stay whole when all is turned round."""
    out, at = [], 0
    for span in spans(text):
        if span.kind is SpanKind.EMOJI:
            out += [text[at : span.start][::-1], span.text]
            at = span.end
    return "".join(reversed([*out, text[at:][::-1]]))


def _word_by_word(text: str) -> bool:
    """Whether each word was turned by itself: the sentence still begins with a capital."""
    first, last = text.strip()[0] in ".!?", text.strip()[-1] in ".!?"
    if first or last:
        return last and not first
    tokens = text.split()
    return any(c.isupper() for c in tokens[0]) and not any(c.isupper() for c in tokens[-1])


def _word_reversed(word: str) -> str:
    core = word.strip(".,!?;:\"'()…")
    return word.replace(core, core[::-1], 1) if core else word
