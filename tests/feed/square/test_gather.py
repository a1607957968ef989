"""What is read of the past is the same however a database lays out its rows."""

import dataclasses

import numpy as np

from qiao.feed.learning.square.gather import Past, gather
from qiao.kit.db import Database, Sql, WriteTx
from tests.feed.make import NOW_US
from tests.feed.square.world import circles_of_taste


async def past_of(database: Database, rows: dict[str, int]) -> Past:
    async with database.read() as tx:
        return await gather(tx, rows.get, now_us=NOW_US)


async def laid_out_anew(tx: WriteTx) -> None:
    """Write half of the rows again: PostgreSQL then keeps them behind the others."""
    for table in ("likes", "collects", "follows"):
        await tx.run(Sql(f"update {table} set at_us = at_us where at_us % 2 = 0"))
        await tx.run(Sql(f"update {table} set at_us = at_us where at_us % 3 = 0"))


async def test_the_order_of_rows_is_nobodys_business(database: Database):
    await circles_of_taste().write(database)
    async with database.read() as tx:
        ids = [str(row[0]) for row in await tx.rows(Sql("select id from notes order by id"), {})]
    rows = {note: row for row, note in enumerate(ids)}
    before = await past_of(database, rows)
    assert len(before) > 100

    await database.write(laid_out_anew)
    after = await past_of(database, rows)

    for field in dataclasses.fields(Past):
        was, now = getattr(before, field.name), getattr(after, field.name)
        assert np.array_equal(was, now), field.name
    assert (np.lexsort((before.at_us, before.by)) == np.arange(len(before))).all()
