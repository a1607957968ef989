"""Changing the translation memory: wanting, claiming, storing and giving up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

import msgspec

from qiao.kit.clock import SECOND
from qiao.kit.db import Sql, WriteTx, tell
from qiao.translate.clearance import PRIVATE, Asked
from qiao.translate.events import TranslationHandedOn, TranslationMade, TranslationWanted
from qiao.translate.memory import Key
from qiao.translate.models import Passage, Translation
from qiao.translate.queries import stored
from qiao.translate.tidy import passage_text

State = Literal["pending", "done", "failed"]

_KEY = "text_hash = :text_hash and source = :source and target = :target and policy = :policy"
_INSERT = Sql(
    "insert into translations"
    " (text_hash, source, target, policy, state, text, result, engine, confidence,"
    " lease_until_us, attempts, at_us)"
    " values (:text_hash, :source, :target, :policy, 'pending', :text, null, '', 0, 0, 0, :at_us)"
    " on conflict (text_hash, source, target, policy) do nothing"
)
_RENEW = Sql(
    "update translations set state = 'pending', result = null, attempts = 0, lease_until_us = 0,"
    f" at_us = :at_us where {_KEY} and state = 'failed'"
)
_CLAIM = Sql(
    "update translations set lease_until_us = :until_us, attempts = attempts + 1"
    f" where {_KEY} and state = 'pending' and lease_until_us <= :now_us"
)
_RELEASE = Sql(f"update translations set lease_until_us = 0 where {_KEY} and state = 'pending'")
_HAND_ON = Sql(
    "update translations set lease_until_us = 0, attempts = attempts - 1"
    f" where {_KEY} and state = 'pending' and attempts > 0"
)
_STORE = Sql(
    "update translations set state = :state, result = :result, engine = :engine,"
    f" confidence = :confidence, lease_until_us = 0, at_us = :at_us where {_KEY}"
)
_PROGRESS = Sql(f"update translations set result = :result where {_KEY} and state = 'pending'")
_FORGET_DRAFT = Sql(f"delete from translations where {_KEY} and substr(policy, 1, 1) = '~'")
_FORGET_OLD_DRAFTS = Sql(
    "delete from translations where substr(policy, 1, 1) = '~' and at_us < :before_us"
)


async def want(
    tx: WriteTx, key: Key, passage: Passage, now_us: int, asked: Asked = PRIVATE
) -> State:
    """Ask for a translation, and tell the worker if nobody has asked before.

    A thousand callers make one row and one event. Who says nothing of clearance has private words.
    """
    new = await tx.run(_INSERT, **key.params, text=passage_text(passage), at_us=now_us)
    if not new:
        row = await stored(tx, key)
        if row is not None and row.stands(asked, now_us):
            return cast("State", row.state)
        if not await tx.run(_RENEW, **key.params, at_us=now_us):
            return "pending"
    await tell(tx, TranslationWanted(**key.params, **asked.params))
    return "pending"


async def claim(tx: WriteTx, key: Key, lease_s: float, now_us: int) -> bool:
    """Take a wanted translation for oneself; False if someone has it or it is made."""
    until_us = now_us + int(lease_s * SECOND)
    return await tx.run(_CLAIM, **key.params, until_us=until_us, now_us=now_us) == 1


async def release(tx: WriteTx, key: Key) -> None:
    """Give a claim back, so that the next attempt need not wait for the lease to end."""
    await tx.run(_RELEASE, **key.params)


async def hand_on(tx: WriteTx, key: Key, asked: Asked) -> None:
    """Give a claim on to the lane that may wait for outside providers; it was no attempt."""
    await tx.run(_HAND_ON, **key.params)
    await tell(tx, TranslationHandedOn(**key.params, **asked.params))


async def show_progress(tx: WriteTx, key: Key, partial: Translation) -> None:
    """Keep what is there of a long text so far; nobody is woken, who asks again sees it."""
    await tx.run(_PROGRESS, **key.params, result=msgspec.json.encode(partial).decode())


async def forget_drafts(tx: WriteTx, keys: Sequence[Key]) -> None:
    """Drop words that were translated for their writer alone."""
    for key in keys:
        await tx.run(_FORGET_DRAFT, **key.params)


async def forget_old_drafts(tx: WriteTx, before_us: int) -> int:
    """Drop drafts whose writer never came back for them; return how many."""
    return await tx.run(_FORGET_OLD_DRAFTS, before_us=before_us)


async def store(tx: WriteTx, key: Key, made: Translation, now_us: int) -> None:
    """Keep what was made, or why nothing was; tell those who wait."""
    await tx.run(
        _STORE,
        **key.params,
        # what was read from a code but not translated is tried again like what failed
        state="done" if made.state == "done" and made.reason is None else "failed",
        result=msgspec.json.encode(made).decode(),
        engine=made.engine.name,
        confidence=made.confidence or 0.0,
        at_us=now_us,
    )
    await tell(tx, TranslationMade(**key.params))
