"""Answers to events: making what was wanted, once."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field, replace

import structlog

from qiao.kit.clock import now_us
from qiao.kit.db import Database, WriteTx
from qiao.translate import commands, queries
from qiao.translate.breaker import LONGEST_PAUSE_S, CircuitOpen
from qiao.translate.budgets import BudgetSpent
from qiao.translate.chain import NeedsOutside
from qiao.translate.clearance import PRIVATE, Asked, Clearance
from qiao.translate.events import TranslationHandedOn, TranslationWanted
from qiao.translate.memory import Key, pending
from qiao.translate.models import Passage, Reason, Translation
from qiao.translate.naming import NAMING, named
from qiao.translate.pipeline import Pipeline
from qiao.translate.segment_memory import Flights
from qiao.translate.segment_store import Kept, StoredMemory, keep_segments
from qiao.translate.settings import TranslateSettings
from qiao.translate.square_words import SquareWords
from qiao.translate.translator import TranslatorDown

log = structlog.get_logger(__name__)

_TURNS = 3


class WordsKeepChanging(Exception):
    """The glossary or slang changed each time a text was being translated."""


@dataclass
class Recall:
    """What a worker has in mind from one text to the next."""

    words: SquareWords = field(default_factory=SquareWords)
    flights: Flights = field(default_factory=Flights)


async def ask(db: Database, key: Key, passage: Passage, asked: Asked = PRIVATE) -> Translation:
    """Answer a reader: what is stored, or "pending" after wanting it. Loads no model.

    Costs no write where the answer is already there. `asked`: whether the words may leave, and
    who pays; who does not say has private words.
    """
    at_us = now_us()
    async with db.read() as tx:
        row = await queries.stored(tx, key)
    if row is not None:
        made = row.translation
        if made is not None and row.state != "pending" and row.stands(asked, at_us):
            return made
        if row.state == "pending":
            # of a long text what is there already
            return made if made is not None and made.state == "pending" else pending(key)
    await db.write(commands.want, key, passage, at_us, asked)
    return pending(key)


async def fulfil(
    db: Database,
    pipeline: Pipeline,
    wanted: TranslationWanted | TranslationHandedOn,
    *,
    settings: TranslateSettings | None = None,
    recall: Recall | None = None,
    indoors: bool = False,
) -> None:
    """Make what was wanted; safe to run twice and in two processes at once.

    `indoors`: what needs a provider outside is handed on to those who may wait for one.

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
    if key.target == NAMING:
        language = await asyncio.to_thread(named, pipeline.detector, passage)
        await db.write(commands.store, key, language, now_us())
        return
    asked = Asked.told(wanted)
    pipeline = pipeline.for_asked(asked)
    if indoors:
        pipeline = pipeline.indoors()
    try:
        keeps = asked.clearance is Clearance.PUBLIC
        made = await _made(db, pipeline, key, passage, recall or Recall(), keeps=keeps)
    except NeedsOutside:
        await db.write(commands.hand_on, key, asked)
        return
    except TranslatorDown as error:
        # asking again soon helps neither while a provider is left alone nor before midnight
        final = isinstance(error, CircuitOpen | BudgetSpent)
        if row.attempts < settings.max_attempts and not final:
            await db.write(commands.release, key)
            raise
        made = Translation("unavailable", key.source, key.target, reason=_why(error, key))
    except BaseException:
        # a bug or a shutdown: the next attempt need not wait for the lease
        await db.write(commands.release, key)
        raise
    if made.state != "done":
        await db.write(commands.store, key, made, now_us())
    log.info(
        "translated", source=key.source, target=key.target, state=made.state,
        engine=made.engine.name, confidence=made.confidence,
    )  # fmt: skip


async def _made(
    db: Database,
    pipeline: Pipeline,
    key: Key,
    passage: Passage,
    recall: Recall,
    *,
    keeps: bool,
) -> Translation:
    """Make a translation with the square's own words and memory; what is "done" is stored.

    `keeps`: its sentences are kept for other texts; words that are not public are not.

    Raises:
        WordsKeepChanging: the same call works later.
    """
    for _ in range(_TURNS):
        async with db.read() as tx:
            version = await recall.words.fresh(tx)
        memory = StoredMemory(db, key, recall.flights, version=version, keeps=keeps)

        async def progress(partial: Translation) -> None:
            await db.write(commands.show_progress, key, partial)

        ready = replace(
            pipeline,
            slang=recall.words.slang,
            glossary=recall.words.glossary,
            memory=memory,
            progress=progress,
        )
        try:
            made = await ready.translate(passage, target=key.target, source=key.source)
            if made.state != "done":
                return made
            if await db.write(_finish, key, made, memory.kept, version):
                return made
        finally:
            memory.done()
    raise WordsKeepChanging


async def _finish(tx: WriteTx, key: Key, made: Translation, kept: list[Kept], version: int) -> bool:
    """Store a translation and its sentences, unless a word of the square changed meanwhile."""
    if not await keep_segments(tx, kept, key.policy, now_us(), version=version):
        return False
    row = await queries.stored(tx, key)
    if row is not None and row.state == "pending":  # else a person was faster
        await commands.store(tx, key, made, now_us())
    return True


def _why(error: TranslatorDown, key: Key) -> Reason:
    if isinstance(error, BudgetSpent):
        return Reason("budget_spent", {"resets_at": error.resets_at, "scope": error.scope})
    retry_s = min(error.retry_s or LONGEST_PAUSE_S, LONGEST_PAUSE_S)
    facts = {"source": key.source, "target": key.target, "retry_s": str(math.ceil(retry_s))}
    return Reason("engine_down", facts)
