"""How well Explore finds what the demo's members liked and it was not told.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python bench/feed/demo.py [--seeds 5]
"""

import argparse
import statistics
from collections import defaultdict

from qiao.demo.content import DemoNote, members, notes
from qiao.demo.engagement import Month, month
from qiao.feed.learning.evaluate import Known, evaluate
from qiao.feed.serving import Feeds
from qiao.feed.taste import Deed, Did
from qiao.kit.clock import DAY
from qiao.search.embedder import Embedders, Text
from qiao.search.providers.hashed import HashedEmbedder
from qiao.search.providers.use import UseEmbedder

NOW_US = 1_736_800_000_000_000


def square(shown: list[DemoNote], lived: Month) -> Feeds:
    """Put the demo's notes into a feed's memory, with the counters of the month."""
    feeds = Feeds(cursor_key=b"bench")
    likes: dict[str, int] = defaultdict(int)
    collects: dict[str, int] = defaultdict(int)
    audience: dict[str, set[str]] = defaultdict(set)
    for deed in lived.deeds:
        likes[deed.note] += deed.liked
        collects[deed.note] += deed.collected
        audience[deed.note].add(deed.handle)
    joined = {member.handle: member.joined_day for member in members()}
    for note in shown:
        row = feeds.index.put(
            note.id,
            author=note.author,
            joined_us=NOW_US - int(joined[note.author] * DAY),
            at_us=NOW_US - int(note.day * DAY),
            lang=note.lang,
            readable_as=list(note.versions),
            topics=note.topics,
            counts=(likes[note.id], len(note.comments), collects[note.id]),
            recommendable=True,
        )
        feeds.index.audience[row] = len(audience[note.id])
    feeds.index.readers.update(reader.handle for reader in lived.readers)
    embedders = Embedders([UseEmbedder(), HashedEmbedder()])
    groups = defaultdict(list)
    for note in shown:
        if embedder := embedders.choose(note.lang):
            groups[embedder].append(note)
    for embedder, same in groups.items():
        texts = [Text(n.title, n.body, " ".join(n.topics)) for n in same]
        feeds.index.place(embedder.name, [n.id for n in same], embedder.embed(texts))
    return feeds


def known(lived: Month) -> dict[str, Known]:
    """Return what the feed may know of each member."""
    deeds: dict[str, list[Deed]] = defaultdict(list)
    for deed in lived.deeds:
        at_us = NOW_US - int(deed.day * DAY)
        for did, done in (
            (Did.OPEN, deed.opened), (Did.LIKE, deed.liked), (Did.COLLECT, deed.collected),
        ):  # fmt: skip
            if done:
                deeds[deed.handle].append(Deed(deed.note, did, at_us))
    follows: dict[str, set[str]] = defaultdict(set)
    for follower, followed, _ in lived.follows:
        follows[follower].add(followed)
    return {
        reader.handle: Known(reader.langs, deeds[reader.handle], follows[reader.handle])
        for reader in lived.readers
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    asked = parser.parse_args()
    all_notes, all_members = notes(), members()
    recalls: dict[str, list[float]] = defaultdict(list)
    ndcgs: dict[str, list[float]] = defaultdict(list)
    for seed in range(asked.seeds):
        lived = month(all_members, all_notes, seed=seed)
        found = evaluate(
            square(all_notes, lived), known(lived), lived.held_out, now_us=NOW_US, seed=seed
        )
        for name, figures in found.items():
            recalls[name].append(figures.recall)
            ndcgs[name].append(figures.ndcg)
        print(f"seed {seed}: {found['explore'].members} members, {len(lived.held_out)} held out")
    for name, recall in recalls.items():
        ndcg = ndcgs[name]
        print(
            f"{name:8} Recall@20 {statistics.mean(recall):.3f}"
            f"  NDCG@20 {statistics.mean(ndcg):.3f}"
            f"  (sd over seeds {statistics.pstdev(recall):.3f}, {statistics.pstdev(ndcg):.3f})"
        )


if __name__ == "__main__":
    main()
