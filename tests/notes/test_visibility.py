"""Who may see a note: the rule in memory and the rule in SQL give one answer in every case."""

import itertools
from typing import Any, NamedTuple

import pytest

from qiao.kit.db import Database, Sql, WriteTx
from qiao.notes.commands import set_audience, set_standing
from qiao.notes.models import Audience, Standing
from qiao.notes.queries import is_meant_for
from qiao.notes.visibility import RECOMMENDABLE, Where, can_see, visible, visible_comment
from qiao.people.commands import follow
from qiao.people.models import Caller
from tests import make


class Readers(NamedTuple):
    """Somebody who reads, and how it stands between her and the author."""

    id: str | None
    follows: bool = False
    mutual: bool = False
    chosen: bool = False
    apart: bool = False


Notes = dict[tuple[Standing, Audience], str]
_BLOCK = Sql("insert into blocks (by_id, of_id, at_us) values (:by, :of, 0)")


async def square(db: Database) -> tuple[dict[str, Readers], Notes, str]:
    """Make an author with a note of each standing and audience, and readers of each kind."""
    kinds = (
        "author", "follower", "stranger", "mutual", "chosen",
        "blocked", "blocking", "mutual_blocked", "mutual_blocking",
    )  # fmt: skip
    made = {kind: (await make.member(db, kind)).id for kind in kinds}
    author = made["author"]
    for kind in ("follower", "mutual", "mutual_blocked", "mutual_blocking"):
        await db.write(follow, made[kind], author, now=make.NOW)
    # who is followed by the author gains nothing by it alone
    for kind in ("stranger", "mutual", "mutual_blocked", "mutual_blocking"):
        await db.write(follow, author, made[kind], now=make.NOW)
    named = ["chosen", "blocked", "blocking"]
    notes = {}
    for standing, audience in itertools.product(Standing, Audience):
        note = await make.note(db, Caller(author, "author", False, "en", ("en",)))
        await db.write(set_audience, author, note, audience, named)
        await db.write(set_standing, "note", note, standing)
        notes[standing, audience] = note

    async def set_apart(tx: WriteTx) -> None:
        # rows alone: the follows stay, as if a follow had slipped past the block
        for kind in ("blocked", "mutual_blocked"):
            await tx.run(_BLOCK, by=author, of=made[kind])
        for kind in ("blocking", "mutual_blocking"):
            await tx.run(_BLOCK, by=made[kind], of=author)

    await db.write(set_apart)
    return {
        "visitor": Readers(None),
        "author": Readers(author),
        "follower": Readers(made["follower"], follows=True),
        "stranger": Readers(made["stranger"]),
        "mutual": Readers(made["mutual"], follows=True, mutual=True),
        "chosen": Readers(made["chosen"], chosen=True),
        "blocked": Readers(made["blocked"], chosen=True, apart=True),
        "blocking": Readers(made["blocking"], chosen=True, apart=True),
        "mutual_blocked": Readers(made["mutual_blocked"], follows=True, mutual=True, apart=True),
        "mutual_blocking": Readers(made["mutual_blocking"], follows=True, mutual=True, apart=True),
    }, notes, author  # fmt: skip


def sees(
    who: Readers,
    author: str,
    standing: Standing,
    audience: Audience = Audience.PUBLIC,
    *,
    where: Where = Where.DIRECT,
    reviewer: bool = False,
) -> bool:
    """Ask the rule in memory."""
    meant = {Audience.MUTUALS: who.mutual, Audience.CHOSEN: who.chosen}
    return can_see(
        who.id,
        author,
        standing,
        where=where,
        follows=who.follows,
        reviewer=reviewer,
        audience=audience,
        meant=meant.get(audience, False),
        apart=who.apart,
    )


@pytest.mark.parametrize("where", list(Where))
async def test_the_two_forms_of_the_rule_agree(database: Database, where: Where):
    readers, notes, author = await square(database)
    sql = Sql("select n.id from notes n where " + visible("n", where=where))

    async with database.read() as tx:
        for (kind, who), reviewer in itertools.product(readers.items(), (False, True)):
            params: dict[str, Any] = {"reader": who.id}
            if where is Where.DIRECT:
                params["reviewer"] = int(reviewer)
            listed = {str(row[0]) for row in await tx.rows(sql, params)}
            seen = {
                note
                for (standing, audience), note in notes.items()
                if sees(who, author, standing, audience, where=where, reviewer=reviewer)
            }
            assert listed == seen, (kind, reviewer)


