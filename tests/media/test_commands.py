"""Whose pictures are whose, and which may be swept away."""

import pytest

from qiao.kit.db import Database
from qiao.media import commands, queries
from qiao.media.models import Decoded, Media, MediaId, MediaNotFound

HOUR_US = 3_600_000_000

pytestmark = pytest.mark.anyio


def picture(name: str = "one") -> Decoded:
    return Decoded(card=b"c" * 10, full=name.encode(), w=1200, h=900, kind="jpeg")


async def keep(database: Database, owner: str, name: str = "one", *, at_us: int = HOUR_US) -> Media:
    return await database.write(commands.add, owner, picture(name), now_us=at_us)


async def test_a_picture_is_found_again_with_its_addresses(database: Database) -> None:
    kept = await keep(database, "ana")

    async with database.read() as tx:
        found = await queries.by_ids(tx, [kept.id, MediaId("nobody")])

    assert found == {kept.id: kept}
    assert kept.bytes == 13
    assert kept.full_url == f"/media/{picture().sha}/full.webp"


async def test_pictures_come_back_in_the_order_asked_and_counted_as_used(
    database: Database,
) -> None:
    first, second = await keep(database, "ana", "a"), await keep(database, "ana", "b")

    used = await database.write(commands.use, "ana", [second.id, first.id])

    assert [media.id for media in used] == [second.id, first.id]
    assert [media.used for media in used] == [1, 1]


async def test_nobody_shows_a_picture_of_somebody_else(database: Database) -> None:
    hers, his = await keep(database, "ana"), await keep(database, "bo")

    with pytest.raises(MediaNotFound) as caught:
        await database.write(commands.use, "ana", [hers.id, his.id])

    async with database.read() as tx:
        found = await queries.by_ids(tx, [hers.id])
    assert caught.value.facts == {"id": his.id}
    assert found[hers.id].used == 0


async def test_no_pictures_are_no_question(database: Database) -> None:
    async with database.read() as tx:
        assert await queries.by_ids(tx, []) == {}

    assert await database.write(commands.use, "ana", []) == []


async def test_what_was_sent_and_never_used_is_swept_after_a_while(database: Database) -> None:
    old = await keep(database, "ana", "old", at_us=1 * HOUR_US)
    shown = await keep(database, "ana", "shown", at_us=1 * HOUR_US)
    young = await keep(database, "ana", "young", at_us=9 * HOUR_US)
    await database.write(commands.use, "ana", [shown.id])

    shas = await database.write(commands.remove_unused, before_us=8 * HOUR_US)

    async with database.read() as tx:
        left = await queries.by_ids(tx, [old.id, shown.id, young.id])
    assert shas == [old.sha]
    assert set(left) == {shown.id, young.id}


async def test_files_stay_while_any_row_names_them(database: Database) -> None:
    await keep(database, "ana", "same")
    his = await keep(database, "bo", "same")
    await database.write(commands.use, "bo", [his.id])

    shas = await database.write(commands.remove_unused, before_us=8 * HOUR_US)

    async with database.read() as tx:
        assert await queries.is_kept(tx, his.sha)
    assert shas == []


async def test_what_the_last_note_lets_go_is_swept_too(database: Database) -> None:
    kept = await keep(database, "ana")
    for _ in range(2):
        await database.write(commands.use, "ana", [kept.id])

    await database.write(commands.release, [kept.id])
    still_shown = await database.write(commands.remove_unused, before_us=8 * HOUR_US)
    await database.write(commands.release, [kept.id])
    let_go = await database.write(commands.remove_unused, before_us=8 * HOUR_US)

    assert still_shown == []
    assert let_go == [kept.sha]
