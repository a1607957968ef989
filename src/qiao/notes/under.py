"""The notes under a topic: by time, by warmth, and in which languages there are how many."""

from typing import NamedTuple

from qiao.kit.clock import DAY
from qiao.kit.db import ReadTx, Sql
from qiao.kit.langs import base_of
from qiao.notes.queries import LAST
from qiao.notes.visibility import Where, visible

COOLS_US = 3 * DAY
"""A note of this age needs twice the likes of one that is new to be as warm."""
COUNTED = 2_000
"""Languages are counted over so many of a topic's newest notes."""

# as `base_of`
_IN = "(:lang = '' or n.lang = :lang or (n.lang like :lang || '-%' and n.lang not like '%-Latn'))"
_NEW = Sql(
    f"""
    select n.id from note_topics t join notes n on n.id = t.note_id
    where t.slug = :slug and n.id < :before and {_IN} and """
    + visible("n", where=Where.OPEN)
    + """
    order by n.id desc limit :limit_rows
"""
)
_HOT = Sql(
    f"""
    select n.id from note_topics t join notes n on n.id = t.note_id
    join note_counts c on c.note_id = n.id
    where t.slug = :slug and {_IN} and """
    + visible("n", where=Where.OPEN)
    + f"""
    order by (1.0 + c.likes + 2 * c.collects + 2 * c.comments)
      / (1.0 + (:now_us - n.at_us) / {COOLS_US}.0) desc, n.id desc
    limit :limit_rows offset :skip_rows
"""
)
_LANGS = Sql(
    """
    select lang, count(*) from (
      select n.lang as lang from note_topics t join notes n on n.id = t.note_id
      where t.slug = :slug and """
    + visible("n", where=Where.OPEN)
    + f"""
      order by n.id desc limit {COUNTED}) newest
    group by lang
"""
)


class InLang(NamedTuple):
    """A base language, and how many of a topic's newest notes are written in it."""

    lang: str
    notes: int


async def notes_under(
    tx: ReadTx,
    slug: str,
    *,
    reader: str | None,
    lang: str = "",
    before: str = LAST,
    limit: int = 20,
) -> list[str]:
    """Return the notes under a topic, newest first. `lang`: a base language, all if empty."""
    return await _ids(
        tx, _NEW, slug=slug, lang=lang, reader=reader, before=before, limit_rows=limit
    )


async def hot_notes_under(
    tx: ReadTx,
    slug: str,
    *,
    reader: str | None,
    now_us: int,
    lang: str = "",
    skip: int = 0,
    limit: int = 20,
) -> list[str]:
    """Return the notes under a topic, those first that are liked, kept and answered most lately."""
    return await _ids(
        tx, _HOT, slug=slug, lang=lang, reader=reader, now_us=now_us, skip_rows=skip,
        limit_rows=limit,
    )  # fmt: skip


async def langs_under(tx: ReadTx, slug: str, *, reader: str | None) -> list[InLang]:
    """Return the languages of a topic's newest notes, the most frequent first."""
    found: dict[str, int] = {}
    for lang, notes in await tx.all(tuple, _LANGS, slug=slug, reader=reader):
        base = base_of(str(lang))
        if base != "und":
            found[base] = found.get(base, 0) + int(notes)
    return [InLang(*pair) for pair in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))]


async def _ids(tx: ReadTx, sql: Sql, **params: str | int | None) -> list[str]:
    return [str(row[0]) for row in await tx.rows(sql, params)]
