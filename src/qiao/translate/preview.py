"""How others will read a text that is not sent yet: which sentences may come out wrong, and why.

A sentence is translated there and back. Where what comes back is far from what was written, lost
a number, or said yes for no, its writer is shown both and can put it more plainly.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from qiao.translate.models import Engine, Lang, Reason, Segment, SlangNote, Translation

LEAST_LIKENESS = 0.42
"""Below this what comes back says something else; half of all good sentences keep 0.7."""

LEAST_CONFIDENCE = 0.5
"""Below this the engine itself is not sure."""

MAX_DOUBTS = 8
"""So many sentences are shown back; a writer has seen enough by then."""

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_NO: dict[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not?|never|nothing|nobody|none|nowhere|neither|nor|without|hardly)\b|n['’]t\b",
        re.IGNORECASE,
    ),
    "pt": re.compile(r"\b(?:não|nao|nunca|jamais|nada|ninguém|nenhum\w*|nem|sem)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:no|nunca|jamás|nada|nadie|ningun[oa]?|ningún|ni|sin)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(?:ne|pas|jamais|rien|personne|aucune?|ni|sans)\b|\bn['’]", re.IGNORECASE),
    "zh": re.compile(r"[不没沒無无莫勿]|别(?!人|的)|別(?!人|的)"),
    "ar": re.compile(r"(?<!\w)(?:لا|لم|لن|ليس\w*|لست\w*|غير|بدون|مش|مو)(?!\w)"),
}

Why = Literal["differs", "number", "negation", "slang", "unsure"]


class Doubt(msgspec.Struct, frozen=True):
    """A sentence that may be read otherwise than it was meant. `back` is "" if nothing came."""

    source: str
    translated: str
    back: str
    why: Why


class Reread(msgspec.Struct, frozen=True):
    """A text as a reader of `to` will find it. `back`: what it says then; null is not known."""

    to: Lang
    state: Literal["done", "pending", "unavailable"]
    source: Lang
    translated: str = ""
    back: str | None = None
    doubtful: tuple[Doubt, ...] = ()
    engine: Engine = Engine("none")
    confidence: float | None = None
    notes: tuple[SlangNote, ...] = ()
    reason: Reason | None = None


def reread(there: Translation, back: Sequence[str] | None) -> Reread:
    """Put the way there and the way back together. `back`: one text for each segment."""
    sentences = there.segments
    if back is not None and len(back) != len(sentences):
        back = None
    return Reread(
        to=there.target,
        state=there.state,
        source=there.source,
        translated=there.body,
        back=None if back is None else " ".join(back),
        doubtful=doubts(there, back or ("",) * len(sentences)),
        engine=there.engine,
        confidence=there.confidence,
        notes=there.notes,
        reason=there.reason,
    )


def doubts(there: Translation, back: Sequence[str]) -> tuple[Doubt, ...]:
    """The sentences to look at again, in their order; at most `MAX_DOUBTS`."""
    ambiguous = [note.term for note in there.notes if note.ambiguous]
    unsure = there.confidence is not None and there.confidence < LEAST_CONFIDENCE
    found = []
    for segment, said in zip(there.segments, back, strict=True):
        why = doubt(segment, said, there.source, ambiguous)
        if why is None and unsure:
            why = "unsure"
        if why is not None:
            found.append(Doubt(segment.source, segment.target, said, why))
    return tuple(found[:MAX_DOUBTS])


def doubt(segment: Segment, back: str, lang: Lang, ambiguous: Sequence[str] = ()) -> Why | None:
    """Say what may be wrong with one sentence; `back` "" means that nobody could say it back."""
    folded = segment.source.casefold()
    if back:
        if _numbers(segment.source) != _numbers(back):
            return "number"
        no = _NO.get(lang.partition("-")[0])
        if no is not None and bool(no.search(segment.source)) != bool(no.search(back)):
            return "negation"
        if likeness(segment.source, back) < LEAST_LIKENESS:
            return "differs"
    return "slang" if any(term.casefold() in folded for term in ambiguous) else None


def likeness(a: str, b: str) -> float:
    """How much two texts of one language share, 0..1, in pairs and threes of letters."""
    one, two = _grams(a), _grams(b)
    most = max(one.total(), two.total())
    if not most:
        return 1.0
    return 2 * (one & two).total() / (one.total() + two.total())


def _grams(text: str) -> Counter[str]:
    kept = unicodedata.normalize("NFKC", text).casefold()
    letters = " ".join("".join(c if c.isalnum() else " " for c in kept).split())
    grams: Counter[str] = Counter()
    for size in (1, 2, 3):
        grams.update(letters[n : n + size] for n in range(len(letters) - size + 1))
    return grams


def _numbers(text: str) -> Counter[str]:
    """Digits alone: 1,000 and 1.000 are the same number written by two peoples."""
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return Counter(re.sub(r"[.,:]", "", number) for number in found)
