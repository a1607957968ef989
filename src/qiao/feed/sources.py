"""Where proposals come from."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.lists import Lists
from qiao.feed.models import Request, Rows
from qiao.feed.space import top
from qiao.feed.stages import Source

NOTHING: Rows = np.zeros(0, dtype=np.int32)


class Newest(Source):
    """What was published last."""

    def __init__(self, index: FeedIndex, lists: Lists, *, limit: int) -> None:
        self._index = index
        self._lists = lists
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        rows = self._lists.newest()
        rested = np.zeros(len(self._index), dtype=np.bool_)
        rested[req.lens.resting] = True
        rested[req.shown] = True
        # the newest may all be rested already; look a little further
        rows = rows[: self._limit + len(req.lens.resting) + len(req.shown)]
        return rows[~rested[rows]][: self._limit]


class Near(Source):
    """What is near in meaning to each of the reader's interests."""

    def __init__(self, index: FeedIndex, *, each: int) -> None:
        self._index = index
        self._each = each

    def fetch(self, req: Request) -> Rows:
        skip = np.concatenate((req.lens.resting, req.shown))
        found = []
        for model, towards in req.lens.interests.items():
            space = self._index.spaces[model]
            scan = req.scans[model] = space.scan(towards)
            found.append(space.nearest(towards, scan, each=self._each, skip=skip))
        return np.concatenate(found) if found else NOTHING


class Authors(Source):
    """New notes by those whom the reader follows, or whose notes she liked."""

    def __init__(self, index: FeedIndex, lists: Lists, *, limit: int) -> None:
        self._index = index
        self._lists = lists
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        known = np.zeros(len(self._index.authors), dtype=np.bool_)
        known[req.lens.followed] = True
        known[list(req.lens.authors)] = True
        if not known.any():
            return NOTHING
        rows = self._lists.newest()
        return rows[known[self._index.author[rows]]][: self._limit]


class Topics(Source):
    """New notes under the topics the reader likes best."""

    def __init__(self, index: FeedIndex, *, topics: int, each: int) -> None:
        self._index = index
        self._topics = topics
        self._each = each

    def fetch(self, req: Request) -> Rows:
        best = sorted(req.lens.topics.items(), key=lambda pair: -pair[1])[: self._topics]
        rows: list[int] = []
        for topic, weight in best:
            if weight > 0:
                rows += self._index.under(topic, limit=self._each)
        return np.array(rows, dtype=np.int32)


class Fresh(Source):
    """Notes that few have been shown yet, those that fit first; without a taste, any of them.

    Asked after Near, whose scan it reads.
    """

    def __init__(self, index: FeedIndex, lists: Lists, *, limit: int) -> None:
        self._index = index
        self._lists = lists
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        rows = self._lists.fresh(req.now_us)
        if len(rows) <= self._limit:
            return rows
        near = np.zeros(len(rows), dtype=np.float32)
        for model, scan in req.scans.items():
            np.maximum(near, self._index.spaces[model].scanned(scan, rows), out=near)
        # where nothing is near, chance keeps readers from all being tried with the same few
        near += np.random.default_rng(req.seed).random(len(rows), dtype=np.float32) * 0.05
        return rows[top(near, self._limit)]


class Popular(Source):
    """What is liked in the languages the reader reads."""

    def __init__(self, lists: Lists, *, each: int) -> None:
        self._lists = lists
        self._each = each

    def fetch(self, req: Request) -> Rows:
        langs = [lang for lang, weight in req.lens.langs.items() if weight >= 0.5]
        found = [self._lists.popular_in(lang, req.now_us, limit=self._each) for lang in langs]
        return np.concatenate(found) if found else NOTHING