async def test_who_a_note_is_for_is_found_by_its_id_as_in_lists(database: Database):
    readers, notes, author = await square(database)

    async with database.read() as tx:
        for who in readers.values():
            for (_, audience), note in notes.items():
                if who.id is None or who.id == author:
                    continue
                meant = {Audience.MUTUALS: who.mutual, Audience.CHOSEN: who.chosen}
                found = await is_meant_for(tx, note, who.id)
                assert found == meant.get(audience, False)


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
        ("blocked", Where.DIRECT, ""),
        ("blocked", Where.OPEN, ""),
        ("author", Where.OPEN, "public limited held removed"),
        ("author", Where.DIRECT, "public limited held removed"),
    ],
)
def test_the_rule_in_words(kind: str, where: Where, standings: str):
    readers = {"visitor": None, "author": "author", "follower": "f", "stranger": "s"}
    who = Readers(readers.get(kind, "b"), follows=kind == "follower", apart=kind == "blocked")
    seen = [standing for standing in Standing if sees(who, "author", standing, where=where)]

    assert seen == standings.split()


@pytest.mark.parametrize(
    ("who", "where", "audiences"),
    [
        (Readers(None), Where.DIRECT, "public"),
        (Readers("s"), Where.SHELF, "public"),
        (Readers("f", follows=True), Where.SHELF, "public"),
        (Readers("m", follows=True, mutual=True), Where.DIRECT, "public mutuals"),
        (Readers("m", follows=True, mutual=True), Where.SHELF, "public mutuals"),
        (Readers("m", follows=True, mutual=True), Where.OPEN, "public"),
        (Readers("c", chosen=True), Where.DIRECT, "public chosen"),
        (Readers("c", chosen=True), Where.OPEN, "public"),
        (Readers("c", chosen=True, mutual=True, apart=True), Where.DIRECT, ""),
        (Readers("author"), Where.OPEN, "public mutuals chosen private"),
    ],
)
def test_whom_a_note_is_meant_for_in_words(who: Readers, where: Where, audiences: str):
    seen = [
        audience
        for audience in Audience
        if sees(who, "author", Standing.PUBLIC, audience, where=where)
    ]

    assert seen == audiences.split()


def test_reviewers_open_what_everybody_may_or_what_review_is_about_and_no_more_in_lists():
    reviewer = Readers("r", apart=True)  # whoever blocks a reviewer does not escape review
    for standing, audience in itertools.product(Standing, Audience):
        opened = sees(reviewer, "author", standing, audience, reviewer=True)
        assert opened == (audience == Audience.PUBLIC or standing != Standing.PUBLIC)
        assert not sees(reviewer, "author", standing, audience, where=Where.OPEN, reviewer=True)


async def test_only_what_is_public_is_recommended(database: Database):
    _, notes, _ = await square(database)

    async with database.read() as tx:
        rows = await tx.rows(Sql("select n.id from notes n where " + RECOMMENDABLE), {})
    assert [row[0] for row in rows] == [notes[Standing.PUBLIC, Audience.PUBLIC]]


async def test_a_comment_is_seen_where_it_and_its_note_are(database: Database):
    readers, notes, author = await square(database)
    writer = await make.member(database, "writer")
    foe = await make.member(database, "foe")
    comments: dict[tuple[Standing, Audience, Standing], str] = {}
    for (of_note, audience), note in notes.items():
        await database.write(set_standing, "note", note, Standing.PUBLIC)
        await database.write(set_audience, author, note, Audience.PUBLIC)
        for of_comment in Standing:
            made = await make.comment(database, writer, note)
            await database.write(set_standing, "comment", made, of_comment)
            comments[of_note, audience, of_comment] = made
        await database.write(set_audience, author, note, audience, ["chosen"])
        await database.write(set_standing, "note", note, of_note)

    async def set_apart(tx: WriteTx) -> None:
        await tx.run(_BLOCK, by=writer.id, of=foe.id)

    await database.write(set_apart)
    readers |= {"writer": Readers(writer.id), "foe": Readers(foe.id)}
    readers.pop("blocking")
    sql = Sql("select c.id from comments c where " + visible_comment("c"))

    async with database.read() as tx:
        for (kind, who), reviewer in itertools.product(readers.items(), (False, True)):
            rows = await tx.rows(sql, {"reader": who.id, "reviewer": int(reviewer)})
            to_writer = Readers(who.id, apart=kind == "foe")
            assert {str(row[0]) for row in rows} == {
                comment
                for (of_note, audience, of_comment), comment in comments.items()
                if sees(who, author, of_note, audience, reviewer=reviewer)
                and sees(to_writer, writer.id, of_comment, reviewer=reviewer)
            }, (kind, reviewer)
