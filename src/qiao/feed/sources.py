"""Where proposals come from."""

from collections.abc import Callable

import numpy as np

from qiao.feed.chance import chance
from qiao.feed.index import FeedIndex
from qiao.feed.interests import unit
from qiao.feed.lens import Nearest
from qiao.feed.lists import Lists
from qiao.feed.models import Flags, Request, Rows
from qiao.feed.promise import Promise
from qiao.feed.space import Floats, top
from qiao.feed.stages import Explorer, Source

NOTHING: Rows = np.zeros(0, dtype=np.int32)

POPULAR_CHOICE = 3
"""Of so many times the popular notes wanted, chance picks each reader's."""
DEEPER = 2
"""So many times as many neighbours are found as one session is made of."""
LOOKED_AT = 600
"""So many of the notes on trial, by chance others each hour, are looked at for one reader."""
SAME_DIRECTION = 0.999
"""Cosine from which what was found for one direction is taken for another."""
FEW_NEW = 1_000
"""So many notes that came since are looked at one by one before all are scanned again."""


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
    """What is near in meaning to each of the reader's interests, and what is predicted of her.

    Predicted by CB2CF: what the content of all she engaged with says of any note, whether or not
    anybody has touched it.
    """

    def __init__(self, index: FeedIndex, *, each: int) -> None:
        self._index = index
        self._each = each

    def fetch(self, req: Request) -> Rows:
        lens, index = req.lens, self._index
        rested = np.zeros(len(index), dtype=np.bool_)
        rested[lens.resting] = True
        rested[req.shown] = True
        found = []
        for model, interests in lens.interests.items():
            towards = unit(_asked(req, model, interests))
            nearest = lens.near.get(model)
            if nearest is not None and len(index) - nearest.known > FEW_NEW:
                nearest = None
            if nearest is None or not np.array_equal(nearest.towards, towards):
                nearest = lens.near[model] = self._scan(req, model, towards, nearest)
            new = np.arange(nearest.known, len(index), dtype=np.int32)
            told = index.spaces[model].towards(new, towards) if len(new) else None
            for place, rows in enumerate(nearest.rows):
                found.append(rows[~rested[rows]][: self._each])
                if told is not None:
                    found.append(new[top(told[place], self._each)])
        return np.concatenate(found) if found else NOTHING

    def _scan(self, req: Request, model: str, towards: Floats, before: Nearest | None) -> Nearest:
        """Look through all notes, for some sessions: what she is shown next is further down.

        What was found before for a direction that hardly moved is kept: a scan costs the most here.
        """
        space = self._index.spaces[model]
        skip = np.concatenate((req.lens.resting, req.shown))
        found: dict[int, Rows] = {}
        known = len(self._index)
        if before is not None:
            alike = towards @ before.towards.T
            for place in np.flatnonzero(alike.max(axis=1) >= SAME_DIRECTION).tolist():
                found[place] = before.rows[int(alike[place].argmax())]
                known = before.known
        left = [place for place in range(len(towards)) if place not in found]
        if left:
            asked = towards[left]
            new = space.nearest(asked, space.scan(asked), each=DEEPER * self._each, skip=skip)
            found.update(zip(left, new, strict=True))
        return Nearest(known, towards, [found[place] for place in range(len(towards))])


def _asked(req: Request, model: str, interests: Floats) -> Floats:
    predicted = req.lens.predicted.get(model)
    return interests if predicted is None else np.concatenate((interests, predicted[None, :]))


class ReadersAlso(Source):
    """What those liked who liked what the reader liked."""

    def __init__(self, *, limit: int) -> None:
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        lens = req.lens
        return lens.together[top(lens.together_how, self._limit)]


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
        known[[author for author, much in req.lens.wished.authors.items() if much > 0]] = True
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
        weights = req.lens.topics | req.lens.wished.topics
        best = sorted(weights.items(), key=lambda pair: -pair[1])[: self._topics]
        rows: list[int] = []
        for topic, weight in best:
            if weight > 0:
                rows += self._index.under(topic, limit=self._each)
        return np.array(rows, dtype=np.int32)


class Promised(Source):
    """Brings what a promise is kept with; asked whatever time the others took."""

    always = True

    def __init__(
        self,
        index: FeedIndex,
        lists: Lists,
        *,
        each: int,
        promise: Callable[[Request], Promise],
    ) -> None:
        self._index = index
        self._lists = lists
        self._each = each
        self._promise = promise


