"""Picking a session: the best, with a share for fresh notes and one for languages she reads."""

import numpy as np

from qiao.feed.models import PAGE, Features, Flags, Ranked, Request
from qiao.feed.stages import Mixer

FITS_FROM = 0.15
"""Nearness from which a fresh note may take a slot: below it, it is tried on other readers."""


def fits(req: Request, features: Features) -> Flags:
    """Say which notes there is some ground to show this reader, beside their being new."""
    if req.lens.new:
        return ~features.foreign
    return (
        (features.near >= FITS_FROM)
        | (features.topic > FITS_FROM)
        | (features.followed > 0)
        | (features.author > 0)
    ) & (features.unwanted < 0.5)


class Shares(Mixer):
    """The best, of which some are fresh and not too many foreign.

    At least `fresh` of every 20 are notes that still lack their first audience, as far as any fit.
    At most `foreign` of the session is in languages the reader cannot read, as long as there is
    anything else: hospitality, not a flood.
    """

    def __init__(self, *, fresh: int, foreign: float) -> None:
        self._fresh = fresh
        self._foreign = foreign

    def mix(self, req: Request, ranked: Ranked) -> Ranked:
        features = ranked.features
        fresh = (features.lacking > 0) & fits(req, features)
        wanted = self._fresh * req.size // PAGE
        slot = fresh & (np.cumsum(fresh) <= wanted)
        over = features.foreign & ~slot
        allowed = int(self._foreign * req.size) - int((features.foreign & slot).sum())
        over &= np.cumsum(over) > max(0, allowed)
        # slots first, then by score, and what is over the share only where the page has room
        order = np.lexsort((np.arange(len(ranked)), over, ~slot))[: req.size]
        order.sort()
        return ranked.slotted(slot).take(order)
