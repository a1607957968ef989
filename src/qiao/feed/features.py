"""Describing candidates: everything the scorer may know, from memory."""

import numpy as np

from qiao.feed.index import FeedIndex
from qiao.feed.lists import FRESH_FOR_US, Lists
from qiao.feed.models import Column, Features, Request, Rows
from qiao.feed.stages import FeatureReader
from qiao.kit.clock import DAY, HOUR

NEWCOMER_US = 14 * DAY
FROM_SPREADS = 1.0
TO_SPREADS = 5.0
"""Cosines are told in spreads of unrelated notes: 1 is nothing, 5 the very subject (measured)."""
WEAKEST_INTEREST = 0.7


class FromMemory(FeatureReader):
    """Reads features from the index and the lists."""

    def __init__(self, index: FeedIndex, lists: Lists) -> None:
        self._index = index
        self._lists = lists

    def read(self, req: Request, rows: Rows) -> Features:
        index, lens = self._index, req.lens
        near, unwanted = self._nearness(req, rows)
        author = _dense(lens.authors, len(index.authors))
        followed = np.zeros(len(index.authors), dtype=np.float32)
        followed[lens.followed] = 1.0
        authors = index.author[rows]
        age_us = np.maximum(req.now_us - index.at_us[rows], 0)
        lacking = np.maximum(0.0, 1.0 - index.audience[rows] / index.first_audience)
        return Features(
            near=near,
            unwanted=unwanted,
            topic=self._topic(req, rows),
            author=author[authors],
            followed=followed[authors],
            popularity=self._lists.popularity(req.now_us)[rows],
            age_h=(age_us / HOUR).astype(np.float32),
            readable=self._readable(req, rows),
            lacking=np.where(age_us < FRESH_FOR_US, lacking, 0.0).astype(np.float32),
            newcomer=(index.author_joined_us[rows] > index.at_us[rows] - NEWCOMER_US).astype(
                np.float32
            ),
            chance=np.random.default_rng(req.seed).random(len(rows), dtype=np.float32),
        )

    def _nearness(self, req: Request, rows: Rows) -> tuple[Column, Column]:
        near = np.zeros(len(rows), dtype=np.float32)
        unwanted = np.zeros(len(rows), dtype=np.float32)
        for model, space in self._index.spaces.items():
            towards = req.lens.interests.get(model)
            hidden = req.lens.hidden_points.get(model)
            if towards is None and hidden is None:
                continue
            if towards is not None:
                strengths = WEAKEST_INTEREST + (1 - WEAKEST_INTEREST) * req.lens.strengths[model]
                told = _told(space.towards(rows, towards)) * strengths[:, None]
                np.maximum(near, told.max(axis=0), out=near)
            if hidden is not None:
                told = _told(space.towards(rows, hidden))
                np.maximum(unwanted, told.max(axis=0), out=unwanted)
        return near, unwanted

    def _topic(self, req: Request, rows: Rows) -> Column:
        if not req.lens.topics:
            return np.zeros(len(rows), dtype=np.float32)
        # one more place, of weight 0, is what -1 (no topic) points at
        topics = np.ascontiguousarray(self._index.topic.take(rows, axis=0).T)
        liked = _dense(req.lens.topics, len(self._index.topics) + 1).take(topics, mode="wrap")
        best, worst = liked.max(axis=0), liked.min(axis=0)
        topic: Column = np.where(-worst > best, worst, best)
        return topic

    def _readable(self, req: Request, rows: Rows) -> Column:
        langs = _dense(req.lens.langs, len(self._index.langs) + 1)
        # a version or a part in her language makes a note readable, nearly as well as the whole
        others = np.ascontiguousarray(self._index.readable_as.take(rows, axis=0).T)
        parts: Column = langs.take(others, mode="wrap").max(axis=0) * 0.95
        return np.maximum(langs[self._index.lang[rows]], parts)


def _told(spreads: Column) -> Column:
    told: Column = (spreads - FROM_SPREADS) / (TO_SPREADS - FROM_SPREADS)
    return np.clip(told, 0.0, 1.0, out=told)


def _dense(weights: dict[int, float], size: int) -> Column:
    dense = np.zeros(size, dtype=np.float32)
    if weights:
        dense[list(weights)] = list(weights.values())
    return dense
