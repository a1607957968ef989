"""Looking into the translation memory."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from qiao.kit.db import ReadTx, Sql
from qiao.translate.memory import Key
from qiao.translate.models import Passage, Translation
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
