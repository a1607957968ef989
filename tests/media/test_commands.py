"""Whose pictures are whose, and which may be swept away."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from qiao.kit.db import Database, open_database
from qiao.media import commands, queries
from qiao.media.models import Decoded, Media, MediaId, MediaNotFound
from qiao.migrations import migrate

HOUR_US = 3_600_000_000
Scenario = Callable[[Callable[[Database], Awaitable[None]]], None]


def picture(name: str = "one") -> Decoded:
    return Decoded(card=b"c" * 10, full=name.encode(), w=1200, h=900, kind="jpeg")


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    """Run an async scenario on a database of its own."""

    def run(tell: Callable[[Database], Awaitable[None]]) -> None:
        url = f"sqlite:///{tmp_path / 'qiao.db'}"
        migrate(url)

        async def whole() -> None:
            database = await open_database(url)
            try:
                await tell(database)
            finally:
                await database.close()

        asyncio.run(whole())

    return run


async def keep(database: Database, owner: str, name: str = "one", *, at_us: int = HOUR_US) -> Media:
    return await database.write(commands.add, owner, picture(name), now_us=at_us)


def test_a_picture_is_found_again_with_its_addresses(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        kept = await keep(database, "ana")

        async with database.read() as tx:
            found = await queries.by_ids(tx, [kept.id, MediaId("nobody")])

        assert found == {kept.id: kept}
        assert kept.bytes == 13
        assert kept.full_url == f"/media/{picture().sha}/full.webp"

    scenario(tell)


def test_pictures_come_back_in_the_order_asked_and_marked_as_used(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        first, second = await keep(database, "ana", "a"), await keep(database, "ana", "b")

        used = await database.write(commands.use, "ana", [second.id, first.id])

        assert [media.id for media in used] == [second.id, first.id]
        assert all(media.used for media in used)

    scenario(tell)


def test_nobody_shows_a_picture_of_somebody_else(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        hers, his = await keep(database, "ana"), await keep(database, "bo")

        with pytest.raises(MediaNotFound) as caught:
            await database.write(commands.use, "ana", [hers.id, his.id])

        async with database.read() as tx:
            found = await queries.by_ids(tx, [hers.id])
        assert caught.value.facts == {"id": his.id}
        assert not found[hers.id].used

    scenario(tell)


def test_no_pictures_are_no_question(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        async with database.read() as tx:
            assert await queries.by_ids(tx, []) == {}

        assert await database.write(commands.use, "ana", []) == []

    scenario(tell)


def test_what_was_sent_and_never_used_is_swept_after_a_while(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        old = await keep(database, "ana", "old", at_us=1 * HOUR_US)
        shown = await keep(database, "ana", "shown", at_us=1 * HOUR_US)
        young = await keep(database, "ana", "young", at_us=9 * HOUR_US)
        await database.write(commands.use, "ana", [shown.id])

        shas = await database.write(commands.remove_unused, before_us=8 * HOUR_US)

        async with database.read() as tx:
            left = await queries.by_ids(tx, [old.id, shown.id, young.id])
        assert shas == [old.sha]
        assert set(left) == {shown.id, young.id}

    scenario(tell)


def test_files_stay_while_any_row_names_them(scenario: Scenario) -> None:
    async def tell(database: Database) -> None:
        await keep(database, "ana", "same")
        his = await keep(database, "bo", "same")
        await database.write(commands.use, "bo", [his.id])

        shas = await database.write(commands.remove_unused, before_us=8 * HOUR_US)

        async with database.read() as tx:
            assert await queries.is_kept(tx, his.sha)
        assert shas == []

    scenario(tell)
