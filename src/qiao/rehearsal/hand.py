"""The ledger's hand in a rehearsal: where local authors lose readers it moves a lever, by its own
rule."""

from dataclasses import dataclass, field

from qiao.feed.ledger import tighten
from qiao.feed.ledger.board import Locals
from qiao.feed.ledger.tighten import AUDIENCE
from qiao.feed.trust.levers import BY_LEDGER, Move
from qiao.rehearsal.tally import Tally

LEVER = AUDIENCE.lever
WEEK = 7


@dataclass
class Hand:
    """What it has moved so far. `base`: where the lever stood before."""

    base: float
    moves: list[Move] = field(default_factory=list)  # newest first
    well_since_us: int = 0

    def moved(self, found: Locals, *, value: float, now_us: int) -> float | None:
        """Judge locals' audience; return where the lever goes from `value`, None where it stays."""
        finding = tighten.audience(found)
        if finding is None:
            return None
        if finding.bad or not self.well_since_us:
            self.well_since_us = now_us
        step = tighten.step(
            AUDIENCE,
            finding,
            value=value,
            base=tighten.base_of(self.moves, self.base),
            moves=self.moves,
            well_since_us=self.well_since_us,
            now_us=now_us,
        )
        if step is None:
            return None
        move = Move(LEVER, str(step.value), now_us, BY_LEDGER, finding.reason(LEVER))
        self.moves.insert(0, move)
        return step.value


def locals_of(tally: Tally, day: int) -> Locals:
    """Return what was put before readers in the week up to a day, and in the one before that."""
    found = []
    for last in (day, day - WEEK):
        week = range(last - WEEK + 1, last + 1)
        local = tally.sum("shown_local", week)
        notes = tally.sum("notes_local", week)
        found.append((round(local), round(notes), round(local + tally.sum("shown_newcomer", week))))
    (cards, notes, every), (cards_before, notes_before, every_before) = found
    return Locals(cards, notes, cards_before, notes_before, every, every_before)
