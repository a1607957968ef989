"""Chance that differs between readers and notes and is the same when asked again."""

import numpy as np

from qiao.feed.space import Floats, Rows


def chance(seed: int, rows: Rows) -> Floats:
    """Return 0 to 1 for each row, the same for the same seed whoever else is asked about."""
    told = rows.astype(np.uint32)
    told += np.uint32(seed & 0xFFFFFFFF)
    for times in (0x7FEB352D, 0x846CA68B):  # an integer hash: two rounds of shift and multiply
        told ^= told >> np.uint32(16)
        told *= np.uint32(times)
    told ^= told >> np.uint32(16)
    return told.astype(np.float32) * np.float32(2.0**-32)
