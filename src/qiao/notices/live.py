"""What a member is told while she looks: a stream each, fed by the event log.

A stream that waits holds a task and a few hundred bytes; no connection to the database, which is
asked only when there is something to tell. Sessions are looked at again every few seconds, all of
them in one question, so that a session that was ended anywhere ends its streams.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import msgspec
import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database, ReadTx, Told
from qiao.notices.events import Announced, NoticesChanged
from qiao.notices.models import TooManyLive
from qiao.notices.queries import news, unread
from qiao.notices.views import News
from qiao.people.queries import live_sessions

log = structlog.get_logger()

MAX_STREAMS = 20_000
MAX_OF_ONE = 8
HEARTBEAT_S = 20.0
LOOK_AGAIN_S = 3.0
REST_S = 1.0
"""So long a stream rests after it told something: a note that everybody likes is told in sum."""
CHUNK = 500

_encode = msgspec.json.Encoder().encode
_RETRY = b"retry: 3000\n\n"
_HEARTBEAT = b": here\n\n"
_END = b"event: end\ndata: {}\n\n"


class Beside(Protocol):
    """Another slice's news on the same stream; ids alone, since a stream asks for no rights."""

    event: str

    def heard(self, line: Told) -> Iterable[tuple[str, str]]:
        """Return whom a line of the log concerns, and what of theirs it is about."""

    async def told(self, tx: ReadTx, member: str, changed: Sequence[str]) -> bytes:
        """Return what a member is told now, as JSON."""


@dataclass(eq=False)
class Stream:
    """One open stream. `after_us`: what came up to then has been told."""

    member: str
    token_hash: bytes
    after_us: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    beside: dict[str, set[str]] = field(default_factory=dict)
    """What changed, by the event that tells it."""


class Live:
    """All streams of this process."""

    def __init__(
        self,
        database: Database,
        *,
        beside: Sequence[Beside] = (),
        max_streams: int = MAX_STREAMS,
        max_of_one: int = MAX_OF_ONE,
        heartbeat_s: float = HEARTBEAT_S,
        look_again_s: float = LOOK_AGAIN_S,
        rest_s: float = REST_S,
    ) -> None:
        self._database = database
        self._beside = beside
        self._max = max_streams
        self._max_of_one = max_of_one
        self._heartbeat_s = heartbeat_s
        self._look_again_s = look_again_s
        self._rest_s = rest_s
        self._streams: dict[str, set[Stream]] = {}
        self._closed = asyncio.Event()
        self.count = 0

    def open(self, member: str, token_hash: bytes, *, after_us: int | None) -> Stream:
        """Make a stream that `told` runs. `after_us`: None is from now on.

        Raises:
            TooManyLive: of this member, or of everybody together.
        """
        if self._is_full(member):
            raise TooManyLive(retry_s=30)
        stream = Stream(member, token_hash, now_us() if after_us is None else after_us)
        stream.beside = {other.event: set() for other in self._beside}  # how it stands, at first
        return stream

    def _is_full(self, member: str) -> bool:
        mine = len(self._streams.get(member, ()))
        return mine >= self._max_of_one or self.count >= self._max or self._closed.is_set()

    async def told(self, stream: Stream) -> AsyncIterator[bytes]:
        """Tell the state at once, then every change of it; ends when the session does."""
        # counted from here: one whose browser left before it began is never run, nor left
        if self._is_full(stream.member):
            yield _END
            return
        self._streams.setdefault(stream.member, set()).add(stream)
        self.count += 1
        try:
            yield _RETRY + await self._message(stream)
            while not stream.over:
                try:
                    async with asyncio.timeout(self._heartbeat_s):
                        await stream.woken.wait()
                except TimeoutError:
                    yield _HEARTBEAT
                    continue
                stream.woken.clear()
                if stream.over:
                    break
                yield await self._message(stream)
                if not stream.over:
                    # nothing is lost by resting: what comes meanwhile wakes it afterwards
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._rest_s):
                            await self._closed.wait()
            yield _END
        finally:
            self._leave(stream)

    def _leave(self, stream: Stream) -> None:
        mine = self._streams[stream.member]
        mine.discard(stream)
        self.count -= 1
        if not mine:
            del self._streams[stream.member]

    async def _message(self, stream: Stream) -> bytes:
        async with self._database.read() as tx:
            counts = await unread(tx, stream.member)
            come, stream.after_us = await news(tx, stream.member, stream.after_us)
            # taken out before it is asked for: what changes meanwhile is told once more
            changed, stream.beside = stream.beside, {}
            others = [
                (other.event, await other.told(tx, stream.member, tuple(changed[other.event])))
                for other in self._beside
                if other.event in changed
            ]
        said = News(counts, come)
        message = b"id: %d\nevent: notices\ndata: %b\n\n" % (stream.after_us, _encode(said))
        for event, body in others:
            message += b"event: %b\ndata: %b\n\n" % (event.encode(), body)
        return message

    async def follow(self, _: ReadTx, told: Sequence[Told]) -> None:
        """Wake the streams of those whose notices have changed."""
        if not self._streams:
            return
        for line in told:
            if line.name == NoticesChanged.__name__:
                event: Any = line.event()
                for stream in self._streams.get(event.member, ()):
                    stream.woken.set()
            elif line.name == Announced.__name__:
                for mine in self._streams.values():
                    for stream in mine:
                        stream.woken.set()
            for other in self._beside:
                for member, what in other.heard(line):
                    for stream in self._streams.get(member, ()):
                        stream.beside.setdefault(other.event, set()).add(what)
                        stream.woken.set()

    async def run(self) -> None:
        """End the streams whose sessions are over, until cancelled."""
        while True:
            await asyncio.sleep(self._look_again_s)
            try:
                await self.look_again()
            except Exception:
                # a database that is away for a moment must not leave streams open for ever
                log.exception("live_sessions_failed")

    async def look_again(self) -> None:
        """End the streams whose sessions are over."""
        streams = [stream for mine in self._streams.values() for stream in mine]
        for start in range(0, len(streams), CHUNK):
            some = streams[start : start + CHUNK]
            async with self._database.read() as tx:
                alive = await live_sessions(
                    tx, [stream.token_hash for stream in some], now_us=now_us()
                )
            for stream in some:
                if stream.token_hash not in alive:
                    stream.over = True
                    stream.woken.set()

    def close(self) -> None:
        """Let everybody go: the process is about to end."""
        self._closed.set()
        for mine in self._streams.values():
            for stream in mine:
                stream.over = True
                stream.woken.set()
