"""Answers to events: making what was wanted, once."""

from __future__ import annotations

import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database
from qiao.translate import commands, queries
from qiao.translate.events import TranslationWanted
from qiao.translate.memory import Key, pending
from qiao.translate.models import Passage, Reason, Translation
from qiao.translate.pipeline import Pipeline
from qiao.translate.settings import TranslateSettings
from qiao.translate.translator import TranslatorDown

log = structlog.get_logger(__name__)


async def ask(db: Database, key: Key, passage: Passage) -> Translation:
    """Answer a reader: what is stored, or "pending" after wanting it. Loads no model.

    Costs no write where the answer is already there.
    """
    at_us = now_us()
    async with db.read() as tx:
        row = await queries.stored(tx, key)
    if row is not None:
        made = row.translation
        fresh = row.state == "done" or at_us - row.at_us < commands.RETRY_FAILED_S * 1_000_000
        if made is not None and row.state != "pending" and fresh:
            return made
        if row.state == "pending":
            return pending(key)
    await db.write(commands.want, key, passage, at_us)
    return pending(key)


async def fulfil(
    db: Database,
    pipeline: Pipeline,
    wanted: TranslationWanted,
    *,
    settings: TranslateSettings | None = None,
) -> None:
    """Make what was wanted; safe to run twice and in two processes at once.

    Raises:
        TranslatorDown: the engines are down; call again later. After `max_attempts` the text is
            stored as not translatable for now instead.
    """
    settings = settings or TranslateSettings()
    key = Key.told(wanted)
    if not await db.write(commands.claim, key, settings.lease_s, now_us()):
        return
    async with db.read() as tx:
        row = await queries.stored(tx, key)
        passage = await queries.wanted_passage(tx, key)
    if row is None or passage is None:
        return
    try:
        made = await pipeline.translate(passage, target=key.target, source=key.source)
    except TranslatorDown:
        if row.attempts < settings.max_attempts:
            await db.write(commands.release, key)
            raise
        reason = Reason("engine_down", {"source": key.source, "target": key.target})
        made = Translation("unavailable", key.source, key.target, reason=reason)
    except BaseException:
        # a bug or a shutdown: the next attempt need not wait for the lease
        await db.write(commands.release, key)
        raise
    await db.write(commands.store, key, made, now_us())
    log.info(
        "translated", source=key.source, target=key.target, state=made.state,
        engine=made.engine.name, confidence=made.confidence,
    )  # fmt: skip
