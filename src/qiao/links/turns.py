"""Whose turn it is: links of one member, pages of one host, all pages together. In memory alone."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from qiao.kit.clock import HOUR, SECOND, now_us
from qiao.links.models import HostFailed, NotFetched, TryLater
from qiao.links.settings import LinkSettings

MINUTE = 60 * SECOND
GAP_US = SECOND
"""Between two pages of one host."""
FAILURES_TO_REST = 4
REST_US = 10 * MINUTE
MAX_REMEMBERED = 2_000


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    last_us: int = 0
    failures: int = 0
    rests_until_us: int = 0


class Turns:
    """Keeps the square from pressing others, and one member from using it to."""

    def __init__(
        self,
        settings: LinkSettings,
        *,
        now: Callable[[], int] = now_us,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._now = now
        self._pause = pause
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._members: OrderedDict[str, deque[int]] = OrderedDict()
        self._lately: deque[int] = deque()

    def ask(self, member: str) -> None:
        """Take one of a member's turns.

        Raises:
            NotFetched: she has had hers for this hour.
            TryLater: so many pages were fetched in this minute.
        """
        now = self._now()
        had = _kept(self._members, member, deque)
        for times, since in ((had, now - HOUR), (self._lately, now - MINUTE)):
            while times and times[0] <= since:
                times.popleft()
        if len(had) >= self._settings.per_member_per_hour:
            raise NotFetched("too many of one member")
        if len(self._lately) >= self._settings.per_minute:
            raise TryLater
        had.append(now)
        self._lately.append(now)

    def check(self, host: str) -> None:
        """Raise NotFetched where a host is left alone, since it failed again and again."""
        if host in self._hosts and self._now() < self._hosts[host].rests_until_us:
            raise NotFetched("left alone")

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Hold a host's turn: one page at a time, a second between two.

        A HostFailed inside counts against the host; four in a row give it ten minutes of rest.
        """
        found = _kept(self._hosts, host, _Host)
        async with found.lock:
            self.check(host)
            wait_us = found.last_us + GAP_US - self._now()
            if found.last_us and wait_us > 0:
                await self._pause(wait_us / SECOND)
            try:
                yield
            except HostFailed:
                found.failures += 1
                if found.failures >= FAILURES_TO_REST:
                    found.failures, found.rests_until_us = 0, self._now() + REST_US
                raise
            else:
                found.failures = 0
            finally:
                found.last_us = self._now()


V = TypeVar("V")


def _kept(kept: OrderedDict[str, V], key: str, make: Callable[[], V]) -> V:
    if key not in kept:
        kept[key] = make()
        if len(kept) > MAX_REMEMBERED:
            kept.popitem(last=False)
    kept.move_to_end(key)
    return kept[key]
