"""Lists that are the same for every reader, kept while they are true enough."""

from collections.abc import Callable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.lens import NEWCOMER_US
from qiao.feed.space import Floats, Numbers, Rows, grown, top
from qiao.kit.clock import DAY, SECOND

Made = TypeVar("Made", Rows, Floats)

MINUTE = 60 * SECOND
FRESH_FOR_US = 7 * DAY
NEWEST = 2_000
DEEP = 1_000
LEFT_UNSEEN = 64
"""So many notes may have come before a list that is kept for a minute is made again."""
POPULARITY_HALF_LIFE_DAYS = 14


class Lists:
    """What does not depend on who reads. Rows may have been closed since; filters look."""

    def __init__(self, index: FeedIndex) -> None:
        self._index = index
        self._rows: dict[object, tuple[object, Rows]] = {}
        self._deeds_each: tuple[object, float] = (None, 0.1)
        self._popularity: tuple[object, Floats] = (None, np.zeros(0, dtype=np.float32))

    def newest(self) -> Rows:
        """Return the 2,000 newest open rows, newest first."""
        return self._kept("newest", self._index.structure, self._newest)

    def fresh(self, now_us: int) -> Rows:
        """Return the open rows of the last week whose first audience is not complete."""
        key = (self._index.structure, now_us // MINUTE)
        return self._kept("fresh", key, lambda: self._fresh(now_us))

    def popular_in(self, lang: int, now_us: int, *, limit: int) -> Rows:
        """Return the most popular open rows of a language. As old as a minute."""
        key = (now_us // MINUTE, len(self._index))
        return self._kept(("popular", lang, limit), key, lambda: self._popular(lang, now_us, limit))

    def at_home(self, base: int | None, now_us: int, *, everyone: bool) -> tuple[Rows, Rows]:
        """Return open rows in a base language (None: any): the newest, and the most popular.

        Both are deep enough for who reads on. `everyone`: newcomers' too, and not locals' alone.
        As old as a minute.
        """
        key = (now_us // MINUTE, len(self._index) // LEFT_UNSEEN)
        newest = self._kept(
            ("home", base, everyone),
            key,
            lambda: self._at_home(base, self._index.at_us, everyone=everyone),
        )
        liked = self._kept(
            ("liked at home", base, everyone),
            key,
            lambda: self._at_home(base, self.popularity(now_us), everyone=everyone),
        )
        return newest, liked

    def newcomers(self, now_us: int) -> tuple[Rows, Rows]:
        """Return the newest open rows by newcomers: newest first, and mixed by chance.

        As old as a minute.
        """
        key = (now_us // MINUTE, len(self._index) // LEFT_UNSEEN)
        newest = self._kept("newcomers", key, self._newcomers)
        mixed = self._kept(
            "newcomers by chance", key, lambda: np.random.default_rng(key).permutation(newest)
        )
        return newest, mixed

    def of_region(self, region: int, *, limit: int) -> Rows:
        """Return the newest open rows by authors of a region."""
        key = self._index.structure
        return self._kept(("region", region, limit), key, lambda: self._of_region(region, limit))

    def bridging(self, base: int, now_us: int, *, limit: int) -> Rows:
        """Return what readers of a base language like most of all that is not written in it."""
        key = now_us // MINUTE
        return self._kept(
            ("bridging", base, limit), key, lambda: self._bridging(base, now_us, limit)
        )

    def deeds_each(self, now_us: int) -> float:
        """Return what the usual impression leads to: likes, comments and collects, weighed."""
        if self._deeds_each[0] != now_us // MINUTE:
            n = len(self._index)
            shown = float(self._index.audience[:n].sum())
            deeds = float(self._weighed()[:n].sum())
            # a small square is measured against a guess of one in ten
            self._deeds_each = (now_us // MINUTE, (deeds + 5.0) / (max(shown, deeds) + 50.0))
        return self._deeds_each[1]

    def popularity(self, now_us: int) -> Floats:
        """Return how much each row is liked for its age and language, 0 to 1. As old as a minute.

        A language's own best notes are its measure, so that none outshouts the others.
        """
        key, liked = self._popularity
        if key != now_us // MINUTE:
            liked = self._liked(now_us)
            self._popularity = (now_us // MINUTE, liked)
        elif len(liked) < len(self._index):
            liked = grown(liked, len(self._index))
            self._popularity = (key, liked)
        return liked

    def _kept(self, name: object, key: object, make: Callable[[], Rows]) -> Rows:
        kept = self._rows.get(name)
        if kept is None or kept[0] != key:
            kept = self._rows[name] = (key, make())
        return kept[1]

    def _newest(self) -> Rows:
        index = self._index
        rows = np.flatnonzero(index.open[: len(index)])
        at_us = index.at_us[rows]
        if len(rows) > NEWEST:
            chosen = np.argpartition(at_us, len(rows) - NEWEST)[-NEWEST:]
            rows, at_us = rows[chosen], at_us[chosen]
        return rows[np.argsort(-at_us, kind="stable")].astype(np.int32)

    def _by_newcomers(self) -> NDArray[np.bool_]:
        index, n = self._index, len(self._index)
        found: NDArray[np.bool_] = index.author_joined_us[:n] > index.at_us[:n] - NEWCOMER_US
        return found

    def _at_home(self, base: int | None, by: Numbers, *, everyone: bool) -> Rows:
        index, n = self._index, len(self._index)
        home = index.open[:n].copy()
        if base is not None:
            home &= index.base[index.lang[:n]] == base
        if not everyone:
            home &= ~self._by_newcomers()
        rows = np.flatnonzero(home)
        return rows[top(by[rows], DEEP)].astype(np.int32)

    def _newcomers(self) -> Rows:
        index, n = self._index, len(self._index)
        rows = np.flatnonzero(index.open[:n] & self._by_newcomers())
        return rows[top(index.at_us[rows], NEWEST)].astype(np.int32)

    def _fresh(self, now_us: int) -> Rows:
        index, n = self._index, len(self._index)
        fresh = index.open[:n] & (index.at_us[:n] > now_us - FRESH_FOR_US)
        fresh &= index.audience[:n] < index.first_audience
        return np.flatnonzero(fresh).astype(np.int32)

    def _popular(self, lang: int, now_us: int, limit: int) -> Rows:
        index, n = self._index, len(self._index)
        rows = np.flatnonzero(index.open[:n] & (index.lang[:n] == lang))
        return rows[top(self.popularity(now_us)[rows], limit)].astype(np.int32)

    def _of_region(self, region: int, limit: int) -> Rows:
        index, n = self._index, len(self._index)
        rows = np.flatnonzero(index.open[:n] & (index.region[:n] == region))
        return rows[top(index.at_us[rows], limit)].astype(np.int32)

    def _bridging(self, base: int, now_us: int, limit: int) -> Rows:
        index, n = self._index, len(self._index)
        if base >= index.liked_by.shape[1]:
            return np.zeros(0, dtype=np.int32)
        liked = index.liked_by[:n, base]
        known = index.base[index.lang[:n]]
        rows = np.flatnonzero(index.open[:n] & (known != base) & (known >= 0) & (liked > 0))
        age_days = np.maximum(now_us - index.at_us[rows], 0) / DAY
        worth = liked[rows] * np.exp2(-age_days / POPULARITY_HALF_LIFE_DAYS)
        return rows[top(worth.astype(np.float32), limit)].astype(np.int32)

    def _weighed(self) -> Floats:
        index, n = self._index, len(self._index)
        deeds: Floats = index.likes[:n] + 1.5 * index.comments[:n] + 2.0 * index.collects[:n]
        return deeds

    def _liked(self, now_us: int) -> Floats:
        index, n = self._index, len(self._index)
        deeds = self._weighed()
        age_days = np.maximum(now_us - index.at_us[:n], 0) / DAY
        liked = np.log1p(deeds * np.exp2(-age_days / POPULARITY_HALF_LIFE_DAYS))
        langs = index.lang[:n]
        for lang in np.unique(langs):
            same = langs == lang
            liked[same] /= max(1.0, float(np.percentile(liked[same], 98)))
        capped: Floats = np.minimum(liked, 1.0).astype(np.float32)
        return capped
