"""Counting requests as they pass: by route and status, and how long the first byte took."""

import asyncio
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from litestar import Litestar
from litestar.types import Message, Receive, Send

BOUNDS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
LAG_BOUNDS_S = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
LAG_EVERY_S = 0.25
NO_ROUTE = "none"
"""What was asked for and is no route: one name for all, or a scanner would make thousands."""


class Spread:
    """How many of something were how long: a histogram."""

    __slots__ = ("bounds_s", "counts", "sum_s")

    def __init__(self, bounds_s: Sequence[float]) -> None:
        self.bounds_s = bounds_s
        self.counts = [0] * (len(bounds_s) + 1)
        self.sum_s = 0.0

    def add(self, length_s: float) -> None:
        self.counts[bisect_left(self.bounds_s, length_s)] += 1
        self.sum_s += length_s

    def buckets(self) -> list[tuple[str, float]]:
        """Return (upper bound, how many were no longer), as Prometheus wants them."""
        names = [*(f"{bound:g}" for bound in self.bounds_s), "+Inf"]
        so_far, told = 0, []
        for name, count in zip(names, self.counts, strict=True):
            so_far += count
            told.append((name, float(so_far)))
        return told


class Requests:
    """What this process was asked since it started. Owned by one event loop."""

    def __init__(self) -> None:
        self.answered: Counter[tuple[str, str, int]] = Counter()
        self.took: dict[str, Spread] = {}
        self.open = 0

    def add(self, method: str, route: str, status: int, took_s: float) -> None:
        """Count an answer."""
        self.answered[method, route, status] += 1
        spread = self.took.get(route)
        if spread is None:
            spread = self.took[route] = Spread(BOUNDS_S)
        spread.add(took_s)


def count_requests(app: Litestar, counter: Callable[[], Requests]) -> None:
    """Count every request; a stream counts when it begins, not when its reader leaves.

    `counter` gives what counts at the moment.
    """
    inner: Any = app.asgi_handler

    async def handler(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await inner(scope, receive, send)
            return
        began, requests = time.perf_counter(), counter()
        requests.open += 1

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                # asked for by a method that no route has: whatever it is, it gets one name
                method = scope["method"] if scope["method"] in METHODS else "other"
                route = scope.get("path_template") or NO_ROUTE
                requests.add(method, route, message["status"], time.perf_counter() - began)
            await send(message)

        try:
            await inner(scope, receive, counted)
        finally:
            requests.open -= 1

    app.asgi_handler = handler


METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


async def watch_lag(lag: Spread, every_s: float = LAG_EVERY_S) -> None:
    """Measure how late the event loop comes to what is due, until cancelled."""
    while True:
        due = time.perf_counter() + every_s
        await asyncio.sleep(every_s)
        lag.add(max(0.0, time.perf_counter() - due))
