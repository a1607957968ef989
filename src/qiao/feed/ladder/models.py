"""The ladder's nouns: where a note stands on it, and what it is still owed."""

from enum import IntEnum, StrEnum
from typing import NamedTuple

from qiao.kit.clock import DAY, HOUR

FIRST_AUDIENCE = 30
"""So many fitting readers every reviewed note is shown to (in a small square: fewer)."""
LEAST_AUDIENCE = 5
"""What nothing makes smaller: a square of a handful, or an author's twentieth note of a day."""
WITHIN_US = 24 * HOUR
"""The first audience is found within so long."""
GRACE_US = 2 * DAY
"""So long after that a note that lacks readers goes on being the most urgent; then it rests."""
RUNG_US = 7 * DAY
"""A later rung is judged after so long, full or not."""
RUNGS = (100, 300, 1_000)
"""The audiences of the rungs above the first, as far as the square has so many readers."""
TRIED_FOR_US = 120 * DAY
"""So long a resting note is tried now and then on readers who have not seen it."""
TRICKLE = 3
"""So many new readers at a time."""
TRICKLE_EVERY_US = (2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY)
"""The first pauses between two tries; the last one stays."""

OPEN_WORTH = 0.4
DEED_WORTH = 1.0
"""What a reader's best deed tells of a note: opened, or liked, kept or answered."""

POSTERIOR_WEIGHT = 10.0
"""The prior counts as so many impressions."""


class State(StrEnum):
    """Where a note stands. `away`: held, limited or removed for now."""

    FIRST = "first"
    GROWING = "growing"
    RESTING = "resting"
    DONE = "done"
    AWAY = "away"


class Code(IntEnum):
    """The states that take slots, as small numbers for columns."""

    NONE = 0
    FIRST = 1
    GROWING = 2
    RESTING = 3


CODES = {State.FIRST: Code.FIRST, State.GROWING: Code.GROWING, State.RESTING: Code.RESTING}


class Step(NamedTuple):
    """One note's row of the ladder. Counts are of different readers, never of times."""

    note: str
    rung: int
    promised: int  # readers, since the beginning
    given: int  # fitting readers who were shown it so far
    hits: float  # what they did with it, weighted by trust
    prior: float  # the rate expected before anything was known, 0 to 1
    rung_us: int  # when this rung began
    due_us: int  # first, growing: judged at the latest; resting: tried again from then on
    state: str

    @property
    def owed(self) -> int:
        return max(0, self.promised - self.given)
