"""Counters equal their rows whatever people do, side by side, in any order."""

import asyncio
import random
from collections.abc import Awaitable
from typing import Any

import pytest

from qiao.kit.db import Database, Sql
from qiao.kit.refusals import Refusal
from qiao.notes import commands, comments, keeping
from qiao.notes.models import Standing
from qiao.people.models import Caller
from tests import make

NOW = make.NOW

# each finds the rows whose count is wrong
WRONG = {
    "likes": """
        select note_id from note_counts c where likes <>
          (select count(*) from likes l where l.note_id = c.note_id)""",
    "collects": """
        select note_id from note_counts c where collects <>
          (select count(*) from collects k where k.note_id = c.note_id)""",
    "comments": """
        select note_id from note_counts c where comments <>
          (select count(*) from comments m where m.note_id = c.note_id and m.deleted = 0)""",
    "answers": """
        select comment_id from comment_counts c where answers <>
          (select count(*) from comments m where m.parent_id = c.comment_id and m.deleted = 0)""",
    "comment likes": """
        select comment_id from comment_counts c where likes <>
          (select count(*) from comment_likes l where l.comment_id = c.comment_id)""",
    "boards": """
        select id from boards b where notes <>
          (select count(*) from collects k where k.board_id = b.id)""",
    "topics": """
        select slug from topics t where notes <>
          (select count(*) from note_topics n where n.slug = t.slug)""",
    "notes of members": """
        select member_id from member_counts c where notes <>
          (select count(*) from notes n where n.author_id = c.member_id)""",
    "media": """
        select id from media m where used <>
          (select count(*) from note_media n where n.media_id = m.id)""",
    "notes without counts": """
        select id from notes where id not in (select note_id from note_counts)""",
    "counts without notes": """
        select note_id from note_counts where note_id not in (select id from notes)""",
    "likes without notes": """
        select note_id from likes where note_id not in (select id from notes)""",
    "comments without notes": """
        select id from comments where note_id not in (select id from notes)""",
}


class Walk:
    """People who do anything that can be done, at random."""

    def __init__(self, db: Database, seed: int) -> None:
        self._db = db
        self._chance = random.Random(seed)
        self._people: list[Caller] = []
        self._pictures: dict[str, list[Any]] = {}
        self._boards: dict[str, str] = {}

    async def begin(self) -> None:
        for i in range(4):
            who = await make.member(self._db, f"walker_{i}")
            self._people.append(who)
            self._pictures[who.id] = [
                await make.picture(self._db, who, full=bytes([i, n])) for n in range(2)
            ]
            self._boards[who.id] = await self._db.write(
                keeping.make_board, who.id, "Bread", now=NOW
            )

    async def _any(self, table: str) -> str:
        async with self._db.read() as tx:
            rows = await tx.rows(Sql(f"select id from {table} order by id"), {})
        return str(self._chance.choice(rows)[0]) if rows else "nothing yet"

    async def step(self) -> None:
        note, comment = await self._any("notes"), await self._any("comments")
        who, chance, write = self._chance.choice(self._people), self._chance, self._db.write
        acts: list[tuple[int, Awaitable[Any]]] = [
            (4, make.note(
                self._db, who, topics=chance.sample(["bread", "salt", "tea"], 2),
                photos=chance.sample(self._pictures[who.id], chance.randint(0, 2)),
            )),
            (4, make.comment(self._db, who, note)),
            (4, make.comment(self._db, who, note, parent=comment)),
            (4, write(keeping.like, who.id, note, now=NOW)),
            (2, write(keeping.unlike, who.id, note)),
            (3, write(keeping.collect, who.id, note, now=NOW)),
            (3, write(keeping.collect, who.id, note, now=NOW, board=self._boards[who.id])),
            (2, write(keeping.uncollect, who.id, note)),
            (4, write(comments.like_comment, who.id, comment, now=NOW)),
            (2, write(comments.unlike_comment, who.id, comment)),
            (3, write(comments.delete_comment, who.id, comment)),
            (2, write(commands.delete_note, who.id, note)),
            (1, write(commands.set_standing, "note", note, chance.choice(list(Standing)))),
            (1, write(commands.set_standing, "comment", comment, chance.choice(list(Standing)))),
        ]  # fmt: skip
        chosen = chance.choices(range(len(acts)), weights=[weight for weight, _ in acts])[0]
        for i, (_, act) in enumerate(acts):
            if i != chosen:
                act.close()  # type: ignore[attr-defined]
        try:
            await acts[chosen][1]
        except Refusal:
            # much of what chance picks is not there or not theirs
            return

    async def wrong(self) -> dict[str, list[tuple[Any, ...]]]:
        async with self._db.read() as tx:
            found = {name: await tx.rows(Sql(text), {}) for name, text in WRONG.items()}
        return {name: rows for name, rows in found.items() if rows}


@pytest.mark.parametrize("seed", range(6))
async def test_counters_equal_their_rows_after_anything(sqlite: Database, seed: int):
    walk = Walk(sqlite, seed)
    await walk.begin()

    for _ in range(30):
        for _ in range(10):
            await walk.step()
        assert await walk.wrong() == {}


async def test_counters_equal_their_rows_when_all_happens_at_once(database: Database):
    walk = Walk(database, seed=7)
    await walk.begin()

    for _ in range(5):
        await asyncio.gather(*(walk.step() for _ in range(24)))
        assert await walk.wrong() == {}

    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from notes")) > 0
