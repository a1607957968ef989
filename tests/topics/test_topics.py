"""Topics: two spellings are one, the most used come first, empty ones are not suggested."""

import pytest

from qiao.kit.db import Database
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextHasControls, TextTooLong
from qiao.notes.commands import delete_note
from qiao.topics import queries
from qiao.topics.models import MAX_TOPICS, TooManyTopics, checked_topics, slug_of
from tests import make


@pytest.mark.parametrize(
    ("label", "slug"),
    [
        ("Home Baking!", "homebaking"),
        ("#ＢＲＥＡＤ", "bread"),
        ("Straße", "strasse"),
        ("做饭", "做饭"),
        ("ທຳອາຫານ", "ທຳອາຫານ"),
        ("طبخ", "طبخ"),
        ("🐈", "🐈"),
        ("C++", "c"),
        ("...", ""),
    ],
)
def test_a_topic_is_known_by_what_it_says(label: str, slug: str):
    assert slug_of(label) == slug_of(slug)
    assert slug_of(slug_of(label)) == slug_of(label)


def test_topics_are_kept_once_in_the_order_given_as_first_written():
    assert checked_topics(["#Bread", "salt ", "BREAD", "!!!"]) == {"bread": "Bread", "salt": "salt"}


def test_there_are_not_too_many_topics_and_each_is_short():
    with pytest.raises(TooManyTopics):
        checked_topics(["x"] * (MAX_TOPICS + 1))
    with pytest.raises(TextTooLong):
        checked_topics(["x" * 41])
    with pytest.raises(TextHasControls):
        checked_topics(["two\nlines"])


async def suggested(db: Database, begun: str) -> list[tuple[str, int]]:
    async with db.read() as tx:
        return [(topic.label, topic.notes) for topic in await queries.suggestions(tx, begun)]


async def test_topics_that_begin_so_are_suggested_the_most_used_first(database: Database):
    ana = await make.member(database)
    await make.note(database, ana, topics=["Bread", "Breakfast"])
    await make.note(database, ana, topics=["breakfast", "Salt"])

    assert await suggested(database, "BRE") == [("Breakfast", 2), ("Bread", 1)]
    assert await suggested(database, "") == [("Breakfast", 2), ("Bread", 1), ("Salt", 1)]
    assert await suggested(database, "x") == []


async def test_a_topic_without_notes_is_not_suggested_and_still_has_its_page(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana, topics=["Bread"])

    await database.write(delete_note, ana.id, note)

    assert await suggested(database, "") == []
    async with database.read() as tx:
        assert (await queries.topic(tx, "#BREAD")).notes == 0
        with pytest.raises(NotFound):
            await queries.topic(tx, "salt")
