"""The square's own feed with its ladder; only the database between them is left out."""

from collections import defaultdict
from dataclasses import replace

import numpy as np

from qiao.feed.home import Kept, bits_of, unhurried
from qiao.feed.index import FeedIndex
from qiao.feed.ladder.models import State, Step
from qiao.feed.ladder.prior import Peers, dynamic_prior, for_author
from qiao.feed.ladder.rungs import Square, begun, stepped
from qiao.feed.ladder.state import FLOOR, Ladder
from qiao.feed.learned import Learned
from qiao.feed.lens import lens_of
from qiao.feed.mixers import Mixed, fit
from qiao.feed.models import Reader, Request
from qiao.feed.pipeline import Pipeline
from qiao.feed.promise import HOME, NEWCOMER
from qiao.feed.records import fitting_bits
from qiao.feed.serving import Feeds
from qiao.feed.sources import Popular, ReadersAlso
from qiao.feed.taste import Taste
from qiao.feed.trust.levers import Value
from qiao.rehearsal.people import Floats
from qiao.rehearsal.policies import SHARES, Dealt, Flags, Policy, Rows, promise_to

NOTHING: Rows = np.zeros(0, dtype=np.int32)


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

    def deeds(self, rows: Rows, worth: Floats) -> None:
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
