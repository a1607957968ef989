"""What each member mutes, in the memory of a web process that follows the event log."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from qiao.kit.db import ReadTx, Sql, Told
from qiao.kit.folding import AnyOf, fold
from qiao.people.events import MutesChanged
from qiao.people.mutes import MuteRow, mutes_of

_WHO = Sql("select distinct member_id from mutes where kind in ('member', 'word')")


class Quiet(NamedTuple):
    """What one member mutes."""

    members: frozenset[str]
    words: AnyOf

    def hushes(self, author: str, text: str) -> bool:
        """Say whether something is by somebody she mutes, or has a word that she mutes."""
        if author in self.members:
            return True
        return bool(self.words) and self.words.within(fold(text))


class Mutes:
    """Of everybody who mutes anything: most mute nothing, and cost a look-up."""

    def __init__(self) -> None:
        self._of: dict[str, Quiet] = {}

    async def load(self, tx: ReadTx) -> None:
        """Read what everybody mutes. Follow the log from before this call on."""
        for member in await tx.all(str, _WHO):
            await self._read(tx, member)

    async def follow(self, tx: ReadTx, told: Sequence[Told]) -> None:
        """Read again what those mute who changed it."""
        for member in _changed(told):
            await self._read(tx, member)

    def of(self, reader: str | None) -> Quiet | None:
        """Return what a reader mutes; None where it is nothing."""
        return self._of.get(reader) if reader is not None else None

    async def _read(self, tx: ReadTx, member: str) -> None:
        rows = await mutes_of(tx, member)
        if rows:
            self._of[member] = _quiet(rows)
        else:
            self._of.pop(member, None)


async def quiet_of(tx: ReadTx, member: str) -> Quiet:
    """Return what a member mutes, for a command that must know it as it is now."""
    return _quiet(await mutes_of(tx, member))


def _changed(told: Iterable[Told]) -> set[str]:
    names = (line.event() for line in told if line.name == MutesChanged.__name__)
    return {event.member for event in names if isinstance(event, MutesChanged)}


def _quiet(rows: Sequence[MuteRow]) -> Quiet:
    return Quiet(
        frozenset(row.value for row in rows if row.kind == "member"),
        AnyOf(row.value for row in rows if row.kind == "word"),
    )
