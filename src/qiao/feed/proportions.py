"""In which proportions a reader's pages should hold languages, people of her region, and topics."""

import numpy as np
from numpy.typing import NDArray

from qiao.feed.calibration import Share, broadened
from qiao.feed.index import FeedIndex
from qiao.feed.lens import Lens
from qiao.feed.models import Ranked, Request
from qiao.feed.space import top

BROADEN = 0.25
"""So much of the mix is what the square offers, not what she had: a feed is not to narrow."""
KNOWN_AFTER = 12.0
"""After so many likes' worth her own history and what the square offers weigh the same."""
MOST_GUESTS = 0.7
LEAST_GUESTS = 0.25
"""Of as many guests as may come, so many do, however the scores are: a feed is to broaden."""
LANGS_HOLD = 200.0
REGION_HOLDS = 12.0
TOPICS_HOLD = 8.0
"""In standard deviations of the scores: languages are kept to the note, topics lean."""


class Proportions:
    """Her own proportions, opened towards what is there."""

    def __init__(self, index: FeedIndex, *, guests: float) -> None:
        self._index = index
        self._guests = guests

    def of(self, req: Request, ranked: Ranked) -> list[Share]:
        """Return the shares to keep, the languages first."""
        best = top(ranked.scores, req.size)
        shares = [self._langs(req.lens, ranked, best)]
        if req.lens.region >= 0:
            shares.append(self._region(req.lens, ranked, best))
        if req.lens.had.topics:
            shares.append(self._topics(req.lens, ranked, best))
        return shares

    def _langs(self, lens: Lens, ranked: Ranked, best: NDArray[np.int64]) -> Share:
        """Kinds: guests first (what she cannot read), then each base language she reads."""
        index = self._index
        size = len(index.bases) + 2  # 1: no language, or a mixture
        kinds = index.base[index.lang[ranked.rows]] + 2
        kinds[ranked.features.foreign] = 0
        counts = np.bincount(kinds, minlength=size)
        found = np.flatnonzero(counts)
        small = np.zeros(size, dtype=np.int64)
        small[found] = np.arange(len(found))
        offered = np.bincount(small[kinds[best]], minlength=len(found)).astype(np.float64)
        had = np.zeros(size)
        had[: len(lens.had.langs)] = lens.had.langs
        read = had[found]
        guests = 0.0
        if found[0] == 0:
            # whoever likes what she cannot read is shown more of it than hospitality asks
            most = max(self._guests, _known(had) * _sum_to_one(had)[0])
            most = min(MOST_GUESTS, 2.0 * lens.other_langs * most)
            guests = min(most, max(float(_sum_to_one(offered)[0]), LEAST_GUESTS * most))
            read[0] = offered[0] = 0.0
            if not offered.any():  # the best are guests, all of them
                offered = counts[found].astype(np.float64)
                offered[0] = 0.0
        own = _opened(read, offered, beta=BROADEN)
        wished = own * (1.0 - guests)
        if found[0] == 0:
            wished[0] = guests if own.any() else 1.0
        return Share(small[kinds], wished, LANGS_HOLD)

    def _region(self, lens: Lens, ranked: Ranked, best: NDArray[np.int64]) -> Share:
        """Kinds: elsewhere, here."""
        kinds = ranked.features.region.astype(np.int64)
        offered = np.bincount(kinds[best], minlength=2).astype(np.float64)
        return Share(kinds, _opened(lens.had.region, offered, beta=BROADEN), REGION_HOLDS)

    def _topics(self, lens: Lens, ranked: Ranked, best: NDArray[np.int64]) -> Share:
        """Kinds: anything else, then her favourite topics; a note is of the best-liked it has."""
        index, liked_best = self._index, lens.had.topics[::-1]
        kind_of = np.zeros(len(index.topics) + 1, dtype=np.int64)
        kind_of[[topic for topic, _ in liked_best]] = np.arange(1, len(liked_best) + 1)
        topics = index.topic.take(ranked.rows, axis=0).T
        kinds = kind_of.take(np.ascontiguousarray(topics), mode="wrap").max(axis=0)
        offered = np.bincount(kinds[best], minlength=len(liked_best) + 1).astype(np.float64)
        liked = np.array([0.0, *(weight for _, weight in liked_best)])
        # the favourites are what she had most of, so the rest is as much as all of them together
        liked[0] = liked.sum()
        beta = BROADEN + 0.5 * lens.variety
        return Share(kinds, _opened(liked, offered, beta=beta), TOPICS_HOLD)


def _opened(
    history: NDArray[np.float64], offered: NDArray[np.float64], *, beta: float
) -> NDArray[np.float64]:
    """Return her proportions, opened towards those of what is best for her anyway.

    The less she did, the less they are hers: who did nothing keeps what the scores say.
    """
    if not history.any():
        return _sum_to_one(offered)
    unknown = beta + (1.0 - beta) * (1.0 - _known(history))
    there = _sum_to_one(offered) if offered.any() else _sum_to_one(history)
    return broadened(_sum_to_one(history), there, unknown).astype(np.float64)


def _known(history: NDArray[np.float64]) -> float:
    liked = float(history.sum())
    return liked / (KNOWN_AFTER + liked)


def _sum_to_one(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(weights.sum())
    return weights / total if total > 0 else weights
