"""Who is judged together, and which deeds are kept back to judge by."""

import zlib
from collections.abc import Sequence
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from qiao.kit.clock import DAY

NEWCOMER_US = 28 * DAY
RECENT_US = 14 * DAY
"""Deeds no older than this may be held out; older ones all teach."""
SLICES = 20
JUDGED = 2  # of 20 recent deeds, so many are for judging a version
TUNED = 1  # and so many for choosing between recipes


class Slice(IntEnum):
    """What a pair of member and note is for, as long as its deed is recent."""

    TAUGHT = 0
    TUNED = 1
    JUDGED = 2


def slice_of(member: str, note: str) -> Slice:
    """Return what a pair is for: always the same, so that no version ever saw what judges it.

    Two versions made at different times can therefore be compared on the same deeds, though the
    older one is in use and the newer one has seen more.
    """
    number = zlib.crc32(f"{member} {note}".encode()) % SLICES
    if number < JUDGED:
        return Slice.JUDGED
    return Slice.TUNED if number < JUDGED + TUNED else Slice.TAUGHT


def circles_of(
    langs: Sequence[str], joined_us: NDArray[np.int64], *, now_us: int
) -> NDArray[np.str_]:
    """Return each member's circle: the first language she reads, and whether she is new here."""
    tenure = np.where(joined_us > now_us - NEWCOMER_US, "newcomers", "locals")
    return np.array(
        [f"{lang or 'und'} {who}" for lang, who in zip(langs, tenure, strict=True)], dtype=np.str_
    )
