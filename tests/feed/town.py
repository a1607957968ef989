"""A small square in a real database: members and notes by the commands that make them."""

from collections.abc import Sequence

from qiao.feed.serving import Feeds
from qiao.kit.clock import Micros
from qiao.kit.db import Database, events_after, last_seq
from qiao.notes import commands as notes
from qiao.notes import keeping
from qiao.notes.gate import OpenGate
from qiao.notes.models import checked_draft
from qiao.people import commands as people
from qiao.people.commands import Joining
from qiao.people.models import MemberId
from qiao.search.embedder import Embedders
from qiao.search.jobs import embed_notes
from qiao.search.providers.hashed import HashedEmbedder
from tests.feed.make import NOW_US

EMBEDDERS = Embedders([HashedEmbedder()])


class Town:
    """What people do, in one line each; every deed is a second after the last."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.now = Micros(NOW_US)

    def later(self) -> Micros:
        self.now = Micros(self.now + 1_000_000)
        return self.now

    async def join(self, handle: str, *, langs: tuple[str, ...] = ("en",)) -> MemberId:
        joining = Joining(handle, "", langs, "", "en")
        return await self.db.write(people.join, joining, "-", now=self.later())

    async def publish(
        self, author: str, text: str, *, topics: Sequence[str] = (), lang: str = "en"
    ) -> str:
        draft = checked_draft(title=text[:60], body=text, topics=list(topics), photos=[])
        return await self.db.write(
            notes.publish, author, draft, OpenGate(), now=self.later(), lang=lang
        )

    async def embed(self, *ids: str) -> None:
        await embed_notes(self.db, EMBEDDERS, ids)

    async def like(self, member: str, note: str) -> None:
        await self.db.write(keeping.like, member, note, now=self.later())

    async def follow(self, follower: MemberId, followed: MemberId) -> None:
        await self.db.write(people.follow, follower, followed, now=self.later())


class Following:
    """Feeds that follow a town's log."""

    def __init__(self, town: Town, feeds: Feeds) -> None:
        self.town = town
        self.feeds = feeds
        self.seq = 0

    @classmethod
    async def start(cls, town: Town) -> "Following":
        made = cls(town, Feeds(cursor_key=b"a key for tests"))
        async with town.db.read() as tx:
            made.seq = await last_seq(tx)
            await made.feeds.load(tx, now_us=town.now)
        return made

    async def catch_up(self) -> None:
        async with self.town.db.read() as tx:
            told = await events_after(tx, self.seq)
            await self.feeds.follow(tx, told)
            self.seq = told[-1].seq if told else self.seq
