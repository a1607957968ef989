"""The detector: scripts decide what they can, then romanisation rules, then a vote."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import pairwise

from qiao.translate.han import han_language, kana_is_decoration
from qiao.translate.language import scripts
from qiao.translate.language.romanised import is_arabizi, is_letter_slang, is_pinyin, tokens
from qiao.translate.language.vote import Voter
from qiao.translate.models import (
    ARABIZI,
    EN,
    MUL,
    PINYIN,
    UND,
    ZH_HANS,
    ZH_HANT,
    Detected,
    Lang,
    Run,
)
from qiao.translate.slang import SlangTable, shipped
from qiao.translate.spans import spans
from qiao.translate.tidy import plain

_CODE = re.compile(r"^[A-Za-z0-9+/_\-]{12,}={0,2}$")
_LATIN_GROUP = re.compile(
    r"(?:[A-Za-zÀ-ÖØ-öø-ɏ](?:[A-Za-zÀ-ÖØ-öø-ɏ0-9]|['’](?=[A-Za-zÀ-ɏ]))*[ ]*)+(?<! )"
)
_OPENED = frozenset('(（[“《「『"')
_MAX_CHARS = 4000
"""A language shows long before; what is beyond is not read."""


class Detector:
    """Names the language of a text, and of its parts where it is mixed."""

    def __init__(self, slang: SlangTable | None = None) -> None:
        self._slang = slang or shipped()
        terms: dict[str, frozenset[str]] = {
            lang: frozenset(t.term.casefold() for t in self._slang.of(Lang(lang)))
            for lang in ("en", "fr", "es", "pt")
        }
        self._voter = Voter(slang=terms)

    @cached_property
    def _letter_slang(self) -> frozenset[str]:
        """Chinese slang of Latin letters that is not English besides ("ddl", "emo")."""
        return frozenset(
            t.term.casefold()
            for t in self._slang.of(ZH_HANS)
            if t.term.isascii() and not t.term.isdigit() and t.term.casefold() not in {"ddl", "emo"}
        )

    def warm(self) -> None:
        """Load the models now (half a second of CPU), in a thread if one likes."""
        for text in ("load the letters", "да", "नमस्ते", "سلام", "汉"):
            self.detect(text)

    def detect(self, text: str, *, declared: Lang | None = None) -> Detected:
        """Name the language of `text`; "und" if it has none, "mul" if several.

        Offsets of runs count in `tidy.plain(text)`. `declared` is what the author or the
        reader said; it only settles what the letters leave open.
        """
        blanked = _blanked(plain(text[:_MAX_CHARS]))
        counts = scripts.count(blanked)
        latin = counts.pop("Latin", 0)
        if not latin and not counts:
            return Detected(UND, 1.0)
        if not counts:
            return self._latin(blanked, declared)
        script, lang, confidence = self._other(blanked, counts, declared)
        if script is None or (not latin and _is_kaomoji(text, sum(counts.values()), script)):
            return Detected(UND, 0.8)
        if latin < 2:
            return Detected(lang, confidence)
        return self._mixed(blanked, lang, confidence, latin, counts)

    def _latin(self, text: str, declared: Lang | None) -> Detected:
        words = tokens(text)
        letters = [word for word in words if any(c.isalpha() for c in word)]
        if sum(c.isalpha() for word in letters for c in word) < 2 or _is_code(text.strip()):
            return Detected(UND, 0.9)
        if is_letter_slang(letters, known=self._letter_slang) and not any(
            self._voter.says(word, lang) for word in letters for lang in ("en", "fr", "es", "pt")
        ):
            return Detected(PINYIN, 0.9)
        if is_arabizi(letters):
            return Detected(ARABIZI, 0.85)
        if is_pinyin(letters, text.lower()):
            return Detected(PINYIN, 0.85)
        lang, confidence = self._voter.latin(letters, text, declared)
        return Detected(lang, confidence)

    def _other(
        self, text: str, counts: Counter[str], declared: Lang | None
    ) -> tuple[str | None, Lang, float]:
        """Name the language of the letters that are not Latin."""
        if counts["Kana"] or counts["Han"]:
            kana = "".join(c for c in text if scripts.script_of(c) == "Kana")
            han = "".join(c for c in text if scripts.script_of(c) == "Han")
            total = counts["Kana"] + counts["Han"]
            rest = max((n for s, n in counts.items() if s not in {"Kana", "Han"}), default=0)
            if total >= rest:
                if kana and not kana_is_decoration(kana, han):
                    return "Kana", Lang("ja"), 0.98
                return "Han", *han_language(han, declared)
        script = counts.most_common(1)[0][0]
        if script in scripts.ONE_LANGUAGE:
            return script, Lang(scripts.ONE_LANGUAGE[script]), 0.98
        if script in scripts.SEVERAL_LANGUAGES:
            return script, *self._voter.among(script, text, declared)
        return None, UND, 0.5

    def _mixed(
        self, text: str, lang: Lang, confidence: float, latin: int, counts: Counter[str]
    ) -> Detected:
        """Tell names and acronyms within one language from two languages."""
        foreign = [
            word for group in _LATIN_GROUP.finditer(text) for word in self._foreign(group, text)
        ]
        others = sum(counts.values())
        if not foreign:
            return Detected(lang, confidence)
        # news and notes name things in Latin letters; a text this long is not mixed by one word
        share = sum(map(len, foreign)) / (others * 2 + latin)
        if share < 0.04 and len(foreign) < 3:
            return Detected(lang, confidence)
        latin_lang, _ = self._voter.latin([word.lower() for word in foreign], " ".join(foreign))
        # a word or two amid other letters is English, or passes for it
        if sum(map(len, foreign)) < 8 or latin_lang not in {"en", "fr", "es", "pt"}:
            latin_lang = EN
        first, second = (lang, latin_lang) if others * 2 >= latin else (latin_lang, lang)
        return Detected(MUL, min(confidence, 0.9), (first, second), _runs(text, lang, latin_lang))

    def _foreign(self, group: re.Match[str], text: str) -> list[str]:
        """The words of a language in a group of Latin words amid other letters; names are none."""
        before = text[group.start() - 1 : group.start()]
        if before in _OPENED or before.isdigit():
            return []  # "(AM)" after a Chinese title is a note on a name; "85mph" a unit
        words = group[0].split()
        capitals = sum(word[0].isupper() and not word.startswith(("I'", "I’")) for word in words)
        at_start = not text[: group.start()].strip()
        if capitals * 2 > len(words) and not (at_start and all(map(self._is_english, words))):
            return [w for w in words if w.isupper() and self._slang.has(EN, w)]  # OOTD
        return [word for word in words if self._is_word(word)]

    def _is_english(self, word: str) -> bool:
        folded = word.casefold().replace("’", "'")
        if word.isupper() and len(word) > 1:
            return self._slang.has(EN, folded)
        return self._voter.says(folded, "en") and folded not in {"may", "will", "mark", "page"}

    def _is_word(self, word: str) -> bool:
        folded = word.casefold().replace("’", "'")
        if len(word) < 2 or folded in self._letter_slang:
            return False
        return self._is_english(word) or (word.islower() and len(word) > 2)


_WORD_SCRIPTS = frozenset({"Han", "Kana", "Hangul"})


def _is_kaomoji(text: str, letters: int, script: str) -> bool:
    """Whether a letter is only a part of a drawn face: ¯\\_(ツ)_/¯."""
    if letters > 2:
        return False
    marks = sum(not c.isalnum() and not c.isspace() for c in text)
    return marks >= 4 if script in _WORD_SCRIPTS else letters < 2


def _blanked(text: str) -> str:
    """Replace entities by as many spaces, so that offsets stay."""
    found = spans(text)
    if not found:
        return text
    out, at = [], 0
    for span in found:
        out.append(text[at : span.start])
        out.append(" " * (span.end - span.start))
        at = span.end
    out.append(text[at:])
    return "".join(out)


def _is_code(text: str) -> bool:
    """Whether a text is one long token no language writes: base64, hex, an identifier."""
    if not _CODE.match(text):
        return False
    if text.endswith("=") and len(text) % 4 == 0:
        return True
    digits = sum(c.isdigit() for c in text)
    body = text.rstrip("=")
    humps = sum(a.islower() and b.isupper() for a, b in pairwise(body))
    return humps * 4 >= len(body) or (digits >= 3 and (humps >= 2 or digits * 3 >= len(body)))


def _runs(text: str, lang: Lang, latin_lang: Lang) -> tuple[Run, ...]:
    """Stretches of either language; spaces, digits and marks go with what stands before them."""
    runs: list[Run] = []
    start, now = 0, None
    for at, char in enumerate(text):
        script = scripts.script_of(char)
        if script is None:
            continue
        here = latin_lang if script == "Latin" else lang
        if now is None:
            now = here
        elif here != now:
            runs.append(Run(start, at, now))
            start, now = at, here
    if now is not None:
        runs.append(Run(start, len(text), now))
    return tuple(runs)


def is_chinese(lang: Lang) -> bool:
    """Whether a reader of Chinese can read it, whichever set of characters."""
    return lang in {ZH_HANS, ZH_HANT}
