"""Whether Explore finds more of what the demo's members liked after the square has learnt.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/demo_learnt.py [--seeds 5]
"""

import argparse
from collections import defaultdict
from dataclasses import replace

import numpy as np

from demo import NOW_US, known, square
from qiao.demo.content import members, notes
from qiao.demo.engagement import Month, month
from qiao.feed.index import FeedIndex
from qiao.feed.learned import NEIGHBOURS, Learned, Neighbours
from qiao.feed.learning.evaluate import evaluate
from qiao.feed.learning.square import kin, neighbours
from qiao.feed.learning.square.circles import circles_of
from qiao.feed.learning.square.cold import ridges
from qiao.feed.learning.square.gather import DIDS, Past
from qiao.feed.learning.square.impressions import (
    Line,
    examples,
    middle_us,
    visits_of,
)
from qiao.feed.learning.square.matrix import engagement
from qiao.feed.learning.square.net import Taught, teach
from qiao.feed.serving import Feeds
from qiao.feed.taste import Did
from qiao.kit.clock import DAY, SECOND


def past_of(lived: Month, index: FeedIndex) -> tuple[Past, list[Line]]:
    """Return the month as a lesson reads it, and its reading log."""
    numbers = {reader.handle: i for i, reader in enumerate(lived.readers)}
    deeds, lines = [], []
    for deed in sorted(lived.deeds, key=lambda d: -d.day):
        at_us = NOW_US - int(deed.day * DAY)
        member, row = numbers[deed.handle], index.notes.find(deed.note)
        assert row is not None
        lines.append(Line(at_us, member, row, "impression", "explore", 0))
        if deed.opened:
            lines.append(Line(at_us + SECOND, member, row, "open", "explore", 0))
        for did, done in (
            (Did.OPEN, deed.opened), (Did.LIKE, deed.liked), (Did.COLLECT, deed.collected),
        ):  # fmt: skip
            if done:
                deeds.append((member, row, DIDS.index(did), at_us + 2 * SECOND))
    told = np.array(deeds, dtype=np.int64)
    joined = np.array([NOW_US - int(r.joined_day * DAY) for r in lived.readers], dtype=np.int64)
    langs = [reader.langs[0].split("-")[0] for reader in lived.readers]
    past = Past(
        now_us=NOW_US,
        members=list(numbers),
        langs=[reader.langs for reader in lived.readers],
        joined_us=joined,
        trust=np.ones(len(numbers), np.float32),
        circle=circles_of(langs, joined, now_us=NOW_US),
        by=told[:, 0].astype(np.int32),
        note=told[:, 1].astype(np.int32),
        did=told[:, 2].astype(np.int8),
        at_us=told[:, 3],
        stayed=np.zeros(len(told), np.bool_),
        part=np.zeros(len(told), np.int8),  # the demo keeps its own tenth back
        follower=np.array([numbers[who] for who, _, _ in lived.follows], np.int32),
        followed=[whom for _, whom, _ in lived.follows],
        followed_us=np.array([NOW_US - int(d * DAY) for *_, d in lived.follows], np.int64),
    )
    return past, lines


def lesson(feeds: Feeds, lived: Month) -> tuple[Learned, Taught | None]:
    """Learn from a month."""
    index = feeds.index
    past, lines = past_of(lived, index)
    engaged = engagement(past, rows=len(index))
    near, recipe = kin.kin(past, engaged, exact_notes=10_000, seed=1)
    ridge = ridges(index, engaged)
    ids = index.notes.texts
    made = Learned("learnt", ridge, kin.by_note(near, engaged, ids, recipe.scale))
    earlier = engagement(past, rows=len(index), until_us=middle_us(past))
    knn = neighbours.item_knn(earlier.matrix, pool=NEIGHBOURS)
    near = kin.by_note(neighbours.blended(knn, knn, 1.0), earlier, ids, recipe.scale)
    feeds.learn(Learned("earlier", ridge, near))
    shown = examples(visits_of(lines, past), lines, past, index)
    return made, teach(shown, seed=1) if shown is not None else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    all_notes, all_members = notes(), members()
    recalls: dict[str, list[float]] = defaultdict(list)
    ndcgs: dict[str, list[float]] = defaultdict(list)
    for seed in range(asked.seeds):
        lived = month(all_members, all_notes, seed=seed)
        feeds = square(all_notes, lived)
        made, taught = lesson(feeds, lived)
        options = {
            "nothing learnt": Learned.none(),
            "neighbours": made,
            "ridge alone": replace(made, neighbours=Neighbours.none()),
        }
        if taught is not None:
            rankers = {"rankers": taught.rankers, "rates": taught.rates}
            options["rankers"] = replace(Learned.none(), **rankers)
            options["both"] = replace(made, **rankers)
        for name, version in options.items():
            feeds.learn(replace(version, version=f"{name} {seed}"))
            found = evaluate(feeds, known(lived), lived.held_out, now_us=NOW_US, seed=seed)
            recalls[name].append(found["explore"].recall)
            ndcgs[name].append(found["explore"].ndcg)
        gain = {k: round(v, 3) for k, v in taught.gain.items()} if taught else {}
        print(f"seed {seed}: {found['explore'].members} members; gain {gain}; {made.ridge}")
    base = np.array(recalls["nothing learnt"])
    for name, recall in recalls.items():
        better = np.array(recall) - base
        print(
            f"{name:15} Recall@20 {np.mean(recall):.3f}  NDCG@20 {np.mean(ndcgs[name]):.3f}"
            f"  Recall beside nothing learnt {better.mean():+.3f},"
            f" better in {(better > 0).sum()} of {len(better)}"
        )


if __name__ == "__main__":
    main()
