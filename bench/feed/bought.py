"""What bought engagement is worth beside honest engagement, and what finding it costs.

    OMP_NUM_THREADS=1 python bench/feed/bought.py [--members 20000]

No server and no database: the pure part of `qiao.feed.trust`. The square is made up: members like
what they like at any hour of two weeks, popular notes more.
"""

import argparse
import time

import numpy as np

from qiao.feed.trust.clusters import Deeds, lockstep
from qiao.feed.trust.weights import (
    Life,
    Part,
    known_share,
    pair_factor,
    strangers_in_full,
    trust_of,
    worth_of,
)
from qiao.kit.clock import DAY, SECOND

LOCAL = Life(age_days=200, reads=60, days=15, followers=0, restricted=0)
NEWCOMER = Life(age_days=0.5, reads=9, days=1, followers=0, restricted=0)
BOT = Life(age_days=0.1, reads=0, days=0, followers=0, restricted=0)
SLEEPER = Life(age_days=400, reads=0, days=0, followers=0, restricted=0)
ONE_NIGHT = Life(age_days=60, reads=100, days=1, followers=0, restricted=0)


def likes(life: Life, members: int, *, cluster: str = "", wave: float | None = None) -> float:
    """Return what the likes of `members` of one kind on one note are worth."""
    trust = trust_of(life)
    known = members * trust * known_share(trust)
    kinds = [[Part(cluster, members, known, members * trust - known)]]
    return worth_of(kinds)[0] if wave is None else worth_of(kinds, wave)[0]


def table() -> None:
    """Print what different crowds are worth to one note, in likes of known members."""
    wave = strangers_in_full(likes(NEWCOMER, 5 + n, wave=1e9) for n in range(100))
    rows = [
        ("10 locals", likes(LOCAL, 10)),
        ("200 fresh accounts", likes(BOT, 200)),
        ("2,000 fresh accounts", likes(BOT, 2_000)),
        ("200 old accounts that never read", likes(SLEEPER, 200)),
        ("200 old accounts that read for one night", likes(ONE_NIGHT, 200)),
        ("20 readers in lockstep, once found", likes(LOCAL, 20, cluster="c")),
        ("200 readers in lockstep, once found", likes(LOCAL, 200, cluster="c")),
        ("300 likes of one fan, in a week", sum(pair_factor(k) for k in range(1, 301))),
        ("10 newcomers on their first day", likes(NEWCOMER, 10)),
        ("100 newcomers on their first day", likes(NEWCOMER, 100)),
        ("100 newcomers in a wave of a hundred authors", likes(NEWCOMER, 100, wave=wave)),
    ]
    for what, worth in rows:
        print(f"{what:45s} {worth:6.1f}")


def cost(members: int, rng: np.random.Generator) -> None:
    """Find three farms among honest members; print what it took and who was found wrongly."""
    rows = [
        np.column_stack(
            (
                np.repeat(np.arange(members), 30),
                (20_000 * rng.random(30 * members) ** 3).astype(np.int64),
                rng.integers(0, 14 * DAY, 30 * members),
            )
        )
    ]
    farms = []
    for number, size in enumerate((5, 30, 200)):
        farm = members + 1_000 * (number + 1) + np.arange(size)
        farms.append(farm.tolist())
        for note in range(15):
            at = int(rng.integers(0, 14 * DAY)) + rng.integers(0, 180 * SECOND, size)
            rows.append(np.column_stack((farm, np.full(size, 30_000 + 100 * number + note), at)))
        noise = rng.integers(0, 14 * DAY, 10 * size)
        liked = rng.integers(0, 20_000, 10 * size)
        rows.append(np.column_stack((np.repeat(farm, 10), liked, noise)))
    deeds = np.concatenate(rows)
    start = time.process_time()
    found = lockstep(Deeds(deeds[:, 0], deeds[:, 1], deeds[:, 2]))
    took_s = time.process_time() - start
    wrongly = sum(one < members for group in found for one in group)
    print(
        f"\n{len(deeds):,} deeds of {members:,} members and three farms: {took_s:.1f} s CPU, "
        f"{sum(farm in found for farm in farms)} of 3 farms found whole, "
        f"{wrongly} members found wrongly"
    )


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=20_000)
    chosen = parser.parse_args()
    table()
    cost(chosen.members, np.random.default_rng(1))


if __name__ == "__main__":
    main()
