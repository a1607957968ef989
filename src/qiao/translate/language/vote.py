"""A vote among languages of one script: a letter model, everyday words and telling letters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from qiao.translate.language import scripts
from qiao.translate.language.letters import letter_models
from qiao.translate.language.words import weights
from qiao.translate.models import Lang

# Letters that one language has and its neighbours on the site do not (weights by eye).
_TELLING: tuple[tuple[str, str, float], ...] = (
    ("es", "ñ¿¡", 3.0),
    ("es", "áíóú", 0.3),
    ("pt", "ãõ", 3.0),
    ("pt", "çâêôáàíóú", 0.3),
    ("fr", "œæùûëîïÿ", 2.0),
    ("fr", "èàçêâô", 0.7),
    ("fr", "é", 0.4),
)
# Endings and letter groups; slight each, they settle what is open ("_" is a word's edge).
_GROUPS: dict[str, tuple[str, ...]] = {
    "en": ("th", "wh", "gh", "ck", "sh", "ing", "k", "w", "ow", "ee", "oo"),
    "fr": ("eux", "aux", "oi", "ou", "eau", "ement", "qu", "tt", "nn", "ff", "eur", "_le", "_des"),
    "es": ("ción", "ciones", "ll", "ñ", "ie", "ue", "j", "_el", "_la", "_lo", "_en", "ero"),
    "pt": (
        "ção",
        "ções",
        "lh",
        "nh",
        "ão",
        "eir",
        "agem",
        "_um",
        "_na",
        "_no",
        "_de",
        "ss",
        "dade",
    ),
}
_GROUP_NATS = 0.2
_WORD_NATS = 1.0
_PRIOR_NATS = {"pt": 0.2}  # the letter model is shy of Portuguese beside Spanish
_NAME = re.compile(r"(?<!^)\b[A-ZÀ-Þ][\w'’.]*")
# What a language outside the site must gain on the site's best, in nats; falls with length.
_OTHERS_NATS = 2.5


class Voter:
    """Scores languages for texts; the letter models are loaded at the first vote."""

    def __init__(self, *, slang: Mapping[str, frozenset[str]] | None = None) -> None:
        words = weights()
        for lang, terms in (slang or {}).items():
            for term in terms:
                words.setdefault(term, {}).setdefault(lang, 1.0)
        self._words = words

    def latin(
        self, words: Sequence[str], text: str, declared: Lang | None = None
    ) -> tuple[Lang, float]:
        """Name the language of Latin text. `words`: its words in lower case."""
        scores = self._letters(text)
        site = {lang: scores[lang] + _PRIOR_NATS.get(lang, 0.0) for lang in scripts.SITE_LATIN}
        for lang, nats in self._evidence(words, text.lower()).items():
            if lang in site:
                site[lang] += nats
        if declared in site:
            site[declared] += 0.7
        best = max(site, key=site.__getitem__)
        other = max(scripts.OTHER_LATIN, key=lambda lang: scores[lang])
        letters = sum(map(len, words))
        need = _OTHERS_NATS + 30.0 / max(letters, 1) - (1.5 if declared == other else 0.0)
        if scores[other] - max(site.values()) > need:
            return Lang(other), 0.8
        top = site[best]
        total = sum(math.exp(score - top) for score in site.values())
        return Lang(best), 1.0 / total

    def _letters(self, text: str) -> dict[str, float]:
        """Ask the letter model twice: names weigh less, they are foreign in every language."""
        model = letter_models()["Latin"]
        whole = model.scores(text)
        unnamed = " ".join(_NAME.sub(" ", text).split())
        if unnamed == text or sum(c.isalpha() for c in unnamed) < 2:
            return {lang: 1.2 * score for lang, score in whole.items()}
        again = model.scores(unnamed)
        return {lang: 0.6 * (score + again[lang]) for lang, score in whole.items()}

    def known(self, words: Sequence[str]) -> int:
        """How many of the words are everyday words of a site language."""
        return sum(word in self._words for word in words)

    def says(self, word: str, lang: str) -> bool:
        """Whether a word is an everyday word or slang of a language."""
        return lang in self._words.get(word, ())

    def among(self, script: str, text: str, declared: Lang | None) -> tuple[Lang, float]:
        """Name the language of text in a script that several languages share."""
        langs = scripts.SEVERAL_LANGUAGES[script]
        scores = dict(letter_models()[script].scores(text))
        scores[langs[0]] += _COMMON_NATS.get(script, 0.8)
        for lang, letters in _SCRIPT_LETTERS.get(script, ()):
            scores[lang] += 2.0 * sum(c in letters for c in text)
        if declared in scores:
            scores[declared] += 1.0
        best = max(scores, key=scores.__getitem__)
        total = sum(math.exp(score - scores[best]) for score in scores.values())
        return Lang(best), 1.0 / total

    def _evidence(self, words: Sequence[str], lowered: str) -> dict[str, float]:
        nats: dict[str, float] = {}
        # the fewer words, the less the letters know and the more a word says
        loudness = _WORD_NATS * (1.0 + 1.5 / max(len(words), 1))
        for word in words:
            for lang, weight in self._word(word).items():
                nats[lang] = nats.get(lang, 0.0) + loudness * weight
        edged = "_" + "_".join(words)
        for lang, groups in _GROUPS.items():
            nats[lang] = nats.get(lang, 0.0) + _GROUP_NATS * sum(map(edged.count, groups))
        if not lowered.isascii():
            for lang, letters, weight in _TELLING:
                seen = sum(lowered.count(c) for c in letters)
                if seen:
                    nats[lang] = nats.get(lang, 0.0) + weight * min(seen, 3)
        return nats

    def _word(self, word: str) -> Mapping[str, float]:
        found = self._words.get(word)
        if found is not None:
            return found
        if "'" in word:
            head, tail = word.split("'", 1)
            if head in {"l", "d", "j", "c", "qu", "n", "s", "m", "t"} and len(tail) > 1:
                return {"fr": 1.0}
            if tail in {"m", "ll", "ve", "re", "d", "t"}:
                return {"en": 1.0}
            if tail == "s":  # also in brands: "McDonald's" within Spanish
                return {"en": 0.4}
        stretched = _squeezed(word)
        return self._words.get(stretched, {}) if stretched != word else {}


# Persian shares every letter with Arabic but a few, and is rarer where none of those is seen.
_COMMON_NATS = {"Arabic": 1.6}
_SCRIPT_LETTERS = {
    "Arabic": (("fa", "پچژگیک"), ("ur", "ٹڈڑںےہھ"), ("ps", "ټډړښڼۍې"), ("ug", "ۇۆۈەېڭ")),
    "Cyrillic": (("uk", "іїєґ"), ("be", "ўі"), ("sr", "јљњћђџ"), ("mk", "ѓќѕј"), ("kk", "әғқңұһі")),
}


def _squeezed(word: str) -> str:
    """Fold letters stretched for feeling: "sooo" to "so"."""
    out: list[str] = []
    for at, char in enumerate(word):
        if at >= 2 and char == word[at - 1] == word[at - 2]:
            continue
        out.append(char)
    while len(out) >= 2 and out[-1] == out[-2]:
        out.pop()
    return "".join(out)
