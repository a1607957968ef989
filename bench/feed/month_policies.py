"""Who makes the pages of the month: Explore as shipped, and two controls."""

from collections import defaultdict
from typing import Protocol

import numpy as np
from month_world import START_US, World
from numpy.typing import NDArray

from qiao.feed.ladder.models import State, Step
from qiao.feed.ladder.prior import Peers, dynamic_prior, for_author
from qiao.feed.ladder.rungs import Square, begun, first_audience, late_comer, stepped
from qiao.feed.ladder.state import FLOOR
from qiao.feed.learned import Learned, Neighbours
from qiao.feed.learning.square.neighbours import item_knn, scores
from qiao.feed.mixers import fit
from qiao.feed.models import Reader, Request
from qiao.feed.records import fitting_bits
from qiao.feed.serving import Feeds
from qiao.feed.taste import Taste
from qiao.kit.clock import DAY

Items = NDArray[np.int32]
NEW_MEMBER_US = 500 * DAY
HELD_BACK = 0.05


class Policy(Protocol):
    """Makes sessions and hears what came of them."""

    def publish(self, item: int, now_us: int) -> None: ...
    def session(
        self, reader: int, taste: Taste, now_us: int
    ) -> tuple[Items, NDArray[np.bool_]]: ...
    def was_shown(self, reader: int, items: Items, counted: NDArray[np.bool_]) -> None: ...
    def deed(self, reader: int, item: int, worth: float) -> None: ...
    def before(self, reader: int, item: int, worth: float) -> None: ...
    def tick(self, now_us: int) -> None: ...


