"""Answers to events: fetching what an operator wants, taking away what she does not."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol, runtime_checkable

import httpx
import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.kit.refusals import Refusal
from qiao.translate.events import ModelUnwanted, ModelWanted
from qiao.translate.models import MUL, UND, Lang
from qiao.translate.models_store import commands, queries
from qiao.translate.models_store.fetch import Mirror, Progress, open_client
from qiao.translate.models_store.store import ModelStore
from qiao.translate.models_store.trouble import (
    MirrorUnset,
    ModelBusy,
    ModelNotInstalled,
    ModelUnknown,
)
from qiao.translate.translator import Translator

log = structlog.get_logger(__name__)

SHOW_EVERY_S = 0.5

Speaks = Callable[[Lang, Lang], bool]


@runtime_checkable
class KeepsModels(Protocol):
    """An engine whose models come and go."""

    @abstractmethod
    def rescan(self) -> None:
        """Look which models there are now."""


class _NotWanted(Exception):
    """The operator changed her mind."""


async def change_models(
    db: Database,
    store: ModelStore,
    told: Sequence[ModelWanted | ModelUnwanted],
    *,
    mirror: str,
    client: Callable[[], httpx.AsyncClient] = open_client,
) -> None:
    """Do what is wanted of each model now, whatever was wanted when it was told.

    What fails is kept with its reason and not tried again until somebody asks.
    """
    for pair in dict.fromkeys(event.pair for event in told):
        async with db.read() as tx:
            row = await queries.row_of(tx, pair)
        if row is None:
            continue
        if row.state in ("wanted", "fetching"):
            await _fetch(db, store, pair, mirror=mirror, client=client)
        elif row.state == "removing":
            await _remove(db, store, pair)


async def _fetch(
    db: Database,
    store: ModelStore,
    pair: str,
    *,
    mirror: str,
    client: Callable[[], httpx.AsyncClient],
) -> None:
    if not await db.write(commands.begin, pair, now=now_us()):
        return
    try:
        model = store.manifest.model(pair)
        if not mirror:
            raise MirrorUnset(setting="QIAO_TRANSLATE__MODELS_MIRROR")
        # reading the certificates it trusts takes a client a tenth of a second
        async with await asyncio.to_thread(client) as http, _shown(db, pair) as show:
            await store.add(model, Mirror(mirror, http), show)
    except _NotWanted:
        log.info("model_not_wanted", pair=pair)
    except Refusal as refusal:
        log.warning("model_failed", pair=pair, code=refusal.code, facts=refusal.facts)
        await db.write(commands.fail, pair, error=refusal.code, now=now_us())
    else:
        log.info("model_ready", pair=pair, bytes=model.bytes)
        await db.write(commands.have_model, pair, total=model.bytes, now=now_us())


@asynccontextmanager
async def _shown(db: Database, pair: str) -> AsyncIterator[Progress]:
    """Keep how far it is twice a second, also while nothing more comes.

    What it gives is to be told how many bytes are here; it raises _NotWanted once nobody wants
    them.
    """
    here = 0
    wanted = await db.write(commands.progress, pair, done=here, now=now_us())

    async def show(done: int) -> None:
        nonlocal here
        here = done
        if not wanted:
            raise _NotWanted

    async def keep() -> None:
        nonlocal wanted
        while wanted:
            await asyncio.sleep(SHOW_EVERY_S)
            wanted = await db.write(commands.progress, pair, done=here, now=now_us())

    keeping = asyncio.create_task(keep())
    try:
        yield show
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _remove(db: Database, store: ModelStore, pair: str) -> None:
    try:
        await asyncio.to_thread(store.remove, pair)
    except (ModelNotInstalled, ModelUnknown):
        log.info("model_gone_already", pair=pair)
    except ModelBusy:
        log.warning("model_busy", pair=pair)
        raise
    await db.write(commands.lost_model, pair, now=now_us())


def look_again(translators: Iterable[Translator]) -> None:
    """Let engines that keep models look which there are."""
    for translator in translators:
        if isinstance(translator, KeepsModels):
            try:
                translator.rescan()
            except OSError as error:
                # a model went while it was looked at: word of that comes next, and another look
                log.warning("models_moving", why=error.strerror)


async def forget_refusals(db: Database, speaks: Speaks) -> int:
    """Forget refusals for want of an engine that is there now; return how many."""
    async with db.read() as tx:
        failed = await queries.failed_pairs(tx)
    now_spoken = [
        (source, target)
        for source, target in failed
        if source in (MUL, UND) or speaks(Lang(source), Lang(target))
    ]
    return await db.write(commands.forget_refusals, now_spoken) if now_spoken else 0
