"""Describing candidates: everything the scorer may know, from memory."""

import numpy as np

from qiao.feed.chance import chance
from qiao.feed.index import FeedIndex
from qiao.feed.lens import NEWCOMER_US
from qiao.feed.lists import FRESH_FOR_US, Lists
from qiao.feed.models import COLUMNS, Column, Features, Request, Rows
from qiao.feed.stages import FeatureReader
from qiao.kit.clock import HOUR

FROM_SPREADS = 1.0
TO_SPREADS = 5.0
"""Cosines are told in spreads of unrelated notes: 1 is nothing, 5 the very subject (measured)."""
WEAKEST_INTEREST = 0.7
FROM_DEVIATIONS = 0.5
TO_DEVIATIONS = 3.5
"""CB2CF is told in standard deviations over all notes: 3.5 is one note in a thousand."""
BRIDGE_LIKES = 3.0
"""So many readers who share a language with her make half a bridge."""
PRIOR_IMPRESSIONS = 8.0
"""What content predicts of a note counts as so many impressions; then it speaks for itself."""


class FromMemory(FeatureReader):
    """Reads features from the index and the lists."""

    def __init__(self, index: FeedIndex, lists: Lists) -> None:
        self._index = index
        self._lists = lists

    def read(self, req: Request, rows: Rows) -> Features:
        index, lens = self._index, req.lens
        features = Features(np.zeros((len(COLUMNS), len(rows)), dtype=np.float32))
        self._directions(req, rows, features)
        authors = index.author[rows]
        features.author[:] = _dense(lens.authors, len(index.authors))[authors]
        followed = np.zeros(len(index.authors), dtype=np.float32)
        followed[lens.followed] = 1.0
        features.followed[:] = followed[authors]
        features.popularity[:] = self._lists.popularity(req.now_us)[rows]
        at_us = index.at_us[rows]
        age_us = np.maximum(req.now_us - at_us, 0)
        features.age_h[:] = age_us / HOUR
        audience = index.audience[rows]
        lacking = np.maximum(0.0, 1.0 - audience / index.first_audience)
        features.lacking[:] = np.where(age_us < FRESH_FOR_US, lacking, 0.0)
        features.newcomer[:] = index.author_joined_us[rows] > at_us - NEWCOMER_US
        features.chance[:] = chance(req.seed, rows)
        if lens.topics or lens.wished.topics:
            # one more place, of weight 0, is what -1 (no topic) points at
            topics = np.ascontiguousarray(index.topic.take(rows, axis=0).T)
            features.topic[:] = _best_or_worst(lens.topics, topics, len(index.topics) + 1)
            if lens.wished.topics:
                asked = _best_or_worst(lens.wished.topics, topics, len(index.topics) + 1)
                _ask(features, asked)
        self._languages(req, rows, features)
        if lens.region >= 0:
            features.region[:] = index.region[rows] == lens.region
        if len(lens.together):
            at = np.minimum(np.searchsorted(lens.together, rows), len(lens.together) - 1)
            features.collab[:] = np.where(lens.together[at] == rows, lens.together_how[at], 0.0)
        if lens.wished.authors:
            _ask(features, _dense(lens.wished.authors, len(index.authors))[authors])
        features.evidence[:] = self._evidence(req, rows, audience, features.cb2cf)
        return features

    def _directions(self, req: Request, rows: Rows, features: Features) -> None:
        """Tell how near the notes are to interests, predictions, refusals and wishes."""
        lens, wished = req.lens, req.lens.wished
        for model, space in self._index.spaces.items():
            interests = lens.interests.get(model)
            predicted = lens.predicted.get(model)
            refused = [p[model] for p in (lens.hidden_points, wished.less_points) if model in p]
            more = wished.more_points.get(model)
            asked = [] if interests is None else [interests]
            asked += [] if predicted is None else [predicted[None, :]]
            asked += refused
            asked += [] if more is None else [more]
            if not asked:
                continue
            near = space.towards(rows, np.concatenate(asked))
            start = 0
            if interests is not None:
                start = len(interests)
                strengths = WEAKEST_INTEREST + (1 - WEAKEST_INTEREST) * lens.strengths[model]
                told = _told(near[:start], FROM_SPREADS, TO_SPREADS) * strengths[:, None]
                np.maximum(features.near, told.max(axis=0), out=features.near)
            if predicted is not None:
                deviations = near[start] * np.float32(space.spread)
                told = _told(deviations, FROM_DEVIATIONS, TO_DEVIATIONS)
                np.maximum(features.cb2cf, told, out=features.cb2cf)
                start += 1
            if refused:
                end = start + sum(len(points) for points in refused)
                told = _told(near[start:end].max(axis=0), FROM_SPREADS, TO_SPREADS)
                np.maximum(features.unwanted, told, out=features.unwanted)
                if model in wished.less_points:
                    less = near[end - len(wished.less_points[model]) : end].max(axis=0)
                    _ask(features, -_told(less, FROM_SPREADS, TO_SPREADS))
                start = end
            if more is not None:
                _ask(features, _told(near[start:].max(axis=0), FROM_SPREADS, TO_SPREADS))

    def _languages(self, req: Request, rows: Rows, features: Features) -> None:
        index, lens = self._index, req.lens
        known = _dense(lens.langs, len(index.langs) + 1)
        langs = index.lang[rows]
        # a version or a part in her language makes a note readable, nearly as well as the whole
        others = np.ascontiguousarray(index.readable_as.take(rows, axis=0).T)
        parts: Column = known.take(others, mode="wrap").max(axis=0) * np.float32(0.95)
        np.maximum(known[langs], parts, out=features.readable)
        if lens.wished.langs:
            _ask(features, _dense(lens.wished.langs, len(index.langs) + 1)[langs])
        if lens.reads:
            reads = [base for base in lens.reads if base < index.liked_by.shape[1]]
            liked = index.liked_by.take(rows, axis=0)[:, reads].sum(axis=1)
            bridge = liked / (liked + BRIDGE_LIKES)
            features.bridging[:] = np.where(known[langs] < 0.5, bridge, 0.0)

    def _evidence(
        self,
        req: Request,
        rows: Rows,
        audience: "np.ndarray[tuple[int], np.dtype[np.int32]]",
        cb2cf: Column,
    ) -> Column:
        """Return what a note's own audience made of it, shrunk to what its content predicts."""
        index = self._index
        usual = self._lists.deeds_each(req.now_us)
        deeds = index.likes[rows] + 1.5 * index.comments[rows] + 2.0 * index.collects[rows]
        expected = usual * (0.5 + 1.5 * cb2cf)
        rate = (deeds + PRIOR_IMPRESSIONS * expected) / (audience + PRIOR_IMPRESSIONS)
        told: Column = (rate / (rate + usual)).astype(np.float32)
        return told


def _ask(features: Features, asked: Column) -> None:
    """Take in a wish: of several, the strongest holds; "less" wins over "more"."""
    wished = features.wished
    stronger = (np.abs(asked) > np.abs(wished)) | ((asked < 0) & (wished > 0))
    stronger &= ~((wished < 0) & (asked >= 0))
    wished[stronger] = asked[stronger]


def _told(values: Column, low: float, high: float) -> Column:
    told: Column = (values - np.float32(low)) * np.float32(1.0 / (high - low))
    return np.clip(told, 0.0, 1.0, out=told)


def _best_or_worst(weights: dict[int, float], topics: Rows, size: int) -> Column:
    known = _dense(weights, size).take(topics, mode="wrap")
    best, worst = known.max(axis=0), known.min(axis=0)
    told: Column = np.where(-worst > best, worst, best)
    return told


def _dense(weights: dict[int, float], size: int) -> Column:
    dense = np.zeros(size, dtype=np.float32)
    if weights:
        dense[list(weights)] = list(weights.values())
    return dense
