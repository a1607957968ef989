"""The event log: what has happened, told in the transaction that made it so."""

from typing import Any, ClassVar, NamedTuple, Self

import msgspec

from qiao.kit.clock import now_us
from qiao.kit.db.sql import Sql
from qiao.kit.db.tx import ReadTx, WriteTx


class Event(msgspec.Struct, frozen=True):
    """Something that has happened, in the past tense; ids only. Subclasses name what happened."""

    known: ClassVar[dict[str, type["Event"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        Event.known[cls.__name__] = cls

    @classmethod
    def read(cls, body: str) -> Self:
        """Read an event back from the log."""
        return msgspec.json.decode(body, type=cls)


class Told(NamedTuple):
    """A line of the log."""

    seq: int
    at_us: int
    name: str
    body: str

    def event(self) -> Event | None:
        """Return the event, or None for a kind this version does not know."""
        kind = Event.known.get(self.name)
        return kind.read(self.body) if kind else None


_AFTER = Sql(
    "select seq, at_us, name, body from events where seq > :seq order by seq limit :limit_rows"
)
_LAST = Sql("select coalesce(max(seq), 0) from events")


async def tell(tx: WriteTx, event: Event) -> None:
    """Append `event`; it can be heard once the caller's transaction is committed, or never."""
    await tx.tell(type(event).__name__, msgspec.json.encode(event).decode(), now_us())


async def events_after(tx: ReadTx, seq: int, *, limit: int = 500) -> list[Told]:
    """Return what was told after `seq`, oldest first."""
    return await tx.all(Told, _AFTER, seq=seq, limit_rows=limit)


async def last_seq(tx: ReadTx) -> int:
    """Return the number of the newest event, 0 for an empty log."""
    return await tx.count(_LAST)
