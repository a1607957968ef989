"""A tiny folder in the format that `qiao feed evaluate` reads: themes, each with its readers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

THEMES = ("tea mountain leaf cup", "train rail station ticket", "noodle soup broth pepper")
LANGS = ("en", "zh-Hans", "ar")
ITEMS, USERS = 120, 45


def write(folder: Path, name: str, columns: Mapping[str, Sequence[Any] | pa.Array]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(dict(columns)), folder / f"{name}.parquet")


def themed(folder: Path, *, seed: int = 0, first_id: int = 1000) -> Path:
    """Items of three themes, one language each; a user reads one theme, and a little of all."""
    rng = np.random.default_rng(seed)
    theme = np.arange(ITEMS) % len(THEMES)
    words = [THEMES[t].split() for t in theme]
    ids = [first_id + 7 * i for i in range(ITEMS)]  # neither from zero nor dense
    write(
        folder,
        "items",
        {
            "item": ids,
            "title": [f"{w[0]} {i % 11}" for i, w in enumerate(words)],
            "text": [" ".join(rng.permutation(w)) for w in words],
            "author": [f"author {t} {i % 4}" for i, t in enumerate(theme)],
            "lang": [LANGS[t] for t in theme],
            "published": [2000 + i // 12 for i in range(ITEMS)],
        },
    )
    users, items, times = [], [], []
    for user in range(USERS):
        liked = np.where(theme == user % len(THEMES), 0.5, 0.03)
        for item in np.flatnonzero(rng.random(ITEMS) < liked):
            users.append(f"u{user}")
            items.append(ids[item])
            times.append(1_600_000_000 + int(rng.integers(10**7)))
    write(folder, "interactions", {"user": users, "item": items, "ts": times})
    write(
        folder,
        "users",
        {"user": [f"u{u}" for u in range(USERS)], "country": ["de"] * USERS},
    )
    return folder


def bagged(folder: Path, *, seed: int = 0) -> Path:
    """The same with a bag of words in place of texts; items are row numbers."""
    from scipy.sparse import csr_array, save_npz

    rng = np.random.default_rng(seed)
    theme = np.arange(ITEMS) % len(THEMES)
    bag = np.zeros((ITEMS, 30), dtype=np.int16)
    for item in range(ITEMS):
        bag[item, 10 * theme[item] + rng.choice(10, 4, replace=False)] = 1
    folder.mkdir(parents=True, exist_ok=True)
    save_npz(folder / "bow.npz", csr_array(bag))
    pairs = [
        (user, item)
        for user in range(USERS)
        for item in range(ITEMS)
        if rng.random() < (0.5 if theme[item] == user % len(THEMES) else 0.03)
    ]
    write(
        folder,
        "interactions",
        {"user": [user for user, _ in pairs], "item": [item for _, item in pairs]},
    )
    return folder