class AtHome(Promised):
    """The newest and the best of the reader's home, so that no flood leaves too little of it.

    To a newcomer, what locals wrote comes too, in her languages and in any: her hosts.
    """

    def fetch(self, req: Request) -> Rows:
        if not self._promise(req).home:
            return NOTHING
        lens = req.lens
        rested = _rested(req, len(self._index))
        asked: list[tuple[int | None, bool]] = [(base, lens.newcomer) for base in lens.reads[:4]]
        if lens.newcomer:
            asked += [*((base, False) for base in lens.reads[:4]), (None, False)]
        found = [NOTHING]
        for base, everyone in asked:
            for rows in self._lists.at_home(base, req.now_us, everyone=everyone):
                found.append(rows[~rested[rows]][: self._each])
        return np.concatenate(found)


class Newcomers(Promised):
    """What newcomers wrote: what she reads, what is near to her, what her kin like."""

    def fetch(self, req: Request) -> Rows:
        if not self._promise(req).newcomer:
            return NOTHING
        index, lens = self._index, req.lens
        left_out = _rested(req, len(index))
        reads = np.zeros(len(index.bases) + 1, dtype=np.bool_)  # the last place: no language
        reads[list(lens.reads)] = True
        rows, mixed = self._lists.newcomers(req.now_us)
        rows = rows[~left_out[rows]]
        own = rows[reads[index.base[index.lang[rows]]]][: self._each]
        # what is mixed already needs no draw: each reader looks at another stretch of it
        others = np.roll(mixed, -(req.seed % max(1, len(mixed))))
        others = others[~(left_out[others] | reads[index.base[index.lang[others]]])]
        others = others[: LOOKED_AT // 2]
        fits = 0.1 * chance(req.seed, others)
        bases = [base for base in lens.reads if base < index.liked_by.shape[1]]
        fits += np.minimum(1.0, index.liked_by[others][:, bases].sum(axis=1))
        for model, interests in lens.interests.items():
            fits = np.maximum(fits, index.spaces[model].towards(others, interests).max(axis=0) / 5)
        return np.concatenate((own, others[top(fits, self._each)]))


def _rested(req: Request, size: int) -> Flags:
    rested = np.zeros(size, dtype=np.bool_)
    rested[req.lens.resting] = True
    rested[req.shown] = True
    return rested


class Region(Source):
    """New notes by people of the reader's region."""

    def __init__(self, lists: Lists, *, limit: int) -> None:
        self._lists = lists
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        if req.lens.region < 0:
            return NOTHING
        return self._lists.of_region(req.lens.region, limit=self._limit)


class Bridging(Source):
    """Notes in other languages that those liked who share a language with the reader."""

    def __init__(self, lists: Lists, *, each: int) -> None:
        self._lists = lists
        self._each = each

    def fetch(self, req: Request) -> Rows:
        found = [
            self._lists.bridging(base, req.now_us, limit=self._each) for base in req.lens.reads[:4]
        ]
        return np.concatenate(found) if found else NOTHING


class ToTry(Source):
    """Notes that look for their readers: those that fit best, and a few by chance."""

    def __init__(self, index: FeedIndex, explorer: Explorer, *, limit: int) -> None:
        self._index = index
        self._explorer = explorer
        self._limit = limit

    def fetch(self, req: Request) -> Rows:
        rows = self._explorer.offers(req.now_us)
        if len(rows) <= self._limit:
            return rows
        order = np.random.default_rng(req.seed).permutation(len(rows))
        some = rows[order[: self._limit // 4]]
        # where nothing is near, chance keeps readers from all being tried with the same few
        others = rows[order[self._limit // 4 :][:LOOKED_AT]]
        near = np.zeros(len(others), dtype=np.float32)
        for model, interests in req.lens.interests.items():
            told = self._index.spaces[model].towards(others, _asked(req, model, interests))
            np.maximum(near, told.max(axis=0), out=near)
        return np.concatenate((some, others[top(near, self._limit - len(some))]))


class Popular(Source):
    """Some of what is liked in the languages the reader reads; others for each reader.

    Were it the same for all, all would read the same, and it would be popular for that.
    """

    def __init__(self, lists: Lists, *, each: int) -> None:
        self._lists = lists
        self._each = each

    def fetch(self, req: Request) -> Rows:
        langs = [lang for lang, weight in req.lens.langs.items() if weight >= 0.5]
        wanted = POPULAR_CHOICE * self._each
        liked = self._lists.popularity(req.now_us)
        found = []
        for lang in langs:
            rows = self._lists.popular_in(lang, req.now_us, limit=wanted)
            rows = rows[liked[rows] > 0]
            found.append(rows[top(chance(req.seed, rows), self._each)])
        return np.concatenate(found) if found else NOTHING
