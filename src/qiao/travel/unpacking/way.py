"""One arrival on its way in: what it came with, where it goes, and what of it is here by now."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qiao.kit.clock import Micros
from qiao.kit.db import Database, WriteTx
from qiao.travel.unpacking import keeping
from qiao.travel.unpacking.models import Plan, Wanted
from qiao.travel.unpacking.zips import Zip


@dataclass
class Way:
    """`here`: ids of notes, comments and boards by what they are called there; `left`: why not."""

    db: Database
    parcel: Zip
    member: str
    arrival: str
    wanted: Wanted
    now: Micros
    square: str = ""
    here: dict[str, str] = field(default_factory=dict)
    left: Plan = field(default_factory=Plan)

    @property
    def private(self) -> bool:
        """Whether it comes for herself alone."""
        return self.wanted.audience == "private"

    def source(self, kind: str, id: str) -> str:
        """Return what a thing of that place is called in what we remember."""
        return keeping.source_of(self.square, kind, id)

    async def known(self, kind: str, ids: Sequence[str]) -> dict[str, str]:
        """Return the ids here of those of these that came before."""
        named = {self.source(kind, id_): id_ for id_ in ids}
        async with self.db.read() as tx:
            found = await keeping.known(tx, self.member, list(named))
        return {named[source]: here for source, here in found.items()}

    async def keep(self, tx: WriteTx, kind: str, source: str, id: str) -> None:
        """Remember that something is here by now."""
        await keeping.keep(tx, self.member, self.arrival, kind, source, id)
