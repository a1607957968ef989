"""Character n-grams and topics, hashed: near in wording, where no model speaks the language."""

import unicodedata
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from qiao.search.embedder import Embedder, Text, Vectors

NGRAMS = (2, 3, 4)
MAX_CHARS = 1_000
TOPIC_WEIGHT = 6.0
"""One shared topic says about as much as a shared phrase."""


class HashedEmbedder(Embedder):
    """256 numbers. Speaks every language, and none across a border: a translation is not near."""

    name = "hashed-256"
    dims = 256

    def speaks(self, _lang: str) -> bool:
        return True

    def embed(self, texts: Sequence[Text]) -> Vectors:
        made = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in zip(made, texts, strict=True):
            _put(row, text)
        lengths = np.linalg.norm(made, axis=1, keepdims=True)
        np.divide(made, lengths, out=made, where=lengths > 0)
        return made


def _put(row: Vectors, text: Text) -> None:
    counts: dict[str, float] = {}
    for gram in _ngrams(f"{text.title} {text.body}"):
        counts[gram] = counts.get(gram, 0.0) + 1.0
    # a word said ten times is not ten times what the text is about
    weights = {gram: float(np.sqrt(count)) for gram, count in counts.items()}
    for topic in text.topics.split():
        weights[f"#{topic.casefold()}"] = TOPIC_WEIGHT
    for gram, weight in weights.items():
        digest = crc32(gram.encode())
        # the sign keeps unrelated texts at right angles in spite of collisions
        row[digest % len(row)] += weight if digest & 0x8000_0000 else -weight


def _ngrams(words: str) -> Iterator[str]:
    flat = unicodedata.normalize("NFKC", words[:MAX_CHARS]).casefold()
    for word in _runs(flat):
        for n in NGRAMS:
            yield from (word[i : i + n] for i in range(len(word) - n + 1))


def _runs(flat: str) -> Iterator[str]:
    """Split at what is neither letter, mark nor digit; Lao and Thai stay in long runs."""
    kept = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in flat)
    yield from kept.split()


build = HashedEmbedder
