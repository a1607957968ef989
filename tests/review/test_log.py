"""What happened in review is only ever appended, whoever asks the database."""

import pytest

from qiao.kit.db import Database, Sql, WriteTx
from qiao.review.commands import report

from .make import LIMITS, NOW, member, note

LINES = Sql("select seq, id, kind, rule, words from review_events order by seq")
REPLACES = {
    "sqlite": Sql("""
        insert or replace into review_events (id, case_id, at_us, kind, by_id)
        select id, 'x', 0, 'x', 'x' from review_events
    """),
    "postgresql": Sql("truncate review_events"),
}


@pytest.mark.parametrize(
    "statement",
    [
        "update review_events set words = 'never said'",
        "update review_events set seq = seq + 10",
        "delete from review_events",
        "replace",
    ],
)
async def test_the_log_is_not_rewritten(database: Database, statement: str):
    ana, bo = await member(database, "ana"), await member(database, "boo")
    seen = await note(database, ana)
    await database.write(report, bo, "note", seen, "spam", "Again", LIMITS, now=NOW)
    async with database.read() as tx:
        before = await tx.all(tuple, LINES)
    sql = REPLACES[database.engine] if statement == "replace" else Sql(statement)

    async def rewrite(tx: WriteTx) -> None:
        await tx.run(sql)

    with pytest.raises(Exception, match=r"append only|identity"):
        await database.write(rewrite)

    async with database.read() as tx:
        assert await tx.all(tuple, LINES) == before
