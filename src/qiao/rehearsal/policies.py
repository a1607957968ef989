"""What makes the pages of a rehearsal has to do: make sessions, and hear what came of them."""

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from qiao.feed.ladder.models import FIRST_AUDIENCE
from qiao.feed.ladder.rungs import first_audience
from qiao.feed.lens import Lens
from qiao.feed.promise import Promise, promise_by
from qiao.feed.taste import Taste
from qiao.feed.trust.levers import LEVERS, Value
from qiao.rehearsal.people import Floats

Rows = NDArray[np.int32]
Flags = NDArray[np.bool_]
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
    def deeds(self, rows: Rows, worth: Floats) -> None: ...
    def tick(self, now_us: int) -> None: ...
    def turn(self) -> None: ...


def promise_to(lens: Lens, levers: dict[str, Value]) -> Promise:
    """Return what the square promises a reader, whatever a run leaves out."""
    return promise_by(lambda name: float(levers.get(name, LEVERS[name].default)), lens.homeward)


def promise_of(readers: int, earlier_today: int) -> int:
    """Return what a new note is promised; see the ladder."""
    return min(FIRST_AUDIENCE, first_audience(readers, earlier_today=earlier_today))
