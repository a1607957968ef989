"""How a note begins, climbs and rests: plain functions from what is known to its next row."""

import zlib
from typing import NamedTuple

import numpy as np

from qiao.feed.ladder.models import (
    FIRST_AUDIENCE,
    GRACE_US,
    LEAST_AUDIENCE,
    POSTERIOR_WEIGHT,
    RUNG_US,
    RUNGS,
    TRICKLE,
    TRICKLE_EVERY_US,
    TRIED_FOR_US,
    WITHIN_US,
    State,
    Step,
)
from qiao.feed.ladder.prior import Peers
from qiao.kit.clock import DAY

FULL_FROM_ONE_AUTHOR = 3
"""So many notes of one author in a day get a whole first audience; later ones ever less."""
LESS_FOR_EACH = 0.7
REPEATED = LEAST_AUDIENCE
"""What a note gets whose author published the same words before."""


class Square(NamedTuple):
    """What a rung is measured by."""

    readers: int  # members who read lately
    peers: Peers = Peers()


def first_audience(readers: int, *, earlier_today: int = 0, repeated: bool = False) -> int:
    """Return how many fitting readers a new note is promised.

    Args:
        readers: active readers of its language, its author not counted; half of them may fit.
        earlier_today: notes its author published in the day before it.
        repeated: the author has published the same words before.
    """
    promised = min(FIRST_AUDIENCE, max(LEAST_AUDIENCE, readers // 2))
    if repeated:
        return min(promised, REPEATED)
    over = max(0, earlier_today + 1 - FULL_FROM_ONE_AUTHOR)
    return max(min(promised, LEAST_AUDIENCE), round(promised * LESS_FOR_EACH**over))


def begun(note: str, *, at_us: int, promised: int, prior: float) -> Step:
    """Begin the first audience of a note published at `at_us`."""
    return Step(note, 0, promised, 0, 0.0, prior, at_us, at_us + WITHIN_US, State.FIRST)


def stepped(step: Step, square: Square, *, at_us: int, now_us: int) -> Step:
    """Return a note's row as it should be now; the same row while nothing is due.

    Args:
        step: its row, with fresh counts.
        at_us: when it was published.
    """
    match step.state:
        case State.FIRST if not step.owed or now_us >= step.due_us + GRACE_US:
            return _judged(step, square, at_us=at_us, now_us=now_us)
        case State.GROWING if not step.owed or now_us >= step.due_us:
            return _judged(step, square, at_us=at_us, now_us=now_us)
        case State.RESTING if now_us - at_us > TRIED_FOR_US:
            return step._replace(state=State.DONE)
        case State.RESTING if now_us >= step.due_us and not step.owed:
            # a few new readers may have changed the verdict
            return _judged(step, square, at_us=at_us, now_us=now_us)
        case _:
            return step


def _judged(step: Step, square: Square, *, at_us: int, now_us: int) -> Step:
    """Let it climb if it beats its peers in one draw of both (Thompson sampling), else rest."""
    if step.given >= square.readers:
        # it has been before all whom there are; what comes now, comes by its score
        return step._replace(state=State.DONE)
    upper = _upper(step, square.readers)
    if upper is None:
        return _resting(step, at_us=at_us, now_us=now_us)
    # the same row, the same verdict: a job that runs twice does not throw the dice twice
    rng = np.random.default_rng(zlib.crc32(f"{step.note}{step.rung}{step.given}".encode()))
    won = step.hits + POSTERIOR_WEIGHT * step.prior
    lost = max(0.0, step.given - step.hits) + POSTERIOR_WEIGHT * (1 - step.prior)
    if rng.beta(max(won, 1e-3), max(lost, 1e-3)) > rng.normal(*square.peers):
        return step._replace(
            rung=step.rung + 1,
            promised=upper,
            rung_us=now_us,
            due_us=now_us + RUNG_US,
            state=State.GROWING,
        )
    return _resting(step, at_us=at_us, now_us=now_us)


def _upper(step: Step, readers: int) -> int | None:
    """Return the next rung's audience, None where the square has not so many readers."""
    return next((r for r in RUNGS if r > max(step.promised, step.given) and r <= readers), None)


def _resting(step: Step, *, at_us: int, now_us: int) -> Step:
    """Let a note rest; after a pause that grows, a few new readers are tried again."""
    age_us = max(0, now_us - at_us)
    pause_us = next((p for p in TRICKLE_EVERY_US if age_us < 3 * p), TRICKLE_EVERY_US[-1])
    # spread over a day by its id, so that what was published together does not wake together
    apart_us = zlib.crc32(step.note.encode()) % DAY
    return step._replace(
        promised=step.given + TRICKLE,
        rung_us=now_us,
        due_us=now_us + pause_us + apart_us,
        state=State.RESTING,
    )


def late_comer(step: Step, *, at_us: int, now_us: int) -> Step:
    """Put a note on the ladder that was there before the ladder: it rests, and is tried in turn."""
    return _resting(step, at_us=at_us, now_us=now_us)


def back(step: Step, *, now_us: int) -> Step:
    """Bring a note back that was held, limited or removed, with the time its promise needs."""
    if step.rung == 0 and step.owed:
        share = step.owed / max(1, step.promised)
        return step._replace(
            state=State.FIRST, due_us=now_us + int(WITHIN_US * max(0.25, share)), rung_us=now_us
        )
    if step.rung and step.owed:
        return step._replace(state=State.GROWING, due_us=now_us + RUNG_US, rung_us=now_us)
    return step._replace(state=State.RESTING, due_us=now_us, promised=step.given + TRICKLE)
