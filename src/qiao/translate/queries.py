"""Looking into the translation memory."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import msgspec

from qiao.kit.clock import SECOND
from qiao.kit.db import ReadTx, Sql
from qiao.translate.breaker import LONGEST_PAUSE_S
from qiao.translate.clearance import Asked, Clearance
from qiao.translate.memory import RETRY_FAILED_S, Key
from qiao.translate.models import Passage, Reason, Translation
from qiao.translate.tidy import passage_of

_STORED = Sql(
    "select state, result, attempts, lease_until_us, at_us from translations"
    " where text_hash = :text_hash and source = :source and target = :target and policy = :policy"
)
_TEXT = Sql(
    "select text from translations"
    " where text_hash = :text_hash and source = :source and target = :target and policy = :policy"
)


@dataclass(frozen=True, slots=True)
class Stored:
    """A row of the memory. `state`: pending, done or failed."""

    state: str
    result: str | None
    attempts: int
    lease_until_us: int
    at_us: int

    @property
    def translation(self) -> Translation | None:
        """What was made, or the reason nothing could be."""
        return msgspec.json.decode(self.result, type=Translation) if self.result else None

    def stands(self, asked: Asked, now_us: int) -> bool:
        """Whether this is still the answer; what failed is tried again when that may help."""
        if self.state != "failed":
            return True
        reason = made.reason if (made := self.translation) is not None else None
        return now_us - self.at_us < _stands_s(reason, asked) * SECOND


def _stands_s(reason: Reason | None, asked: Asked) -> float:
    match reason.code if reason is not None else "":
        case "engine_down" if reason is not None:
            with suppress(ValueError):
                return min(float(reason.facts.get("retry_s", "")), LONGEST_PAUSE_S)
        case "budget_spent" if reason is not None and reason.facts.get("scope") in {"by", "net"}:
            return 5.0  # somebody else's budget may have room
        case "may_not_leave" if reason is not None:
            was_private = reason.facts.get("clearance") == Clearance.PRIVATE
            if was_private and asked.clearance is Clearance.PUBLIC:
                return 0.0  # these words are public elsewhere, or now
    return RETRY_FAILED_S


async def stored(tx: ReadTx, key: Key) -> Stored | None:
    """The row of a key."""
    return await tx.one_or_none(Stored, _STORED, **key.params)


async def cached(tx: ReadTx, key: Key) -> Translation | None:
    """The translation if it is made (or known to be impossible), None if it must be wanted."""
    row = await stored(tx, key)
    return row.translation if row is not None and row.state != "pending" else None


async def wanted_passage(tx: ReadTx, key: Key) -> Passage | None:
    """The text a key stands for, as it was asked for."""
    text = await tx.value(_TEXT, **key.params)
    return passage_of(text) if isinstance(text, str) else None
