"""Who is kept apart by a block, in the memory of a web process that follows the event log.

Every page asks; nearly nobody blocks anybody. So it is all in memory, and costs a look-up.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from qiao.kit.db import ReadTx, Sql, Told
from qiao.people.events import Blocked, IdentitiesChanged, Unblocked

_ALL = Sql("select by_id, of_id from blocks")
_IDENTITIES = Sql("select login_id, member_id from identities")
_OF = Sql("""
    select s.member_id from identities i join identities s on s.login_id = i.login_id
    where i.member_id = :member
""")
_NOBODY: frozenset[str] = frozenset()


class Apart:
    """All blocks of the square, by both who block and who are blocked.

    Who blocks one identity of a person is apart from the others, too, as they look at her; as she
    looks at them nothing is changed (`people.blocks`).
    """

    def __init__(self) -> None:
        self._blocks: dict[str, set[str]] = {}
        self._blocked: dict[str, set[str]] = {}
        self._persons: dict[str, frozenset[str]] = {}

    async def load(self, tx: ReadTx) -> None:
        """Read every block. Follow the log from before this call on."""
        for by, of in await tx.all(tuple, _ALL):
            self._add(by, of)
        logins: dict[str, set[str]] = {}
        for login, member in await tx.all(tuple, _IDENTITIES):
            logins.setdefault(login, set()).add(member)
        for members in logins.values():
            self._know(members)

    async def follow_identities(self, tx: ReadTx, told: Iterable[Told]) -> None:
        """Take in who has one identity more; it is not told whose."""
        for line in told:
            match line.event():
                case IdentitiesChanged(member=member):
                    rows = await tx.all(tuple, _OF, member=member)
                    self._know({str(row[0]) for row in rows})

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
        """Return whom a member blocks and who block her, as whichever of her identities."""
        if member is None:
            return _NOBODY
        person = self._persons.get(member)
        if person is not None:
            blockers = (self._blocked.get(one, _NOBODY) for one in person)
            return self._blocks.get(member, _NOBODY).union(*blockers)
        if member not in self._blocks and member not in self._blocked:
            return _NOBODY
        return self._blocks.get(member, _NOBODY) | self._blocked.get(member, _NOBODY)

    def _know(self, members: AbstractSet[str]) -> None:
        for one in members:
            self._persons[one] = frozenset(members)

    def _add(self, by: str, of: str) -> None:
        self._blocks.setdefault(by, set()).add(of)
        self._blocked.setdefault(of, set()).add(by)
