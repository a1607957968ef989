"""Changing how models stand: wanting, fetching, giving up, having; forgetting old refusals."""

from __future__ import annotations

from collections.abc import Iterable

from qiao.kit.clock import SECOND
from qiao.kit.db import Sql, WriteTx, tell
from qiao.translate.events import ModelsChanged, ModelUnwanted, ModelWanted

STALE_US = 120 * SECOND
"""A fetch that showed no progress so long may be wanted anew: its worker is gone for good."""

_WANT = Sql("""
    insert into translation_models (pair, state, done_bytes, total_bytes, error, at_us)
    values (:pair, 'wanted', :done, :total, '', :at_us)
    on conflict (pair) do update set
      state = 'wanted', done_bytes = :done, total_bytes = :total, error = '', at_us = :at_us
    where translation_models.state not in ('wanted', 'fetching')
      or translation_models.at_us < :stale_us
""")
_UNWANT = Sql("""
    insert into translation_models (pair, state, done_bytes, total_bytes, error, at_us)
    values (:pair, 'removing', 0, 0, '', :at_us)
    on conflict (pair) do update set state = 'removing', error = '', at_us = :at_us
""")
_BEGIN = Sql(
    "update translation_models set state = 'fetching', at_us = :at_us"
    " where pair = :pair and state in ('wanted', 'fetching')"
)
_PROGRESS = Sql(
    "update translation_models set done_bytes = :done, at_us = :at_us"
    " where pair = :pair and state = 'fetching'"
)
_FAIL = Sql(
    "update translation_models set state = 'failed', error = :error, at_us = :at_us"
    " where pair = :pair and state = 'fetching'"
)
_READY = Sql("""
    insert into translation_models (pair, state, done_bytes, total_bytes, error, at_us)
    values (:pair, 'ready', :total, :total, '', :at_us)
    on conflict (pair) do update set
      state = 'ready', done_bytes = :total, total_bytes = :total, error = '', at_us = :at_us
""")
_GONE = Sql("delete from translation_models where pair = :pair and state = 'removing'")
_FORGET = Sql(
    "delete from translations where source = :source and target = :target and ("
    """ (state = 'failed' and (result like '%"code":"no_engine"%'"""
    """ or result like '%"code":"may_not_leave"%'))"""
    # words in a row stood in for what can be translated now
    """ or (state = 'done' and result like '%"kind":"gloss","name":"CC-CEDICT%'))"""
)


async def want_model(tx: WriteTx, pair: str, *, done: int, total: int, now: int) -> None:
    """Ask the worker for a model; one that is being fetched is not asked for twice."""
    sizes = {"done": done, "total": total}
    if await tx.run(_WANT, pair=pair, **sizes, at_us=now, stale_us=now - STALE_US):
        await tell(tx, ModelWanted(pair))


async def unwant_model(tx: WriteTx, pair: str, *, now: int) -> None:
    """Ask the worker to take a model away; a fetch in progress stops."""
    await tx.run(_UNWANT, pair=pair, at_us=now)
    await tell(tx, ModelUnwanted(pair))


async def begin(tx: WriteTx, pair: str, *, now: int) -> bool:
    """Start fetching; False if nobody wants it any more."""
    return await tx.run(_BEGIN, pair=pair, at_us=now) == 1


async def progress(tx: WriteTx, pair: str, *, done: int, now: int) -> bool:
    """Keep how far it is; False if nobody wants it any more."""
    return await tx.run(_PROGRESS, pair=pair, done=done, at_us=now) == 1


async def fail(tx: WriteTx, pair: str, *, error: str, now: int) -> None:
    """Keep why it could not be had: a refusal's code."""
    await tx.run(_FAIL, pair=pair, error=error, at_us=now)


async def have_model(tx: WriteTx, pair: str, *, total: int, now: int) -> None:
    """A model is in place; everybody looks again."""
    await tx.run(_READY, pair=pair, total=total, at_us=now)
    await tell(tx, ModelsChanged(pair))


async def lost_model(tx: WriteTx, pair: str, *, now: int) -> None:
    """A model was taken away; everybody looks again."""
    await tx.run(_UNWANT, pair=pair, at_us=now)
    await tx.run(_GONE, pair=pair)
    await tell(tx, ModelsChanged(pair))


async def forget_refusals(tx: WriteTx, pairs: Iterable[tuple[str, str]]) -> int:
    """Forget that these pairs had no engine; whoever asks next is translated for."""
    return sum([await tx.run(_FORGET, source=s, target=t) for s, t in pairs])
