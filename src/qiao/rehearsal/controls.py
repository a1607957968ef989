"""Two feeds that know nobody, beside ours: what is popular, and anything at all."""

import numpy as np
from numpy.typing import NDArray

from qiao.feed.index import FeedIndex
from qiao.feed.lens import NEWCOMER_US, lens_of
from qiao.feed.models import SESSION, Features
from qiao.feed.promise import is_home
from qiao.feed.taste import Taste
from qiao.feed.trust.levers import Value
from qiao.kit.clock import DAY, HOUR
from qiao.rehearsal.people import Floats
from qiao.rehearsal.policies import Dealt, Flags, Policy, Rows, promise_to


class Popularity(Policy):
    """What is liked most, the same for everybody: likes count half after two days."""

    half_life_us = 2 * DAY

    def __init__(self, index: FeedIndex, levers: dict[str, Value], now_us: int) -> None:
        self.index, self.levers = index, levers
        self.newcomers_there = False
        self.at_us = now_us
        n = len(index)
        age = np.exp2(-np.maximum(0, now_us - index.at_us[:n]) / self.half_life_us)
        self.heat = (index.likes[:n] * age).astype(np.float64)

    def turn(self) -> None:
        """Nothing is kept for a minute."""

    def publish(self, rows: range, promised: list[int], authors: list[str]) -> None:  # noqa: ARG002 - the protocol
        self.heat = np.concatenate((self.heat, np.zeros(len(rows))))
        new = self.index.author_joined_us[rows.start : rows.stop]
        old = self.index.at_us[rows.start : rows.stop] - NEWCOMER_US
        self.newcomers_there |= bool((new > old).any())

    def heat_for(self, member: str, now_us: int) -> NDArray[np.float64]:  # noqa: ARG002 - for others
        """Return how good each note is."""
        return self.heat

    def session(self, member: str, langs: tuple[str, ...], taste: Taste, now_us: int) -> Dealt:
        index = self.index
        heat = np.where(index.open[: len(index)], self.heat_for(member, now_us), -1.0)
        heat[index.rows(taste.resting(now_us))] = -1.0
        few = min(SESSION, len(heat))
        best = np.argpartition(-heat, few - 1)[:few]
        rows = best[np.argsort(-heat[best], kind="stable")].astype(np.int32)
        # who she is, without what she did: a control knows nobody
        lens = lens_of(
            Taste(langs=langs, follows=taste.follows), index, reader=member, now_us=now_us
        )
        known = np.zeros(len(index.langs) + 1, dtype=np.float32)
        known[list(lens.langs)] = list(lens.langs.values())
        newcomer = index.author_joined_us[rows] > index.at_us[rows] - NEWCOMER_US
        followed = np.isin(index.author[rows], lens.followed)
        told = Features.of(
            len(rows),
            readable=known[index.lang[rows]],
            newcomer=newcomer.astype(np.float32),
            followed=followed.astype(np.float32),
            region=((lens.region >= 0) & (index.region[rows] == lens.region)).astype(np.float32),
        )
        everything = len(index), int(self.newcomers_there)
        return Dealt(
            rows,
            np.ones(len(rows), dtype=np.bool_),
            is_home(lens, told),
            newcomer,
            told.foreign,
            everything,
            promise_to(lens, self.levers),
        )

    def was_shown(self, member: str, rows: Rows, counted: Flags, weight: float) -> None:
        """Nothing is made of it."""

    def deeds(self, rows: Rows, worth: Floats) -> None:
        np.add.at(self.heat, rows, np.where(worth >= 1, worth, 0.0))

    def tick(self, now_us: int) -> None:
        self.heat *= np.exp2(-(now_us - self.at_us) / self.half_life_us)
        self.at_us = now_us


class Chance(Popularity):
    """Any note, for nobody in particular."""

    def heat_for(self, member: str, now_us: int) -> NDArray[np.float64]:
        seed = (sum(member.encode()), now_us // HOUR)
        made: NDArray[np.float64] = np.random.default_rng(seed).random(len(self.index))
        return made
