"""Keeping what notes say in the form it is found by: only what everybody may see is kept."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from qiao.kit.db import Database, ReadTx, Sql, WriteTx
from qiao.notes.openly import said_openly
from qiao.search.asking import document
from qiao.search.tokens import tokens, words
from qiao.search.topics import keep_topics
from qiao.search.typos import forms

BATCH = 16
MAX_TOKENS = 12_000
"""Of a note in many versions; what its author wrote comes first."""


class Page(NamedTuple):
    """A note as the search keeps it: tokens with spaces between."""

    note_id: str
    title: str
    topics: str
    body: str


_OLD = Sql("select doc, title, topics, body from search_notes where note_id = :note_id")
_PUT = Sql("""
    insert into search_notes (note_id, title, topics, body)
    values (:note_id, :title, :topics, :body)
""")
_DROP = Sql("delete from search_notes where note_id = :note_id")
_FILL = {
    "sqlite": Sql("""
        insert into search_fts (rowid, title, topics, body)
        select doc, title, topics, body from search_notes where note_id = :note_id
    """),
    "postgresql": Sql("""
        update search_notes set tokens = cast(:document as tsvector) where note_id = :note_id
    """),
}
_EMPTY = Sql("""
    insert into search_fts (search_fts, rowid, title, topics, body)
    values ('delete', :doc, :title, :topics, :body)
""")
_SAY = Sql("""
    insert into search_words (word, notes) values (:word, 1)
    on conflict (word) do update set notes = search_words.notes + 1
""")
_UNSAY = Sql("update search_words set notes = notes - 1 where word = :word")
_UNSAID = Sql("select word from search_words where word in (:words...) and notes <= 0")
_FORGET_FORMS = Sql("delete from search_forms where word in (:words...)")
_FORGET_WORDS = Sql("delete from search_words where word in (:words...) and notes <= 0")
_MERGE = Sql("insert into search_fts (search_fts) values ('optimize')")
_KNOWN = Sql("select word from search_words where word in (:words...)")
_FORM = Sql("insert into search_forms (form, word) values (:form, :word) on conflict do nothing")
_KEPT = Sql("""
    select note_id from search_notes where note_id > :after order by note_id limit :limit_rows
""")
_ALL = Sql("select id from notes where id > :after order by id limit :limit_rows")


async def index_notes(db: Database, notes: Sequence[str]) -> int:
    """Keep these notes as they are now; what is not open to everybody is dropped. Safe twice.

    Returns how many notes changed.
    """
    changed = 0
    notes = list(dict.fromkeys(notes))
    for start in range(0, len(notes), BATCH):
        batch = notes[start : start + BATCH]
        async with db.read() as tx:
            texts = {text.id: text for text in await said_openly(tx, batch)}
        made = await asyncio.to_thread(
            lambda found: [
                _page(one.id, one.title, " ".join(one.topics), one.body) for one in found
            ],
            list(texts.values()),
        )
        pages = {page.note_id: page for page in made}
        for note in batch:
            # one note a command: the worker gives way to the square
            changed += await db.write(_keep, note, pages.get(note))
    return changed


def _page(note: str, title: str, topics: str, body: str) -> Page:
    cut = tokens(body)[:MAX_TOKENS]
    return Page(note, " ".join(tokens(title)), " ".join(tokens(topics)), " ".join(cut))


async def _keep(tx: WriteTx, note: str, page: Page | None) -> bool:
    old = await tx.one_or_none(tuple, _OLD, note_id=note)
    # it was read before this command: what was taken down meanwhile must not come back
    opened = await said_openly(tx, [note]) if page else []
    if not opened:
        page = None
    before = Page(note, *old[1:]) if old else None
    if before == page:
        return False
    if old and before:
        if tx.engine == "sqlite":
            await tx.run(_EMPTY, doc=old[0], **_texts(before))
        await tx.run(_DROP, note_id=note)
    if page:
        await tx.run(_PUT, **page._asdict())
        more = (
            {}
            if tx.engine == "sqlite"
            else {"document": document(*(text.split() for text in page[1:]))}
        )
        await tx.run(_FILL[tx.engine], note_id=note, **more)
        await keep_topics(tx, opened[0].topics)
    await _say(tx, _words(before), _words(page))
    return True


def _texts(page: Page) -> dict[str, str]:
    return {"title": page.title, "topics": page.topics, "body": page.body}


def _words(page: Page | None) -> set[str]:
    return words(" ".join(page[1:]).split()) if page else set()


async def _say(tx: WriteTx, before: set[str], now: set[str]) -> None:
    gone, come = sorted(before - now), sorted(now - before)
    if gone:
        await tx.run_many(_UNSAY, [{"word": word} for word in gone])
        unsaid = [str(row[0]) for row in await tx.rows(_UNSAID, {"words": gone})]
        if unsaid:
            await tx.run(_FORGET_FORMS, words=unsaid)
            await tx.run(_FORGET_WORDS, words=unsaid)
    if come:
        known = {str(row[0]) for row in await tx.rows(_KNOWN, {"words": come})}
        await tx.run_many(_SAY, [{"word": word} for word in come])
        new = [
            {"form": form, "word": word}
            for word in come
            if word not in known
            for form in forms(word)
        ]
        if new:
            await tx.run_many(_FORM, new)


async def forget_pages(tx: WriteTx, notes: Sequence[str]) -> None:
    """Drop notes that are gone."""
    for note in notes:
        await _keep(tx, note, None)


async def forget_marked(tx: WriteTx) -> None:
    """Take out of the index what it only marks as gone: the words of notes that were deleted.

    FTS5 keeps them in its segments until they are merged, which a quiet square never does.
    PostgreSQL's index goes with its rows.
    """
    if tx.engine == "sqlite":
        await tx.run(_MERGE)


async def kept_after(tx: ReadTx, after: str = "", *, limit: int = 500) -> list[str]:
    """Return notes that are kept, in the order of ids."""
    return [str(r[0]) for r in await tx.rows(_KEPT, {"after": after, "limit_rows": limit})]


async def reindex(db: Database) -> tuple[int, int]:
    """Go through everything, kept or not; return how many notes were looked at and changed."""
    looked = changed = 0
    for sql in (_ALL, _KEPT):
        after = ""
        while True:
            async with db.read() as tx:
                rows = await tx.rows(sql, {"after": after, "limit_rows": 200})
            ids = [str(row[0]) for row in rows]
            if not ids:
                break
            changed += await index_notes(db, ids)
            looked += len(ids) if sql is _ALL else 0
            after = ids[-1]
    return looked, changed
