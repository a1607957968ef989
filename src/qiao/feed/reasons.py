"""Why a card is here: what, if it were not so, would move the note down most."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.interests import unit
from qiao.feed.models import COLUMNS, Column, Features, Flags, Ground, Request, Rows, Scale
from qiao.feed.stages import Scorer

NOTHING = Ground("newest")
MOST = 4
"""So many grounds are told at most: the first on the card, the others to who asks."""
ADDS_NOTHING = 0.02
"""Of a score: what adds no more is not why."""

BECAUSE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("wished", ("wished",)),
    ("near", ("near", "cb2cf")),
    ("readers_also", ("collab",)),
    ("followed", ("followed",)),
    ("author", ("author",)),
    ("topic", ("topic",)),
    ("bridging", ("bridging",)),
    ("region", ("region",)),
    ("popular_here", ("popularity", "evidence")),
    ("newest", ("age_h",)),
    ("fresh", ("lacking", "newcomer")),
)
"""What a card can say, and the features that would not be so if it were not true."""


class Reasons:
    """Finds grounds for notes that were ranked."""

    def __init__(self, index: FeedIndex, scorer: Scorer) -> None:
        self._index = index
        self._scorer = scorer

    def of(
        self,
        req: Request,
        rows: Rows,
        features: Features,
        slot: Flags,
        scale: Scale,
        *,
        most: int = MOST,
    ) -> list[list[Ground]]:
        """Return up to `most` grounds of each note, what matters most first, never none.

        Each feature is set to what it is on the average candidate, and the places counted that the
        note would fall.
        """
        if not len(rows):
            return []
        falls, drops = self.falls(features, scale)
        # at the very top nothing makes a note fall: then what adds most is why
        weights = falls + np.clip(drops, 0.0, 9.0) / 10.0
        about = _About(self._index, req, rows, features)
        found = []
        for place in range(len(rows)):
            order = np.argsort(-weights[:, place], kind="stable").tolist()
            grounds: list[Ground] = []
            for code in order:
                if len(grounds) == most:
                    break
                if drops[code, place] < ADDS_NOTHING:
                    continue
                if (ground := about.ground(BECAUSE[code][0], place)) is not None:
                    grounds.append(ground)
            # a slot is what brought it, whatever else speaks for it
            asked = grounds and grounds[0].code in ("followed", "wished")
            if slot[place] and features.newcomer[place] and not asked:
                grounds = [Ground("fresh"), *(g for g in grounds if g.code != "fresh")]
            found.append(grounds or [NOTHING])
        return found

    def falls(self, features: Features, scale: Scale) -> tuple[NDArray[np.intp], Column]:
        """Return how many places each note falls without what each code says, shape (codes, n).

        And by how much its score does.
        """
        n = features.block.shape[1]
        block = np.repeat(features.block[:, None, :], len(BECAUSE) + 1, axis=1)
        for code, (_, names) in enumerate(BECAUSE):
            for name in names:
                column = COLUMNS.index(name)
                block[column, code] = scale.means[column]
        scores = self._scorer.parts(Features(block.reshape(len(COLUMNS), -1))).sum(axis=1)
        places = scale.places(scores).reshape(len(BECAUSE) + 1, n)
        falls: NDArray[np.intp] = places[-1] - places[:-1]
        told = scores.reshape(len(BECAUSE) + 1, n)
        drops: Column = told[-1] - told[:-1]
        return falls, drops


class _About:
    """What each ground is about."""

    def __init__(self, index: FeedIndex, req: Request, rows: Rows, features: Features) -> None:
        self._index = index
        self._lens = req.lens
        self._rows = rows
        self._features = features
        self._near = _nearest(index, rows, req.lens.engaged)
        self._asked = _nearest(index, rows, req.lens.wished.more_like)

    def ground(self, code: str, place: int) -> Ground | None:
        """Return the ground, or None where it cannot be told or is not so."""
        index, lens, row = self._index, self._lens, int(self._rows[place])
        if code == "near":
            return self._note(code, self._near[place])
        if code == "readers_also":
            return self._note(code, self._together(row))
        if code == "wished":
            return self._wished(place)
        if code in ("followed", "author"):
            return Ground(code, index.authors.texts[index.author[row]])
        if code == "topic":
            return self._topic(row, lens.topics)
        if code == "bridging":
            return Ground(code, index.langs.texts[index.lang[row]])
        if code == "region":
            return Ground(code, index.crowd.region_names[index.region[row]])
        if code == "fresh" and not self._features.newcomer[place]:
            return None
        return Ground(code)

    def _wished(self, place: int) -> Ground | None:
        wished, row = self._lens.wished, int(self._rows[place])
        if self._asked[place] >= 0:
            return self._note("wished", self._asked[place])
        if wished.authors.get(int(self._index.author[row]), 0.0) > 0:
            return Ground("author", self._index.authors.texts[self._index.author[row]])
        return self._topic(row, wished.topics)

    def _topic(self, row: int, weights: dict[int, float]) -> Ground | None:
        best = max(self._index.topic[row].tolist(), key=lambda topic: weights.get(topic, -2.0))
        if weights.get(best, 0.0) <= 0:
            return None
        return Ground("topic", self._index.topics.texts[best])

    def _note(self, code: str, row: int) -> Ground | None:
        return Ground(code, self._index.notes.texts[row]) if row >= 0 else None

    def _together(self, row: int) -> int:
        """Return which of what she liked says most that she will like this, -1 if none does."""
        lens, together = self._lens, self._index.together
        near, how = together.of(row)
        weights = dict(zip(lens.engaged.tolist(), lens.engaged_weights.tolist(), strict=True))
        told = [
            (h * weights[n], n)
            for n, h in zip(near.tolist(), how.tolist(), strict=True)
            if n in weights
        ]
        if told:
            return int(max(told)[1])
        # being near is not always mutual: a note that all like is near to many, few are near to it
        for liked in lens.engaged[:20].tolist():
            if row in together.of(liked)[0]:
                return int(liked)
        return -1


def _nearest(index: FeedIndex, rows: Rows, to: Rows) -> Sequence[int]:
    """Return for each of `rows` the nearest of `to`, or -1 where none is any nearer than most."""
    nearest = np.full(len(rows), -1, dtype=np.int64)
    if not len(to):
        return nearest.tolist()
    best: Column = np.zeros(len(rows), dtype=np.float32)
    for space in index.spaces.values():
        liked, liked_there = space.points(to)
        points, there = space.points(rows)
        if not liked_there.any() or not there.any():
            continue
        cosines = points @ unit(liked).T / np.float32(space.spread)
        cosines[:, ~liked_there] = -np.inf
        closest = cosines.argmax(axis=1)
        value = cosines[np.arange(len(rows)), closest]
        better = there & (value > best)
        nearest[better] = to[closest[better]]
        best[better] = value[better]
    return nearest.tolist()
