"""Picking a session: slots for notes on trial, and a mix of languages, regions and topics."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from qiao.feed.calibration import Share, calibrated
from qiao.feed.models import PAGE, Column, Features, Ranked, Request, Rows
from qiao.feed.promise import HOME, NEWCOMER, NONE, Promise, marks_of
from qiao.feed.repair import Want, repaired
from qiao.feed.stages import Explorer, Mixer

SLOT = -1
"""The group of notes on trial; those of other kinds of home and tenure stand below it."""
KINDS = HOME | NEWCOMER
"""What is promised is kept to the note, so these marks are part of a group."""
CROWD_SHARE = 0.4
"""Of a session, at most so much is what only a crowd speaks for."""
REFUSED = -0.3
REFUSED_NOTES = 1
"""Of what she wants less of, so many may still come in a session: less is not none."""
TRIED = 120
"""So many of the notes on trial, those that fit best, take part in a draw."""

KEEPS = (0.25 + 0.75 * 0.5 ** np.arange(12)).astype(np.float32)
"""An author's k-th best note keeps .25 + .75 x .5^k of what it is above the worst (what the larger
home feeds whose code can be read do too)."""


def fit(req: Request, features: Features) -> Column:
    """Return how well each note fits this reader, 0 to 1, beside its being new.

    0 where nothing speaks for it: it is tried on other readers.
    """
    readable = np.maximum(features.readable, 0.4)
    if req.lens.new:
        told: Column = np.where(features.foreign, 0.0, 0.5 * readable).astype(np.float32)
        return told
    fits = np.maximum(features.near, features.cb2cf)
    for other in (features.topic, features.followed, features.author, features.collab):
        np.maximum(fits, other, out=fits)
    fits *= readable
    fits *= (features.unwanted < 0.5) & (features.wished >= 0)
    return fits


class NewestFirst(Mixer):
    """What she reads, newest first; then what she would need translated."""

    def mix(self, req: Request, ranked: Ranked) -> Ranked:
        order = np.lexsort((ranked.features.age_h, ranked.features.foreign))
        return ranked.take(order[: req.size])


Shares = Callable[[Request, Ranked], list[Share]]


class Mixed(Mixer):
    """Slots for notes on trial, and the best of the rest in the reader's own proportions.

    `slots` says which share of a page is kept for trials, `shares` which proportions hold; the
    first of them is what a page is held to when it is put in order. `crowd`: the bits of sources
    that propose what many like. `promise`: what every page is held to; `hospitality`: which share
    of a newcomer's page is kept for notes by locals that she can read.
    """

    def __init__(
        self,
        explorer: Explorer,
        *,
        authors: Callable[[Rows], NDArray[np.int32]],
        slots: Callable[[], float],
        shares: Shares,
        crowd: int = 0,
        promise: Callable[[Request], Promise] = lambda _req: NONE,
        hospitality: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._explorer = explorer
        self._authors = authors
        self._slots = slots
        self._shares = shares
        self._crowd = crowd
        self._promise = promise
        self._hospitality = hospitality

    def mix(self, req: Request, ranked: Ranked) -> Ranked:
        n = len(ranked)
        if not n:
            return ranked
        slots, propensity = self._tried(req, ranked)
        each = -(-len(slots) * PAGE // max(PAGE, min(req.size, n))) if len(slots) else 0
        rest = ~(self._crowded(req, ranked) | _refused(ranked))
        rest[slots] = False
        others = np.flatnonzero(rest)
        quality = _standardised(decayed(ranked.scores, self._authors(ranked.rows)))[others]
        shares = [
            Share(share.kinds[others], share.wished, share.strength)
            for share in self._shares(req, ranked)
        ]
        wanted = min(req.size - len(slots), len(others))
        picks = others[calibrated(quality, shares, wanted, page=PAGE - each)]
        group = np.zeros(n, dtype=np.int16)
        if shares:
            group[others] = shares[0].kinds
        kinds = (marks_of(req.lens, ranked.features) & KINDS).astype(np.int16)
        group = group * (KINDS + 1) + kinds
        group[slots] = SLOT - kinds[slots]
        chosen, page = _paged(picks, slots, each)
        chosen = repaired(
            chosen,
            page,
            ranked.scores,
            self._wants(req, ranked, kinds),
            spare=group < 0,
            never=ranked.features.wished <= REFUSED,
        )
        mixed = ranked.take(chosen)
        mixed.page[:] = page
        mixed.group[:] = group[chosen]
        mixed.slot[:] = mixed.group < 0
        mixed.propensity[:] = np.where(mixed.slot, propensity[chosen], 1.0)
        return mixed

    def _wants(self, req: Request, ranked: Ranked, kinds: NDArray[np.int16]) -> list[Want]:
        """Return what every page is held to, the first before those behind it."""
        home, newcomer = self._promise(req).thousandths()
        by_newcomers = kinds & NEWCOMER > 0
        # whom she can read comes first, then what those like who read as she does
        known: Column = np.maximum(~ranked.features.foreign, ranked.features.bridging > 0).astype(
            np.float32
        )
        known = np.maximum(known, ranked.features.readable > 0).astype(np.float32)
        wants = [Want(by_newcomers, newcomer, known), Want(kinds & HOME > 0, home)]
        if req.lens.newcomer:
            # who cannot read a note is no reader of its author; but nobody is to live among
            # newcomers alone, so half as many are by locals in whatever language
            share = round(1_000 * self._hospitality())
            legible = ranked.features.readable > 0
            wants.append(Want(~by_newcomers & legible, share, known))
            wants.append(Want(~by_newcomers, share // 2, known))
        return wants

    def _crowded(self, req: Request, ranked: Ranked) -> NDArray[np.bool_]:
        """Say which notes are too many of those that nothing but a crowd speaks for.

        What is liked by many, or by those who liked what she liked, is what makes the pages of
        different readers alike: beyond its share it comes only where there is too little else.
        """
        crowd = (ranked.sources & ~np.uint16(self._crowd)) == 0
        over = np.zeros(len(ranked), dtype=np.bool_)
        allowed = max(int(CROWD_SHARE * req.size), req.size - int((~crowd).sum()))
        positions = np.flatnonzero(crowd)
        if len(positions) > allowed:
            worst = np.argpartition(ranked.scores[positions], len(positions) - allowed)
            over[positions[worst[: len(positions) - allowed]]] = True
        return over

    def _tried(self, req: Request, ranked: Ranked) -> tuple[NDArray[np.intp], Column]:
        """Return the positions that take slots, and how likely each candidate was to."""
        propensity = np.zeros(len(ranked), dtype=np.float32)
        nobody = np.zeros(0, dtype=np.intp)
        wanted = round(self._slots() * min(req.size, len(ranked)))
        offers = self._explorer.offers(req.now_us)
        if not wanted or not len(offers):
            return nobody, propensity
        at = np.minimum(np.searchsorted(offers, ranked.rows), len(offers) - 1)
        fits = fit(req, ranked.features)
        on_trial = np.flatnonzero((offers[at] == ranked.rows) & (fits > 0))
        if len(on_trial) > TRIED:
            best = np.argpartition(fits[on_trial], -TRIED)[-TRIED:]
            on_trial = np.sort(on_trial[best])
        if not len(on_trial):
            return nobody, propensity
        rows = ranked.rows[on_trial]
        draw = self._explorer.draw(
            rows,
            fits[on_trial],
            slots=min(wanted, len(on_trial)),
            seed=req.seed,
            now_us=req.now_us,
            reader=req.reader.id,
        )
        propensity[on_trial] = draw.propensity
        # rows of candidates ascend
        drawn = on_trial[np.searchsorted(rows, draw.rows)]
        return _in_turn(drawn, ranked.scores), propensity


def _refused(ranked: Ranked) -> NDArray[np.bool_]:
    """Say which notes are too many of those she wants less of.

    A low score is not enough: who liked nothing but cats and wants fewer has only cats to be shown
    by score. Beyond their number they come only where there is nothing else at all.
    """
    positions = np.flatnonzero(ranked.features.wished <= REFUSED)
    allowed = max(REFUSED_NOTES, PAGE - (len(ranked) - len(positions)))
    over = np.zeros(len(ranked), dtype=np.bool_)
    over[positions[np.argsort(-ranked.scores[positions], kind="stable")[allowed:]]] = True
    return over


def _in_turn(drawn: NDArray[np.intp], scores: Column) -> NDArray[np.intp]:
    """Return slots in the order of pages: in turn the one drawn first, and the one that fits best.

    Many read one page alone: it is to hold what is owed readers soonest, and what she would like.
    """
    waiting = drawn.tolist()
    order: list[int] = []
    while waiting:
        by_draw = len(order) % 2 == 0
        order.append(waiting.pop(0 if by_draw else int(np.argmax(scores[waiting]))))
    return np.array(order, dtype=np.intp)


def _paged(
    picks: NDArray[np.intp], slots: NDArray[np.intp], each: int
) -> tuple[NDArray[np.intp], NDArray[np.int16]]:
    """Put slots behind the picks of each page; return positions, and the page of each."""
    chosen, page = [], []
    size, start, tried, number = len(picks) + len(slots), 0, 0, 0
    while start < len(picks) or tried < len(slots):
        left = min(PAGE, size - start - tried)
        here = min(each, len(slots) - tried, left)
        here = max(here, left - (len(picks) - start))
        chosen += [picks[start : start + left - here], slots[tried : tried + here]]
        page.append(np.full(left, number, dtype=np.int16))
        start, tried, number = start + left - here, tried + here, number + 1
    return np.concatenate(chosen), np.concatenate(page)


def decayed(scores: Column, authors: NDArray[np.int32]) -> Column:
    """Return the scores, an author's second best note and those after it nearer to the worst."""
    best_first = np.argsort(-scores)
    order = best_first[np.argsort(authors[best_first], kind="stable")]
    by_author = authors[order]
    again = np.flatnonzero(by_author[1:] == by_author[:-1]) + 1
    made = scores.copy()
    if len(again):
        # of each run of one author's notes, the first is left alone
        place = np.arange(len(again))
        begins = np.diff(again, prepend=again[0] - 2) != 1
        rank = place - np.maximum.accumulate(np.where(begins, place, 0)) + 1
        worst, later = scores.min(), order[again]
        made[later] = worst + (scores[later] - worst) * KEEPS[np.minimum(rank, len(KEEPS) - 1)]
    return made


def _standardised(scores: Column) -> Column:
    told: Column = (scores - scores.mean()) / max(float(scores.std()), 1e-6)
    return told
