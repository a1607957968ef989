"""The kill switch: Explore becomes newest first, at once and in every process, and back again."""

from qiao.feed.models import Reader
from qiao.feed.serving import Feeds
from qiao.feed.trust import levers
from qiao.kit.db import Database, open_database
from qiao.kit.follow import Follower
from tests.feed.town import Town

PAGE = 20


class Process:
    """What one web process has of the feed, on a connection of its own."""

    def __init__(self, db: Database, town: Town) -> None:
        self.db = db
        self.town = town
        self.feeds = Feeds(cursor_key=b"a key for tests")
        self.follower = Follower(db)

    async def start(self) -> None:
        await self.follower.start([self.feeds.follow])
        async with self.db.read() as tx:
            await self.feeds.load(tx, now_us=self.town.now)

    async def page(self, reader: Reader) -> list[str]:
        await self.follower.catch_up(own_write=True)
        async with self.db.read() as tx:
            page, _ = await self.feeds.page(tx, reader, None, limit=PAGE, now_us=self.town.later())
        return [served.note for served in page]


async def test_both_processes_turn_and_turn_back(database: Database, database_url: str):
    town = Town(database)
    ana, bo, rea = [await town.join(name) for name in ("ana", "bo", "rea")]
    published = [
        await town.publish((ana, bo)[n % 2], f"note {n} of cats and stoves", topics=["cats"])
        for n in range(30)
    ]
    await town.embed(*published)
    for note in published[:3]:
        await town.like(rea, note)
    reader = Reader(rea, ("en",))
    other = await open_database(database_url)
    processes = [Process(database, town), Process(other, town)]
    for process in processes:
        await process.start()
    newest = published[: -PAGE - 1 : -1]
    assert all([await process.page(reader) != newest for process in processes])

    for value in ("chronological", "ranked"):
        await other.write(levers.move, "feed", value, by="", reason="", now_us=town.later())
        pages = [await process.page(reader) for process in processes]
        assert [page == newest for page in pages] == [value == "chronological"] * 2

    await other.close()