class Explore(Policy):
    """The real index, ranking and ladder; only the database between them is left out."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.feeds = Feeds(cursor_key=b"bench")
        self.index, self.ladder = self.feeds.index, self.feeds.ladder
        self.index.readers.update(f"r{i}" for i in range(world.readers))
        self.steps: dict[str, Step] = {}
        self.worth: dict[tuple[int, int], float] = {}
        self.fitting: dict[int, set[int]] = defaultdict(set)
        self.day = -1
        self.likes = world.liked_before.copy()
        self.touched: set[str] = set()
        self.seq = 0
        self.published: dict[str, list[int]] = defaultdict(list)
        self.prior, self.peers = 0.06, Peers()
        for item in range(world.first_new):
            self._put(item)
        self._place(range(world.first_new))
        for item in range(world.first_new):
            at_us = int(world.at_us[item])
            if START_US - at_us < 120 * DAY:
                step = begun(name(item), at_us=at_us, promised=30, prior=self.prior)
                self._step(late_comer(step, at_us=at_us, now_us=START_US))

    def publish(self, item: int, now_us: int) -> None:
        self._put(item)
        self._place(range(item, item + 1))
        author = self.world.authors[item]
        earlier = [at_us for at_us in self.published[author] if at_us > now_us - DAY]
        self.published[author].append(now_us)
        promised = first_audience(self.world.readers, earlier_today=len(earlier))
        given, hits = self._of_author(author)
        prior = for_author(self.prior, self.peers, hits=hits, given=given)
        self._step(begun(name(item), at_us=now_us, promised=promised, prior=prior))

    def session(self, reader: int, taste: Taste, now_us: int) -> tuple[Items, NDArray[np.bool_]]:
        who = Reader(f"r{reader}", ("en",))
        lens = self.feeds.tastes.lens(who, taste, now_us=now_us)
        ranked, *_ = self.feeds.rank(who, lens, shown=np.zeros(0, dtype=np.int32), now_us=now_us)
        self._count_fitting(reader, Request(who, lens, now_us, seed=reader), now_us)
        counted = ranked.slot | ((ranked.sources & fitting_bits(self.feeds.sources)) > 0)
        return ranked.rows, counted

    def _count_fitting(self, reader: int, req: Request, now_us: int) -> None:
        """Note for which of the day's notes this reader counts as one it fits."""
        n = len(self.index)
        young = np.flatnonzero(self.index.at_us[:n] > now_us - DAY).astype(np.int32)
        fits = fit(req, self.feeds.pipeline.features.read(req, young)) >= FLOOR
        for row in young[fits & (young >= self.world.first_new)].tolist():
            self.fitting[row].add(reader)

    def was_shown(self, reader: int, items: Items, counted: NDArray[np.bool_]) -> None:
        self.index.was_shown([name(i) for i in items.tolist()])
        self.ladder.was_shown(f"r{reader}", [name(i) for i in items.tolist()])
        self.seq += 1
        for item in items[counted].tolist():
            step = self.steps.get(name(item))
            if step is not None:
                self.steps[step.note] = step._replace(given=step.given + 1)
                self.touched.add(step.note)
                self.ladder.give(step.note, seq=self.seq)

    def deed(self, reader: int, item: int, worth: float) -> None:
        if worth >= 1:
            self.likes[item] += 1
            self.index.count(name(item), (int(self.likes[item]), 0, 0))
        more = worth - self.worth.get((reader, item), 0.0)
        if more <= 0:
            return
        self.worth[reader, item] = worth
        if step := self.steps.get(name(item)):
            self.steps[step.note] = step._replace(hits=step.hits + more)
            self.touched.add(step.note)

    def before(self, reader: int, item: int, worth: float) -> None:
        self.worth[reader, item] = worth

    def learn(self, day: int) -> None:
        """Learn once a day, by the item-kNN part of what the worker teaches itself."""
        from scipy.sparse import csr_matrix

        (by, on), told = np.array(list(self.worth)).T, np.array(list(self.worth.values()))
        held = np.random.default_rng(day).random(len(by)) < HELD_BACK
        shape = (self.world.readers, len(self.index))
        matrix = csr_matrix((told[~held], (by[~held], on[~held])), shape=shape, dtype=np.float32)
        near = item_knn(matrix, pool=50)
        members = np.unique(by[held])
        got = [
            row[on[held & (by == member)]]
            for member, row in zip(members, scores(near, matrix, members), strict=True)
        ]
        found = np.concatenate(got)
        scale = float(np.median(found[found > 0])) if (found > 0).any() else 1.0
        names = tuple(name(item) for item in range(len(self.index)))
        kin = Neighbours(names, near.near, near.weights, scale)
        self.feeds.learn(Learned(f"day {day}", neighbours=kin))

    def tick(self, now_us: int) -> None:
        """Do the worker's round."""
        day = int((now_us - START_US) // DAY)
        if day != self.day:
            self.day = day
            self.learn(day)
        tried = [s for s in self.steps.values() if s.given and (s.rung or s.state != State.FIRST)]
        self.peers = Peers.of((step.hits, step.given) for step in tried)
        self.prior = dynamic_prior(self.peers)
        square = Square(self.world.readers, self.peers)
        for step in list(self.steps.values()):
            at_us = int(self.world.at_us[int(step.note[1:])])
            after = stepped(step, square, at_us=at_us, now_us=now_us)
            if after != step or step.note in self.touched:
                self._step(after)
        self.touched.clear()

    def _of_author(self, author: str) -> tuple[int, float]:
        given, hits = 0, 0.0
        for item in np.flatnonzero(np.array(self.world.authors) == author).tolist():
            if step := self.steps.get(name(item)):
                given, hits = given + step.given, hits + step.hits
        return given, hits

    def _step(self, step: Step) -> None:
        self.steps[step.note] = step
        self.ladder.put(step, seq=self.seq)

    def _put(self, item: int) -> None:
        world = self.world
        new_member = item >= world.first_new and world.authors.index(world.authors[item]) == item
        joined_us = int(world.at_us[item]) if new_member else START_US - NEW_MEMBER_US
        self.index.put(
            name(item),
            author=world.authors[item],
            joined_us=joined_us,
            at_us=int(world.at_us[item]),
            lang=world.langs[item],
            readable_as=(),
            topics=world.topics[item],
            counts=(int(world.liked_before[item]), 0, 0),
            recommendable=True,
        )

    def _place(self, items: range) -> None:
        vectors = self.world.vectors[items.start : items.stop]
        if len(items) > 1:
            self.index.place("usem3", [name(items.start)], vectors[:1])
            self.index.spaces["usem3"].fit(vectors)
        self.index.place("usem3", [name(i) for i in items], vectors)


class Popularity(Policy):
    """What is liked most, the same for everybody: likes count half after a fortnight."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.there = world.first_new
        self.heat = world.liked_before * np.exp2((world.at_us - START_US) / (14.0 * DAY))
        self.at_us = START_US

    def publish(self, item: int, now_us: int) -> None:  # noqa: ARG002 - the protocol
        self.there = item + 1
        self.heat[item] = 0.0

    def session(self, reader: int, taste: Taste, now_us: int) -> tuple[Items, NDArray[np.bool_]]:  # noqa: ARG002 - the same for all
        heat = self._heat(reader, now_us)
        best = np.argsort(-heat, kind="stable")[:100].astype(np.int32)
        return best, np.ones(len(best), dtype=np.bool_)

    def _heat(self, reader: int, now_us: int) -> NDArray[np.float64]:  # noqa: ARG002 - for others
        return self.heat[: self.there]

    def was_shown(self, reader: int, items: Items, counted: NDArray[np.bool_]) -> None:
        """Nothing is made of it."""

    def deed(self, reader: int, item: int, worth: float) -> None:  # noqa: ARG002 - the protocol
        if worth >= 1:
            self.heat[item] += 1

    def before(self, reader: int, item: int, worth: float) -> None:
        """Fame tells it already."""

    def tick(self, now_us: int) -> None:
        self.heat *= np.exp2(-(now_us - self.at_us) / (14.0 * DAY))
        self.at_us = now_us


class Anew(Popularity):
    """Popularity that begins with the month: before anything is liked, chance decides."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.heat[:] = 0.0

    def _heat(self, reader: int, now_us: int) -> NDArray[np.float64]:
        return self.heat[: self.there] + 1e-9 * chance(reader, now_us, self.there)


class Chance(Popularity):
    """Any note, for nobody in particular."""

    def _heat(self, reader: int, now_us: int) -> NDArray[np.float64]:
        return chance(reader, now_us, self.there)


def chance(reader: int, now_us: int, items: int) -> NDArray[np.float64]:
    """Return a number for each item, others for every session."""
    made: NDArray[np.float64] = np.random.default_rng((reader, now_us)).random(items)
    return made


def name(item: int) -> str:
    """Return an item's id in the feed; its number is its row too."""
    return f"n{item}"
