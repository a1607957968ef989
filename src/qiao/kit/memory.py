"""Giving memory back: what a start-up needed once is not to be kept for ever."""

import ctypes
import gc
import sys


def settle() -> None:
    """Call when what will stay is loaded: it is not looked through again, and the rest is returned.

    glibc keeps freed memory for itself until it is asked; elsewhere only the first half is done.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
