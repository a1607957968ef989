"""When the ledger moves a lever by itself: plain rules over what it has counted.

It goes a step up while a figure is bad, and a step back for each few hours in which it was well. It
never takes two steps within `EVERY_US`, stops at its bounds, and leaves a lever alone for a day
after an operator has moved it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qiao.feed.ledger.board import Locals
from qiao.feed.ledger.models import Sums
from qiao.feed.trust.levers import BY_LEDGER, Move
from qiao.kit.clock import DAY, HOUR

EVERY_US = HOUR // 6
BACK_EVERY_US = 3 * HOUR
"""So long all was well before a step back, and between two of them."""
OPERATORS_US = DAY
"""An operator's own move wins for so long."""
DAILY_US = DAY
"""What is measured by the week is looked at again after a day."""

MOST_BREACHES = 0.01
"""Of the pages of an hour."""
LEAST_BROKEN = 3
"""Fewer pages than that are no rate."""
MOST_FALL = 0.05
"""Of locals' audience, against the week before."""
LEAST_NOTES = 30
LEAST_CARDS = 1_000
"""With fewer in a week a fall is chance."""


@dataclass(frozen=True)
class Rule:
    """How far and how fast a lever may be moved. `most`: the highest place the ledger takes it."""

    lever: str
    step: float
    most: float
    every_us: int = EVERY_US
    back_every_us: int = BACK_EVERY_US


BREACHES = Rule("guest_margin", 0.05, 0.2)
AUDIENCE = Rule("hospitality", 0.05, 0.4, every_us=DAILY_US, back_every_us=3 * DAY)


class Finding(NamedTuple):
    """What was found, and whether it is bad; `facts` are for those who are told."""

    bad: bool
    facts: tuple[str, ...]

    def reason(self, lever: str) -> str:
        """Write down why, so that it can be said in any language."""
        return " ".join((f"ledger:{lever}", "bad" if self.bad else "well", *self.facts))


class Step(NamedTuple):
    """Where to move a lever, and whether that is up."""

    value: float
    up: bool


def breaches(of: Sums) -> Finding:
    """Judge the pages of the last hour."""
    bad = of.broke >= LEAST_BROKEN and of.broke > MOST_BREACHES * of.promised
    return Finding(bad, (str(of.broke), str(of.promised)))


def audience(of: Locals) -> Finding | None:
    """Judge locals' audience; None where it is too small to tell.

    A note of theirs is shown less when fewer come to read; that is not what guests take from them.
    """
    few = min(of.notes, of.notes_before) < LEAST_NOTES or of.cards_before < LEAST_CARDS
    if few or of.change is None:
        return None
    fall = -of.change
    return Finding(fall > MOST_FALL and of.all_cards >= (1 - MOST_FALL) * of.all_cards_before,
                   (f"{fall:.3f}",))  # fmt: skip


def step(
    rule: Rule,
    finding: Finding,
    *,
    value: float,
    base: float,
    moves: Sequence[Move],
    well_since_us: int,
    now_us: int,
) -> Step | None:
    """Return the step to take now, None for none.

    Args:
        rule: of which lever, and how fast.
        finding: how things are.
        value: where the lever stands.
        base: where it stood before the ledger first touched it: so far back it goes, not further.
        moves: its history, newest first; of the ledger and of operators.
        well_since_us: since when nothing bad was found.
        now_us: the time.
    """
    last = moves[0].at_us if moves else None
    mine = bool(moves) and moves[0].by == BY_LEDGER
    if last is not None and now_us - last < (rule.every_us if mine else OPERATORS_US):
        return None
    if finding.bad:
        to = min(rule.most, round(value + rule.step, 4))
        return Step(to, up=True) if to > value else None
    if not mine or value <= base:
        return None  # what operators set is not for us to take back
    calm_since_us = max(well_since_us, moves[0].at_us)
    if now_us - calm_since_us < rule.back_every_us:
        return None
    return Step(max(base, round(value - rule.step, 4)), up=False)


def base_of(moves: Sequence[Move], default: float) -> float:
    """Return where a lever stood before the ledger's last run of moves. `moves`: newest first."""
    for move in moves:
        if move.by != BY_LEDGER:
            return float(move.value)
    return default
