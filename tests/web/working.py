"""The process in the background of a square in a test: translating, and forgetting what it must."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx

from qiao.assemble import open_house
from qiao.kit.db import events_after
from qiao.settings import Settings
from qiao.translate.events import TranslationWanted, WordsChanged
from qiao.translate.forgetting import forget_words
from qiao.translate.jobs import Recall, fulfil
from tests.translate.make import Fake, pipeline
from tests.web.square import Square, served


@asynccontextmanager
async def opened_here(settings: Settings) -> AsyncIterator[Square]:
    """Serve a square in the test's own loop: one request may wait while others go on."""
    house = await open_house(settings)
    with served(house) as app:
        async with app.lifespan():
            inside = httpx.ASGITransport(app)  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=inside, base_url="http://square.example") as web:
                yield Square(app, house, web)  # type: ignore[arg-type]


class Worker:
    """Does what the worker's lanes do with translations, in the order of the log."""

    def __init__(self, square: Square, fake: Fake) -> None:
        self._db = square.house.database
        self._recall = Recall()
        self._seen = 0
        self.fake = fake

    async def works(self) -> None:
        """Answer everything told so far."""
        while True:
            async with self._db.read() as tx:
                told = await events_after(tx, self._seen)
            if not told:
                return
            for line in told:
                self._seen = line.seq
                event = line.event()
                if isinstance(event, TranslationWanted):
                    await fulfil(self._db, pipeline(self.fake), event, recall=self._recall)
                elif isinstance(event, WordsChanged):
                    await forget_words(self._db, [event])

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Work in the background until the end of the block."""

        async def always() -> None:
            seen = self._db.version()
            while True:
                await self.works()
                seen = await self._db.changed(seen, timeout_s=1.0)

        task = asyncio.create_task(always())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
