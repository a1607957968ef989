"""Whom to follow and which topics to look at: from the same taste, vectors and neighbours.

A suggestion rests on what a reader did and says which of it; where nothing is known of her yet, on
what is liked in the languages she reads.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.interests import unit
from qiao.feed.lens import Lens
from qiao.feed.lists import Lists
from qiao.feed.models import Ground
from qiao.feed.space import Rows
from qiao.feed.taste import Taste
from qiao.kit.clock import DAY

MOST = 12
FOREIGN_OF_12 = 3
"""So many suggestions bring a language she does not read, with her dial in the middle."""
ENGAGED = 60
"""So many of the notes she likes best are looked at."""
TOPICS = 12
UNDER = 200
LIVELY_US = 60 * DAY
"""Who published nothing for so long is suggested after those who do."""
NEAREST = 60
NEAR_SPREADS = 2.2
"""In spreads of unrelated notes: what is nearer is about the same thing."""

WROTE, ALSO, SAME, POPULAR = 1.0, 0.8, 0.6, 0.3
"""How much each ground weighs where all of it speaks for somebody."""


@dataclass(slots=True)
class _Claim:
    """What speaks for one suggestion: how much on each ground, and the best example of it."""

    much: dict[str, float] = field(default_factory=dict)
    best: dict[str, tuple[float, str]] = field(default_factory=dict)

    def add(self, code: str, much: float, about: str) -> None:
        self.much[code] = self.much.get(code, 0.0) + much
        self.best[code] = max(self.best.get(code, (0.0, "")), (much, about))

    def told(self, weights: dict[str, float]) -> tuple[float, Ground]:
        """Return the score and the ground that adds most to it."""
        parts = {code: weights[code] * (1 - 0.5**much) for code, much in self.much.items()}
        code = max(parts, key=lambda code: (parts[code], code))
        return sum(parts.values()), Ground(code, self.best[code][1])


class Suggestions:
    """Suggests people and topics to readers. Thinks only; everything is in memory."""

    def __init__(self, index: FeedIndex, lists: Lists) -> None:
        self._index = index
        self._lists = lists

    def people(
        self, taste: Taste, lens: Lens, *, now_us: int, most: int = MOST
    ) -> list[tuple[str, Ground]]:
        """Return members she might follow, the best first, each with a ground that is true.

        wrote_what_you_liked, readers_also (a note she liked) · same_topics (a slug) · bridging (a
        language she does not read, in which somebody writes whom readers like her like) ·
        popular_here. Never herself, whom she follows, or whose notes she refused.
        """
        index = self._index
        claims: dict[int, _Claim] = defaultdict(_Claim)
        for row, weight in self._engaged(lens):
            note = index.notes.texts[row]
            claims[int(index.author[row])].add("wrote_what_you_liked", weight, note)
            for other, near in zip(*index.together.of(row), strict=True):
                if index.open[other]:
                    much = weight * float(near)
                    claims[int(index.author[other])].add("readers_also", much, note)
        for topic, weight in _liked_topics(lens):
            rows = self._open(index.under(topic, limit=UNDER))
            slug = index.topics.texts[topic]
            # a topic of everybody's says little of anybody
            each = weight / np.log2(2 + len(rows))
            for author in index.author[rows].tolist():
                claims[author].add("same_topics", float(each), slug)
        if not claims:
            for row in self._popular(lens, now_us):
                claims[int(index.author[row])].add("popular_here", 1.0, "")
        return self._people(claims, taste, lens, now_us, most)

    def _people(
        self, claims: dict[int, _Claim], taste: Taste, lens: Lens, now_us: int, most: int
    ) -> list[tuple[str, Ground]]:
        index = self._index
        weights = {
            "wrote_what_you_liked": WROTE,
            "readers_also": ALSO,
            "same_topics": SAME,
            "popular_here": POPULAR,
        }
        lang_of, newest_us = self._authors()
        barred = {*lens.followed.tolist(), lens.own, *self._refused(taste, lens)}
        scored = []
        for author, claim in claims.items():
            if author in barred or lang_of[author] < 0:
                continue
            score, ground = claim.told(weights)
            if newest_us[author] < now_us - LIVELY_US:
                score *= 0.5
            lang = int(lang_of[author])
            foreign = lens.langs.get(lang, 0.0) < 0.5
            if foreign and "readers_also" in claim.much:
                ground = Ground("bridging", index.langs.texts[lang])
            scored.append((score, index.authors.texts[author], ground, foreign))
        scored.sort(key=lambda one: (-one[0], one[1]))
        room = round(2 * lens.other_langs * FOREIGN_OF_12)
        abroad = [one for one in scored if one[3]][:room]
        here = [one for one in scored if not one[3]]
        chosen = sorted(here[: most - len(abroad)] + abroad, key=lambda one: (-one[0], one[1]))
        return [(member, ground) for _, member, ground, _ in chosen]

    def topics(self, lens: Lens, *, now_us: int, most: int = MOST) -> list[tuple[str, Ground]]:
        """Return slugs of topics she might look at, the best first, each with a ground.

        near (a note she liked, which is under it or near to what is) · readers_also (the same, for
        what its readers liked) · popular_here. At most half of them are topics of what she liked;
        none that she muted or wants less of, none under which there is nothing else.
        """
        index = self._index
        claims: dict[int, _Claim] = defaultdict(_Claim)
        for row, weight in self._engaged(lens):
            note = index.notes.texts[row]
            for topic in self._topics_of(row):
                claims[topic].add("near", 2 * weight, note)
            for other, near in zip(*index.together.of(row), strict=True):
                for topic in self._topics_of(other) if index.open[other] else ():
                    claims[topic].add("readers_also", weight * float(near), note)
        for row, other, near in self._near(lens):
            for topic in self._topics_of(other):
                claims[topic].add("near", near, index.notes.texts[row])
        if not claims:
            for row in self._popular(lens, now_us):
                for topic in self._topics_of(row):
                    claims[topic].add("popular_here", 1.0, "")
        barred = {*lens.muted.tolist()}
        barred |= {topic for topic, much in lens.topics.items() if much < 0}
        barred |= {topic for topic, much in lens.wished.topics.items() if much < 0}
        weights = {"near": 1.0, "readers_also": ALSO, "popular_here": POPULAR}
        engaged = set(lens.engaged.tolist())
        scored = []
        for topic, claim in claims.items():
            rows = self._open(index.under(topic, limit=UNDER)).tolist()
            if topic not in barred and not engaged.issuperset(rows):
                score, ground = claim.told(weights)
                scored.append((score, index.topics.texts[topic], ground))
        scored.sort(key=lambda one: (-one[0], one[1]))
        known = {index.topics.texts[topic] for topic, much in lens.topics.items() if much > 0}
        old = [one for one in scored if one[1] in known][: most // 2]
        new = [one for one in scored if one[1] not in known][: most - len(old)]
        chosen = sorted(old + new, key=lambda one: (-one[0], one[1]))
        return [(slug, ground) for _, slug, ground in chosen]

    def _engaged(self, lens: Lens) -> list[tuple[int, float]]:
        rows = lens.engaged[:ENGAGED].tolist()
        return list(zip(rows, lens.engaged_weights[:ENGAGED].tolist(), strict=True))

    def _topics_of(self, row: int) -> list[int]:
        return [topic for topic in self._index.topic[row].tolist() if topic >= 0]

    def _near(self, lens: Lens) -> list[tuple[int, int, float]]:
        """Return (a note she liked, a note about the same thing, how near), the latter open."""
        found = []
        engaged = lens.engaged[:ENGAGED]
        for model, interests in lens.interests.items():
            space = self._index.spaces[model]
            scan = space.scan(interests)
            near = space.nearest(interests, scan, each=NEAREST, skip=engaged)
            rows = self._open(np.unique(np.concatenate(near)).tolist())
            liked, there = space.points(engaged)
            if not len(rows) or not there.any():
                continue
            towards = unit(liked[there])
            cosines = space.towards(rows, towards)
            closest = cosines.argmax(axis=0)
            best = cosines[closest, np.arange(len(rows))]
            sources = engaged[there][closest]
            found += [
                (int(source), int(row), float(spreads) / (4 * NEAR_SPREADS))
                for source, row, spreads in zip(sources, rows, best, strict=True)
                if spreads >= NEAR_SPREADS
            ]
        return found

    def _open(self, rows: Sequence[int]) -> Rows:
        found = np.array(rows, dtype=np.int32)
        return found[self._index.open[found]]

    def _popular(self, lens: Lens, now_us: int) -> list[int]:
        langs = [lang for lang, weight in lens.langs.items() if weight >= 0.5]
        found = [self._lists.popular_in(lang, now_us, limit=NEAREST) for lang in langs]
        return [int(row) for rows in found for row in self._open(rows.tolist())]

    def _authors(self) -> tuple[Rows, NDArray[np.int64]]:
        """Return by author the language of most open notes, -1 without any, and the last time."""
        index, n = self._index, len(self._index)
        # what a momo wrote leads to nobody
        rows = np.flatnonzero(index.open[:n] & (index.author[:n] == index.owner[:n]))
        authors, langs = index.author[rows].astype(np.int64), index.lang[rows]
        pairs, counts = np.unique(authors * len(index.langs) + langs, return_counts=True)
        pairs = pairs[np.argsort(counts, kind="stable")]
        lang_of = np.full(len(index.authors), -1, dtype=np.int32)
        # of several for one author the last one stays: the most frequent
        lang_of[pairs // len(index.langs)] = pairs % len(index.langs)
        newest_us = np.zeros(len(index.authors), dtype=np.int64)
        np.maximum.at(newest_us, authors, index.at_us[rows])
        return lang_of, newest_us

    def _refused(self, taste: Taste, lens: Lens) -> set[int]:
        index = self._index
        liked = set(index.author[lens.engaged].tolist())
        hidden = set(index.author[index.rows(taste.hidden)].tolist())
        less = {author for author, much in lens.wished.authors.items() if much < 0}
        return (hidden - liked) | less


def _liked_topics(lens: Lens) -> list[tuple[int, float]]:
    """Return the topics she likes best and how much, but for those she does not want."""
    weights = lens.topics | lens.wished.topics
    muted = set(lens.muted.tolist())
    best = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(topic, much) for topic, much in best if much > 0 and topic not in muted][:TOPICS]
