"""Who makes the pages: the square's own feed with its ladder, and two controls without either."""

from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from qiao.feed.home import Kept, bits_of, unhurried
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import FIRST_AUDIENCE, State, Step
from qiao.feed.ladder.prior import Peers, dynamic_prior, for_author
from qiao.feed.ladder.rungs import Square, begun, first_audience, stepped
from qiao.feed.ladder.state import FLOOR, Ladder
from qiao.feed.learned import Learned
from qiao.feed.lens import NEWCOMER_US, Lens, lens_of
from qiao.feed.mixers import Mixed, fit
from qiao.feed.models import SESSION, Features, Reader, Request
from qiao.feed.pipeline import Pipeline
from qiao.feed.promise import HOME, NEWCOMER, Promise, is_home, promised
from qiao.feed.records import fitting_bits
from qiao.feed.serving import Feeds
from qiao.feed.sources import Popular, ReadersAlso
from qiao.feed.taste import Taste
from qiao.feed.trust.levers import LEVERS, Value
from qiao.kit.clock import DAY, HOUR

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]
NOTHING: Rows = np.zeros(0, dtype=np.int32)
SHARES = ("home_share", "newcomer_share")


class Dealt(NamedTuple):
    """One session, best first, with what each note is to the reader. Columns of one length."""

    rows: Rows
    counted: Flags  # counts for the note's first audience
    home: Flags
    newcomer: Flags
    foreign: Flags
    outside: tuple[int, int]  # fitting candidates left: home, newcomers'
    promised: Promise


class Policy(Protocol):
    """Makes sessions, and hears what is published, shown and done."""

    levers: dict[str, Value]

    def publish(self, rows: range, promised: list[int], authors: list[str]) -> None: ...
    def session(self, member: str, langs: tuple[str, ...], taste: Taste, now_us: int) -> Dealt: ...
    def was_shown(self, member: str, rows: Rows, counted: Flags, weight: float) -> None: ...
    def deeds(self, rows: Rows, worth: "NDArray[np.float32]") -> None: ...
    def tick(self, now_us: int) -> None: ...
    def turn(self) -> None: ...


