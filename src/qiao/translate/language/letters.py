"""The letter models: py3langid's, narrowed to the languages that share a script."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import cast

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from qiao.translate.language import scripts

_MAX_CHARS = 300
"""Letters settle it long before; the rest of a long text would only cost time."""


class LetterModel:
    """Scores a few languages, without touching the identifier py3langid shares by module."""

    def __init__(self, whole: LanguageIdentifier, langs: Sequence[str]) -> None:
        self._identifier = LanguageIdentifier(
            whole.nb_ptc,
            whole.nb_pc,
            whole.nb_classes,
            whole.tk_nextmove,
            whole.tk_output,
            tk_row=whole.tk_row,
        )
        self._identifier.set_languages(langs)
        self._identifier._full_model = (  # noqa: SLF001  # lets go of the table of all languages
            self._identifier.nb_ptc,
            self._identifier.nb_pc,
            self._identifier.nb_classes,
        )

    def scores(self, text: str) -> dict[str, float]:
        """Log-likelihoods, tempered by length as py3langid does, best at 0."""
        text = text[:_MAX_CHARS]
        ranked = cast("list[tuple[str, float]]", self._identifier.rank(text))
        scale = 1.0 / math.sqrt(len(text.encode("utf-8", "surrogatepass")) or 1)
        best = ranked[0][1]
        if best <= float(np.finfo(np.float32).min):
            return dict.fromkeys((lang for lang, _ in ranked), 0.0)
        return {lang: (score - best) * scale for lang, score in ranked}


@cache
def letter_models() -> dict[str, LetterModel]:
    """One model for each script that several languages share; about half a second to load."""
    whole = LanguageIdentifier.from_model_file(MODEL_FILE)
    langs = {"Latin": (*scripts.SITE_LATIN, *scripts.OTHER_LATIN), **scripts.SEVERAL_LANGUAGES}
    return {script: LetterModel(whole, some) for script, some in langs.items()}
