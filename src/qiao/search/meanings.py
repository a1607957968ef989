"""What notes are near in meaning to a query: asked by the web process, answered by the worker.

No model is loaded in the web process, and no vectors: the worker, which has both, keeps a list of
notes for each query. Words answer at once; who asks something new waits a moment for the list.
"""

import asyncio
import hashlib
import json
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Literal, NamedTuple

from qiao.kit.clock import SECOND, Micros, now_us
from qiao.kit.db import Database, ReadTx, Sql, Told, WriteTx, tell
from qiao.search.asking import Asked
from qiao.search.events import QueryMeant, QueryWanted

WAIT_S = 0.15
RETRY_MS = 400
FRESH_US = 600 * SECOND
"""So long a list is as good as new: what came since is found by its words."""
PATIENCE_US = 10 * SECOND
MAX_ASKED_A_SECOND = 20
"""New queries of one web process; beyond, words alone answer."""
KEPT_US = 86_400 * SECOND
MAX_WORDS_CHARS = 120

State = Literal["done", "pending", "none"]


class Meant(NamedTuple):
    """What is known of a query: state, notes near to it, the nearest first."""

    state: State
    near: tuple[str, ...] = ()


class _Row(NamedTuple):
    near: str | None
    asked_us: int
    made_us: int


_ROW = Sql("select near, asked_us, made_us from search_meanings where id = :id")
_WANT = Sql("""
    insert into search_meanings (id, words, asked_us) values (:id, :words, :now_us)
    on conflict (id) do update set asked_us = excluded.asked_us
      where search_meanings.asked_us < :before_us
""")
_WORDS = Sql("select id, words from search_meanings where id in (:ids...)")
_KEEP = Sql("update search_meanings set near = :near, made_us = :now_us where id = :id")
_OLD = Sql("delete from search_meanings where asked_us < :before_us and made_us < :before_us")


def key_of(asked: Asked) -> str:
    """Return the name under which a query's list is kept."""
    return hashlib.sha256(asked.text.encode()).hexdigest()[:26]


class Meanings:
    """Asks for lists in one web process."""

    def __init__(self, db: Database, *, wait_s: float = WAIT_S) -> None:
        self._db = db
        self._wait_s = wait_s
        self._made: dict[str, asyncio.Event] = {}
        self._asked: deque[int] = deque(maxlen=MAX_ASKED_A_SECOND)

    async def follow(self, _: ReadTx, told: Sequence[Told]) -> None:
        """Wake those who wait for a list that is there."""
        for line in told:
            if line.name == QueryMeant.__name__:
                made = self._made.pop(QueryMeant.read(line.body).query, None)
                if made is not None:
                    made.set()

    async def near(self, asked: Asked, *, may_ask: bool = True) -> Meant:
        """Return what is near to a query, after a moment's waiting if need be."""
        if not asked.groups or len(asked.text) > MAX_WORDS_CHARS:
            return Meant("none")
        key, now = key_of(asked), now_us()
        row = await self._row(key)
        known = _known(row)
        if known and row and now - row.made_us < FRESH_US:
            return known
        if row and not known and now - row.asked_us > PATIENCE_US and row.asked_us > row.made_us:
            # nobody answers: asked again, for whoever comes later
            await self._ask(key, asked, now)
            return Meant("none")
        made = self._made.setdefault(key, asyncio.Event())
        try:
            if not may_ask or not await self._ask(key, asked, now):
                return known or Meant("none")
            if known:
                return known  # what is a little old is better than waiting
            with suppress(TimeoutError):
                async with asyncio.timeout(self._wait_s):
                    await made.wait()
        finally:
            # another who waits for the same is not woken then, and looks when her moment is over
            self._made.pop(key, None)
        return _known(await self._row(key)) or Meant("pending")

    async def _ask(self, key: str, asked: Asked, now: Micros) -> bool:
        if len(self._asked) == MAX_ASKED_A_SECOND and now - self._asked[0] < SECOND:
            return False
        self._asked.append(now)
        await self._db.write(want, key, asked.typed[:MAX_WORDS_CHARS], now=now)
        return True

    async def _row(self, key: str) -> _Row | None:
        async with self._db.read() as tx:
            return await tx.one_or_none(_Row, _ROW, id=key)


def _known(row: _Row | None) -> Meant | None:
    if row is None or row.near is None:
        return None
    return Meant("done", tuple(json.loads(row.near)))


async def want(tx: WriteTx, key: str, words: str, *, now: Micros) -> None:
    """Ask for a query's list, unless somebody has just done so."""
    if await tx.run(_WANT, id=key, words=words, now_us=now, before_us=now - PATIENCE_US):
        await tell(tx, QueryWanted(key))


async def words_of(tx: ReadTx, keys: Sequence[str]) -> dict[str, str]:
    """Return what was asked for under these names."""
    return {str(k): str(w) for k, w in await tx.all(tuple, _WORDS, ids=list(keys))}


async def keep_lists(tx: WriteTx, lists: dict[str, list[str]], *, now: Micros) -> None:
    """Keep queries' lists."""
    for key in sorted(lists):
        await tx.run(_KEEP, id=key, near=json.dumps(lists[key]), now_us=now)
        await tell(tx, QueryMeant(key))


async def forget_old_meanings(tx: WriteTx, *, now: Micros) -> None:
    """Drop what was searched for long ago."""
    await tx.run(_OLD, before_us=now - KEPT_US)
