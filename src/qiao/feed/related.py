"""Related notes on one page: what stands below a note for those who want to read on."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from qiao.feed.features import FromMemory
from qiao.feed.filters import NotOwn, NotRefused, NotResting, Recommendable
from qiao.feed.index import FeedIndex
from qiao.feed.interests import unit
from qiao.feed.lens import Lens
from qiao.feed.lists import Lists
from qiao.feed.models import Ranked, Reader, Request, Rows
from qiao.feed.pipeline import Pipeline, run
from qiao.feed.rerankers.authors import SpreadAuthors
from qiao.feed.scorers import (
    EVIDENCE,
    NEAR,
    READABLE,
    TOGETHER,
    TOPIC,
    UNWANTED,
    WISHED,
    WeightedSum,
)
from qiao.feed.serving import Feeds
from qiao.feed.sources import Near, ReadersAlso, Topics
from qiao.feed.stages import Mixer, Reranker, Source
from qiao.kit.db import ReadTx

RELATED = 12
BY_THE_AUTHOR = 3
"""So many of the related notes may be by the note's own author: others come first."""
NEAR_ENOUGH = 0.15
"""What has neither a topic nor readers in common with the note is at least so near to it."""
UNDER = 500

SCORER = WeightedSum(
    (3.0, NEAR),
    (1.5, TOGETHER),
    (0.8, TOPIC),
    (0.3, EVIDENCE),
    (1.0, READABLE),
    (1.0, WISHED),
    (-2.0, UNWANTED),
)


def related(index: FeedIndex, lists: Lists) -> Pipeline:
    """What else there is for who has just read one note."""
    return Pipeline(
        name="related",
        sources=[
            Near(index, each=80),
            ReadersAlso(limit=60),
            Topics(index, topics=10, each=40),
            SameAuthor(lists, index),
        ],
        filters=[Recommendable(index), NotOwn(index), NotResting(index), NotRefused(index)],
        features=FromMemory(index, lists),
        scorer=SCORER,
        mixer=OthersFirst(index),
        rerankers=[SpreadAuthors(lambda rows: index.author[rows], gap=2), ReadableFirst(index)],
    )


class Related:
    """Finds related notes for readers of one process."""

    def __init__(self, feeds: Feeds) -> None:
        self._feeds = feeds
        self._pipeline = related(feeds.index, Lists(feeds.index))

    async def to(self, tx: ReadTx, note: str, reader: Reader, *, now_us: int) -> list[str]:
        """Return notes related to `note` that may be recommended to a reader, the best first."""
        index, tastes = self._feeds.index, self._feeds.tastes
        row = index.notes.find(note)
        if row is None:
            return []
        taste = await tastes.of(tx, reader, now_us=now_us)
        lens = lens_on(index, row, tastes.lens(reader, taste, now_us=now_us))
        never = np.append(index.rows(taste.refused()), np.int32(row))
        req = Request(reader, replace(lens, resting=never), now_us, seed=0, size=RELATED)
        found, _ = run(self._pipeline, req, rows_known=len(index))
        return [index.notes.texts[other] for other in found.rows.tolist()]


def lens_on(index: FeedIndex, row: int, reader: Lens) -> Lens:
    """Return the lens of a reader who likes nothing but one note, and refuses what she refuses."""
    interests, strengths = {}, {}
    rows = np.array([row], dtype=np.int32)
    for model, space in index.spaces.items():
        points, there = space.points(rows)
        if there.all():
            interests[model], strengths[model] = unit(points), np.ones(1, dtype=np.float32)
    together, how = index.together.of(row)
    order = np.argsort(together)
    topics = [topic for topic in index.topic[row].tolist() if topic >= 0]
    # a topic of everybody's relates little
    rare = {t: 1 / np.log2(2 + len(index.under(t, limit=UNDER))) for t in topics}
    most = max(rare.values(), default=1.0)
    return replace(
        reader,
        interests=interests,
        strengths=strengths,
        predicted={},
        engaged=rows,
        engaged_weights=np.ones(1, dtype=np.float32),
        together=together[order],
        together_how=how[order],
        followed=np.zeros(0, dtype=np.int32),
        authors={},
        topics={topic: float(weight / most) for topic, weight in rare.items()},
    )


class SameAuthor(Source):
    """The newest notes by whom the reader has just read."""

    def __init__(self, lists: Lists, index: FeedIndex) -> None:
        self._lists = lists
        self._index = index

    def fetch(self, req: Request) -> Rows:
        rows = self._lists.newest()
        by = self._index.author[req.lens.engaged]
        return rows[np.isin(self._index.author[rows], by)][: 2 * BY_THE_AUTHOR]


class OthersFirst(Mixer):
    """The best of what has anything to do with the note, few of it by the note's own author."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def mix(self, req: Request, ranked: Ranked) -> Ranked:
        ranked = ranked.take(np.argsort(-ranked.scores, kind="stable"))
        features = ranked.features
        own = np.isin(self._index.author[ranked.rows], self._index.author[req.lens.engaged])
        near = (features.near >= NEAR_ENOUGH) | (features.topic > 0) | (features.collab > 0)
        by_author = np.flatnonzero(own)[:BY_THE_AUTHOR]
        others = np.flatnonzero(near & ~own)[: req.size - len(by_author)]
        return ranked.take(np.concatenate((others, by_author)))


class ReadableFirst(Reranker):
    """What she can read without help first, of that what others wrote; else the order stays."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index

    def order(self, req: Request, page: Ranked) -> NDArray[np.intp]:
        own = np.isin(self._index.author[page.rows], self._index.author[req.lens.engaged])
        return np.lexsort((own, page.features.foreign))
