"""What variety costs and brings: SSD* beside pyversity's SSD, and its pages on IFDB.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/variety.py [FOLDER] [--users 300]

FOLDER holds `items.parquet` and `interactions.parquet` as `qiao feed evaluate` reads them. Scores
are those of an implicit ALS model on four fifths of each reader's events, vectors 64 numbers of
latent semantic analysis over the texts; each reader's 500 best are the candidates for 50 places.
"""

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pyversity
from implicit.als import AlternatingLeastSquares
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from qiao.feed.rerankers.ssd import ssd_star

Floats = NDArray[np.float32]
PLACES, CANDIDATES, WINDOW, DIMS = 50, 500, 10, 64


def cpu_ms(work: Callable[[], object], times: int = 200) -> float:
    """Return the median CPU time of `work`."""
    took = []
    for _ in range(times):
        before = time.process_time_ns()
        work()
        took.append((time.process_time_ns() - before) / 1e6)
    return statistics.median(took)


def cost() -> None:
    """Compare 50 of 500 with pyversity in one run."""
    rng = np.random.default_rng(1)
    points = rng.standard_normal((CANDIDATES, DIMS)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    quality = rng.standard_normal(CANDIDATES).astype(np.float32)
    biased = np.concatenate([points, np.ones((CANDIDATES, 1), np.float32)], axis=1)
    ours = cpu_ms(lambda: ssd_star(quality, biased, PLACES, window=WINDOW, gamma=1.0))
    theirs = cpu_ms(lambda: pyversity.ssd(points, quality, PLACES))
    print(
        f"50 of 500, 64 numbers: SSD* {ours:.3f} ms CPU, pyversity's SSD {theirs:.3f}: "
        f"{theirs / ours:.1f} times"
    )


def vectors(texts: list[str]) -> Floats:
    """Return LSA vectors of unit length."""
    counts = [Counter(re.findall(r"\w{2,}", text.lower())) for text in texts]
    seen = Counter(word for count in counts for word in count)
    words = {word: i for i, word in enumerate(w for w, n in seen.items() if n >= 2)}
    rows, columns, values = [], [], []
    for row, count in enumerate(counts):
        for word, times in count.items():
            if word in words:
                rows.append(row)
                columns.append(words[word])
                values.append((1 + np.log(times)) * np.log(len(texts) / seen[word]))
    matrix = csr_matrix((values, (rows, columns)), shape=(len(texts), len(words)))
    lengths = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    matrix = matrix.multiply(1 / np.maximum(lengths, 1e-9)[:, None]).tocsr()
    left, strength, _ = svds(matrix, k=DIMS, random_state=1)
    made = (left * strength).astype(np.float32)
    return made / np.maximum(np.linalg.norm(made, axis=1, keepdims=True), 1e-9)


def distance(points: Floats, window: int) -> float:
    """Return the mean distance (1 - cosine) of pairs that are less than `window` apart."""
    far = 1.0 - points @ points.T
    n = len(points)
    near = [far[i, j] for i in range(n) for j in range(i + 1, min(n, i + window))]
    return float(np.mean(near))


def pages(folder: Path, users: int) -> None:
    """Print distance and recall at 100, 95 and 90 % of the relevance kept."""
    items = pq.read_table(folder / "items.parquet").to_pylist()
    number = {item["item"]: i for i, item in enumerate(items)}
    told = ("title", "text", "author", "genre")
    texts = [" ".join(str(item.get(name) or "") for name in told) for item in items]
    events = pq.read_table(folder / "interactions.parquet", columns=["user", "item"]).to_pydict()
    people = {user: i for i, user in enumerate(dict.fromkeys(events["user"]))}
    pairs = sorted(
        {(people[u], number[i]) for u, i in zip(events["user"], events["item"], strict=True)}
    )
    rng = np.random.default_rng(7)
    held = rng.random(len(pairs)) < 0.2
    known = csr_matrix(
        (
            np.ones(int((~held).sum()), np.float32),
            np.array([p for p, h in zip(pairs, held, strict=True) if not h]).T,
        ),
        shape=(len(people), len(items)),
    )
    wanted: dict[int, set[int]] = {}
    for (user, item), out in zip(pairs, held, strict=True):
        if out:
            wanted.setdefault(user, set()).add(item)
    model = AlternatingLeastSquares(
        factors=64, regularization=30.0, alpha=10.0, iterations=15, random_state=3, num_threads=1
    )
    model.fit(known, show_progress=False)
    some = [u for u in wanted if known[u].nnz >= 5]
    some = [int(u) for u in rng.permutation(some)[:users]]
    points = vectors(texts)
    candidates = []
    for user in some:
        scores = model.user_factors[user] @ model.item_factors.T
        scores[known[user].indices] = -np.inf
        best = np.argsort(-scores)[:CANDIDATES]
        quality = scores[best] - scores[best].mean()
        candidates.append((user, best, (quality / quality.std()).astype(np.float32)))

    def measure(gamma: float) -> tuple[float, float, float, float]:
        kept, all_pairs, near, recall = [], [], [], []
        for user, best, quality in candidates:
            biased = np.concatenate([points[best], np.ones((len(best), 1), np.float32)], axis=1)
            picks = ssd_star(quality, biased, PLACES, window=WINDOW, gamma=gamma)
            kept.append(quality[picks].sum() / quality[:PLACES].sum())
            page = points[best[picks]]
            all_pairs.append(distance(page, PLACES))
            near.append(distance(page, WINDOW))
            hits = len(wanted[user] & set(best[picks].tolist()))
            recall.append(hits / len(wanted[user]))
        return tuple(float(np.mean(x)) for x in (kept, all_pairs, near, recall))  # type: ignore[return-value]

    print(f"{folder.name}: {len(some)} readers; kept, ILAD50, window-10 ILAD, Recall@50")
    for goal in (1.0, 0.95, 0.9):
        low, high = 0.0, 0.0 if goal == 1.0 else 12.0
        for _ in range(0 if goal == 1.0 else 9):
            middle = (low + high) / 2
            low, high = (middle, high) if measure(middle)[0] > goal else (low, middle)
        kept, whole, near, recall = measure(low)
        print(f"  gamma {low:5.2f}: {kept:.1%} kept  {whole:.3f}  {near:.3f}  {recall:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--users", type=int, default=300)
    asked = parser.parse_args()
    cost()
    if asked.folder:
        pages(asked.folder, asked.users)


if __name__ == "__main__":
    main()
