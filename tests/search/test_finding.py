"""What words find, on both engines; what nobody may find."""

from collections.abc import Sequence

from qiao.kit.db import Database, Sql
from qiao.notes import commands as notes
from qiao.notes.models import Standing
from qiao.people.models import Caller
from qiao.search.asking import read
from qiao.search.finding import Filters, by_words, corrected
from qiao.search.indexing import index_notes, reindex
from tests import make

ANY = Filters()


async def found(
    db: Database, query: str, filters: Filters = ANY, reader: str | None = None
) -> list[str]:
    async with db.read() as tx:
        asked = await corrected(tx, read(query))
        return [one.note for one in await by_words(tx, asked, filters, reader=reader)]


async def published(
    db: Database, who: Caller, *bodies: str, topics: Sequence[str] = ()
) -> list[str]:
    ids = [str(await make.note(db, who, body, topics=topics)) for body in bodies]
    await index_notes(db, ids)
    return ids


async def test_every_script_is_found_by_a_part_of_what_it_says(database: Database) -> None:
    ana = await make.member(database)
    zh, ja, ar, en, lo = await published(
        database,
        ana,
        "上海的貓咖啡館真好",
        "東京でラーメンを食べた",
        "شربت القهوة في المقهى",
        "Sourdough bread, still warm",
        "ແມວຂອງຂ້ອຍ",
    )

    assert await found(database, "猫咖") == [zh]
    assert await found(database, "猫") == [zh]
    assert await found(database, "らーめん") == [ja]
    assert await found(database, "قهوه") == [ar]
    assert await found(database, "breads") == [en]
    assert await found(database, "sourd") == [en]
    assert await found(database, "ແມວ") == [lo]
    assert await found(database, "茶") == []


async def test_a_mistyped_word_finds_what_was_meant_and_says_so(database: Database) -> None:
    ana = await make.member(database)
    [note] = await published(database, ana, "Sourdough bread, still warm")

    assert await found(database, "sourduogh") == [note]
    async with database.read() as tx:
        assert (await corrected(tx, read("sourduogh"))).meant == {"sourduogh": "sourdough"}
        assert (await corrected(tx, read("bread"))).meant == {}


async def test_all_words_come_before_some_and_the_title_before_the_body(
    database: Database,
) -> None:
    ana = await make.member(database)
    some, both = await published(database, ana, "warm soup", "warm bread")
    title = str(await make.note(database, ana, "Every day.", title="Bread"))
    await index_notes(database, [title])

    assert (await found(database, "warm bread"))[0] == both
    assert set(await found(database, "warm bread")) == {both, some, title}
    assert (await found(database, "bread"))[0] == title


async def test_what_is_not_open_to_everybody_is_nobodys_to_find(database: Database) -> None:
    ana = await make.member(database)
    [note] = await published(database, ana, "unmistakable")

    for standing in (Standing.LIMITED, Standing.HELD, Standing.REMOVED):
        await database.write(notes.set_standing, "note", note, standing)
        # before the index hears of it, and for its author too
        assert await found(database, "unmistakable", reader=ana.id) == []
    await index_notes(database, [note])
    async with database.read() as tx:
        assert await tx.value(Sql("select count(*) from search_words")) == 0
        assert await tx.value(Sql("select count(*) from search_forms")) == 0
        assert (await corrected(tx, read("unmistakabel"))).meant == {}

    await database.write(notes.set_standing, "note", note, Standing.PUBLIC)
    assert await reindex(database) == (1, 1)
    assert await found(database, "unmistakable") == [note]


async def test_a_changed_note_is_found_by_its_new_words_alone(database: Database) -> None:
    ana = await make.member(database)
    [note] = await published(database, ana, "bread", topics=["kitchen"])
    await database.write(
        notes.put_version, ana.id, note, "es", title="", body="pan caliente", now=make.NOW
    )

    assert await index_notes(database, [note]) == 1
    assert await index_notes(database, [note]) == 0
    assert await found(database, "caliente") == [note]
    assert await found(database, "kitchen") == [note]

    await database.write(notes.delete_note, ana.id, note)
    assert await index_notes(database, [note]) == 1
    assert await found(database, "caliente") == []


async def test_filters_leave_out_what_does_not_fit(database: Database) -> None:
    ana = await make.member(database)
    [note] = await published(database, ana, "bread")

    assert await found(database, "bread", Filters(lang="en")) == [note]
    assert await found(database, "bread", Filters(lang="zh")) == []
    assert await found(database, "bread", Filters(photo=True)) == []
    assert await found(database, "bread", Filters(since_us=make.NOW + 10**15)) == []


async def test_signs_in_a_query_are_not_the_engines(database: Database) -> None:
    ana = await make.member(database)
    [note] = await published(database, ana, "bread and butter near ﷺ 100% a/c")

    for query in (
        '"bread',
        "bread'",
        "bread:*",
        "NEAR(bread",
        "bread & !",
        "title:bread",
        "bread\\",
    ):
        assert (await found(database, query))[:1] == [note], query
    assert await found(database, "ﷺ") == [note]
    assert await found(database, "'") == []
