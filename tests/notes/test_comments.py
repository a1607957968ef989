"""Comments: below a note that is seen, in two levels, deleted without leaving answers alone."""

import asyncio

import pytest

from qiao.kit.db import Database, Sql
from qiao.kit.refusals import NotFound
from qiao.kit.text import TextEmpty, TextTooLong
from qiao.notes import comments
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from tests import make

PARENTS = Sql("select parent_id from comments where id = :id")


async def counts(db: Database, note: str) -> tuple[int, int]:
    """Return what is counted at the note, and at its comments as answers."""
    async with db.read() as tx:
        at_note = await tx.count(Sql("select comments from note_counts where note_id = :n"), n=note)
        return at_note, await tx.count(Sql("select sum(answers) from comment_counts"))


async def test_an_answer_to_an_answer_stands_below_the_first_comment(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)
    first = await make.comment(database, ana, note)

    answer = await make.comment(database, ana, note, parent=first)
    answer_to_answer = await make.comment(database, ana, note, parent=answer)

    async with database.read() as tx:
        assert await tx.value(PARENTS, id=answer_to_answer) == first
    assert await counts(database, note) == (3, 2)


async def test_a_comment_says_something_and_not_too_much(sqlite: Database):
    ana = await make.member(sqlite)
    note = await make.note(sqlite, ana)

    with pytest.raises(TextEmpty):
        await make.comment(sqlite, ana, note, "\u200b ")
    with pytest.raises(TextTooLong):
        await make.comment(sqlite, ana, note, "x" * 1_001)
    assert await counts(sqlite, note) == (0, 0)


@pytest.mark.parametrize("standing", [Standing.HELD, Standing.REMOVED])
async def test_nobody_but_the_author_comments_where_nobody_reads(
    sqlite: Database, standing: Standing
):
    ana, bo = await make.member(sqlite), await make.member(sqlite, "bob")
    note = await make.note(sqlite, ana)
    first = await make.comment(sqlite, ana, note)
    await sqlite.write(set_standing, "note", note, standing)

    for parent in (None, first):
        with pytest.raises(NotFound):
            await make.comment(sqlite, bo, note, parent=parent)
    with pytest.raises(NotFound):
        await sqlite.write(comments.like_comment, bo.id, first, now=make.NOW)
    await make.comment(sqlite, ana, note)


async def test_one_answers_what_is_there_and_below_the_same_note(sqlite: Database):
    ana, bo = await make.member(sqlite), await make.member(sqlite, "bob")
    note, other = await make.note(sqlite, ana), await make.note(sqlite, ana)
    elsewhere = await make.comment(sqlite, ana, other)
    removed = await make.comment(sqlite, ana, note)
    await sqlite.write(set_standing, "comment", removed, Standing.REMOVED)
    deleted = await make.comment(sqlite, ana, note)
    await sqlite.write(comments.delete_comment, ana.id, deleted)

    for parent in (elsewhere, removed, deleted, "no such comment"):
        with pytest.raises(NotFound) as refused:
            await make.comment(sqlite, bo, note, parent=parent)
        assert refused.value.facts == {"field": "parent"}


async def test_a_deleted_comment_is_counted_no_longer_and_its_words_are_gone(database: Database):
    ana, bo = await make.member(database), await make.member(database, "bob")
    note = await make.note(database, ana)
    first = await make.comment(database, bo, note, "Regret")
    answer = await make.comment(database, ana, note, parent=first)
    await database.write(comments.put_comment_version, bo.id, first, "fr", "Regret", now=make.NOW)

    with pytest.raises(NotFound):
        await database.write(comments.delete_comment, ana.id, first)
    await database.write(comments.delete_comment, bo.id, first)
    assert await counts(database, note) == (1, 1)
    await database.write(comments.delete_comment, ana.id, answer)

    assert await counts(database, note) == (0, 0)
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from comments where body <> ''")) == 0
        assert await tx.count(Sql("select count(*) from comment_versions")) == 0


async def test_deleting_many_times_at_once_counts_once(database: Database):
    ana = await make.member(database)
    note = await make.note(database, ana)
    first = await make.comment(database, ana, note)
    answer = await make.comment(database, ana, note, parent=first)

    outcomes = await asyncio.gather(
        *(database.write(comments.delete_comment, ana.id, answer) for _ in range(8)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, NotFound) for outcome in outcomes) == 7
    assert await counts(database, note) == (1, 0)


async def test_what_is_deleted_is_liked_and_rewritten_no_more(sqlite: Database):
    ana = await make.member(sqlite)
    comment = await make.comment(sqlite, ana, await make.note(sqlite, ana))
    await sqlite.write(comments.delete_comment, ana.id, comment)

    with pytest.raises(NotFound):
        await sqlite.write(comments.like_comment, ana.id, comment, now=make.NOW)
    with pytest.raises(NotFound):
        await sqlite.write(comments.put_comment_version, ana.id, comment, "fr", "x", now=make.NOW)


async def test_liking_a_comment_twice_is_liking_it_once(database: Database):
    ana = await make.member(database)
    comment = await make.comment(database, ana, await make.note(database, ana))

    for _ in range(2):
        likes = await database.write(comments.like_comment, ana.id, comment, now=make.NOW)
    assert likes == 1
    for _ in range(2):
        likes = await database.write(comments.unlike_comment, ana.id, comment)
    assert likes == 0
