"""Topics are found in any language, and bring the same topic in others with them."""

from qiao.kit.db import Database
from qiao.search.families import (
    family_of,
    join_family,
    leave_family,
    shipped,
    topics_of_family,
)
from qiao.search.indexing import index_notes
from qiao.search.topics import topics_named
from tests import make


async def labels(db: Database, query: str) -> dict[str, list[str]]:
    async with db.read() as tx:
        return {topic.label: family for topic, family in await topics_named(tx, query)}


async def test_a_topic_brings_its_family(database: Database) -> None:
    ana = await make.member(database)
    await make.note(database, ana, topics=["TikTok难民", "BreadBaking"])
    await make.note(database, ana, topics=["tiktokrefugee", "面包"])

    assert await labels(database, "#tiktokrefugee") == {
        "tiktokrefugee": ["TikTok难民"],
        "TikTok难民": ["tiktokrefugee"],
    }
    assert await labels(database, "難民") == {}  # until the worker has seen the note
    assert list(await labels(database, "bread")) == ["面包", "BreadBaking"]
    await index_notes(database, [str(await make.note(database, ana, topics=["القهوة", "قهوة"]))])
    assert set(await labels(database, "قهوه")) == {"القهوة", "قهوة"}
    assert list(await labels(database, "القَهوه")) == ["القهوة"]
    assert await labels(database, "100%") == {}
    assert await labels(database, "") == {}


async def test_an_operator_makes_families_and_takes_them_apart(database: Database) -> None:
    ana = await make.member(database)
    await make.note(database, ana, topics=["gatinho", "猫", "cat"])
    await database.write(join_family, ["gatinho", "cat"], now=make.NOW)

    async with database.read() as tx:
        assert {"gatinho", "cat", "猫"} <= set(await family_of(tx, "猫"))
        assert {t.slug for t in await topics_of_family(tx, "gatinho")} == {"cat", "猫"}

    await database.write(leave_family, "猫", now=make.NOW)
    async with database.read() as tx:
        assert await family_of(tx, "猫") == ["猫"]
        assert "猫" not in await family_of(tx, "cat")


def test_no_topic_is_in_two_families() -> None:
    for slug, family in shipped().items():
        assert slug in family
        assert all(shipped()[other] == family for other in family)
