"""The world of the month: ifdb's works as notes, and readers whose tastes no feed can see."""

import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY
from qiao.search.embedder import Text
from qiao.search.providers.use import UseEmbedder

Ints = NDArray[np.int64]

START_US = 1_736_800_000_000_000
DAYS = 30
LONG_AGO = dt.datetime(1970, 1, 1)
FACTORS = 16
KINDS = 32
TOP_PART = 1 / 2
"""A note is relevant to a reader if it is in this part of all notes by her latent affinity."""


@dataclass(frozen=True)
class World:
    """Items in the order of publication; those from `first_new` on are published in the month."""

    authors: list[str]
    topics: list[tuple[str, ...]]
    langs: list[str]
    vectors: NDArray[np.float32]
    at_us: NDArray[np.int64]
    first_new: int
    liked_before: NDArray[np.int32]
    kind: NDArray[np.int32]  # latent kind of each item, for entropy
    affinity: NDArray[np.float32]  # (readers, items), as a place among all items, 0 to 1
    pace: NDArray[np.float32]  # how likely each reader comes on a day

    @property
    def readers(self) -> int:
        return len(self.affinity)

    def relevant(self, reader: int, items: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Say which items a reader would truly care for."""
        return self.affinity[reader, items] >= 1 - TOP_PART


def load(folder: Path, *, readers: int, new: int, seed: int) -> World:
    """Read ifdb and make up the rest with a fixed seed."""
    import pyarrow.parquet as pq

    items = pq.read_table(folder / "items.parquet").to_pylist()
    events = pq.read_table(folder / "interactions.parquet", columns=["user", "item"])
    order = sorted(range(len(items)), key=lambda i: (items[i]["published"] or LONG_AGO, i))
    place = np.empty(len(items), dtype=np.int64)
    place[order] = np.arange(len(items))
    items = [items[i] for i in order]
    of_user, of_item = events["user"].to_numpy(), place[events["item"].to_numpy()]
    rng = np.random.default_rng(seed)
    affinity, kind = _tastes(of_user, of_item, items, readers, rng)
    first_new = len(items) - new
    at_us = np.empty(len(items), dtype=np.int64)
    at_us[:first_new] = START_US - np.linspace(400, 0.05, first_new) * DAY
    # people publish when they like: the order is ifdb's, the pauses are chance
    at_us[first_new:] = START_US + np.sort(rng.random(new)) * DAYS * DAY
    seen_before = np.bincount(of_item, minlength=len(items))
    return World(
        authors=[str(item["author"] or f"unknown {i}") for i, item in enumerate(items)],
        topics=[(genre,) if (genre := str(item["genre"]).lower()) else () for item in items],
        langs=[str(item["lang"] or "en") for item in items],
        vectors=_vectors(items),
        at_us=at_us,
        first_new=first_new,
        liked_before=np.where(np.arange(len(items)) < first_new, seen_before, 0).astype(np.int32),
        kind=kind,
        affinity=affinity,
        pace=np.clip(rng.beta(2, 2, readers), 0.1, 0.95).astype(np.float32),
    )


def _tastes(
    of_user: Ints,
    of_item: Ints,
    items: list[dict[str, Any]],
    readers: int,
    rng: np.random.Generator,
) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    """Return what readers would like as places among all items, and each item's latent kind.

    Half is factors of all events, the month's own too (as a cosine, so that taste decides and not
    fame); half the words and authors of all that a user ever engaged with; and a little is a work's
    general quality. The feed sees other words (an encoder's) and fifteen deeds.
    """
    from implicit.als import AlternatingLeastSquares
    from scipy.cluster.vq import kmeans2
    from scipy.sparse import csr_matrix

    count = len(items)
    matrix = csr_matrix(
        (np.full(len(of_user), 10.0, np.float32), (of_user, of_item)),
        shape=(int(of_user.max()) + 1, count),
    )
    model = AlternatingLeastSquares(
        factors=FACTORS, regularization=50.0, iterations=12, num_threads=1, random_state=1
    )
    model.fit(matrix, show_progress=False)
    likes, works = _unit(np.array(model.user_factors)), _unit(np.array(model.item_factors))
    chosen = rng.permutation(np.flatnonzero(np.bincount(of_user) >= 8))[:readers]
    words = _words(items)
    said = np.asarray((csr_matrix(matrix[chosen].sign() @ words) @ words.T).todense())
    said = np.log(said + 0.01 * said.mean())
    said -= said.mean(axis=1, keepdims=True)
    fame = np.log1p(np.bincount(of_item, minlength=count))
    affinity = _z(likes[chosen] @ works.T) + _z(said) + 0.2 * _z(fame)[None, :]
    places = affinity.argsort(axis=1).argsort(axis=1) / (count - 1)
    _, kind = kmeans2(works, KINDS, minit="++", seed=1)
    return places.astype(np.float32), kind.astype(np.int32)


def _words(items: list[dict[str, Any]]) -> Any:
    """Return tf-idf of titles, blurbs, genres, systems and authors: rows of length 1."""
    from scipy.sparse import csr_matrix, diags

    known: dict[str, int] = {}
    rows, columns = [], []
    for row, item in enumerate(items):
        text = set(re.findall(r"[a-z]{3,}", f"{item['title']} {item['text']}".lower()))
        text |= {f"by {item['author']}", f"is {item['genre']}", f"in {item['system']}"}
        for word in sorted(text):
            rows.append(row)
            columns.append(known.setdefault(word, len(known)))
    found = csr_matrix((np.ones(len(rows), np.float32), (rows, columns)))
    often = np.asarray(found.sum(axis=0)).ravel()
    kept = (often >= 2) & (often < 0.3 * len(items))
    told = found[:, kept] @ diags(np.log(len(items) / often[kept]))
    lengths = np.sqrt(np.asarray(told.multiply(told).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(lengths, 1e-9)) @ told, dtype=np.float32)


def _z(values: NDArray[Any]) -> NDArray[np.float32]:
    return ((values - values.mean()) / values.std()).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _vectors(items: list[dict[str, object]]) -> NDArray[np.float32]:
    """Embed titles, genres and blurbs as the square would; half a minute, once."""
    kept = Path(tempfile.gettempdir()) / "qiao-bench-ifdb-usem3.npy"
    if kept.exists():
        made = np.load(kept)
        if len(made) == len(items):
            return np.asarray(made, dtype=np.float32)
    texts = [Text(str(i["title"]), str(i["text"] or ""), str(i["genre"] or "")) for i in items]
    made = UseEmbedder().embed(texts)
    np.save(kept, made)
    return made
