"""Who is kept apart by a block, in the memory of a web process that follows the event log.

Every page asks; nearly nobody blocks anybody. So it is all in memory, and costs a look-up.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from qiao.kit.db import ReadTx, Sql, Told
from qiao.people.events import Blocked, Unblocked

_ALL = Sql("select by_id, of_id from blocks")
_NOBODY: frozenset[str] = frozenset()


class Apart:
    """All blocks of the square, by both who block and who are blocked."""

    def __init__(self) -> None:
        self._blocks: dict[str, set[str]] = {}
        self._blocked: dict[str, set[str]] = {}

    async def load(self, tx: ReadTx) -> None:
        """Read every block. Follow the log from before this call on."""
        for by, of in await tx.all(tuple, _ALL):
            self._add(by, of)

    def follow(self, told: Iterable[Told]) -> None:
        """Take in what was told since; the same news twice does no harm."""
        for line in told:
            match line.event():
                case Blocked(by=by, of=of):
                    self._add(by, of)
                case Unblocked(by=by, of=of):
                    self._blocks.get(by, set()).discard(of)
                    self._blocked.get(of, set()).discard(by)

    def of(self, member: str | None) -> AbstractSet[str]:
        """Return whom a member blocks and who block her."""
        if member is None or (member not in self._blocks and member not in self._blocked):
            return _NOBODY
        return self._blocks.get(member, _NOBODY) | self._blocked.get(member, _NOBODY)

    def _add(self, by: str, of: str) -> None:
        self._blocks.setdefault(by, set()).add(of)
        self._blocked.setdefault(of, set()).add(by)
