"""A clock that goes faster from some moment on, for the square's processes and for those who ask.

A wave's days last minutes: notes must rest, age and be tried by those days, not by ours.
"""

import json
import os
import time
from dataclasses import dataclass

NAME = "QIAO_BENCH_CLOCK"
LEAST_S, FROM_S = 1.0, 5.0
"""Waits of five seconds and more go by as fast as the clock, but never in less than one."""


@dataclass(frozen=True)
class Clock:
    """From each of `spans` (seconds since 1970, speed) on, time goes so fast."""

    spans: tuple[tuple[float, float], ...]

    @classmethod
    def told(cls) -> "Clock":
        """Read it from the environment."""
        return cls(tuple((at, speed) for at, speed in json.loads(os.environ[NAME])))

    def tell(self) -> None:
        """Write it into the environment, for processes that are started from here."""
        os.environ[NAME] = json.dumps(self.spans)

    def at_us(self, real_s: float) -> int:
        """Return what the clock shows at a moment, in microseconds since 1970."""
        shown, since, fast = 0.0, 0.0, 1.0
        for at, speed in self.spans:
            if real_s < at:
                break
            shown, since, fast = shown + (at - since) * fast, at, speed
        return int(1e6 * (shown + (real_s - since) * fast))

    def now_us(self) -> int:
        """Return what it shows now."""
        return self.at_us(time.time())

    def wait_s(self, asked_s: float) -> float:
        """Return how long a wait really takes."""
        now = time.time()
        speed = next((fast for at, fast in reversed(self.spans) if at <= now), 1.0)
        return asked_s if asked_s < FROM_S else max(LEAST_S, asked_s / speed)
