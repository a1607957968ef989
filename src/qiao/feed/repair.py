"""Holding each page of a session to shares that are promised, whatever the mix made of it.

The mix leans towards its shares; a promise is kept to the note. Where a page falls short and a
fitting note waits on a later page or outside, the two change places: the best that fits comes in,
the worst that nothing promised needs goes out. Pages are mended from the first on, so what is
missing in the end is missing everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.feed.models import Column, Flags

OUTSIDE = np.iinfo(np.int16).max


@dataclass(frozen=True)
class Want:
    """A share of every page. Of several, those before are kept at the cost of those behind."""

    fits: Flags  # which candidates count for it, shape (n,)
    thousandths: int
    first: Column | None = None
    """Of those that fit, the highest come first; among equals, the best."""

    def owed(self, size: int) -> int:
        """Return how many of a page of `size` it asks for."""
        return self.thousandths * size // 1_000


def repaired(
    chosen: NDArray[np.intp],
    page: NDArray[np.int16],
    scores: Column,
    wants: Sequence[Want],
    *,
    spare: Flags,
    never: Flags,
) -> NDArray[np.intp]:
    """Return `chosen`, with notes changed where a page owes more of a kind than it has.

    Args:
        chosen: positions of the session's notes among the candidates, without doubles.
        page: of each of them, on which page it stands.
        scores: of all candidates, shape (n,).
        spare: candidates that leave a page only if nothing else can, shape (n,).
        never: candidates that are not brought in, shape (n,).
    """
    made = chosen.copy()
    on = np.full(len(scores), OUTSIDE, dtype=np.int16)
    on[made] = page
    stands = np.full(len(scores), -1, dtype=np.intp)
    stands[made] = np.arange(len(made))
    for number in range(int(page[-1]) + 1 if len(page) else 0):
        places = np.flatnonzero(page == number)
        for rank, want in enumerate(wants):
            owed = want.owed(len(places))
            short = owed - int(want.fits[made[places]].sum())
            if short <= 0:
                continue
            coming = np.flatnonzero(want.fits & (on > number) & ~never)
            first = np.zeros(len(scores), np.float32) if want.first is None else want.first
            order = np.lexsort((-scores[coming], spare[coming], -first[coming]))
            for note in coming[order].tolist():
                place = _leaves(made, places, scores, wants[: rank + 1], note, spare)
                if place is None:
                    continue
                gone, was = int(made[place]), int(stands[note])
                made[place], on[note], stands[note] = note, number, place
                on[gone], stands[gone] = OUTSIDE, -1
                if was >= 0:
                    made[was], on[gone], stands[gone] = gone, page[was], was
                short -= 1
                if not short:
                    break
    return made


def _leaves(
    made: NDArray[np.intp],
    places: NDArray[np.intp],
    scores: Column,
    wants: Sequence[Want],
    note: int,
    spare: Flags,
) -> int | None:
    """Return whose place on a page `note` takes: the worst that no want misses."""
    here = made[places]
    free = ~wants[-1].fits[here]
    for want in wants[:-1]:
        fits = want.fits[here]
        if not want.fits[note] and int(fits.sum()) <= want.owed(len(places)):
            free &= ~fits
    if not free.any():
        return None
    found = np.flatnonzero(free)
    worst = found[np.lexsort((scores[here[found]], spare[here[found]]))[0]]
    return int(places[worst])
