"""What learning costs: CPU seconds by step, and the most memory it held."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int], None]


class Meter:
    """Times steps, and tells how far they are."""

    def __init__(self, progress: Progress) -> None:
        self.cpu_s: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Run a step; what is yielded tells how far it is."""
        began = time.process_time()
        self._progress(name, 0, 1)
        yield lambda done, of: self._progress(name, done, of)
        self._progress(name, 1, 1)
        self.cpu_s[name] = round(time.process_time() - began, 2)

    @property
    def peak_mb(self) -> float:
        """Return the most memory this process ever held."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return round(peak / (1024 if sys.platform != "darwin" else 1024 * 1024), 1)
