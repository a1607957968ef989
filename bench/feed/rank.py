"""CPU of ranking one session: 60 of N notes for readers with a taste, everything included.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/rank.py [--notes 20000] [--profile]

The square is made up: notes around 400 themes in the space of an encoder (512 numbers), half of
them in one language, readers with 30 likes around three themes.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from qiao.feed.models import SESSION, Reader
from qiao.feed.serving import Feeds
from qiao.feed.taste import Did, Taste
from qiao.kit.clock import DAY, HOUR

NOW_US = 1_736_800_000_000_000
LANGS = ("zh-Hans", "en", "ja", "ar", "es", "fr", "pt", "ko")


def square(notes: int, members: int, rng: np.random.Generator) -> tuple[Feeds, list[list[str]]]:
    """Make a square and its notes by theme."""
    feeds = Feeds(cursor_key=b"bench")
    index = feeds.index
    themes = rng.standard_normal((400, 512)).astype(np.float32)
    # an encoder's numbers are not equally busy
    busy = (1.0 / np.sqrt(1 + np.arange(512))).astype(np.float32)
    turn, _ = np.linalg.qr(rng.standard_normal((512, 512)))
    of = rng.integers(400, size=notes)
    by_theme: list[list[str]] = [[] for _ in range(400)]
    ages_h = np.sort(rng.exponential(30 * 24, notes))[::-1]
    busyness = rng.pareto(1.5, members) + 0.1
    writers = rng.choice(members, size=notes, p=busyness / busyness.sum())
    for i in range(notes):
        note = f"n{i:07d}"
        by_theme[of[i]].append(note)
        row = index.put(
            note,
            author=f"m{writers[i]}",
            joined_us=NOW_US - int(rng.uniform(1, 900) * DAY),
            at_us=NOW_US - int(ages_h[i] * HOUR),
            lang=LANGS[min(int(rng.exponential(1.4)), 7)],
            readable_as=("en",) if i % 9 == 0 else (),
            topics=[f"t{of[i]}", f"t{rng.integers(4000)}"],
            counts=(int(rng.pareto(1.2)), int(rng.pareto(1.6)), int(rng.pareto(1.8))),
            recommendable=True,
        )
        index.audience[row] = rng.integers(0, 200)
    for start in range(0, notes, 1000):
        some = of[start : start + 1000]
        noise = rng.standard_normal((len(some), 512)).astype(np.float32)
        vectors = ((themes[some] * 0.8 + noise) * busy) @ turn.astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        names = [f"n{i:07d}" for i in range(start, start + len(some))]
        if start == 0:
            index.place("bench", names[:2], vectors[:2])
            index.spaces["bench"].fit(vectors)
        index.place("bench", names, vectors.astype(np.float32))
    index.readers.update(f"m{i}" for i in range(members))
    return feeds, by_theme


def taste(by_theme: list[list[str]], rng: np.random.Generator) -> Taste:
    """Make a reader who liked thirty notes of three themes and saw three hundred lately."""
    made = Taste(langs=(LANGS[int(rng.integers(3))], "en"))
    for theme in rng.integers(len(by_theme), size=3):
        for note in by_theme[theme][:10]:
            made.did(note, Did.LIKE, NOW_US - int(rng.uniform(0, 40) * DAY))
    for theme in rng.integers(len(by_theme), size=20):
        for note in by_theme[theme][:15]:
            made.was_shown(note, NOW_US - DAY)
            made.was_shown(note, NOW_US - DAY)
    made.follows = {f"m{i}" for i in rng.integers(2_000, size=30)}
    return made


def cpu_ms(work: Callable[[], object]) -> float:
    before = time.process_time_ns()
    work()
    return (time.process_time_ns() - before) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--members", type=int, default=2_000)
    parser.add_argument("--readers", type=int, default=60)
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    rng = np.random.default_rng(1)
    feeds, by_theme = square(asked.notes, asked.members, rng)
    nothing = np.zeros(0, dtype=np.int32)
    lens_ms, first_ms, liked_ms, rank_ms = [], [], [], []
    readers = [(Reader(f"r{i}"), taste(by_theme, rng)) for i in range(asked.readers)]

    def rank(reader: Reader, of: Taste, *, anew: bool = False) -> None:
        lens = feeds.tastes.lens(reader, of, now_us=NOW_US)
        if anew:
            lens.near.clear()
        ranked, grounds, _ = feeds.rank(reader, lens, shown=nothing, now_us=NOW_US)
        assert len(ranked) == SESSION
        assert len(grounds) == 20

    rank(*readers[0])
    for reader, of in readers:
        lens_ms.append(cpu_ms(lambda: feeds.tastes.lens(reader, of, now_us=NOW_US)))  # noqa: B023
        first_ms.append(min(cpu_ms(lambda: rank(reader, of, anew=True)) for _ in range(3)))  # noqa: B023
        rank_ms.append(min(cpu_ms(lambda: rank(reader, of)) for _ in range(3)))  # noqa: B023
        likes = []
        for _ in range(3):
            of.did(by_theme[int(rng.integers(400))][0], Did.LIKE, NOW_US)
            feeds.tastes.lens(reader, of, now_us=NOW_US)
            likes.append(cpu_ms(lambda: rank(reader, of)))  # noqa: B023
        liked_ms.append(min(likes))
    print(
        f"{asked.notes} notes: ranking {statistics.median(first_ms):.2f} ms CPU for a reader who "
        f"just came, {statistics.median(liked_ms):.2f} after one more like, "
        f"{statistics.median(rank_ms):.2f} with the same interests (medians of {asked.readers} "
        f"readers, best {min(first_ms):.2f}, {min(liked_ms):.2f}, {min(rank_ms):.2f}); "
        f"taste to lens, once per change, {statistics.median(lens_ms):.2f} ms"
    )
    if asked.profile:
        import cProfile
        import pstats

        profile = cProfile.Profile()
        profile.enable()
        for reader, of in readers * 3:
            rank(reader, of)
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(28)


if __name__ == "__main__":
    main()
