"""How many characters a network or a member may ask for: a bucket that fills up again."""

from __future__ import annotations

from collections.abc import Sequence

_MOST_BUCKETS = 20_000


class CharBudget:
    """A bucket of `per_minute` characters for each who asks; time is an argument."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: dict[str, tuple[float, float]] = {}  # left, as of

    def take(self, who: Sequence[str], chars: int, *, now_s: float) -> float:
        """Take `chars` from the bucket of each of `who`; 0, or after how many seconds there are
        enough. Nothing is taken where one has too few."""
        wait_s = 0.0
        for name in who:
            short = min(chars, self._most) - self._left(name, now_s)
            wait_s = max(wait_s, short * 60 / self._most)
        if wait_s > 0:
            return wait_s
        for name in who:
            self._buckets[name] = (self._left(name, now_s) - chars, now_s)
        if len(self._buckets) > _MOST_BUCKETS:
            self._forget_full(now_s)
        return 0.0

    def _left(self, name: str, now_s: float) -> float:
        left, as_of = self._buckets.get(name, (self._most, now_s))
        return min(self._most, left + max(0.0, now_s - as_of) * self._most / 60)

    def _forget_full(self, now_s: float) -> None:
        self._buckets = {
            name: bucket
            for name, bucket in self._buckets.items()
            if self._left(name, now_s) < self._most
        }
