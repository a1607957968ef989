"""Python runs this at its start where the folder is on PYTHONPATH.

The square's clock goes fast, and its encoder finds what new notes mean where the bench wrote it.
"""

import asyncio
import os
from typing import Any

from bench.wave import meaning
from bench.wave.clock import NAME, Clock

if NAME in os.environ:
    import qiao.kit.clock

    clock, sleep = Clock.told(), asyncio.sleep
    # before anybody takes it from there
    qiao.kit.clock.now_us = lambda: qiao.kit.clock.Micros(clock.now_us())

    def sooner(delay: float, result: Any = None) -> Any:
        """Sleep as long as the clock takes for it."""
        return sleep(clock.wait_s(delay), result)

    asyncio.sleep = sooner

if meaning.NAME in os.environ:
    from qiao.search.providers.use import UseEmbedder

    meaning.read_by(UseEmbedder)
