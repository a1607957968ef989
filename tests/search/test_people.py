"""People are found by the beginning of a handle or of a word of their name."""

from qiao.kit.db import Database
from qiao.people.blocks import block
from qiao.search.people import index_people, people_named
from tests import make


async def named(db: Database, query: str, reader: str | None = None) -> list[str]:
    async with db.read() as tx:
        return await people_named(tx, query, reader=reader)


async def test_handles_and_names_in_any_script(database: Database) -> None:
    ana = await make.member(database, "ana_bakes", name="Ana Núñez")
    li = await make.member(database, "li_ming", name="李明的厨房")
    sara = await make.member(database, "sara", name="سارة أحمد")
    await index_people(database, [ana.id, li.id, sara.id])

    for query in ("ana", "@ana_b", "Nunez", "ana nu", "bakes"):
        assert await named(database, query) == [ana.id], query
    for query in ("李", "李明", "厨房", "廚房", "李明的厨房", "li_"):
        assert await named(database, query) == [li.id], query
    assert await named(database, "احمد") == [sara.id]
    assert await named(database, "ساره") == [sara.id]
    for query in ("", "  ", "@", "zoe", "ana zoe", "李房"):
        assert await named(database, query) == [], query


async def test_doing_it_twice_changes_nothing_and_who_is_gone_is_dropped(
    database: Database,
) -> None:
    ana = await make.member(database, "ana")
    await index_people(database, [ana.id, "nobody"])
    await index_people(database, [ana.id])

    assert await named(database, "ana") == [ana.id]


async def test_who_is_blocked_is_found_by_neither(database: Database) -> None:
    ana, bo = await make.member(database, "ana"), await make.member(database, "bob")
    await index_people(database, [ana.id, bo.id])
    await database.write(block, ana.id, bo.id, now=make.NOW)

    assert await named(database, "bob", ana.id) == []
    assert await named(database, "ana", bo.id) == []
    assert await named(database, "bob") == [bo.id]
