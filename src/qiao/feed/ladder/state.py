"""The ladder in the memory of a web process: who is owed readers, and who gets the next slots."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.events import LadderMoved, NotesShown
from qiao.feed.index import FeedIndex
from qiao.feed.ladder import queries
from qiao.feed.ladder.dealt import Dealt
from qiao.feed.ladder.models import (
    CODES,
    GRACE_US,
    POSTERIOR_WEIGHT,
    WITHIN_US,
    Code,
    State,
    Step,
)
from qiao.feed.ladder.prior import FIRST_GUESS
from qiao.feed.ladder.thompson import (
    BY_CHANCE,
    DRAWS,
    Contest,
    LadderDraw,
    posterior_draws,
)
from qiao.feed.records import Alternative
from qiao.feed.space import Floats, Rows, grown
from qiao.kit.clock import HOUR, SECOND
from qiao.kit.db import ReadTx, Told, last_seq
from qiao.notes.events import NotePublished

MINUTE = 60 * SECOND
FLOOR = 0.15
"""Fit from which a note on schedule may take a slot; below it, it is tried on others."""
SPARE_US = 12 * HOUR
AIM_US = WITHIN_US - SPARE_US
"""A first audience is meant to be complete so long after publication; the rest is in reserve."""
MOST_PACE = 8.0
URGENCY = 2.0
"""What being on schedule with nothing given yet is worth, in rates of an average note."""
TRICKLE_BONUS = 0.5
SEEN_OF_LENT = 0.3
"""Of the notes a session holds, so many are scrolled to."""
LENT_KEPT = 0.8
LEAST_RESTING = 20
MAX_READERS = 3_000
NOTHING: Rows = np.zeros(0, dtype=np.int32)
# plain numbers: they are compared with whole columns for every session
NONE, FIRST, GROWING, RESTING = (int(code) for code in Code)


class Standing(NamedTuple):
    """Columns for some rows: readers still owed, and what the posterior is made of."""

    owed: Floats
    prior: Floats
    hits: Floats
    given: Floats


class Ladder:
    """One row a note of the index; a note that is not on the ladder has `Code.NONE`.

    Held by one event loop. The worker keeps the table (`jobs.climb`) and tells what moved; what was
    shown meanwhile is counted from the event log, so promises are right within seconds.
    """

    def __init__(self, index: FeedIndex) -> None:
        self._index = index
        self.code = np.zeros(256, dtype=np.int8)
        self.promised = np.zeros(256, dtype=np.int32)
        self.given = np.zeros(256, dtype=np.int32)
        self.hits = np.zeros(256, dtype=np.float32)
        self.prior = np.zeros(256, dtype=np.float32)
        self.due_us = np.zeros(256, dtype=np.int64)
        self._known = np.zeros(256, dtype=np.bool_)  # has a row in the table, on the ladder or not
        self._read_at = np.zeros(256, dtype=np.int64)  # what the log said up to there is counted
        self._lent = np.zeros(256, dtype=np.float32)  # held by sessions, not scrolled to yet
        self._tried: OrderedDict[str, set[int]] = OrderedDict()
        self._dealt = Dealt(max_readers=MAX_READERS)
        self._minute = -1
        self._place = np.full(256, -1, dtype=np.int32)  # of a row among this minute's draws
        self._draws = np.zeros((DRAWS, 64), dtype=np.float32)
        self._drawn = 0
        self._offers: tuple[object, Rows] = (None, NOTHING)
        self._moved = 0
        self._rng = np.random.default_rng(20260202)
        self.mean = FIRST_GUESS

    @property
    def index(self) -> FeedIndex:
        return self._index

    # ---- What the database says

    async def load(self, tx: ReadTx, *, now_us: int) -> None:
        """Read the table. The index is loaded; follow the log from before this call on."""
        seq = await last_seq(tx)
        for step in await queries.every_step(tx):
            self.put(step, seq=seq)
        self._make_room()
        n = len(self._index)
        young = self._index.open[:n] & (self._index.at_us[:n] > now_us - WITHIN_US)
        for row in np.flatnonzero(young & ~self._known[:n]).tolist():
            self._begin(row)

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Take in what was told, after the index has."""
        moved: set[str] = set()
        for line in told:
            match line.event():
                case NotePublished(note=note):
                    row = self._index.notes.find(note)
                    self._make_room()
                    if row is not None and self._index.open[row] and not self._known[row]:
                        self._begin(row)
                case LadderMoved(notes=notes):
                    moved.update(notes)
                case NotesShown(member=member, first=first, served=served):
                    self.was_shown(member, first)
                    for note in served:
                        self.give(note, seq=line.seq)
        if moved:
            seq = await last_seq(tx)
            for step in await queries.steps_of(tx, sorted(moved)):
                self.put(step, seq=seq)

    async def meet(self, tx: ReadTx, reader: str) -> None:
        """Learn what a reader who just came was shown before: nothing is tried on her twice."""
        if reader not in self._tried:
            self.met(reader, await queries.tried_on(tx, reader))
        self._tried.move_to_end(reader)

    def met(self, reader: str, tried: Iterable[str]) -> None:
        """Begin to remember what a reader is tried with, after what she was shown before."""
        self._tried[reader] = set(self._index.rows(tried).tolist())
        while len(self._tried) > MAX_READERS:
            self._tried.popitem(last=False)

    def put(self, step: Step, *, seq: int = 0) -> None:
        """Write one note's standing. `seq`: what the log said up to there is in it."""
        row = self._index.notes.find(step.note)
        if row is None:
            return
        self._make_room()
        self._known[row] = True
        self.code[row] = CODES.get(State(step.state), Code.NONE)
        self.promised[row] = step.promised
        self.given[row] = step.given
        self.hits[row] = step.hits
        self.prior[row] = step.prior
        self.due_us[row] = step.due_us
        self._read_at[row] = seq
        self._moved += 1

    def was_shown(self, member: str, notes: Iterable[str]) -> None:
        """Remember what a reader has been tried with."""
        if (tried := self._tried.get(member)) is not None:
            tried.update(self._index.rows(notes).tolist())

    def give(self, note: str, *, seq: int) -> None:
        """Count one fitting reader who was shown a note; what the table has counted is not."""
        row = self._index.notes.find(note)
        if row is not None and row < len(self.given) and seq > self._read_at[row]:
            self.given[row] += 1
            self._lent[row] = max(0.0, self._lent[row] - 1.0)

    def _begin(self, row: int) -> None:
        """Begin a first audience before the worker has written it down."""
        self.code[row] = FIRST
        self.promised[row] = self._index.first_audience
        self.prior[row] = 0.6 * self.mean
        self.due_us[row] = int(self._index.at_us[row]) + WITHIN_US
        self._moved += 1

    # ---- What feeds ask

    def offers(self, now_us: int) -> Rows:
        """Return the open rows that may take a slot now, ascending. As old as a minute.

        Of those that rest only some, others every minute: they must not crowd out who is promised
        a day.
        """
        self._make_room()
        key = (now_us // MINUTE, self._index.structure, self._moved)
        if self._offers[0] != key:
            n = len(self._index)
            code = self.code[:n]
            wants = self._index.open[:n] & (code != NONE)
            wants &= (self.given[:n] < self.promised[:n]) | (code == GROWING)
            climbing = np.flatnonzero(wants & (code != RESTING))
            resting = np.flatnonzero(wants & (code == RESTING) & (self.due_us[:n] <= now_us))
            few = max(LEAST_RESTING, len(climbing) // 4)
            if len(resting) > few:
                resting = self._rng.choice(resting, few, replace=False)
            self._offers = (key, np.sort(np.concatenate((climbing, resting))).astype(np.int32))
        return self._offers[1]

    def standing(self, rows: Rows) -> Standing:
        """Return what is known of some rows; zeros for those that are not on the ladder."""
        self._make_room()
        on = self.code[rows] != NONE
        return Standing(
            (np.maximum(0, self.promised[rows] - self.given[rows]) * on).astype(np.float32),
            self.prior[rows] * on,
            self.hits[rows] * on,
            (self.given[rows] * on).astype(np.float32),
        )

    def draw(
        self,
        rows: Rows,
        fit: Floats,
        *,
        slots: int,
        seed: int,
        now_us: int,
        reader: str | None = None,
    ) -> LadderDraw:
        """Choose at most `slots` of `rows` by Thompson sampling, and say how likely each was.

        Args:
            rows: candidates that may be shown; those owed nothing never win.
            fit: how well each fits this reader, 0 to 1 (the very subject). It shifts the rate that
                is expected of her, and what fits nobody's floor waits for others.
            seed: decides which of the draws is taken, and whether chance alone decides (one time in
                sixteen). The same seed, the same notes.
        """
        values = self._values(rows, fit, now_us)
        if reader is not None and (tried := self._tried.get(reader)):
            values[:, [at for at, row in enumerate(rows.tolist()) if row in tried]] = -np.inf
        possible = values[0] > -np.inf
        contest = Contest(possible, self._index.author[rows], slots)
        won = contest.winners(values)
        uniform = contest.likely()
        if seed // DRAWS % BY_CHANCE:
            one = seed % DRAWS
            chosen = np.flatnonzero(won[one])
            chosen = chosen[np.argsort(-values[one, chosen], kind="stable")]
        else:
            chosen = contest.by_chance(np.random.default_rng(seed))
        propensity = won.sum(axis=0, dtype=np.float32) * np.float32(1 / DRAWS)
        propensity += (uniform - propensity) * np.float32(1 / BY_CHANCE)
        greedy = contest.winners(values.sum(axis=0, keepdims=True))[0]
        drawn = LadderDraw(rows[chosen], propensity, uniform, greedy)
        if reader is not None and len(chosen):
            self._dealt.keep(reader, drawn, chosen)
        return drawn

    def alternative(self, reader: str, note: str) -> Alternative | None:
        """Say what other policies would have done with a slot dealt to a reader lately."""
        row = self._index.notes.find(note)
        return None if row is None else self._dealt.alternative(reader, row)

    def lend(self, rows: Rows) -> None:
        """Take down that a session holds these in slots: some will be scrolled to soon."""
        self._make_room()
        self._lent[rows] += 1.0

    def _values(self, rows: Rows, fit: Floats, now_us: int) -> Floats:
        """Return what a slot would be worth for each note in each draw; -inf: not to be had."""
        self._make_room()
        if not len(rows):
            return np.zeros((DRAWS, 0), dtype=np.float32)
        code, due_us = self.code[rows], self.due_us[rows]
        given, promised = self.given[rows], self.promised[rows]
        owed = np.maximum(0.0, promised - given - SEEN_OF_LENT * self._lent[rows])
        # aimed at the first part of the time, so that a quiet night breaks no promise
        left_us = np.maximum(due_us - now_us - SPARE_US, HOUR // 4)
        pace = owed / np.maximum(promised, 1) * (AIM_US / left_us)
        first = code == FIRST
        urgent = URGENCY * np.minimum(MOST_PACE, pace)
        bonus = np.where(first, urgent, np.where(code == RESTING, TRICKLE_BONUS, 0.0))
        # ahead of time a note waits for those it fits best; behind, it takes whom it fits at all
        floor = np.where(first, np.maximum(0.0, FLOOR * (2.2 - 1.2 * pace)), FLOOR)
        may = (code != NONE) & (fit >= floor) & (fit > 0)
        may &= (owed > 0) | (code == GROWING)
        may &= (code != RESTING) | (due_us <= now_us)
        may &= ~first | (now_us < due_us + GRACE_US)
        rates = self._rates(rows, now_us) * ((0.5 + fit) / max(self.mean, 1e-3))
        # a promise holds for notes that fit nobody very well, too
        values = rates * (0.2 + 0.8 * fit) + bonus.astype(np.float32) * (0.6 + 0.4 * fit)
        worth: Floats = np.where(may, values, np.float32(-np.inf)).astype(np.float32)
        return worth

    def _rates(self, rows: Rows, now_us: int) -> Floats:
        """Return this minute's posterior draws of `rows`, shape (DRAWS, n)."""
        minute = now_us // MINUTE
        if minute != self._minute:
            self._minute, self._drawn = minute, 0
            self._place[:] = -1
            self._lent *= LENT_KEPT
            readers = float(self.given.sum())
            self.mean = (60 * FIRST_GUESS + float(self.hits.sum())) / (60 + readers)
        missing = np.unique(rows[self._place[rows] < 0])
        if len(missing):
            made = posterior_draws(
                self.hits[missing],
                self.given[missing].astype(np.float32),
                self.prior[missing],
                weight=POSTERIOR_WEIGHT,
                rng=self._rng,
            )
            end = self._drawn + len(missing)
            if end > self._draws.shape[1]:
                room = np.zeros((DRAWS, max(end, 2 * self._draws.shape[1])), dtype=np.float32)
                room[:, : self._drawn] = self._draws[:, : self._drawn]
                self._draws = room
            self._draws[:, self._drawn : end] = made
            self._place[missing] = np.arange(self._drawn, end, dtype=np.int32)
            self._drawn = end
        return self._draws[:, self._place[rows]]

    def _make_room(self) -> None:
        size = len(self._index)
        if size <= len(self.code):
            return
        self._place = grown(self._place, size, fill=-1)
        for name in (
            "code", "promised", "given", "hits", "prior", "due_us", "_known", "_read_at", "_lent",
        ):  # fmt: skip
            column: NDArray[np.float32] = getattr(self, name)
            setattr(self, name, grown(column, size))
