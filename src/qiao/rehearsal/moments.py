"""When things happen in half a rehearsed day."""

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import HOUR
from qiao.rehearsal.people import hours_of
from qiao.rehearsal.state import State

Times = NDArray[np.int64]


def hours_today(state: State, at_once: float = 0.0) -> NDArray[np.float64]:
    """Return the share of a day in each of this half's twelve hours; both halves make 1."""
    hour = (state.half % 2) * 12
    return hours_of(state.habits, at_once)[hour : hour + 12]


def moments(
    state: State, count: int, shares: NDArray[np.float64], rng: np.random.Generator
) -> Times:
    """Return so many moments of this half day, sorted."""
    hour = rng.choice(12, count, p=shares / shares.sum())
    within = rng.random(count)
    return np.sort(state.now_us + ((hour + within) * HOUR).astype(np.int64))
