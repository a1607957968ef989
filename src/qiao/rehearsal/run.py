"""Running rehearsals: half a day after another, written down so that it can go on."""

import hashlib
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import msgspec

from qiao import __version__
from qiao.rehearsal.fill import fill
from qiao.rehearsal.ground import Ground
from qiao.rehearsal.life import half_day
from qiao.rehearsal.outcome import Outcome, outcome_of
from qiao.rehearsal.state import ALL_BUT_ROUTING, Plan, State, begun, feed_of, theme_rows, turned

Progress = Callable[[str, int, int], None]
"""Called with the run's name, how many half days are lived, and of how many."""

BEFORE = "the days before"


class Square(NamedTuple):
    """A square after its ordinary days: what it is known by, and all of it."""

    key: str
    state: bytes


class Kept:
    """Where states are written each half day; without a folder, nowhere."""

    def __init__(self, folder: Path | None, *, resume: bool) -> None:
        self._folder = folder
        self._resume = resume

    def read(self, key: str) -> State | None:
        """Return what is written of this very run, None where there is nothing whole."""
        if self._folder is None or not self._resume:
            return None
        try:
            # the operator's own file, beside her report
            state = pickle.loads((self._folder / f"{key}.state").read_bytes())  # noqa: S301
        except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
            return None
        return state if isinstance(state, State) else None

    def write(self, key: str, state: State) -> None:
        """Write a state down, whole or not at all."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            part = self._folder / f"{key}.part"
            part.write_bytes(pickle.dumps(state))
            part.replace(self._folder / f"{key}.state")


def before(plan: Plan, ground: Ground, *, kept: Kept, progress: Progress) -> Square:
    """Live the ordinary days that all runs of a plan have in common; return the square after them.

    As the square is today: its own feed, its levers, all its measures. The copy is used up.
    """
    plan = replace(plan, name=BEFORE, measures=ALL_BUT_ROUTING, feed="ours")
    key = key_of(plan, ground)
    state = kept.read(key)
    if state is None:
        state = begun(plan, ground)
        fill(state, ground)
        state.world.theme = theme_rows(state.world, state.index, plan.scenario)
        state.policy = feed_of(state, ground)
    _live(state, plan.before, key, kept, progress)
    return Square(key, pickle.dumps(state))


def wave(plan: Plan, square: Square, *, kept: Kept, progress: Progress) -> Outcome:
    """Let the wave come over a square that `before` returned; return what came of it."""
    digest = hashlib.sha256(square.key.encode() + _told(plan)).hexdigest()
    key = f"{plan.feed}-{digest[:16]}"
    state = kept.read(key)
    if state is None:
        # made by `before`, in this process or the one that started it
        state = turned(pickle.loads(square.state), plan)  # noqa: S301
    _live(state, plan.halves, key, kept, progress)
    return outcome_of(state)


def _live(state: State, until: int, key: str, kept: Kept, progress: Progress) -> None:
    name, first = state.plan.name, 0 if until <= state.plan.before else state.plan.before
    while state.half < until:
        progress(name, state.half - first, until - first)
        half_day(state)
        kept.write(key, state)
    progress(name, until - first, until - first)


def key_of(plan: Plan, ground: Ground) -> str:
    """Return what the days before are known by: the same plan, square and version."""
    notes = hashlib.sha256("".join(ground.index.notes.texts).encode()).hexdigest()
    square = (ground.at_us, notes, len(ground.members), ground.learned.version)
    told = _told(plan) + repr(square).encode()
    return f"before-{hashlib.sha256(told).hexdigest()[:16]}"


def _told(plan: Plan) -> bytes:
    told = (
        msgspec.json.encode(plan.scenario), sorted(plan.measures), plan.feed, plan.seed,
        plan.members, plan.wave, plan.translating.model_dump_json(), __version__,
    )  # fmt: skip
    return repr(told).encode()
