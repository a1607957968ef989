"""In which proportions a reader's pages should hold languages, people of her region, and topics."""

import numpy as np
from numpy.typing import NDArray

from qiao.feed.calibration import Share, broadened
from qiao.feed.index import FeedIndex
from qiao.feed.lens import Lens
from qiao.feed.models import Ranked, Request

BROADEN = 0.3
"""So much of the mix is what the square offers, not what she had: a feed is not to narrow."""
KNOWN_AFTER = 6.0
"""After so many likes' worth her own history and what the square offers weigh the same."""
MOST_GUESTS = 0.7
TOPICS = 6
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
        shares = [self._langs(req, ranked)]
        if req.lens.region >= 0:
            shares.append(self._region(req, ranked))
        if any(weight > 0 for weight in req.lens.topics.values()):
            shares.append(self._topics(req.lens, ranked))
        return shares

    def _langs(self, req: Request, ranked: Ranked) -> Share:
        """Kinds: guests first (what she cannot read), then each base language she reads."""
        index, lens = self._index, req.lens
        readable = ~ranked.features.foreign
        bases = index.base[index.lang[ranked.rows]].astype(np.int64)
        kinds = np.where(readable, bases + 2, 0)  # 1: no language, or a mixture
        size = len(index.bases) + 2
        offered = np.bincount(kinds, minlength=size).astype(np.float64)
        offered[0] = 0.0
        langs = index.lang[lens.engaged]
        hers = np.array([lens.langs.get(lang, 0.0) >= 0.5 for lang in langs.tolist()], np.bool_)
        read = _history(np.where(hers, index.base[langs] + 2, 0), lens, size)
        # whoever likes what she cannot read is shown more of it than hospitality asks
        guests = max(self._guests, _known(read) * _sum_to_one(read)[0])
        share = min(MOST_GUESTS, 2.0 * lens.other_langs * guests) if kinds.min() == 0 else 0.0
        read[0] = 0.0
        own = _opened(read * (offered > 0), offered, beta=BROADEN)
        wished = own * (1.0 - share) if own.any() else own
        wished[0] = share if own.any() else 1.0
        found, small = np.unique(kinds, return_inverse=True)
        return Share(small.reshape(-1), _sum_to_one(wished[found]), LANGS_HOLD)

    def _region(self, req: Request, ranked: Ranked) -> Share:
        """Kinds: elsewhere, here."""
        index, lens = self._index, req.lens
        kinds = ranked.features.region.astype(np.int64)
        offered = np.bincount(kinds, minlength=2).astype(np.float64)
        here = (index.region[lens.engaged] == lens.region).astype(np.int64)
        return Share(kinds, _opened(_history(here, lens, 2), offered, beta=BROADEN), REGION_HOLDS)

    def _topics(self, lens: Lens, ranked: Ranked) -> Share:
        """Kinds: anything else, then her favourite topics; a note is of the best-liked it has."""
        index = self._index
        best = sorted(lens.topics.items(), key=lambda pair: -pair[1])[:TOPICS]
        best = [(topic, weight) for topic, weight in best if weight > 0]
        kind_of = np.zeros(len(index.topics) + 1, dtype=np.int64)
        for kind, (topic, _) in enumerate(reversed(best), start=1):
            kind_of[topic] = kind
        kinds = kind_of.take(index.topic.take(ranked.rows, axis=0), mode="wrap").max(axis=1)
        offered = np.bincount(kinds, minlength=len(best) + 1).astype(np.float64)
        liked = np.array([0.0, *(weight for _, weight in reversed(best))])
        # the favourites are what she had most of, so the rest is as much as all of them together
        liked[0] = liked.sum()
        beta = BROADEN + 0.5 * lens.variety
        return Share(kinds, _opened(liked, offered, beta=beta), TOPICS_HOLD)


def _history(kinds: NDArray[np.integer], lens: Lens, size: int) -> NDArray[np.float64]:
    weights = lens.engaged_weights.astype(np.float64)
    return np.bincount(kinds, weights=weights, minlength=size)[:size].astype(np.float64)


def _opened(
    history: NDArray[np.float64], offered: NDArray[np.float64], *, beta: float
) -> NDArray[np.float64]:
    """Return her proportions; where she did little yet, more of what is there."""
    there = _sum_to_one(offered)
    had = _sum_to_one(history) if history.any() else there
    opened = broadened(had, there, beta + (1.0 - beta) * (1.0 - _known(history)))
    return (opened * (offered > 0)).astype(np.float64)


def _known(history: NDArray[np.float64]) -> float:
    liked = float(history.sum())
    return liked / (KNOWN_AFTER + liked)


def _sum_to_one(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    total = float(weights.sum())
    return weights / total if total > 0 else weights
