"""Who may see a note: the rule in memory and the rule in SQL give one answer in every case."""

import itertools
from typing import Any

import pytest

from qiao.kit.db import Database, Sql
from qiao.notes.commands import set_standing
from qiao.notes.models import Standing
from qiao.notes.visibility import RECOMMENDABLE, Where, can_see, visible, visible_comment
from qiao.people.commands import follow
from tests import make


async def square(db: Database) -> tuple[dict[str, str | None], dict[Standing, str], str]:
    """Make an author with a note of each standing, and readers of each kind."""
    author, follower, stranger = [
        await make.member(db, handle) for handle in ("author", "follower", "stranger")
    ]
    await db.write(follow, follower.id, author.id, now=make.NOW)
    # who is followed by the author gains nothing
    await db.write(follow, author.id, stranger.id, now=make.NOW)
    notes = {}
    for standing in Standing:
        notes[standing] = await make.note(db, author)
        await db.write(set_standing, "note", notes[standing], standing)
    readers = {
        "visitor": None, "author": author.id, "follower": follower.id, "stranger": stranger.id,
    }  # fmt: skip
    return readers, notes, author.id


@pytest.mark.parametrize("where", list(Where))
async def test_the_two_forms_of_the_rule_agree(database: Database, where: Where):
    readers, notes, author = await square(database)
    sql = Sql("select n.id from notes n where " + visible("n", where=where))

    async with database.read() as tx:
        for (kind, reader), reviewer in itertools.product(readers.items(), (False, True)):
            params: dict[str, Any] = {"reader": reader}
            if where is Where.DIRECT:
                params["reviewer"] = int(reviewer)
            listed = {str(row[0]) for row in await tx.rows(sql, params)}
            seen = {
                note
                for standing, note in notes.items()
                if can_see(
                    reader,
                    author,
                    standing,
                    where=where,
                    follows=kind == "follower",
                    reviewer=reviewer,
                )
            }
            assert listed == seen, (kind, reviewer)


@pytest.mark.parametrize(
    ("kind", "where", "standings"),
    [
        ("visitor", Where.OPEN, "public"),
        ("visitor", Where.SHELF, "public"),
        ("visitor", Where.DIRECT, "public limited"),
        ("stranger", Where.SHELF, "public"),
        ("follower", Where.SHELF, "public limited"),
        ("follower", Where.OPEN, "public"),
        ("follower", Where.DIRECT, "public limited"),
        ("author", Where.OPEN, "public limited held removed"),
        ("author", Where.DIRECT, "public limited held removed"),
    ],
)
def test_the_rule_in_words(kind: str, where: Where, standings: str):
    readers = {"visitor": None, "author": "author", "follower": "f", "stranger": "s"}
    seen = [
        standing
        for standing in Standing
        if can_see(readers[kind], "author", standing, where=where, follows=kind == "follower")
    ]

    assert seen == standings.split()


def test_reviewers_see_everything_that_they_open_and_no_more_in_lists():
    for standing in Standing:
        assert can_see("r", "author", standing, where=Where.DIRECT, reviewer=True)
        assert can_see("r", "author", standing, where=Where.OPEN, reviewer=True) == (
            standing == Standing.PUBLIC
        )


async def test_only_what_is_public_is_recommended(database: Database):
    _, notes, _ = await square(database)

    async with database.read() as tx:
        rows = await tx.rows(Sql("select n.id from notes n where " + RECOMMENDABLE), {})
    assert [row[0] for row in rows] == [notes[Standing.PUBLIC]]


async def test_a_comment_is_seen_where_it_and_its_note_are(database: Database):
    readers, notes, author = await square(database)
    comments: dict[tuple[Standing, Standing], str] = {}
    writer = await make.member(database, "writer")
    for of_note, of_comment in itertools.product(Standing, Standing):
        await database.write(set_standing, "note", notes[of_note], Standing.PUBLIC)
        made = await make.comment(database, writer, notes[of_note])
        await database.write(set_standing, "comment", made, of_comment)
        await database.write(set_standing, "note", notes[of_note], of_note)
        comments[of_note, of_comment] = made
    sql = Sql("select c.id from comments c where " + visible_comment("c"))

    def both(
        reader: str | None, of_note: Standing, of_comment: Standing, *, reviewer: bool
    ) -> bool:
        return can_see(reader, author, of_note, where=Where.DIRECT, reviewer=reviewer) and can_see(
            reader, writer.id, of_comment, where=Where.DIRECT, reviewer=reviewer
        )

    async with database.read() as tx:
        for reader, reviewer in itertools.product((*readers.values(), writer.id), (False, True)):
            rows = await tx.rows(sql, {"reader": reader, "reviewer": int(reviewer)})
            assert {str(row[0]) for row in rows} == {
                comment
                for (of_note, of_comment), comment in comments.items()
                if both(reader, of_note, of_comment, reviewer=reviewer)
            }
