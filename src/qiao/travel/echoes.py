"""The last of a member: lines of logs and stored texts that name her or hold her words."""

import json
import re
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

from qiao.kit.clock import SECOND, Micros
from qiao.kit.db import Database, Sql, WriteTx
from qiao.media.blobs import BlobStore
from qiao.translate.tidy import normal_form
from qiao.travel import erasing, leaving

HEARD_AFTER_US = 60 * SECOND
"""Whoever follows the event log has read of it by then."""

AT_ONCE = 1_000
OWN_CHARS = 30
"""So long a sentence is its writer's own."""

_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}")
_NO_WORD = re.compile(r"[\ue000-\uf8ff⟦⟧{}<>]|\d+")

Row = tuple[Any, ...]


class Log(NamedTuple):
    """A table looked through row by row: its key, what is read beside it, and what is done."""

    page: Sql
    end: Sql
    key: int  # so many columns
    first: Sql | None = None  # done before the end


_EVENTS = Log(
    Sql("select seq, body from events where seq > :k0 order by seq limit :most"),
    Sql("delete from events where seq = :k0"),
    1,
)
_ANSWERS = Log(
    Sql("""
        select caller, key, answer from idempotency
        where caller > :k0 or (caller = :k0 and key > :k1) order by caller, key limit :most
    """),
    Sql("delete from idempotency where caller = :k0 and key = :k1"),
    2,
)
_MEANINGS = Log(
    Sql("select id, words, near from search_meanings where id > :k0 order by id limit :most"),
    Sql("delete from search_meanings where id = :k0"),
    1,
)
_PAGES = Log(
    Sql("select seq, page from served_pages where seq > :k0 order by seq limit :most"),
    Sql("delete from served_pages where seq = :k0"),
    1,
    Sql(
        "update ledger_hours set stale = 1 where hour in"
        " (select at_us / 3600000000 from served_pages where seq = :k0)"
    ),
)
_FOUR = "({0} > :k0 or ({0} = :k0 and (source > :k1 or (source = :k1 and (target > :k2 or (target = :k2 and policy > :k3))))))"  # noqa: E501
_KEY = "{0} = :k0 and source = :k1 and target = :k2 and policy = :k3"


def _texts(table: str, name: str, more: str) -> Log:
    key = f"{name}, source, target, policy"
    return Log(
        Sql(
            f"select {key}, {more} from {table} where {_FOUR.format(name)}"
            f" order by {key} limit :most"
        ),
        Sql(f"delete from {table} where {_KEY.format(name)}"),
        4,
    )


_TRANSLATIONS = _texts("translations", "text_hash", "text")
_SEGMENTS = _texts("translation_segments", "segment_hash", "kind, text")

_FACTS = Sql("select name, value from facts where substr(value, 1, 1) = '['")
_SAY_FACT = Sql("update facts set value = :value where name = :name")


async def silence(
    db: Database, blobs: BlobStore, member: str, *, now: Micros, heard_us: int = 0
) -> int:
    """Take away what still names a member who was erased; return how many rows.

    `heard_us`: leave all as it is where she was erased later than this.
    """
    async with db.read() as tx:
        found = await leaving.leaving_of(tx, member)
        traces = await leaving.kept_traces(tx, member)
    if found is None or found.erased_us is None or (heard_us and found.erased_us > heard_us):
        return 0
    # again, for what was at work while she went: a vector, a translation, a page being written
    await erasing.erase(db, blobs, member, now=now)
    ids = {member, *traces.things}
    hashes, shas = set(traces.hashes), set(traces.shas)
    said = normal_form("\n".join(traces.texts))
    lines = {normal_form(text) for text in traces.texts}

    def names(row: Row) -> bool:
        text = (
            str(row[-1]) if not isinstance(row[-1], bytes) else row[-1].decode("utf-8", "replace")
        )
        return (
            not ids.isdisjoint(_ID.findall(text))
            or any(word in hashes or word in shas for word in re.findall(r"[0-9a-f]{64}", text))
        )  # fmt: skip

    def holds(row: Row) -> bool:
        hash_, _, _, policy, text = row
        if hash_ in hashes or policy.removeprefix("text:") in hashes or f"~{member}~" in policy:
            return True
        kept = normal_form(text)
        return kept in lines or any(len(line) >= 12 and line in kept for line in lines)

    def sentence(row: Row) -> bool:
        _, _, _, policy, kind, text = row
        if policy.removeprefix("text:") in hashes:
            return True
        if kind != "machine" and len(text) < OWN_CHARS:
            return False  # what people said of a common sentence belongs to the square
        parts = [part for p in _NO_WORD.split(text) if len(part := normal_form(p)) > 1]
        return bool(parts) and all(part in said for part in parts)

    gone = 0
    for log, hit in (
        (_TRANSLATIONS, holds), (_SEGMENTS, sentence), (_ANSWERS, names), (_MEANINGS, names),
        (_PAGES, names), (_EVENTS, names),
    ):  # fmt: skip
        gone += await _take_out(db, log, hit)
    gone += await db.write(_shorten_facts, names)
    await db.write(leaving.forget_leaving, member)
    return gone


async def _shorten_facts(tx: WriteTx, names: Callable[[Row], bool]) -> int:
    """Take out of lists among the facts what names her: of a demo, what was held out to judge."""
    gone = 0
    for name, value in await tx.all(tuple, _FACTS):
        listed = json.loads(value)
        kept = [item for item in listed if not names((json.dumps(item),))]
        if len(kept) < len(listed):
            await tx.run(_SAY_FACT, name=name, value=json.dumps(kept))
            gone += len(listed) - len(kept)
    return gone


async def _take_out(db: Database, log: Log, hit: Callable[[Row], bool]) -> int:
    gone = 0
    async for rows in _pages(db, log):
        keys = [
            {f"k{n}": row[n] for n in range(log.key)} for row in rows if hit(row)
        ]  # fmt: skip
        if keys:
            await db.write(_end, log, keys)
            gone += len(keys)
    return gone


async def _end(tx: WriteTx, log: Log, keys: list[dict[str, Any]]) -> None:
    if log.first is not None:
        await tx.run_many(log.first, keys)
    await tx.run_many(log.end, keys)


async def _pages(db: Database, log: Log) -> AsyncIterator[list[Row]]:
    number = "seq" in log.end.text
    after: dict[str, Any] = {f"k{n}": 0 if number else "" for n in range(log.key)}
    while True:
        async with db.read() as tx:
            rows = await tx.all(tuple, log.page, **after, most=AT_ONCE)
        if not rows:
            return
        yield rows
        after = {f"k{n}": rows[-1][n] for n in range(log.key)}
