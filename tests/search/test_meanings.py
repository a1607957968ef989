"""A query finds what means the same: asked by the web process, answered by the worker."""

import asyncio
from collections.abc import Sequence

import numpy as np

from qiao.kit.clock import Micros, now_us
from qiao.kit.db import Database, Sql, events_after
from qiao.search.asking import read
from qiao.search.embedder import Embedder, Embedders, Text, Vectors
from qiao.search.events import QueryWanted
from qiao.search.finding import Filters
from qiao.search.jobs import embed_notes
from qiao.search.looking import look
from qiao.search.meanings import FRESH_US, Meanings, Meant, forget_old_meanings
from qiao.search.nearby import Nearby
from tests import make

CATS = ("cat", "猫", "قطة", "kitten")


class Pointing(Embedder):
    """Cats lie in one direction, everything else in another of its own."""

    name = "pointing"
    dims = 16

    def speaks(self, _lang: str) -> bool:
        return True

    def embed(self, texts: Sequence[Text]) -> Vectors:
        made = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in zip(made, texts, strict=True):
            said = " ".join(text)
            row[0 if any(cat in said for cat in CATS) else 1 + sum(map(ord, said)) % 15] = 1.0
        return made


EMBEDDERS = Embedders([Pointing()])


async def asked(db: Database) -> list[str]:
    async with db.read() as tx:
        told = [line.event() for line in await events_after(tx, 0)]
    return [event.query for event in told if isinstance(event, QueryWanted)]


async def square(db: Database) -> tuple[str, list[str]]:
    ana = await make.member(db)
    others = [str(await make.note(db, ana, f"bread number {n}")) for n in range(30)]
    kitten = str(await make.note(db, ana, "A kitten on the roof"))
    await embed_notes(db, EMBEDDERS, [kitten, *others])
    return kitten, others


async def test_the_worker_answers_what_the_web_process_asks(database: Database) -> None:
    kitten, _ = await square(database)
    meanings, nearby = Meanings(database, wait_s=0.0), Nearby(database, EMBEDDERS)

    assert await meanings.near(read("猫")) == Meant("pending")
    assert await meanings.near(read("猫")) == Meant("pending")
    keys = await asked(database)
    assert len(keys) == 1
    await nearby.answer(keys)
    assert await meanings.near(read("猫 ")) == Meant("done", (kitten,))

    async with database.read() as tx:
        found = await look(tx, "猫", Filters(), near=[kitten])
    assert (found.ids, found.by) == ([kitten], {kitten: "meaning"})


async def test_who_waits_is_woken(database: Database) -> None:
    kitten, _ = await square(database)
    meanings, nearby = Meanings(database, wait_s=20.0), Nearby(database, EMBEDDERS)
    waiting = asyncio.create_task(meanings.near(read("قطة")))
    await make.until(lambda: _has_asked(database))
    await nearby.answer(await asked(database))
    async with database.read() as tx:
        await meanings.follow(tx, await events_after(tx, 0))

    assert await waiting == Meant("done", (kitten,))


async def _has_asked(db: Database) -> bool:
    return bool(await asked(db))


async def test_notes_that_come_later_are_near_too(database: Database) -> None:
    kitten, _ = await square(database)
    nearby = Nearby(database, EMBEDDERS)
    await nearby.answer([])
    ana = await make.member(database, "bob")
    later = str(await make.note(database, ana, "My cat again"))
    await embed_notes(database, EMBEDDERS, [later])
    await nearby.changed([later])

    assert set(nearby.near(["cat"])[0]) == {kitten, later}


async def test_what_is_near_may_not_be_seen_by_everybody(database: Database) -> None:
    from qiao.notes import commands as notes
    from qiao.notes.models import Standing

    kitten, _ = await square(database)
    await database.write(notes.set_standing, "note", kitten, Standing.LIMITED)

    async with database.read() as tx:
        assert (await look(tx, "猫", Filters(), near=[kitten])).ids == []
        assert (await look(tx, "猫", Filters(lang="zh"), near=[kitten])).ids == []


async def test_a_list_grows_old_and_is_asked_for_anew(database: Database) -> None:
    await square(database)
    meanings, nearby = Meanings(database, wait_s=0.0), Nearby(database, EMBEDDERS)
    await meanings.near(read("cat"))
    await nearby.answer(await asked(database))
    old = now_us() - FRESH_US - 1

    async def age(tx: object) -> None:
        sql = Sql("update search_meanings set made_us = :old, asked_us = :old")
        await tx.run(sql, old=old)  # type: ignore[attr-defined]

    await database.write(age)
    assert (await meanings.near(read("cat"))).state == "done"
    assert len(await asked(database)) == 2

    await database.write(forget_old_meanings, now=Micros(now_us() + 10**12))
    async with database.read() as tx:
        assert await tx.count(Sql("select count(*) from search_meanings")) == 0


async def test_a_flood_of_new_queries_is_answered_by_words_alone(sqlite: Database) -> None:
    meanings = Meanings(sqlite, wait_s=0.0)
    states = [(await meanings.near(read(f"word{n}"))).state for n in range(40)]

    assert states[0] == "pending"
    assert states.count("pending") <= 21
    assert await meanings.near(read("!")) == Meant("none")
    assert await meanings.near(read("a" * 30 + " b" * 60)) == Meant("none")