class Ours(Policy):
    """The real index, ranking and ladder; only the database between them is left out."""

    def __init__(
        self,
        index: FeedIndex,
        steps: list[Step],
        levers: dict[str, Value],
        measures: frozenset[str],
        readers: int,
        learned: Learned,
    ) -> None:
        """Begin. `readers`: active ones. `learned`: what the square knows; it learns no more."""
        self.index = index
        self.ladder = Ladder(index)
        self.measures = measures
        self.readers = readers
        self.learned = learned
        self.levers = levers
        self.steps: dict[str, Step] = {}
        self.touched: set[str] = set()
        self.of_author: dict[str, tuple[int, float]] = defaultdict(lambda: (0, 0.0))
        self.peers, self.prior = Peers(), 0.06
        self.seq = 0
        self.met: set[str] = set()
        if "ladder" in measures:
            for step in steps:
                self._step(step)
        self.turn()

    def measured(self, measures: frozenset[str]) -> None:
        """Go on with other measures."""
        self.measures = measures
        if "ladder" not in measures:
            for step in list(self.steps.values()):
                self.ladder.put(step._replace(state=State.DONE), seq=self.seq)
            self.steps.clear()
            self.touched.clear()
        self.turn()

    def turn(self) -> None:
        """Begin a half day: lists that are kept for a minute are made anew.

        So that a rehearsal that was interrupted here goes on as if it had not been.
        """
        self._feeds = Feeds(cursor_key=b"rehearsal", ladder=self.ladder, explore=self._explore)
        self._feeds.levers.set(self._levers())
        self._feeds.learn(self.learned)

    def __getstate__(self) -> dict[str, object]:
        """Leave out what `turn` makes: stages hold functions."""
        return {k: v for k, v in vars(self).items() if k != "_feeds"} | {
            "of_author": dict(self.of_author)
        }

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self.of_author = defaultdict(lambda: (0, 0.0), self.of_author)
        self.turn()

    def _levers(self) -> dict[str, Value]:
        set_to = dict(self.levers)
        set_to["feed"] = "ranked"
        if "ladder" not in self.measures:
            set_to["explore_share"] = 0.0
        set_to |= {name: 0.0 for name in SHARES if name not in self.measures}
        if "newcomer_share" not in self.measures:
            set_to["hospitality"] = 0.0
        return set_to

    def _explore(self, kept: Kept) -> Pipeline:
        # the same seed, the same digits, on a slow machine too
        made = unhurried(kept)
        if "home_share" in self.measures:
            return made
        index = self.index
        by_score = Mixed(
            kept.ladder,
            authors=lambda rows: index.author[rows],
            slots=lambda: kept.levers.number("explore_share"),
            shares=lambda _req, _ranked: [],
            crowd=bits_of(made.sources, ReadersAlso, Popular),
            promise=kept.promise,
            hospitality=lambda: kept.levers.number("hospitality"),
        )
        return replace(made, mixer=by_score)

    # ---- What happens

    def publish(self, rows: range, promised: list[int], authors: list[str]) -> None:
        if "ladder" not in self.measures:
            return
        for row, audience, author in zip(rows, promised, authors, strict=True):
            given, hits = self.of_author[author]
            prior = for_author(self.prior, self.peers, hits=hits, given=given)
            at_us = int(self.index.at_us[row])
            note = self.index.notes.texts[row]
            self._step(begun(note, at_us=at_us, promised=audience, prior=prior))

    def session(self, member: str, langs: tuple[str, ...], taste: Taste, now_us: int) -> Dealt:
        who = Reader(member, langs)
        lens = lens_of(taste, self.index, reader=member, now_us=now_us)
        ranked, _, trace = self._feeds.rank(who, lens, shown=NOTHING, now_us=now_us, told=0)
        self.ladder.lend(ranked.rows[ranked.slot])
        counted = ranked.slot | ((ranked.sources & fitting_bits(self._feeds.sources)) > 0)
        return Dealt(
            ranked.rows,
            counted,
            (ranked.marks & HOME) > 0,
            (ranked.marks & NEWCOMER) > 0,
            ranked.features.foreign,
            trace.left,
            promise_to(lens, self.levers),
        )

    def meet(self, member: str) -> None:
        """Remember from now on what a reader is tried with."""
        if member not in self.met:
            self.met.add(member)
            self.ladder.met(member, ())

    def fits(
        self, member: str, langs: tuple[str, ...], taste: Taste, rows: Rows, now_us: int
    ) -> Flags:
        """Say which of some notes fit a reader, as the feed sees it."""
        lens = lens_of(taste, self.index, reader=member, now_us=now_us)
        req = Request(Reader(member, langs), lens, now_us, 0)
        told: Flags = fit(req, self._feeds.pipeline.features.read(req, rows)) >= FLOOR
        return told

    def was_shown(self, member: str, rows: Rows, counted: Flags, weight: float) -> None:
        texts = self.index.notes.texts
        np.add.at(self.index.audience, rows, round(weight))
        self.ladder.was_shown(member, [texts[row] for row in rows.tolist()])
        self.seq += 1
        for row in rows[counted].tolist():
            step = self.steps.get(texts[row])
            if step is not None:
                self.steps[step.note] = step._replace(given=step.given + round(weight))
                self.touched.add(step.note)
                for _ in range(round(weight)):
                    self.ladder.give(step.note, seq=self.seq)
                self._count(row, round(weight), 0.0)

    def deeds(self, rows: Rows, worth: "NDArray[np.float32]") -> None:
        texts = self.index.notes.texts
        for row, much in zip(rows.tolist(), worth.tolist(), strict=True):
            step = self.steps.get(texts[row])
            if step is not None:
                hits = min(float(step.given), step.hits + much)
                self._count(row, 0, hits - step.hits)
                self.steps[step.note] = step._replace(hits=hits)
                self.touched.add(step.note)

    def tick(self, now_us: int) -> None:
        """Do the worker's round of the ladder."""
        tried = (s for s in self.steps.values() if s.given and (s.rung or s.state != State.FIRST))
        self.peers = Peers.of((step.hits, step.given) for step in tried)
        self.prior = dynamic_prior(self.peers)
        square = Square(self.readers, self.peers)
        ladder, n = self.ladder, len(self.index)
        due = np.flatnonzero((ladder.code[:n] > 0) & (ladder.due_us[:n] <= now_us))
        texts = self.index.notes.texts
        for note in sorted(self.touched.union(texts[row] for row in due.tolist())):
            step = self.steps.get(note)
            row = self.index.notes.find(note)
            if step is None or row is None:
                continue
            after = stepped(step, square, at_us=int(self.index.at_us[row]), now_us=now_us)
            if after != step or note in self.touched:
                self._step(after)
        self.touched.clear()

    def _count(self, row: int, given: int, hits: float) -> None:
        author = self.index.authors.texts[self.index.author[row]]
        before = self.of_author[author]
        self.of_author[author] = before[0] + given, before[1] + hits

    def _step(self, step: Step) -> None:
        self.steps[step.note] = step
        self.ladder.put(step, seq=self.seq)


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

    def deeds(self, rows: Rows, worth: "NDArray[np.float32]") -> None:
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


def promise_to(lens: Lens, levers: dict[str, Value]) -> Promise:
    """Return what the square promises a reader, whatever a run leaves out."""
    number = {name: float(levers.get(name, LEVERS[name].default)) for name in SHARES}
    return promised(
        home=number["home_share"], newcomer=number["newcomer_share"], dial=lens.homeward
    )


def promise_of(readers: int, earlier_today: int) -> int:
    """Return what a new note is promised; see the ladder."""
    return min(FIRST_AUDIENCE, first_audience(readers, earlier_today=earlier_today))
