"""No table is forgotten: each has a rule, and each rule does what it says."""

from typing import Any

from qiao.kit.db import Database, Sql, WriteTx
from qiao.media.providers.folder import Folder
from qiao.search.indexing import index_notes
from qiao.travel.echoes import silence
from qiao.travel.erasing import erase
from qiao.travel.tables import RULES
from qiao.travel.verify import traces_left
from tests import make

TABLES = {
    "sqlite": Sql("""
        select name from sqlite_master where type = 'table' and name not like 'sqlite%'
          and name not like 'search_fts%' and name <> 'alembic_version'
    """),
    "postgresql": Sql("""
        select table_name from information_schema.tables
        where table_schema = current_schema() and table_name <> 'alembic_version'
    """),
}
COLUMNS = {
    "sqlite": 'select name, type from pragma_table_info("{0}")',
    "postgresql": (
        "select column_name, upper(data_type) from information_schema.columns"
        " where table_name = '{0}' and is_identity = 'NO' and data_type <> 'tsvector'"
    ),
}
MEMBERS = frozenset(
    ("member_id", "by_id", "owner_id", "author_id", "actor_id", "follower_id", "followed_id",
     "decided_by_id", "caller", "value")
)  # fmt: skip
NOTES = frozenset(("note_id", "thing_id", "of_id", "comment_id", "body", "answer", "near", "page"))
STEPS = frozenset(
    ("notes", "follows", "likes", "comment_likes", "collects", "comments", "members", "leavings",
     "search_notes")
)  # fmt: skip
"""Not planted by hand: a row that the counting commands would never have written."""


async def _tables(db: Database) -> set[str]:
    async with db.read() as tx:
        return {str(row[0]) for row in await tx.rows(TABLES[db.engine], {})}


async def test_each_table_has_a_rule(database: Database):
    without = await _tables(database) - RULES.keys()

    assert not without, "say in qiao/travel/tables.py what becomes of it when a member leaves"


async def test_no_rule_is_for_a_table_that_is_gone(database: Database):
    assert not RULES.keys() - await _tables(database)


async def test_a_member_in_any_column_is_found_and_erased(database: Database, tmp_path: Any):
    ana = await make.member(database, "ana_of_the_test")
    note = await make.note(database, ana, "A sentence that nobody else has ever written")
    await index_notes(database, [note])
    planted = 0
    for table in sorted(await _tables(database) - STEPS):
        async with database.read() as tx:
            columns = await tx.all(tuple, Sql(COLUMNS[database.engine].format(table)))
        for column, _ in columns:
            for names, id_ in ((MEMBERS, ana.id), (NOTES, str(note))):
                if column not in names or (table, column, names is NOTES) in NOT_HERS:
                    continue
                if column == "body" and table != "events":
                    continue
                planted += 1
                row = {name: _filled(table, name, kind, planted) for name, kind in columns} | {
                    column: _as(dict(columns)[column], id_)
                }
                if table == "mutes" or table == "feed_wishes":
                    row |= {"kind": "member"} if table == "mutes" else {"about": "author"}
                await database.write(_plant, table, row)
    blobs = Folder(tmp_path)

    traces = await erase(database, blobs, ana.id, now=make.NOW)
    before = await traces_left(database, tmp_path, ana.id, traces)
    await silence(database, blobs, ana.id, now=make.NOW)
    left = await traces_left(database, tmp_path, ana.id, traces)

    assert planted > 50
    assert {place.place for place in before} >= {"events", "leavings"}
    assert [f"{place.place} {place.times}" for place in left] == []


NOT_HERS = frozenset(
    (("facts", "value", False), ("operator_levers", "value", False),
     ("circle_said", "value", False), ("circle_said", "answer", True),
     ("blocks", "of_id", True), ("feed_wishes", "value", True))
)  # fmt: skip


def _filled(table: str, name: str, kind: str, number: int) -> Any:
    if kind in ("INTEGER", "BIGINT"):
        return None if table == "events" and name == "seq" else number + 1_000_000
    if kind in ("REAL", "DOUBLE PRECISION"):
        return 0.5
    if name in ("langs", "mixed", "boxes", "alts"):
        return "[]"
    return _as(kind, f"filled {number}")


def _as(kind: str, text: str) -> Any:
    return text.encode() if kind in ("BLOB", "BYTEA") else text


async def _plant(tx: WriteTx, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":v{n}" for n in range(len(row)))
    given = {f"v{n}": value for n, value in enumerate(row.values())}
    await tx.run(
        Sql(f"insert into {table} ({names}) values ({values}) on conflict do nothing"), **given
    )
