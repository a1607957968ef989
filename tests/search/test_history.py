"""One's own searches are one's own; what many search for names nobody."""

from qiao.kit.clock import DAY, Micros
from qiao.kit.db import Database, Sql
from qiao.search import history
from qiao.search.rude import is_rude
from tests import make

LOGGED = Sql("select count(*) from search_log")


async def test_the_newest_comes_first_and_lines_can_be_taken_away(database: Database) -> None:
    ana = await make.member(database)
    for n, query in enumerate(["Warm bread", "tea", "warm  BREAD"]):
        await database.write(history.searched, ana.id, query, now=Micros(make.NOW + n))

    async with database.read() as tx:
        assert [q for q, _ in await history.own(tx, ana.id)] == ["warm BREAD", "tea"]
        assert await history.own_begun(tx, ana.id, "WARM b", limit=4) == ["warm BREAD"]
        assert await history.own(tx, "somebody else") == []

    await database.write(history.take, ana.id, "WARM bread")
    async with database.read() as tx:
        assert [q for q, _ in await history.own(tx, ana.id)] == ["tea"]


async def test_who_wants_none_kept_has_none_kept(database: Database) -> None:
    ana = await make.member(database)
    await database.write(history.searched, ana.id, "bread", now=make.NOW)
    await database.write(history.choose, ana.id, remember=False)
    await database.write(history.searched, ana.id, "tea", now=make.NOW)

    async with database.read() as tx:
        assert await history.own(tx, ana.id) == []
        assert not await history.remembers(tx, ana.id)
        assert await tx.count(LOGGED) == 0


async def test_a_history_does_not_grow_without_end(database: Database) -> None:
    ana = await make.member(database)
    for n in range(history.MAX_KEPT + 5):
        await database.write(history.searched, ana.id, f"bread {n}", now=Micros(make.NOW + n))

    async with database.read() as tx:
        kept = await history.own(tx, ana.id)
    assert len(kept) == history.MAX_KEPT
    assert kept[0].query == f"bread {history.MAX_KEPT + 4}"


async def test_what_five_search_for_is_gaining_unless_it_is_rude_or_old(
    database: Database,
) -> None:
    people = [await make.member(database, f"member{n}") for n in range(6)]
    for n, who in enumerate(people):
        for query in ("tiktok难民", "傻逼") + (("secret",) if n < 4 else ()):
            await database.write(history.searched, who.id, query, now=make.NOW)
        for _ in range(3):
            await database.write(history.searched, people[0].id, "alone", now=make.NOW)

    async with database.read() as tx:
        assert await history.gaining(tx, now=make.NOW) == ["tiktok难民"]
        assert await history.gaining(tx, now=Micros(make.NOW + 2 * DAY)) == []

    await database.write(history.forget_old, now=Micros(make.NOW + 100 * DAY))
    async with database.read() as tx:
        assert await tx.count(LOGGED) == 0


def test_rude_words_are_known_where_they_stand() -> None:
    assert is_rude("what the fuck")
    assert is_rude("你这个傻逼啊")
    assert not is_rude("dickens novels")
