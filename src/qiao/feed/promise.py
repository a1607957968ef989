"""What every page of Explore is promised: so much of the reader's home, so much by newcomers.

A newcomer is who joined less than 14 days before she published (an author) or reads (a reader);
anybody else is a local. Where people are at home follows from what they do and chose: languages
they read, whom they follow, the region they named; never from a nationality, an address or a
telephone.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qiao.feed.lens import Lens
from qiao.feed.models import Features, Flags

Marks = NDArray[np.uint8]
"""What each note is to one reader: the bits below, shape (n,)."""

HOME = 1
"""In a language she reads, and its author is a local, or of her region, or followed by her, or she
is a newcomer herself."""
NEWCOMER = 2
"""By somebody who had joined less than 14 days before; may be home as well."""
FOREIGN = 4
"""She could not read it without a translation."""
BRIDGING = 8
"""Foreign, and in a language on which she tapped translate, or of which she likes to open notes."""

LEAST_HOME = 0.4
MOST_HOME = 0.9
"""Between these her slider moves her home share; an operator's lever outside of them moves its end
along."""
MIDDLE = 0.5


class Promise(NamedTuple):
    """The shares of a page that are promised, 0 to 1."""

    home: float = 0.0
    newcomer: float = 0.0

    def thousandths(self) -> list[int]:
        """Return both as they are written down: home, newcomer."""
        return [round(1_000 * self.home), round(1_000 * self.newcomer)]

    def owed(self, size: int) -> tuple[int, int]:
        """Return how many notes of a page of `size` are owed to home and to newcomers."""
        home, newcomer = self.thousandths()
        return home * size // 1_000, newcomer * size // 1_000


NONE = Promise()


def promised(*, home: float, newcomer: float, dial: float = MIDDLE) -> Promise:
    """Return what one reader is promised.

    Args:
        home: the operator's share for who left her slider in the middle, 0 to 1.
        newcomer: the operator's share for newcomers, 0 to 1. Home never leaves them less.
        dial: her slider, 0 (more of the world) to 1 (more of home).
    """
    low, high = min(LEAST_HOME, home), max(MOST_HOME, home)
    if dial < MIDDLE:
        share = low + (home - low) * dial / MIDDLE
    else:
        share = home + (high - home) * (dial - MIDDLE) / (1.0 - MIDDLE)
    return Promise(max(0.0, min(share, 1.0 - newcomer)), newcomer)


def promise_by(number: Callable[[str], float], dial: float) -> Promise:
    """Return what the square promises whose slider stands at `dial`. `number`: reads a lever."""
    return promised(
        home=min(1.0, number("home_share") + number("guest_margin")),
        newcomer=number("newcomer_share"),
        dial=dial,
    )


def is_home(lens: Lens, features: Features) -> Flags:
    """Say which notes are home for a reader, shape (n,)."""
    readable = ~features.foreign
    if lens.newcomer:
        return readable
    # a region is hers only if she chose one, and a momo has none
    known = (features.newcomer == 0) | (features.followed > 0)
    known |= features.region > 0
    home: Flags = readable & known
    return home


def marks_of(lens: Lens, features: Features) -> Marks:
    """Say what each note is to a reader, as bits, shape (n,)."""
    foreign = features.foreign
    marks: Marks = is_home(lens, features).astype(np.uint8) * np.uint8(HOME)
    marks |= (features.newcomer > 0).astype(np.uint8) * np.uint8(NEWCOMER)
    marks |= foreign.astype(np.uint8) * np.uint8(FOREIGN)
    # what she has asked to be translated, or opened again and again, is known to her a little
    marks |= (foreign & (features.readable > 0)).astype(np.uint8) * np.uint8(BRIDGING)
    return marks


def bits(marks: "Marks | list[int]", mark: int) -> int:
    """Return one of the marks over a page as the record keeps it: bit i is the i-th note's."""
    return sum(1 << place for place, one in enumerate(marks) if int(one) & mark)


def kept(
    size: int, *, home: int, newcomer: int, promise: tuple[int, int], outside: tuple[int, int]
) -> tuple[bool, bool]:
    """Say whether a page kept both parts of its promise: home, newcomers.

    Args:
        size: notes on the page.
        home: of those, how many are home. `newcomer`: how many are by newcomers.
        promise: both shares in thousandths.
        outside: how many fitting notes of each kind were left outside. A page that lacks what
            nobody could have given has broken nothing.
    """
    return (
        home >= promise[0] * size // 1_000 or outside[0] <= 0,
        newcomer >= promise[1] * size // 1_000 or outside[1] <= 0,
    )
